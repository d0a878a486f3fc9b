/** When a call may be sent in a channel whose edits Discord limits. First words and final edits come first. */

import { type ChannelBudget, finalCalls, type Intent, MINUTE_MS, whenForgotten } from './channel-budget.ts'

/** The share of the limit for interim edits of all turns. The rest is for first words and final edits, also of later turns. */
const INTERIM_SHARE = 0.5

/** When several turns answer at once, each but the first has two uncounted interim edits, so that it begins at once. */
const FREE_EDITS = 2

/** The gap between two interim edits of a turn, per other turn. */
const TURN_GAP_MS = 1_100

/** How long a turn yields to one that has waited longer. If that one has nothing to show, only this time is lost. */
const LETS_GO_MS = 100

/**
 * A final edit is sent while the channel has any call left. First words also leave room for all coming final edits. An
 * interim edit leaves room for all first words and all final edits, each with one spare call because its page may fill,
 * and it waits for its pace.
 */
export function limitedAt(budget: ChannelBudget, turn: string, { last, first }: Intent, now: number): number {
  const { calls, turns, perMinute, conversations } = budget
  const isInterim = !last && !first
  const finals = last ? 0 : finalCalls(budget) + (isInterim ? turns.length : 0)
  const firsts = isInterim ? turns.filter((open) => !open.begun).length : 0
  const limit = Math.max(2, Math.floor(perMinute / conversations))
  // So many recent calls must expire before there is a call for us beside the reserved ones.
  const free = whenForgotten(calls, calls.length + finals + firsts + 1 - limit, now)
  return isInterim ? Math.max(free, paceAt(budget, turn, limit, now)) : free
}

/**
 * When the turn's next interim edit is due. What all turns together may have spent of their share grows with time, but
 * ever more slowly: all of it within a minute, a third of it in the first fifth. So an answer alone is quick at first, those
 * that follow it are slower, and a long one slows down but does not stop. N edits are spent by 60 s · (N / share)^1.5.
 */
function paceAt({ calls, turns }: ChannelBudget, turn: string, limit: number, now: number): number {
  const interims = calls.filter(({ what }) => what === 'interim')
  // The next minute may bring the turns of the last one and one more: two calls for each, first words and the final edit.
  const rest = limit - (calls.length - interims.length) - 2 * (turns.length + 1)
  const share = Math.max(1, Math.min(limit * INTERIM_SHARE, rest))
  const others = Math.max(0, turns.length - 1)
  const counted = Math.max(0, interims.length - others * FREE_EDITS)
  const spentBy = (interims[0]?.at ?? now) + MINUTE_MS * (counted / share) ** 1.5
  const lastOf = (one: string): number => calls.findLast((call) => call.turn === one)?.at ?? -Infinity
  const lastAt = lastOf(turn)
  const isNext = turns.every((open) => !open.begun || lastOf(open.turn) >= lastAt)
  return Math.max(spentBy + (isNext ? 0 : LETS_GO_MS), lastAt + others * TURN_GAP_MS)
}
