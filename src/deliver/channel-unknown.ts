/**
 * When a call may leave in a channel of which nobody knows whether Discord limits its edits: as if it did not, but so
 * that finding out costs little.
 *
 * A 429 of such a limit names the end of a minute, and until then the whole channel stands still. So interim edits slow
 * down, as little as can be seen, so that the call which would be one too many comes late in its minute. When Discord
 * takes that one, there is no limit, and from then on the turns' own buckets alone decide.
 */

import { type ChannelBudget, finalCalls, type Intent } from './channel-budget.ts'

/** From so many calls of the limit on, interim edits slow down: with those of other turns among them, or of one alone. */
const SLOW_FROM = { several: 1 / 3, alone: 4 / 5 }

/** Gaps of a turn's interim edits, then. Longer ones a reader takes for a stop. */
const GAP_MS = 2_300
const LONGEST_GAP_MS = 3_600

/** In a crowd that has used half of the limit, or needs it, the turns share an edit in so many milliseconds. */
const CROWD_GAP_MS = 1_200

/** The call that may be one too many goes alone: its answer is waited for, but no longer than this. */
const PROBE_MS = 2_000

/** How often it is looked for. */
const LOOK_EVERY_MS = 100

export function unknownAt(
  { calls, turns, probe, perMinute, conversations }: ChannelBudget,
  turn: string,
  { last, first }: Intent,
  now: number,
): number {
  const isProbed = probe !== undefined && probe.turn !== turn && now < probe.at + PROBE_MS
  if (isProbed) return Math.min(now + LOOK_EVERY_MS, probe.at + PROBE_MS)
  if (last || first) return now
  const own = calls.filter((call) => call.turn === turn)
  const isShared = conversations * turns.length > 1 || calls.length - own.length >= perMinute / 6
  // Turns that meet will need their first words and final edits almost at once.
  const kept = turns.length > 1 ? finalCalls({ turns }) + turns.filter(({ begun }) => !begun).length : 0
  const used = (calls.length + kept) * conversations
  if (used < perMinute * (isShared ? SLOW_FROM.several : SLOW_FROM.alone)) return now
  const crowd = used < perMinute / 2 ? 0 : turns.length * conversations * CROWD_GAP_MS
  return (own.at(-1)?.at ?? now) + Math.min(LONGEST_GAP_MS, Math.max(GAP_MS, crowd))
}
