/** How long Claude usually takes to its first words, learned from the turns of before. */

/** One turn: how long its question was, in characters, and how long the first words took, in milliseconds. */
export interface Pace {
  readonly size: number
  readonly firstMs: number
}

/** Fewer than this say nothing: a guess would be no better than none. */
const LEAST = 5

/** So many turns of the most similar size are asked. */
const NEAREST = 9

/**
 * The median time to the first words of the questions that were most like this one in size, in milliseconds; undefined
 * before there is enough to learn from.
 */
export function expectedMs(paces: readonly Pace[], size: number): number | undefined {
  if (paces.length < LEAST) return undefined
  // Ten characters more matter to a short question and not to a long one.
  const unlike = (pace: Pace): number => Math.abs(Math.log((pace.size + 20) / (size + 20)))
  const nearest = paces.toSorted((a, b) => unlike(a) - unlike(b)).slice(0, NEAREST)
  const times = nearest.map(({ firstMs }) => firstMs).toSorted((a, b) => a - b)
  return times[Math.floor(times.length / 2)]
}
