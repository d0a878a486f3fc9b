/** How old the first thing is that Claude has said and nobody can read yet: the age of the shown text. */

/** From `at` on, the first `place` characters of the text could be read. */
export interface Step {
  readonly at: number
  readonly place: number
}

export interface Ages {
  /** Over the whole time, in milliseconds; while nothing is missing the age is 0. */
  readonly meanAgeMs: number
  readonly maxAgeMs: number
}

/**
 * @param saidAt when the character at a place was said, in milliseconds since 1970
 * @param length of the whole text
 * @param until the end of the time that is looked at
 */
export function agesOf(
  saidAt: (place: number) => number,
  length: number,
  steps: readonly Step[],
  from: number,
  until: number,
): Ages {
  let sum = 0
  let maxAgeMs = 0
  for (const [n, { at, place }] of steps.entries()) {
    if (place >= length) continue
    const begin = Math.max(at, from)
    const end = Math.min(steps[n + 1]?.at ?? until, until)
    const said = saidAt(place)
    if (end <= Math.max(begin, said)) continue
    const [youngest, oldest] = [Math.max(0, begin - said), end - said]
    sum += (oldest ** 2 - youngest ** 2) / 2
    maxAgeMs = Math.max(maxAgeMs, oldest)
  }
  return { meanAgeMs: until > from ? sum / (until - from) : 0, maxAgeMs }
}
