/**
 * When a call may be sent in a channel where it is unknown whether Discord limits edits. Calls are sent as if it did not,
 * but so that finding out costs little.
 *
 * A 429 of such a limit stops the whole channel until the end of its minute. So interim edits slow down a little, and the
 * call that would exceed the limit comes late in its minute. If Discord accepts that call, there is no limit, and from then
 * on only the turns' own buckets decide.
 */

import { type ChannelBudget, finalCalls, type Intent } from './channel-budget.ts'

/** The part of the limit after which interim edits slow down: for several turns, and for one alone. */
const SLOW_FROM = { several: 1 / 3, alone: 4 / 5 }

/** The gaps between a turn's interim edits then. A reader takes a longer gap for a stop. */
const GAP_MS = 2_300
const LONGEST_GAP_MS = 3_600

/** The gap per turn once all turns together have used, or need, half of the limit. */
const CROWD_GAP_MS = 1_200

/** The call that may exceed the limit is sent alone. The others wait for its response, at most this long. */
const PROBE_MS = 2_000

/** How often the others look for that response. */
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
  // Simultaneous turns need their first words and final edits at almost the same time.
  const kept = turns.length > 1 ? finalCalls({ turns }) + turns.filter(({ begun }) => !begun).length : 0
  const used = (calls.length + kept) * conversations
  if (used < perMinute * (isShared ? SLOW_FROM.several : SLOW_FROM.alone)) return now
  const crowd = used < perMinute / 2 ? 0 : turns.length * conversations * CROWD_GAP_MS
  return (own.at(-1)?.at ?? now) + Math.min(LONGEST_GAP_MS, Math.max(GAP_MS, crowd))
}
