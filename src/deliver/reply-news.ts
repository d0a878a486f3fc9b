/** What is new of a reply since its last edit, and when its growing page will be full: the pacer decides by it. */

import { MESSAGE_CODE_POINTS } from '../limits.ts'
import { PAGE_ROOM } from './markdown/page.ts'
import type { News } from './pacer.ts'
import type { ReplyContent } from './reply-content.ts'

/** A reply whose text grows. */
export interface Growing extends Pick<ReplyContent, 'answer' | 'begunAt' | 'ended'> {
  /** How much of the answer stands in Discord, in characters. */
  readonly seen: number
  readonly firstWordsAt: number | undefined
  /** When the oldest text came that the last call left out, in milliseconds since 1970; that call's own time if none. */
  readonly leftOutSince: number | undefined
}

/** The calls that are missing. */
interface Missing {
  readonly calls: number
  /** Characters on the page that grows; 0 if it has none yet. */
  readonly open: number
  /** The page of the first call does not grow any more. */
  readonly isFull: boolean
}

/**
 * A page that the text of so much time would fill needs one call more at the end: one to finish it, one to open the
 * next. Found in test/simulation/play.ts: with less the final edit may find one token where it needs two.
 */
const AHEAD_MS = 1_500

/** The pace of a shorter time says little. */
const PACE_KNOWN_MS = 1_500

/** The time when a page is full is rounded up to this, so that the pacer is not asked again for each new word. */
const FULL_STEP_MS = 100

export function newsOf(reply: Growing, { calls, open, isFull }: Missing, now: number): News {
  const { answer, begunAt = now, ended: last, leftOutSince } = reply
  const unseen = answer.length - reply.seen
  const pace = paceOf(reply, now)
  const fullAt = now + (PAGE_ROOM - open) / pace
  return {
    unseen: last ? Math.max(1, unseen) : unseen,
    first: reply.firstWordsAt === undefined && answer !== '',
    last,
    calls: Math.max(1, calls - 1) + (open + pace * AHEAD_MS > MESSAGE_CODE_POINTS ? 1 : 0),
    status: unseen === 0,
    isFull,
    ...(now < begunAt + PACE_KNOWN_MS ? {} : { fullAt: stepAfter(Math.max(now, fullAt)) }),
    ...(leftOutSince === undefined ? {} : { leftOutSince }),
  }
}

/** When the oldest of the last `rest` characters came, at the present pace. */
export const cameAt = (reply: Growing, rest: number, now: number): number => now - rest / paceOf(reply, now)

/** Characters in a millisecond. */
const paceOf = ({ answer, begunAt }: Growing, now: number): number =>
  Math.max(1, answer.length) / Math.max(1_000, now - (begunAt ?? now))

const stepAfter = (at: number): number => (Math.floor(at / FULL_STEP_MS) + 1) * FULL_STEP_MS
