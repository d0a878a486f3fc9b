/** The slices of a pie: as many as there are colours. */

import { type Language, sentence } from '../../../sentences/sentences.ts'
import type { Chart } from './spec.ts'
import { SERIES } from './theme.ts'

export interface Slice {
  readonly label: string
  readonly value: number
}

/** The slices in the order of the labels; where there are too many, by size, and the smallest together are the last. */
export function slicesOf({ labels, series }: Chart, language: Language): readonly Slice[] {
  const all = labels.map((label, at) => ({ label, value: series[0]?.values[at] ?? 0 }))
  if (all.length <= SERIES.length) return all
  const bySize = all.toSorted((a, b) => b.value - a.value)
  const rest = bySize.slice(SERIES.length - 1)
  const value = rest.reduce((sum, slice) => sum + slice.value, 0)
  return [
    ...bySize.slice(0, SERIES.length - 1),
    { label: sentence('other slices', language, rest.length), value },
  ]
}
