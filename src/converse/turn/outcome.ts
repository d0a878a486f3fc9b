/** What becomes of a turn that has ended: its report, and what the transcript keeps of it. */

import { isTextRefused } from '../../deliver/refused-pages.ts'
import type { PlacedMessage } from '../../deliver/reply-plan.ts'
import type { Delivered } from '../../deliver/reply-state.ts'
import { isMessageId, type MessageId } from '../../ids.ts'
import type { CacheWhy, Outcome, TurnFigures } from '../../measure/figures.ts'
import { variantFields } from '../../measure/variants.ts'
import type { Case } from '../../sentences/sentences.ts'
import { microOf } from '../../settings/prices.ts'
import { budgetCases } from '../claude/purse.ts'
import { lasting, textIn, type Round } from '../claude/rounds.ts'
import type { Exchange, Transcript } from '../claude/transcript.ts'
import type { CacheNote } from '../coordinator/cache-index.ts'
import type { Spends } from '../coordinator/report-store.ts'
import { type Answer, isToolsAlone, noAnswer, toolCallsOf } from './answer.ts'
import { type Course, next, startCourse, textOf } from './course.ts'
import { isStop } from './stopped.ts'
import { isWithdrawn } from './turn-buttons.ts'
import { leaves, type LeftInDiscord } from './left.ts'
import type { Turn } from './turn.ts'
import { notAsked } from './cache-result.ts'

/** How a turn went, and what became of its answer. */
export interface Went {
  readonly course: Course
  readonly delivered: Delivered
  /** Why the answer was not kept for others; empty where it was, or was nobody's to keep. */
  readonly notKept: CacheWhy | ''
}

export interface TurnEnd {
  readonly report: TurnFigures
  /** The transcript as of the turn's start, by which its tokens are to be judged. */
  readonly shown: Transcript
  /** What the transcript keeps; undefined for a turn that leaves no trace there. */
  readonly exchange: Exchange | undefined
  /** For the buttons under it; undefined where nobody can press any. */
  readonly left: LeftInDiscord | undefined
  /** Where the answer stands, and when its reply has a call to spare; see `Delivered`. */
  readonly reply: { readonly first: MessageId | undefined; readonly freeAt: number }
  /** The report of the cache to the coordinator. Resolves when KV has answered. Never rejects. */
  readonly note?: Promise<CacheNote | undefined>
  /** For the ledgers. */
  readonly spends?: Spends
  /**
   * The answer that this turn has begun goes on for others who asked the same. Resolves with the last of it, when its cost is
   * known. Never rejects.
   */
  readonly goesOn?: Promise<Answer | undefined> | undefined
}

/** @param now milliseconds since 1970 */
export function turnEnd(turn: Turn, { course, delivered, notKept }: Went, now: number): TurnEnd {
  const { answer, cached } = course
  const { model, claudeCalls, usage, usd, toolHits } = answer.cost
  return {
    report: {
      ...timesOf(turn, course, delivered, now),
      turn: turn.question.id,
      thread: turn.question.thread,
      guild: turn.question.guild,
      outcome: outcomeOf(course, delivered),
      why: delivered.outcome === 'whole' ? (answer.ending?.why ?? '') : delivered.outcome,
      cache: cached.use,
      cacheWhy: cached.why,
      notKept,
      cacheAgeMs: cached.ageMs,
      cacheMs: cached.lookMs,
      session: turn.session,
      attempt: turn.attempt,
      model,
      claudeCalls,
      toolCalls: toolCallsOf(answer),
      toolMs: answer.toolMs,
      toolHits,
      healed: answer.healed?.how ?? '',
      ...usage,
      usd,
      usdMicro: microOf(usd),
      pages: delivered.pages,
      edits: delivered.edits,
      rateLimited: delivered.rateLimited,
      refused: delivered.refused,
      characters: textOf(course).length,
      ...variantFields(turn.variants),
    },
    shown: turn.transcript,
    exchange: exchangeOf(turn, course, delivered),
    left:
      wasRead.has(delivered.outcome) && !isWithdrawn(answer.ending?.why ?? '')
        ? leaves(course, delivered)
        : undefined,
    reply: { first: idOf(delivered.messages[0]), freeAt: delivered.freeAt },
  }
}

/** `@original` is no id. */
const idOf = (placed: PlacedMessage | undefined): MessageId | undefined =>
  isMessageId(placed?.message) ? placed.message : undefined

/** The wait for a session is a wait like that for the thread's other turns: the turn starts when it is over. */
function timesOf(
  { question }: Turn,
  { startedAt: beganAt, waitedUntil, firstTextAt, endedAt }: Course,
  delivered: Delivered,
  now: number,
): Pick<TurnFigures, 'waitedMs' | 'firstTextMs' | 'firstWordsMs' | 'totalMs' | 'lastEditMs'> {
  const startedAt = waitedUntil ?? beganAt
  return {
    waitedMs: Math.max(0, startedAt - question.askedAt),
    firstTextMs: since(startedAt, firstTextAt),
    firstWordsMs: since(startedAt, delivered.firstWordsAt),
    totalMs: (delivered.lastEditAt ?? now) - startedAt,
    lastEditMs: behind(endedAt, delivered.lastEditAt),
  }
}

/** The end of a turn that cannot go on, or was stopped before it ran: a sentence takes the place of the rest. */
export const lostTurn = (
  turn: Turn,
  why: Case,
  messages: Delivered['messages'],
  startedAt: number,
  now: number,
): TurnEnd =>
  turnEnd(
    turn,
    {
      course: lost(turn, why, startedAt),
      notKept: '',
      delivered: {
        outcome: 'whole',
        pages: messages.length,
        messages,
        freeAt: 0,
        replaced: 0,
        shown: 0,
        edits: 1,
        rateLimited: 0,
        refused: 0,
        firstWordsAt: undefined,
        lastEditAt: now,
      },
    },
    now,
  )

const lost = (turn: Turn, why: Case, startedAt: number): Course =>
  next(
    startCourse({ ...turn, answer: noAnswer(turn.question.id) }, notAsked(''), startedAt),
    { kind: 'is refused', why },
    startedAt,
  )

/** How a delivery ends of which the conversation goes on: the member has read the answer, or the part that was shown. */
const wasRead = new Set<Delivered['outcome']>(['whole', 'filtered', 'unwanted', 'closed'])

/** Cases that a member would like to go on with; what Claude refused or never said must not come back in a prompt. */
const goesOn = new Set<Case | ''>([
  '',
  'cut off',
  'interrupted midway',
  'length limit',
  'stopped',
  'time limit',
  ...budgetCases,
])

function exchangeOf(
  { spoken, question, before }: Turn,
  course: Course,
  { outcome, shown }: Delivered,
): Exchange | undefined {
  const { cached } = course
  const files = before?.files ?? course.files
  const { rounds, ending, healed } = course.answer
  // Nobody has read what came after a thread was closed.
  const text =
    outcome === 'closed' ? textOf(course).slice(0, (question.renews?.from ?? 0) + shown) : textOf(course)
  const isKept =
    wasRead.has(outcome) &&
    ((isToolsAlone(course.answer) && outcome !== 'closed') ||
      ((goesOn.has(ending?.why ?? '') || cached.use === 'stale') && text.trim() !== ''))
  if (!isKept) return undefined
  const all = [...(before?.rounds ?? []), ...lasting(rounds)]
  return {
    ...spoken,
    // Text before a tool is part of its round.
    answered: rounds.length === 0 ? text.trim() : lastWords(text, rounds),
    ...(files.length === 0 ? {} : { files }),
    ...(all.length === 0 ? {} : { rounds: all }),
    ...(healed?.how === 'plain' && rounds.length > 0 ? { isTold: true } : {}),
  }
}

/** What Claude said after its last tool; a full stop where that was nothing, because an empty text is refused. */
function lastWords(text: string, rounds: readonly Round[]): string {
  const last = rounds.map(textIn).findLast((words) => words.trim() !== '')
  if (last === undefined) return text.trim() || '.'
  const at = text.lastIndexOf(last)
  return at < 0 ? '.' : text.slice(at + last.length).trim() || '.'
}

function outcomeOf(course: Course, { outcome, pages, replaced }: Delivered): Outcome {
  const { ending } = course.answer
  if (isTextRefused(outcome)) return pages > replaced ? 'partial' : 'refused'
  if (outcome !== 'whole') return 'undelivered'
  if (isStop(ending?.why ?? '')) return 'stopped'
  if (ending === undefined || ending.why === '' || ending.why === 'file alone') return 'answered'
  return textOf(course).trim() === '' ? 'refused' : 'partial'
}

const since = (start: number, end: number | undefined): number | undefined =>
  end === undefined ? undefined : end - start

/** Undefined where Discord took no edit after Claude's end: there is nothing that lags. */
const behind = (endedAt: number | undefined, lastEditAt: number | undefined): number | undefined =>
  endedAt === undefined || lastEditAt === undefined || lastEditAt < endedAt ? undefined : lastEditAt - endedAt
