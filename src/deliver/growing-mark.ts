/** The cursor at the end of a growing answer. It tells a reader that more is to come. */

import { MESSAGE_CODE_POINTS } from '../limits.ts'
import { codePoints } from './markdown/graphemes.ts'

/**
 * U+258C, LEFT HALF BLOCK, looks like a text cursor. It is one of the oldest block elements, so common fonts have it, and
 * it is no Markdown. An ellipsis would be taken for Claude's own.
 */
const MARK = '▌'

/** The last line closes a block of code. The mark needs its own line: behind the fence it would be code. */
const endsWithFence = /(?:^|\n)[> ]*`{3,}$/

/**
 * Adds the mark to the last page of a growing answer. A finished page gets none, and neither does a page without room.
 *
 * @param finished how many pages never change again
 */
export function withGrowingMark(pages: readonly string[], finished: number): readonly string[] {
  const last = pages.at(-1)
  if (last === undefined || pages.length <= finished) return pages
  const marked = `${last}${endsWithFence.test(last) ? '\n' : ' '}${MARK}`
  return codePoints(marked) > MESSAGE_CODE_POINTS ? pages : [...pages.slice(0, -1), marked]
}

/** The text of a message in Discord without the mark. */
export const withoutGrowingMark = (content: string): string =>
  content.endsWith(MARK) ? content.slice(0, -MARK.length).replace(/[ \n]$/, '') : content
