/** The budget of one channel: the calls of the last minute, the turns that are answering, and what 429s have shown. */

import { MARGIN_MS } from './window.ts'

/** Plain data. A turn has a unique string. Times in milliseconds. */
export interface ChannelBudget {
  /** The setting `CHANNEL_EDITS_PER_MINUTE`: creates and edits in any 60 s, where Discord limits them together. */
  readonly perMinute: number
  /** Calls that may still count, oldest first. */
  readonly calls: readonly Made[]
  readonly turns: readonly OpenTurn[]
  /** Conversations that are answering in this channel, each with a budget of its own; at least 1. */
  readonly conversations: number
  /** Whether Discord limits edits here; after `until` nobody knows. */
  readonly learned: { readonly edits: 'limited' | 'free'; readonly until: number } | undefined
  /** From a 429 of the channel: nothing is sent before this time, not even a final edit. */
  readonly blockedUntil: number
  /** Calls that Discord accepted within 60 s of the first of them. */
  readonly window: { readonly from: number; readonly accepted: number }
  /** The call in flight that will show whether edits are limited. */
  readonly probe: { readonly turn: string; readonly at: number } | undefined
}

interface Made {
  readonly turn: string
  readonly at: number
  /** The first words of a turn, a part of its final edit, or what comes between. */
  readonly what: 'first' | 'interim' | 'last'
  readonly creates: boolean
}

interface OpenTurn {
  readonly turn: string
  /** Its first words can be seen. */
  readonly begun: boolean
  /** What its final edit would need. */
  readonly calls: number
}

/** A call that a turn would like to make. */
export interface Intent {
  /** It is (part of) the final edit. */
  readonly last: boolean
  /** It shows the first words of an answer. A status line does not count. */
  readonly first: boolean
  /** It creates a message. */
  readonly creates: boolean
}

export const MINUTE_MS = 60_000

/** One second more than a minute: we count when a call leaves, Discord when it arrives, and calls overtake each other. */
export const WINDOW_MS = MINUTE_MS + 1_000

/** How long a lesson about the limits holds. Our choice: Discord may change its limits at any time. */
export const LEARNED_MS = 3_600_000

/** Nobody has used the channel yet. */
export const startChannelBudget = (perMinute: number): ChannelBudget => ({
  perMinute,
  calls: [],
  turns: [],
  conversations: 1,
  learned: undefined,
  blockedUntil: 0,
  window: { from: -Infinity, accepted: 0 },
  probe: undefined,
})

/**
 * Reserves the first words of a turn and the calls of its final edit. Call it when the turn begins, and again whenever
 * `calls` changes.
 *
 * @param calls how many calls the final edit would need (as in the pacer's `News`)
 */
export function opened(budget: ChannelBudget, turn: string, calls: number): ChannelBudget {
  const others = budget.turns.filter((open) => open.turn !== turn)
  const begun = budget.turns.some((open) => open.turn === turn && open.begun)
  return { ...budget, turns: [...others, { turn, calls, begun }] }
}

/** Ends a turn: its final edit is done or never will be. Its reserved calls are free for others. */
export function ended(budget: ChannelBudget, turn: string): ChannelBudget {
  return { ...budget, turns: budget.turns.filter((open) => open.turn !== turn) }
}

/** Records a call that is sent. `accepted` or `limited` follows, unless the call fails in another way. */
export function called(budget: ChannelBudget, turn: string, intent: Intent, now: number): ChannelBudget {
  const calls = recent(budget, now)
  const what = intent.last ? 'last' : intent.first ? 'first' : 'interim'
  const isProbe = editsAt(budget, now) === 'unknown' && calls.length >= budget.perMinute
  return {
    ...budget,
    calls: [...calls, { turn, at: now, what, creates: intent.creates }],
    turns: what === 'interim' ? budget.turns : begunIs(budget, turn, true),
    window: now < budget.window.from + MINUTE_MS ? budget.window : { from: now, accepted: 0 },
    probe: isProbe ? { turn, at: now } : budget.probe,
  }
}

/**
 * Discord accepted the call that was sent at `leftAt`. Discord counts a minute from its first call. If it accepts more calls
 * than the limit within that minute, it does not limit edits here.
 */
export function accepted(budget: ChannelBudget, turn: string, leftAt: number, now: number): ChannelBudget {
  const { window, perMinute } = budget
  const isInside = leftAt >= window.from && now < window.from + MINUTE_MS
  const count = window.accepted + (isInside ? 1 : 0)
  const isFree = count > perMinute && editsAt(budget, now) !== 'limited'
  return {
    ...budget,
    window: { ...window, accepted: count },
    learned: isFree ? { edits: 'free', until: now + LEARNED_MS } : budget.learned,
    probe: budget.probe?.turn === turn ? undefined : budget.probe,
  }
}

/**
 * Discord refused the turn's last call with a 429 that the call's own bucket does not explain: the channel is limited for
 * an hour. The refused call does not count, and the oldest is forgotten when Discord takes calls again.
 */
export function limited(
  budget: ChannelBudget,
  turn: string,
  retryAfterMs: number,
  now: number,
): ChannelBudget {
  const until = now + retryAfterMs + MARGIN_MS
  const refused = budget.calls.findLastIndex((call) => call.turn === turn)
  const wasFirst = budget.calls[refused]?.what === 'first'
  const [oldest, ...others] = budget.calls.filter((_, index) => index !== refused)
  const freed = oldest === undefined ? [] : [{ ...oldest, at: Math.min(oldest.at, until - WINDOW_MS) }]
  return {
    ...limitedUntil(budget, now + LEARNED_MS),
    calls: [...freed, ...others],
    turns: wasFirst ? begunIs(budget, turn, false) : budget.turns,
    blockedUntil: Math.max(budget.blockedUntil, until),
    probe: undefined,
  }
}

/** Edits are limited until then: a 429 showed it, here or in another conversation of the channel. */
export const limitedUntil = (budget: ChannelBudget, until: number): ChannelBudget => ({
  ...budget,
  learned: { edits: 'limited', until },
})

/** What is known at `now` of a limit on edits. */
export const editsAt = ({ learned }: ChannelBudget, now: number): 'limited' | 'free' | 'unknown' =>
  learned !== undefined && now < learned.until ? learned.edits : 'unknown'

/** Calls that the final edits of all open turns would need. */
export const finalCalls = ({ turns }: Pick<ChannelBudget, 'turns'>): number =>
  turns.reduce((sum, { calls }) => sum + calls, 0)

const begunIs = ({ turns }: ChannelBudget, turn: string, begun: boolean): ChannelBudget['turns'] =>
  turns.map((open) => (open.turn === turn ? { ...open, begun } : open))

/** The calls that still count at `now`. */
export const recent = ({ calls }: ChannelBudget, now: number): ChannelBudget['calls'] =>
  calls.filter(({ at }) => at + WINDOW_MS > now)

/** When `excess` of these calls no longer count. */
export function whenForgotten(
  calls: readonly { readonly at: number }[],
  excess: number,
  now: number,
): number {
  const forgotten = calls[Math.min(excess, calls.length) - 1]
  return excess <= 0 ? now : (forgotten?.at ?? now) + WINDOW_MS
}
