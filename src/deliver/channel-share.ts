/** One turn's share of its channel's budget: what it reserves, when it may call, and what its results show. */

import { mayCall } from './channel-allowance.ts'
import {
  accepted,
  called,
  type ChannelBudget,
  editsAt,
  ended,
  type Intent,
  limited,
  opened,
} from './channel-budget.ts'
import type { Sent } from './sent.ts'
import { isOfChannel } from './pacer.ts'

/** One for each channel, changed in place by all its turns. */
export interface ChannelShare {
  budget: ChannelBudget
}

export interface InChannel {
  /** A unique string. */
  readonly turn: string
  readonly channel: ChannelShare
}

/** After a longer pause a member begins to wonder why the answer stands still. */
const HELD_MS = 4_000

/** Begins a turn: reserves its first words and its final edit. */
export function enter({ channel, turn }: InChannel): void {
  channel.budget = opened(channel.budget, turn, 1)
}

/** Ends a turn: its reserved calls are free for others. */
export function leave({ channel, turn }: InChannel): void {
  channel.budget = ended(channel.budget, turn)
}

/**
 * When the call may be sent; `now` if it may be sent at once.
 *
 * @param calls what the final edit would need after it, as in the pacer's `News`
 */
export function callAt({ channel, turn }: InChannel, calls: number, intent: Intent, now: number): number {
  channel.budget = opened(channel.budget, turn, calls)
  const allowed = mayCall(channel.budget, turn, intent, now)
  return allowed.kind === 'wait' ? allowed.until : now
}

/** Records a call that is sent. */
export function recordCall({ channel, turn }: InChannel, intent: Intent, now: number): void {
  channel.budget = called(channel.budget, turn, intent, now)
}

/** Records the result of the call that was sent at `leftAt`. */
export function recordCallResult(
  { channel, turn }: InChannel,
  sent: Sent,
  leftAt: number,
  now: number,
): void {
  if (sent.ok) channel.budget = accepted(channel.budget, turn, leftAt, now)
  else if (sent.why === 'rate limited' && isOfChannel(sent.limit))
    channel.budget = limited(channel.budget, turn, sent.limit.retryAfterMs, now)
}

/**
 * Whether the channel's limit would delay the edit after this one so long that a member should read why.
 *
 * @param first the edit shows the first words
 */
export function isHeldAfter({ channel, turn }: InChannel, first: boolean, now: number): boolean {
  if (editsAt(channel.budget, now) !== 'limited') return false
  const interim = { last: false, first: false, creates: false }
  const after = called(channel.budget, turn, { ...interim, first }, now)
  const next = mayCall(after, turn, interim, now)
  return next.kind === 'wait' && next.until - now >= HELD_MS
}
