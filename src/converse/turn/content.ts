/** What a turn shows in Discord: an answer of Claude's as far as it has come, or a cached one. */

import { type Content, noContent } from '../../deliver/content.ts'
import type { Button } from '../../deliver/message.ts'
import { escaped } from '../../deliver/plain-text.ts'
import { TEXT_BYTES } from '../../limits.ts'
import { ahead, type Language, sentence } from '../../sentences/sentences.ts'
import type { Hit } from '../cache/cache.ts'
import type { FileRef } from '../claude/file-ref.ts'
import type { Near } from '../claude/purse.ts'
import { progressLine, toolFooter } from '../tools/progress.ts'
import { type Answer, noAnswer, toolCallsOf } from './answer.ts'
import type { Course } from './course.ts'
import { footerOf } from './footer.ts'
import { type Left, leftOf } from './left.ts'
import { sourcesLine } from './sources.ts'
import { isStop, stoppedLine } from './stopped.ts'
import {
  type Asked,
  cancelButton,
  continueButtons,
  detailsButtons,
  editButtons,
  followButton,
  goodButton,
  isWithdrawn,
  moreButton,
  retryButtons,
  stopButton,
  type Versions,
} from './turn-buttons.ts'

/** An answer that has ended. */
interface Ended {
  readonly answer: Answer
  /** A cached one is shown instead of it. */
  readonly isCached: boolean
}

/**
 * What a turn shows: its place while it waits, Claude's answer with our sentences under it or instead of it, or a cached
 * one.
 *
 * @param now milliseconds since 1970; the status line tells how long tools have been at work
 */
export function contentOf(course: Course, asked: Asked, now: number): Content {
  const { position, cached, shown, answer, files, near } = course
  const { language } = asked
  const footer = footerOf(course, asked)
  if (shown !== undefined) {
    const content =
      cached.use === 'stale' ? staleContent(shown, answer.text, asked) : cachedContent(shown, asked)
    return { ...content, footer }
  }
  const line = position === undefined ? progressLine(answer.atWork, now, language) : ahead(position, language)
  const grown = {
    text: shownOf(answer.text, asked),
    status: line === '' ? undefined : line,
    files: answer.files,
  }
  if (answer.ending === undefined) {
    const buttons = [position === undefined ? stopButton(asked) : cancelButton(asked)]
    return { ...grown, note: undefined, buttons, isLast: false }
  }
  return {
    ...grown,
    note: noteOf({ answer, files, near }, language),
    footer,
    buttons: buttonsOf({ answer, isCached: false }, asked),
    isLast: true,
  }
}

/** Discord takes five buttons in a row (Components, Reference, "Action Row"); more would hide the answer. */
const MOST_BUTTONS = 5

/** The row under an answer that has ended, the most useful first: all of it is decided here. */
export function rowOf(left: Left, asked: Asked, versions: Versions): readonly Button[] {
  const first = [...continueButtons(left, asked), ...retryButtons(asked, versions)]
  // Turns that share one answer share its votes and its details.
  const shared = { ...asked, id: left.by }
  const room = MOST_BUTTONS - first.length
  const edit = editButtons(asked)
  // Where there is a menu, the details are in it.
  if (!left.hasText) return [...first, ...edit, ...detailsButtons(left, asked)]
  // Nothing else changes a question; the next one can be asked in other ways, too.
  const middle = [...edit, followButton(asked), goodButton(shared)].slice(0, room - 1)
  return [...first, ...middle, moreButton(shared)]
}

/** Those of the newest answer to its question. */
function buttonsOf({ answer, isCached }: Ended, asked: Asked): readonly Button[] {
  if (isWithdrawn(answer.ending?.why ?? '')) return []
  const newest = asked.renews?.version ?? 1
  return rowOf(leftOf(answer, isCached), asked, { at: newest, count: newest })
}

/** The rest of an answer begins where the message before it broke off, be it within a block of code. */
function shownOf(text: string, { renews }: Asked): string {
  if (renews === undefined || renews.from === 0) return text
  const rest = text.slice(renews.from)
  return renews.fence === '' || rest === '' ? rest.trimStart() : `${renews.fence}\n${rest.replace(/^\n/, '')}`
}

function noteOf(
  { answer, files, near }: Pick<Course, 'answer' | 'files' | 'near'>,
  language: Language,
): string | undefined {
  const { why = '', again = 0, by = '' } = answer.ending ?? {}
  const { healed } = answer
  const isAboutFiles = files.some((file) => file.why !== '' && file.why === why)
  const ending =
    why === '' || isAboutFiles || isStop(why) ? [] : [sentence(why, language, Math.ceil(again / 1_000))]
  const about = aboutFiles(files, language)
  // Of one file the sentence goes on in the line; several have one line each.
  const lines = files.length > 1 ? [...ending, ...about] : [[...ending, ...about].join(' ')].filter(Boolean)
  const calls = toolCallsOf(answer)
  const links = sourcesLine(answer.sources, language)
  const note = [
    ...lines,
    ...(isStop(why) ? [stoppedLine(why, by, language)] : []),
    ...(links === '' ? [] : [links]),
    ...(healed === undefined ? [] : [`-# ${sentence(`healed ${healed.how}`, language, healed.count)}`]),
    ...(near === undefined ? [] : [nearLine(near, language)]),
    ...(calls === 0 ? [] : [toolFooter(calls, answer.toolMs, language)]),
  ].join('\n')
  return note === '' ? undefined : note
}

const nearLine = ({ whose, renewsAt }: Near, language: Language): string =>
  `-# ${sentence(whose === 'member' ? 'member budget near' : 'server budget near', language, Math.ceil(renewsAt / 1_000))}`

/** A sentence for each file that was not shown, or not whole. Of several each is named. */
function aboutFiles(files: readonly FileRef[], language: Language): readonly string[] {
  const isOne = files.length === 1
  return files.flatMap(({ name, why, isCut }) => {
    const cut = isOne
      ? sentence('file cut', language, TEXT_BYTES / 1_000)
      : sentence('file cut short', language)
    const said = why === '' ? (isCut ? cut : '') : sentence(why, language)
    return said === '' ? [] : [isOne ? said : `**${escaped(name)}**: ${said}`]
  })
}

/** A cached answer says that it is one, and how to get another. */
const cachedContent = ({ answer, madeAt }: Hit, asked: Asked): Content => ({
  ...noContent,
  text: answer,
  note: `-# ${sentence('from the cache', asked.language, Math.floor(madeAt / 1_000))}`,
  buttons: buttonsOf({ answer: noAnswer(asked.id), isCached: true }, asked),
  isLast: true,
})

/**
 * An expired answer that stands in for Claude's, marked as such.
 *
 * @param begun the text that Claude has begun with, which is white space
 */
const staleContent = ({ answer, madeAt }: Hit, begun: string, asked: Asked): Content => ({
  ...noContent,
  text: begun + answer,
  note: sentence('stale', asked.language, Math.floor(madeAt / 1_000)),
  buttons: buttonsOf({ answer: noAnswer(asked.id), isCached: true }, asked),
  isLast: true,
})
