/** Which cached answers are asked for again before they expire, so that nobody has to wait for them. */

export interface Life {
  /** In milliseconds since 1970, both. */
  readonly madeAt: number
  readonly expiresAt: number
}

/** A question before which nothing was said, and how often it came lately. */
export interface Repeat extends Life {
  readonly key: string
  readonly scope: string
  readonly text: string
  /** How often it was asked, within a day or so. */
  readonly times: number
  readonly lastAt: number
}

/** An answer that is asked for in the last fifth of its life is wanted, and about to go. */
const LAST_PART = 1 / 5

/** Before it expires: Claude needs some seconds for an answer, and KV up to half a minute to show it everywhere. */
const AHEAD_MS = 60_000

/** Once is chance, twice a coincidence. */
const LEAST_TIMES = 3

/** A question that nobody has asked for this long is not the likeliest next one any more. */
const LATELY_MS = 60 * 60_000

/**
 * Calls to Claude that nobody asked for, within an hour. At a TTL of 600 s a question costs six an hour to be kept warm:
 * enough for the three likeliest of a scope, and for a handful of busy guilds together.
 */
export const WARM_CALLS = { scope: 18, all: 100, withinMs: 60 * 60_000 }

const leadMs = ({ madeAt, expiresAt }: Life, most: number): number =>
  Math.min(most, (expiresAt - madeAt) * LAST_PART)

/** Whether an entry that is asked for now should be refreshed in the background. */
export const dueForRefresh = (entry: Life, now: number): boolean =>
  now >= entry.expiresAt - leadMs(entry, Infinity) && now < entry.expiresAt

const isLikely = ({ times, lastAt }: Repeat, now: number): boolean =>
  times >= LEAST_TIMES && now - lastAt < LATELY_MS

const warmsAt = (repeat: Repeat): number => repeat.expiresAt - leadMs(repeat, AHEAD_MS)

/**
 * What is to be kept warm now, the likeliest first, within what is left of the budget.
 *
 * @param spent calls within the last hour, one scope for each
 */
export function toWarm(repeats: readonly Repeat[], spent: readonly string[], now: number): readonly Repeat[] {
  const calls = [...spent]
  const due = repeats.filter((repeat) => isLikely(repeat, now) && now >= warmsAt(repeat))
  return due
    .toSorted((a, b) => b.times - a.times || b.lastAt - a.lastAt)
    .filter(({ scope }) => {
      const isAllowed = mayWarm(scope, calls)
      if (isAllowed) calls.push(scope)
      return isAllowed
    })
}

export const mayWarm = (scope: string, spent: readonly string[]): boolean =>
  spent.length < WARM_CALLS.all && spent.filter((other) => other === scope).length < WARM_CALLS.scope

/** When there will be something to keep warm; undefined when there is nothing likely. In the past when it is due. */
export function nextWarm(repeats: readonly Repeat[], now: number): number | undefined {
  const times = repeats.filter((repeat) => isLikely(repeat, now)).map(warmsAt)
  return times.length === 0 ? undefined : Math.min(...times)
}
