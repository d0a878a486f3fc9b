/** When a call may leave in a channel whose edits Discord limits: first words and final edits come before all others. */

import { type ChannelBudget, finalCalls, type Intent, MINUTE_MS, whenForgotten } from './channel-budget.ts'

/** Of the limit, for the interim edits of all turns; the rest is for first words and final edits, also of later turns. */
const INTERIM_SHARE = 0.5

/** Where turns meet, each but the first has two interim edits that the pace does not count: their answers begin at once. */
const FREE_EDITS = 2

/** Between the interim edits of one turn, for each other turn. */
const TURN_GAP_MS = 1_100

/** A turn lets one that has waited longer go first. It may have nothing to show: then this is all that is lost. */
const LETS_GO_MS = 100

/**
 * A final edit leaves while the channel has any call left; first words while it has one beside all the final edits that
 * are to come. An interim edit leaves over all final edits, each with one call more than it needs today (its page may
 * fill), and all first words; and it waits for its pace.
 */
export function limitedAt(budget: ChannelBudget, turn: string, { last, first }: Intent, now: number): number {
  const { calls, turns, perMinute, conversations } = budget
  const isInterim = !last && !first
  const finals = last ? 0 : finalCalls(budget) + (isInterim ? turns.length : 0)
  const firsts = isInterim ? turns.filter((open) => !open.begun).length : 0
  const limit = Math.max(2, Math.floor(perMinute / conversations))
  // So many of the recent calls have to be forgotten before there is a call for us and for all that is kept.
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
