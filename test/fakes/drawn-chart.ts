/** Charts, drawn and read again: their texts, their strokes, and what stands for their values. */

import type { Chart } from '../../src/converse/tools/chart/spec.ts'
import { svgOf } from '../../src/converse/tools/chart/svg.ts'
import { readSvg, type ReadSvg, type SvgShape } from './svg.ts'

const make = (partial: Partial<Chart> = {}): Chart => ({
  type: 'bar',
  title: 'Title',
  unit: '',
  xTitle: '',
  stacked: false,
  horizontal: false,
  labels: ['a', 'b', 'c'],
  series: [{ name: '', values: [1, 2, 3] }],
  ...partial,
})

export const drawn = (partial: Partial<Chart> = {}, language: 'en' | 'de' = 'en'): ReadSvg =>
  readSvg(svgOf(make(partial), language))

export const written = ({ texts }: ReadSvg): string[] => texts.map(({ text }) => text)

/** What stands for values, in the order of the values: bars, dots or slices. */
export const marks = ({ shapes }: ReadSvg): SvgShape[] =>
  shapes
    .filter(({ item, fill }) => item !== undefined && fill !== 'none' && fill !== 'transparent')
    .toSorted((a, b) => (a.series ?? 0) - (b.series ?? 0) || (a.item ?? 0) - (b.item ?? 0))
