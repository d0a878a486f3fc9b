/** A histogram of times in buckets that grow by a constant factor: small, easy to add up, and exact to two percent. */

/**
 * How far a percentile may be from the true one, as a share of it; below one millisecond nothing is told apart. Source: Masson,
 * Rim and Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees" (VLDB 2019).
 */
export const ERROR = 0.02

const GROWTH = (1 + ERROR) / (1 - ERROR)
const LOG_OF_GROWTH = Math.log(GROWTH)

/** Below this is the bucket of what took no time. */
const SHORTEST_MS = 1
const NO_TIME = -1

/** A week: longer times count as this one, so that there are never more than 508 buckets. */
const LONGEST_MS = 7 * 86_400_000

/** How many times lie in each bucket; buckets with none are not there. */
export type Histogram = Map<number, number>

/** @param ms what is no time at all counts as none */
export const bucketOf = (ms: number): number =>
  ms >= SHORTEST_MS ? Math.ceil(Math.log(Math.min(ms, LONGEST_MS)) / LOG_OF_GROWTH) : NO_TIME

/** The value in a bucket that is nowhere further than `ERROR` from what lies in it. */
const timeIn = (bucket: number): number => (bucket < 0 ? 0 : (2 * GROWTH ** bucket) / (GROWTH + 1))

/** Adds `times` times to one bucket, which may be negative to take them out. */
export function addTo(histogram: Histogram, bucket: number, times = 1): void {
  const sum = (histogram.get(bucket) ?? 0) + times
  if (sum > 0) histogram.set(bucket, sum)
  else histogram.delete(bucket)
}

/** Adds another histogram, or with −1 takes it out. */
export function addAll(histogram: Histogram, other: Histogram, sign: 1 | -1 = 1): void {
  for (const [bucket, times] of other) addTo(histogram, bucket, sign * times)
}

/**
 * The nearest-rank percentiles, in whole milliseconds.
 *
 * @param shares 0 to 1, ascending
 * @returns one for each share; null where there is no time
 */
export function percentilesOf(histogram: Histogram, shares: readonly number[]): readonly (number | null)[] {
  const buckets = [...histogram].toSorted(([a], [b]) => a - b)
  const all = sizeOf(histogram)
  return shares.map((share) => {
    const rank = Math.max(1, Math.ceil(all * share))
    let seen = 0
    const found = buckets.find(([, times]) => (seen += times) >= rank)
    return found === undefined ? null : Math.round(timeIn(found[0]))
  })
}

/** How many times it stands on. */
export const sizeOf = (histogram: Histogram): number =>
  [...histogram.values()].reduce((sum, times) => sum + times, 0)

/** As text: bucket, times, bucket, times, … */
export const written = (histogram: Histogram): string => JSON.stringify([...histogram].flat())

/** What was written; what cannot be understood of it is left out. */
export function readHistogram(raw: unknown): Histogram {
  const histogram: Histogram = new Map()
  if (!Array.isArray(raw)) return histogram
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [bucket, times]: readonly unknown[] = raw.slice(at, at + 2)
    if (isWhole(bucket) && isWhole(times) && times > 0) addTo(histogram, bucket, times)
  }
  return histogram
}

const isWhole = (raw: unknown): raw is number => typeof raw === 'number' && Number.isSafeInteger(raw)
