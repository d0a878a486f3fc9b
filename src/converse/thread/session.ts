/** When a thread's session is open, when it closes, when everything is forgotten, and when to wake up for that. */

import { SIGNATURE_LIFE_MS, WATCHDOG_MS } from '../../limits.ts'

/** What a thread remembers of its own time; milliseconds since 1970. */
export interface ThreadTimes {
  /** When the open session's first turn came; undefined while none is open. */
  readonly sessionOpenedAt: number | undefined
  /** When the last turn ended; undefined before the first did. */
  readonly lastTurnAt: number | undefined
  /** How long that turn's server wants the conversation kept; undefined where it has not said so. */
  readonly memoryDays?: number | undefined
  readonly openTurns: number
  /** Something that was said is kept; false at the beginning, and again after `/forget`. */
  readonly remembers: boolean
  /** When the next report of an ended turn is due; undefined when the coordinator has acknowledged them all. */
  readonly reportDueAt: number | undefined
  /** Until when something is held for a question that is being typed; undefined when nothing is. */
  readonly heldUntil: number | undefined
}

export interface Keeping {
  readonly sessionIdleSeconds: number
  readonly transcriptRetentionDays: number
}

/** Whether a turn that comes now finds the session open. */
export const sessionAt = (times: ThreadTimes, keeping: Keeping, now: number): 'new' | 'reused' =>
  times.sessionOpenedAt !== undefined && now < closesAt(times, keeping) ? 'reused' : 'new'

export type Duty = 'watch' | 'close session' | 'forget everything' | 'drop held' | 'nothing'

/** What an alarm that goes off now is for. Open turns come first: nothing is closed under them. */
export function dutyAt(times: ThreadTimes, keeping: Keeping, now: number): Duty {
  if (times.openTurns > 0) return 'watch'
  const isHeldNoLonger = times.heldUntil !== undefined && now >= times.heldUntil
  // Nobody has asked here yet: there is nothing else.
  if (times.lastTurnAt === undefined) return isHeldNoLonger ? 'forget everything' : 'nothing'
  if (now >= forgetsAt(times, keeping)) return 'forget everything'
  if (times.sessionOpenedAt !== undefined && now >= closesAt(times, keeping)) return 'close session'
  return isHeldNoLonger ? 'drop held' : 'nothing'
}

/** When the alarm has to go off next; undefined when there is nothing left to do. */
export function nextAlarm(times: ThreadTimes, keeping: Keeping, now: number): number | undefined {
  if (times.openTurns > 0) return now + WATCHDOG_MS
  if (times.lastTurnAt === undefined) return times.heldUntil
  const closes = times.sessionOpenedAt === undefined ? forgetsAt(times, keeping) : closesAt(times, keeping)
  return Math.min(closes, times.reportDueAt ?? Infinity, times.heldUntil ?? Infinity)
}

/** The session's first turn may still be running, and then the last one that ended was of a session before. */
const closesAt = ({ lastTurnAt, sessionOpenedAt }: ThreadTimes, { sessionIdleSeconds }: Keeping): number =>
  Math.max(lastTurnAt ?? 0, sessionOpenedAt ?? 0) + sessionIdleSeconds * 1_000

/**
 * How long an interaction could be replayed: its signature may lie as far ahead as behind. Until then the ids of past
 * turns are what keeps it from being answered twice; afterwards the door refuses it for its age.
 */
export const REPLAYABLE_MS = 2 * SIGNATURE_LIFE_MS

/** Never before the session closes; where there is nothing to keep, as soon as no id is needed any more. */
function forgetsAt(times: ThreadTimes, keeping: Keeping): number {
  const days = Math.min(keeping.transcriptRetentionDays, times.memoryDays ?? Number.POSITIVE_INFINITY)
  const keepsMs = times.remembers ? days * 86_400_000 : 0
  const isOver = !times.remembers && times.sessionOpenedAt === undefined
  return Math.max(
    times.heldUntil ?? 0,
    isOver ? 0 : closesAt(times, keeping),
    (times.lastTurnAt ?? 0) + Math.max(REPLAYABLE_MS, keepsMs),
  )
}

/** The times that `/status` shows; milliseconds since 1970. */
export interface Outlook {
  /** Undefined while no session is open. */
  readonly sessionSince: number | undefined
  /** Undefined where nothing is kept and nothing will be. */
  readonly forgetsAt: number | undefined
}

/** A turn that is being answered will be remembered, so the time runs from its end, which is now at the earliest. */
export function outlook(times: ThreadTimes, keeping: Keeping, now: number): Outlook {
  const isOpen = times.openTurns > 0
  const last = isOpen ? { ...times, lastTurnAt: now, remembers: true } : times
  return {
    sessionSince: sessionAt(times, keeping, now) === 'reused' ? times.sessionOpenedAt : undefined,
    forgetsAt: last.remembers ? forgetsAt(last, keeping) : undefined,
  }
}
