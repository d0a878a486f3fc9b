/** The value axis: round ticks around the values, and where a value lies between the lowest and the highest. */

export interface Scale {
  /** Rising, at even distances of 1, 2 or 5 times a power of ten; the first and the last are the ends of the axis. */
  readonly ticks: readonly number[]
  readonly low: number
  readonly high: number
}

/** Into how many steps the axis is cut at most, before its ends are made round. */
const STEPS = 5
/** Values closer together than this share of their size are shown as equal: a step below it has no round ticks. */
const LEAST_RANGE = 1e-6
/** Below this doubles lose their digits, and there are no round ticks either. */
const ZERO = 1e-100
/** Where zero may be left out it still is shown, unless the values use less than this share of the axis then. */
const WORTH_ZERO = 0.4

/**
 * An axis that has all `values` on it (finite, at least one). Bars need the zero, as they are read by their length;
 * for lines it may be `'optional'`.
 */
export function scaleFor(values: readonly number[], zero: 'needed' | 'optional'): Scale {
  let low = Math.min(...values)
  let high = Math.max(...values)
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (size < ZERO) return { ticks: [0, 1], low: 0, high: 1 }
  const range = high - low
  if (zero === 'needed' || range < size * LEAST_RANGE || range > size * WORTH_ZERO) {
    low = Math.min(0, low)
    high = Math.max(0, high)
  }
  const step = roundStep((high - low) / STEPS)
  // The small number keeps a value that is a tick but for a rounding error from getting a step of its own.
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step))
  return { ticks, low: ticks[0] ?? low, high: ticks.at(-1) ?? high }
}

/** The smallest of 1, 2, 5 times a power of ten that is at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10
  return rounded(factor * power)
}

/** Without the tail that binary fractions leave (0.30000000000000004), and without a negative zero. */
const rounded = (value: number): number => Number(value.toPrecision(12)) + 0
