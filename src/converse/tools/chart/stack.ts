/** How far the values of a chart reach: what its axis must have on it. */

import type { Chart } from './spec.ts'

/** All values; where they are stacked the ends of the stacks, up and down. */
export function reach({
  series,
  stacked,
  labels,
}: Pick<Chart, 'series' | 'stacked' | 'labels'>): readonly number[] {
  const values = series.flatMap((one) => one.values.filter((value) => value !== undefined))
  if (!stacked) return values
  return labels.flatMap((_, at) => {
    const own = series.flatMap((one) => one.values[at] ?? [])
    return [sum(own.filter((value) => value > 0)), sum(own.filter((value) => value < 0))]
  })
}

const sum = (some: readonly number[]): number => some.reduce((all, value) => all + value, 0)
