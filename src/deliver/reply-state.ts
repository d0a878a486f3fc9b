/** The state of one growing reply: its text, its messages in Discord, and so the next step. No I/O, no clock. */

import { type Language, sentence } from '../sentences/sentences.ts'
import { callAt, type InChannel, isHeldAfter, recordCall } from './channel-share.ts'
import { type FirstWords, firstWords } from './first-words.ts'
import { withoutGrowingMark } from './growing-mark.ts'
import { type Mentions, namedInFile } from './markdown/mentions.ts'
import { freeAt, type Pacer, startPacer, starting, tick } from './pacer.ts'
import type { Content } from './content.ts'
import type { Button } from './message.ts'
import { updateContent, type ReplyContent, startContent } from './reply-content.ts'
import {
  type Call,
  isOurLine,
  missingCalls,
  type PlacedMessage,
  sameButtons,
  type Shown,
  type DesiredMessage,
} from './reply-plan.ts'
import { cameAt, newsOf } from './reply-news.ts'
import { type RefusedPage, replacedPages, withRefused } from './refused-pages.ts'
import type { Undeliverable } from './sent.ts'
import { withoutQuestion } from './question-line.ts'
import { nextLineAt, type Silence, silenceLine } from './silence.ts'
import { type DesiredReply, growingMessages, pagesOf, wholeMessages } from './reply-messages.ts'

/** The turn is also known to the budget of its channel. */
export interface ReplyOptions extends InChannel {
  /** EDIT_INTERVAL_MS. */
  readonly intervalMs: number
  readonly language: Language
  /** False: one edit when the answer is complete. */
  readonly streaming: boolean
  /** The first edit waits a moment for whole words. */
  readonly waitsForPhrase: boolean
  /** How many messages there may be, the first included. */
  readonly maxPages: number
  /** Before this moment Discord may not have processed our first answer (see `not yet`). */
  readonly notBefore: number
  /** The messages that an earlier try left. The new answer replaces them once it is as long. */
  readonly before: readonly Shown[]
  /** Changed in place when it is known how long such a question usually takes. */
  readonly silence: Silence
  /** Whom Claude may mention by a number. */
  readonly mentions?: Mentions | undefined
  /** The line above the first message (see question-line.ts). */
  readonly question?: string | undefined
}

/** A writer's state: its content grows, so it is changed in place. */
export interface ReplyState extends ReplyContent {
  readonly options: ReplyOptions
  /** That of the options, until Discord refuses a text with it. */
  question: string | undefined
  /** The channel's limit delays the next edit for long. */
  isHeld: boolean
  shown: Shown[]
  pacer: Pacer
  /** How much of the answer stands in Discord, in characters. */
  seen: number
  /** When the oldest text came that the last call left out. */
  leftOutSince: number | undefined
  maxPages: number
  /** Failed calls in a row, and until when to wait after them. */
  failures: number
  blockedUntil: number
  /** By page: what Discord refused of its text. */
  readonly refusedPages: Map<number, RefusedPage>
  stopped: Undeliverable | undefined
  edits: number
  rateLimited: number
  /** Calls that Discord counts against the address: answered with 401, 403 or 429. */
  refused: number
  firstWordsAt: number | undefined
  lastEditAt: number | undefined
}

export interface Delivered {
  /** `whole`: everything stands in Discord. `filtered`, `unwanted`: everything but the pages that are replaced. */
  readonly outcome: 'whole' | Undeliverable
  readonly pages: number
  /** As they stand in Discord. */
  readonly messages: readonly PlacedMessage[]
  /** When the bucket of its calls has one to spare; in the past where it has one. */
  readonly freeAt: number
  /** Pages that Discord refused: a sentence stands in their place. */
  readonly replaced: number
  /** How much of the answer was shown, in characters. */
  readonly shown: number
  readonly edits: number
  readonly rateLimited: number
  readonly refused: number
  /** When the first words, and the last edit, had arrived; undefined where none did. */
  readonly firstWordsAt: number | undefined
  readonly lastEditAt: number | undefined
}

export type Step =
  | { readonly do: 'call'; readonly call: Call; readonly shows: Showing }
  | { readonly do: 'wait'; readonly until: number }
  /** Nothing to do until there is news, or until the silence is worth a line. */
  | { readonly do: 'idle'; readonly until?: number }
  | { readonly do: 'done' }

/** What is visible after a call has succeeded. */
interface Showing {
  readonly characters: number
  /** No other call is missing after it. */
  readonly all: boolean
  /** The text of the page will not grow any more. */
  readonly isComplete: boolean
}

export const startReply = (options: ReplyOptions, now: number): ReplyState => ({
  ...startContent(now, options.mentions, options.question),
  options,
  question: options.question,
  isHeld: false,
  shown: [...options.before],
  pacer: startPacer({ intervalMs: options.intervalMs, now }),
  seen: 0,
  leftOutSince: undefined,
  maxPages:
    options.before.at(-1)?.noneAfter === true
      ? Math.min(options.before.length, options.maxPages)
      : options.maxPages,
  failures: 0,
  blockedUntil: options.notBefore,
  refusedPages: new Map(),
  stopped: undefined,
  edits: 0,
  rateLimited: 0,
  refused: 0,
  firstWordsAt: undefined,
  lastEditAt: undefined,
})

/** The messages of a whole answer that is shown at once. */
export function wholeReply(options: ReplyOptions, content: Content): readonly DesiredMessage[] {
  const state = startReply({ ...options, before: [] }, 0)
  updateContent(state, { ...content, isLast: true }, 0)
  return desiredMessages(state, 0).messages
}

/** What to do at `now`. A `call` counts as sent: hand its answer to `recordResult` before asking again. */
export function nextStep(state: ReplyState, now: number): Step {
  if (state.stopped !== undefined) return { do: 'done' }
  if (!state.ended && isHeldBack(state)) return { do: 'idle' }
  if (state.answer.length > state.seen)
    state.isHeld = isHeldAfter(state.options, state.firstWordsAt === undefined, now)
  const first = firstWordsOf(state, now)
  if (first?.until !== undefined) return { do: 'wait', until: first.until }
  const { messages: desired, open } = desiredMessages(state, now, first?.end)
  // The last page of an earlier try stays until the end: a growing answer holds its newest text back, so it may need that
  // page only then.
  const missing = missingCalls(state.shown, desired, wholeText(state), state.files).filter(
    (one) => state.ended || one.do !== 'remove',
  )
  const calls = missing.every((one) => mayBeSkipped(state, one)) ? [] : missing
  const [call] = calls
  if (call === undefined) return state.ended ? { do: 'done' } : idle(state, now)
  const isFull = !state.ended && call.page < desired.length - (open > 0 ? 1 : 0)
  const news = newsOf(state, { calls: calls.length, open, isFull }, now)
  const intent = { last: state.ended, first: news.first, creates: call.do === 'create' }
  const channelAt = callAt(state.options, news.calls, intent, now)
  const next = tick(state.pacer, news, now)
  if (next.kind === 'idle') return idle(state, now)
  const until = Math.max(next.kind === 'wait' ? next.until : now, channelAt, state.blockedUntil)
  if (now < until) return { do: 'wait', until }
  state.pacer = starting(state.pacer, now)
  const rest = desired.slice(call.page + 1).reduce((sum, { content }) => sum + content.length, 0)
  state.leftOutSince = cameAt(state, rest, now)
  recordCall(state.options, intent, now)
  return {
    do: 'call',
    call,
    shows: {
      characters: first?.end ?? state.answer.length,
      all: calls.length === 1,
      isComplete: state.ended || call.page < desired.length - 1,
    },
  }
}

export const delivered = (state: ReplyState): Delivered => ({
  outcome:
    state.stopped ?? [...state.refusedPages.values()].find(({ isReplaced }) => isReplaced)?.why ?? 'whole',
  pages: state.shown.length,
  messages: state.shown,
  freeAt: freeAt(state.pacer),
  replaced: replacedPages(state.refusedPages),
  shown: state.seen === 0 ? standing(state) : state.seen,
  edits: state.edits,
  rateLimited: state.rateLimited,
  refused: state.refused,
  firstWordsAt: state.firstWordsAt,
  lastEditAt: state.lastEditAt,
})

/** Whether nothing more of the answer can be shown, so that its source may end. */
export const isPointless = (state: ReplyState): boolean => state.stopped !== undefined

/**
 * Whether the call can be skipped while the answer grows: an earlier try may have made the same call, or only the mark
 * differs from the message in Discord.
 */
function mayBeSkipped({ shown, options, ended: isLast }: ReplyState, { page, ...call }: Call): boolean {
  const there = shown[page]
  if (isLast || call.do !== 'edit' || there === undefined) return false
  if (!sameButtons(there.buttons, call.desired.buttons)) return false
  const isMarkAlone = there.unsure !== true && there.content !== call.desired.content
  return (
    (isMarkAlone || there === options.before[page]) &&
    withoutGrowingMark(there.content) === withoutGrowingMark(call.desired.content)
  )
}

/** A new try must not shrink the messages of an earlier one. Without streaming nothing is shown before the end. */
const isHeldBack = ({ options, answer }: ReplyState): boolean =>
  !options.streaming || answer.length < standing({ options })

/** How much of the answer the earlier try has left, in characters. */
const standing = ({ options }: Pick<ReplyState, 'options'>): number =>
  options.before
    .map(({ content }, page) => (page === 0 ? withoutQuestion(content, options.question) : content))
    .map((content) => (isOurLine({ content }) ? 0 : withoutGrowingMark(content).length))
    .reduce((sum, length) => sum + length, 0)

/** What the file holds; it is made only where there is one. */
const wholeText =
  ({ answer, options: { mentions } }: ReplyState): (() => string) =>
  () =>
    mentions === undefined ? answer : namedInFile(answer, mentions)

/** Undefined where nothing waits for a phrase: without the flag, after the first words, with the last edit, and where an earlier try goes on. */
const firstWordsOf = (
  { firstWordsAt, ended: isLast, begunAt, answer, options }: ReplyState,
  now: number,
): FirstWords | undefined =>
  !options.waitsForPhrase ||
  firstWordsAt !== undefined ||
  isLast ||
  begunAt === undefined ||
  options.before.length > 0
    ? undefined
    : firstWords(answer, begunAt, now)

function idle({ receivedAt, options }: ReplyState, now: number): Step {
  const until = nextLineAt(options.silence, receivedAt, now)
  return until === undefined ? { do: 'idle' } : { do: 'idle', until }
}

/** The status line of the content, else how long Claude has been silent, else why the answer stands still. */
const statusAt = ({ status, receivedAt, isHeld, options }: ReplyState, now: number): string | undefined =>
  status ??
  silenceLine(options.silence, receivedAt, now)?.text ??
  (isHeld ? sentence('channel limited', options.language) : undefined)

/** Those of the content, and those of the silence while its line is the status. */
function buttonsAt({ status, buttons, receivedAt, options }: ReplyState, now: number): readonly Button[] {
  const more = status === undefined ? silenceLine(options.silence, receivedAt, now)?.buttons : undefined
  return more === undefined ? buttons : [...buttons, ...more]
}

/** @param end how many UTF-16 units of the answer to show; all if undefined */
function desiredMessages(state: ReplyState, now: number, end?: number): DesiredReply {
  const { ended: isLast, options, refusedPages, shown, maxPages, question } = state
  const { note, footer, files, buttons } = state
  const { language } = options
  const isAll = end === undefined || end >= state.answer.length
  const pages = isAll ? state.pages : pagesOf(state.answer.slice(0, end), options.mentions, options.question)
  const { messages, open } = isLast
    ? wholeMessages(pages, { maxPages, language, question, note, footer, files: files.length, buttons })
    : growingMessages(pages, {
        maxPages,
        language,
        question,
        status: statusAt(state, now),
        buttons: buttonsAt(state, now),
      })
  return { messages: withRefused(messages, refusedPages, { shown, isLast, language }), open }
}
