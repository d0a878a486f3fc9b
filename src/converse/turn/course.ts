/** How a turn goes, from its first look at the cache to its end: plain data that events change. */

import type { Case } from '../../sentences/sentences.ts'
import type { Hit } from '../cache/cache.ts'
import type { FileRef } from '../claude/file-ref.ts'
import type { Near } from '../claude/purse.ts'
import { type Answer, type Cost, endedBy, noCost } from './answer.ts'
import type { Turn } from './turn.ts'
import { type CacheResult, shownStale, staleInstead } from './cache-result.ts'

/**
 * - `waiting`: for a session, where there is a position; else the turn is about to ask.
 * - `asking`: Claude answers, this turn or an equal one.
 * - `cached`: a cached answer is shown, and Claude is not asked.
 * - `ended`: Claude's answer has come to its own end.
 * - `stopped`: we have ended it, with a sentence.
 */
export type Stage = 'waiting' | 'asking' | 'cached' | 'ended' | 'stopped'

/** Times are in milliseconds since 1970; those that never came are undefined. */
export interface Course {
  readonly stage: Stage
  readonly startedAt: number
  /** How many questions are before this one; undefined where it does not wait. */
  readonly position: number | undefined
  /** Until when it waited for a session; undefined where it did not have to. */
  readonly waitedUntil: number | undefined
  readonly firstTextAt: number | undefined
  /** When the answer had come, or was ended; undefined where an earlier life has seen that. */
  readonly endedAt: number | undefined
  readonly cached: CacheResult
  /** The cached answer that is shown instead of Claude's; with the use `stale` it has expired. */
  readonly shown: Hit | undefined
  /** The question's files, once they are written down. */
  readonly files: readonly FileRef[]
  /** Claude's, as far as it has come. */
  readonly answer: Answer
  /** The budget that is nearly used up, to be told under the answer. */
  readonly near?: Near | undefined
}

export type CourseEvent =
  | { readonly kind: 'waits'; readonly position: number | undefined }
  | { readonly kind: 'has waited' }
  | { readonly kind: 'has files'; readonly files: readonly FileRef[] }
  /** A budget is nearly used up. */
  | { readonly kind: 'nears'; readonly near: Near }
  /** Nothing is asked of Claude. */
  | { readonly kind: 'is refused'; readonly why: Case }
  /** This turn asks Claude (`isFirst`), or it follows the answer to an equal question. */
  | { readonly kind: 'asks'; readonly isFirst: boolean }
  | { readonly kind: 'grows'; readonly answer: Answer }
  /**
   * By a member (`by` is the name), by the deadline, or because nothing can be shown any more. `before` is what an earlier
   * life has received, `cost` what the calls have cost in the end; undefined where that is not known better.
   */
  | {
      readonly kind: 'is stopped'
      readonly before: Answer
      readonly by?: string | undefined
      readonly cost?: Cost | undefined
    }

/** What an earlier life has received to the end is shown at once, and so is a cached answer. */
export function startCourse({ answer }: Turn, cached: CacheResult, now: number): Course {
  const isCached = cached.hit !== undefined
  return {
    stage: isCached ? 'cached' : answer.ending === undefined ? 'waiting' : 'ended',
    startedAt: now,
    position: undefined,
    waitedUntil: undefined,
    firstTextAt: undefined,
    endedAt: undefined,
    cached,
    shown: cached.hit,
    files: [],
    answer,
  }
}

export function next(course: Course, event: CourseEvent, now: number): Course {
  switch (event.kind) {
    case 'waits':
      return { ...course, position: event.position }
    case 'has waited':
      return { ...course, position: undefined, waitedUntil: now }
    case 'has files':
      return { ...course, files: event.files }
    case 'nears':
      return { ...course, near: event.near }
    case 'is refused':
      return { ...course, stage: 'stopped', position: undefined, answer: endedBy(course.answer, event.why) }
    case 'asks': {
      const cached: CacheResult = event.isFirst ? course.cached : { ...course.cached, use: 'joined' }
      return { ...course, stage: 'asking', cached }
    }
    case 'grows': {
      // Only the turn that asks Claude accounts for what it costs.
      const answer = isFollower(course) ? { ...event.answer, cost: noCost } : event.answer
      const firstTextAt = course.firstTextAt ?? (answer.text === '' ? undefined : now)
      const grown = { ...course, answer, firstTextAt }
      return answer.ending === undefined ? grown : over(grown, 'ended', now)
    }
    case 'is stopped': {
      const cost = isFollower(course) ? noCost : (event.cost ?? course.answer.cost)
      const answer = { ...(course.answer.text === '' ? event.before : course.answer), cost }
      const ended = endedBy(answer, stopCase(course, answer, event.by), event.by)
      return over({ ...course, position: undefined, answer: ended }, 'stopped', now)
    }
  }
}

/** A member's stop before Claude was asked means that the question is withdrawn. */
function stopCase({ stage }: Course, { text }: Answer, by: string | undefined): Case {
  if (by !== undefined) return stage === 'waiting' && text === '' ? 'cancelled' : 'stopped'
  return text.trim() === '' ? 'silent' : 'time limit'
}

/** Where Claude has no answer, an expired one of the cache is better than none. */
function over(course: Course, stage: 'ended' | 'stopped', now: number): Course {
  const shown = staleInstead(course.cached, course.answer)
  return shown === undefined
    ? { ...course, stage, endedAt: now }
    : { ...course, stage, endedAt: now, shown, cached: shownStale(shown, course.cached, now) }
}

const isFollower = ({ cached }: Course): boolean => cached.use === 'joined'

/** Whether the answer is to be written down before anything more is shown. An expired one is looked for again. */
export const hasEnded = ({ stage, shown }: Course): boolean => stage === 'ended' && shown === undefined

/**
 * What the next life may start from. What comes after another turn's tools is of no use without them: then it follows
 * again, from the beginning.
 */
export const checkpointOf = (course: Course): Answer =>
  isFollower(course) && course.answer.hasUsedTools && course.stage !== 'ended'
    ? { ...course.answer, text: '' }
    : course.answer

/** The text of the answer that is shown. */
export const textOf = ({ shown, answer }: Course): string => shown?.answer ?? answer.text
