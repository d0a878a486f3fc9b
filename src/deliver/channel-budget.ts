/** Shares what Discord allows one channel among the turns that are answering in it, final edits first. */

/** Plain data. Turns are known by any string that is theirs alone. */
export interface ChannelBudget {
  /** The setting `CHANNEL_EDITS_PER_MINUTE`: calls in any 60 s, of all turns together. */
  readonly perMinute: number
  /** Calls that may still count, oldest first. */
  readonly edits: readonly { readonly turn: string; readonly at: number }[]
  readonly turns: readonly OpenTurn[]
}

interface OpenTurn {
  readonly turn: string
  /** Its first words can be seen. */
  readonly begun: boolean
  /** What its final edit would need. */
  readonly calls: number
}

export type Allowance =
  | { readonly kind: 'yes' }
  /** Ask again at `until`, or earlier when a turn has ended. */
  | { readonly kind: 'wait'; readonly until: number }

/**
 * Discord's window of 60 s (api-docs #367), and one second more: we count when a call leaves, Discord when it arrives,
 * and the earlier call may have been the slower one.
 */
const WINDOW_MS = 61_000

/** Nobody has used the channel yet. */
export function startChannelBudget(perMinute: number): ChannelBudget {
  return { perMinute, edits: [], turns: [] }
}

/**
 * A turn is open, and its final edit would take so many calls (as in the pacer's `News`): they are kept for it from now
 * on, and so are its first words. To be told at the turn's beginning, and again whenever `calls` changes.
 */
export function opened(budget: ChannelBudget, turn: string, calls: number): ChannelBudget {
  const others = budget.turns.filter((open) => open.turn !== turn)
  return { ...budget, turns: [...others, { turn, calls, begun: isBegun(budget, turn) }] }
}

/** A turn's final edit is done, or it never will be: others may have what was kept for it. */
export function ended(budget: ChannelBudget, turn: string): ChannelBudget {
  return { ...budget, turns: budget.turns.filter((open) => open.turn !== turn) }
}

/** A call of the turn leaves, whatever comes of it. */
export function edited(budget: ChannelBudget, turn: string, now: number): ChannelBudget {
  return {
    ...budget,
    edits: [...recent(budget, now), { turn, at: now }],
    turns: budget.turns.map((open) => (open.turn === turn ? { ...open, begun: true } : open)),
  }
}

/**
 * May a call of this turn leave at `now`? A final edit (`last`) may while the channel has any call left; first words
 * while it has one beside all the final edits that are to come. An interim edit leaves over all final edits, each with
 * one call more than it needs today (its page may fill), and all first words; and it waits for its share, see `shareAt`.
 */
export function mayEdit(
  budget: ChannelBudget,
  turn: string,
  what: { readonly last: boolean },
  now: number,
): Allowance {
  const edits = recent(budget, now)
  const begun = isBegun(budget, turn)
  const finals = what.last ? 0 : finalCalls(budget) + (begun ? budget.turns.length : 0)
  const firsts = what.last || !begun ? 0 : budget.turns.filter((open) => !open.begun).length
  // So many of the recent calls have to be forgotten before there is a call for us and for all that is kept.
  const excess = edits.length + finals + firsts + 1 - budget.perMinute
  const forgotten = edits[Math.min(excess, edits.length) - 1]
  const free = excess <= 0 ? now : (forgotten?.at ?? now) + WINDOW_MS
  const own = edits.filter((edit) => edit.turn === turn)
  const share = what.last || !begun ? now : shareAt(budget, own)
  const until = Math.max(free, share)
  return until > now ? { kind: 'wait', until } : { kind: 'yes' }
}

/**
 * Whether a line may be shown that nobody would miss: the place of a turn that waits. All of them together leave half of
 * the channel to the answers, whatever these keep.
 */
export const canSpare = (budget: ChannelBudget, now: number): boolean =>
  recent(budget, now).length + finalCalls(budget) + budget.turns.length < budget.perMinute / 2

const isBegun = (budget: ChannelBudget, turn: string): boolean =>
  budget.turns.some((open) => open.turn === turn && open.begun)

const finalCalls = (budget: ChannelBudget): number => budget.turns.reduce((sum, { calls }) => sum + calls, 0)

function recent(budget: ChannelBudget, now: number): ChannelBudget['edits'] {
  return budget.edits.filter(({ at }) => at + WINDOW_MS > now)
}

/**
 * When the turn's next interim edit is due. What it has spent of its share grows with the square root of time: all of
 * it within a minute, half of that in the first quarter. So a short answer is held up by its own bucket only, and a
 * long one slows down instead of running dry: from a straight line a 7 s answer would be 1.6 times as stale, and a
 * 60 s answer a sixth fresher (the simulation in test/bench/staleness.ts). It depends on the last minute alone,
 * so that a turn that goes on longer settles at about 0.7 of its share, and the rest is there for who comes next.
 *
 * N edits are spent by 60 s · (N / share)²; the gap after the Nth is the slope there. First words do not count.
 */
function shareAt(budget: ChannelBudget, own: ChannelBudget['edits']): number {
  const last = own.at(-1)
  if (last === undefined) return 0
  const kept = finalCalls(budget) + budget.turns.length
  const share = Math.max(1, (budget.perMinute - kept) / budget.turns.length)
  return last.at + (2 * 60_000 * (own.length - 1)) / share ** 2
}
