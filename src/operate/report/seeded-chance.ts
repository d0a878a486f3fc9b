/** Chance that is the same each time for the same seed, so that a report can be repeated. */

/** Whole numbers from 0 to below `below` (mulberry32, 32 bit: enough for resampling, not for secrets). */
export function seededChance(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
