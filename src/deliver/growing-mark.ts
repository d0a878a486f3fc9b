/** The mark at the end of an answer that still grows, by which a reader tells it from one that is done. */

import { MESSAGE_CODE_POINTS } from '../limits.ts'
import { codePoints } from './markdown/graphemes.ts'

/**
 * U+258C, LEFT HALF BLOCK, looks like a text cursor. It is one of the oldest block elements, so common fonts have it, and
 * it is no Markdown. An ellipsis would be taken for Claude's own.
 */
const MARK = '▌'

/** The last line closes a block of code: with more in that line it would close nothing, and the mark would be code. */
const endsWithFence = /(?:^|\n)[> ]*`{3,}$/

/**
 * The pages of a growing answer, the last of them with the mark. A finished page gets none, and neither
 * does one that has no room.
 *
 * @param finished so many pages never change again
 */
export function withGrowingMark(pages: readonly string[], finished: number): readonly string[] {
  const last = pages.at(-1)
  if (last === undefined || pages.length <= finished) return pages
  const marked = `${last}${endsWithFence.test(last) ? '\n' : ' '}${MARK}`
  return codePoints(marked) > MESSAGE_CODE_POINTS ? pages : [...pages.slice(0, -1), marked]
}

/** A message as it stands in Discord, without the mark: what of it is the answer's. */
export const withoutGrowingMark = (content: string): string =>
  content.endsWith(MARK) ? content.slice(0, -MARK.length).replace(/[ \n]$/, '') : content
