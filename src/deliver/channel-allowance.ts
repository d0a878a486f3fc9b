/** Decides when a call may be sent to a channel, from what is known of the channel's limits. */

import {
  type ChannelBudget,
  editsAt,
  finalCalls,
  type Intent,
  recent,
  whenForgotten,
} from './channel-budget.ts'
import { limitedAt } from './channel-limited.ts'
import { unknownAt } from './channel-unknown.ts'

export type Allowance =
  | { readonly kind: 'yes' }
  /** Ask again at `until`, or earlier when a turn has ended. */
  | { readonly kind: 'wait'; readonly until: number }

/**
 * Creates are limited to 30 in any 60 s and channel (api-docs #367, #7243). Whether edits count there is unknown: bots
 * that edit every second for minutes do not report it.
 */
const CREATES_PER_MINUTE = 30

/** Whether the turn may send this call at `now`. {@link limitedAt} and {@link unknownAt} say what delays it. */
export function mayCall(budget: ChannelBudget, turn: string, intent: Intent, now: number): Allowance {
  const current = { ...budget, calls: recent(budget, now) }
  const edits = editsAt(budget, now)
  const until = Math.max(
    budget.blockedUntil,
    intent.creates ? createAt(current, intent.last, now) : now,
    edits === 'limited' ? limitedAt(current, turn, intent, now) : now,
    edits === 'unknown' ? unknownAt(current, turn, intent, now) : now,
  )
  return until > now ? { kind: 'wait', until } : { kind: 'yes' }
}

/**
 * Whether there is room for a line that nobody would miss, such as a queue position. All such lines together leave half of
 * the channel's limit to the answers.
 */
export const canSpare = (budget: ChannelBudget, now: number): boolean =>
  editsAt(budget, now) === 'free' ||
  (now >= budget.blockedUntil &&
    recent(budget, now).length + finalCalls(budget) + budget.turns.length < budget.perMinute / 2)

/** When a new message may be created. A final edit edits one message and creates the others. */
function createAt(budget: ChannelBudget, last: boolean, now: number): number {
  const made = budget.calls.filter(({ creates }) => creates)
  const kept = last ? 0 : finalCalls(budget) - budget.turns.length
  return whenForgotten(made, made.length + kept + 1 - CREATES_PER_MINUTE, now)
}
