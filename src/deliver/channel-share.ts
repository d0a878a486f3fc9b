/** One turn's part in the budget of its channel: what it keeps there, when it may call, and what its calls teach. */

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
  /** Any string that is this turn's alone. */
  readonly turn: string
  readonly channel: ChannelShare
}

/** After a longer pause a member begins to wonder why the answer stands still. */
const HELD_MS = 4_000

/** The turn begins: its first words and its final edit are kept for it from now on. */
export function enter({ channel, turn }: InChannel): void {
  channel.budget = opened(channel.budget, turn, 1)
}

/** The turn is over, however it ended: what the channel kept for it is for the others. */
export function leave({ channel, turn }: InChannel): void {
  channel.budget = ended(channel.budget, turn)
}

/**
 * When the call may leave; not after `now` where it may at once.
 *
 * @param calls what the final edit would need after it, as in the pacer's `News`
 */
export function callAt({ channel, turn }: InChannel, calls: number, intent: Intent, now: number): number {
  channel.budget = opened(channel.budget, turn, calls)
  const allowed = mayCall(channel.budget, turn, intent, now)
  return allowed.kind === 'wait' ? allowed.until : now
}

/** The call leaves. */
export function recordCall({ channel, turn }: InChannel, intent: Intent, now: number): void {
  channel.budget = called(channel.budget, turn, intent, now)
}

/** The call that left at `leftAt` was answered. */
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
 * Whether, after an edit now, the channel's limit holds back the next one so long that a member should read why.
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
