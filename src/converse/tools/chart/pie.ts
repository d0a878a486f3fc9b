/** Lays out a pie chart, as a ring: the parts of a whole, with their shares written beside it. */

import { type Language, sentence } from '../../../sentences.ts'
import { HEIGHT, headOf, MARGIN, TEXT, WIDTH } from './frame.ts'
import { CAP_HEIGHT, fit, widthOf } from './letters.ts'
import { percentText, valueText } from './number-text.ts'
import { BACKGROUND, LABEL, SERIES, seriesColour, TITLE } from './palette.ts'
import type { Drawing, Shape } from './shape.ts'
import type { Chart } from './spec.ts'

const INNER = 0.62
const TOTAL_SIZE = 38
const WIDEST_ROW = 50
const CHIP = 20
/** Width of the gap between two slices, in pixels. */
const CUT = 3

interface Slice {
  readonly label: string
  readonly value: number
}

export function pie(chart: Chart, language: Language): Drawing {
  // The unit stands in the middle of the ring.
  const head = headOf({ ...chart, unit: '' })
  const slices = slicesOf(chart, language)
  const total = slices.reduce((sum, { value }) => sum + value, 0)
  const radius = (HEIGHT - MARGIN - head.bottom) / 2
  const [x, y] = [MARGIN + 16 + radius, head.bottom + radius]
  const shapes: Shape[] = [...head.shapes]
  const cuts: number[] = []
  let from = 0
  for (const [at, { value }] of slices.entries()) {
    if (value === 0) continue
    cuts.push(from)
    const to = from + value / total
    shapes.push({
      kind: 'slice',
      x,
      y,
      inner: radius * INNER,
      outer: radius,
      from,
      to,
      colour: seriesColour(at),
    })
    from = to
  }
  for (const cut of cuts.length > 1 ? cuts : []) {
    const [dx, dy] = [Math.sin(2 * Math.PI * cut), -Math.cos(2 * Math.PI * cut)]
    const points = [radius * INNER - 2, radius + 2].map((far) => [x + dx * far, y + dy * far] as const)
    shapes.push({ kind: 'line', points, width: CUT, colour: BACKGROUND })
  }
  const inside = 1.6 * radius * INNER
  const sum = valueText(language)(total)
  const unit = fit(chart.unit, TEXT, inside)
  const size = Math.min(TOTAL_SIZE, (TOTAL_SIZE * inside) / widthOf(sum, TOTAL_SIZE))
  const centred = { kind: 'text', x, anchor: 'middle' } as const
  const middle = y + (CAP_HEIGHT * size) / 2 - (unit === '' ? 0 : 14)
  shapes.push({ ...centred, y: middle, text: sum, size, colour: TITLE })
  if (unit !== '') shapes.push({ ...centred, y: middle + 34, text: unit, size: TEXT, colour: LABEL })
  return {
    width: WIDTH,
    height: HEIGHT,
    shapes: [...shapes, ...legend(slices, total, language, { left: x + radius + 56, middle: y, radius })],
  }
}

/** As many slices as there are colours; the smallest together are the last. */
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

const widest = (texts: readonly string[]): number => Math.max(...texts.map((one) => widthOf(one, TEXT)))

function legend(
  slices: readonly Slice[],
  total: number,
  language: Language,
  place: { readonly left: number; readonly middle: number; readonly radius: number },
): readonly Shape[] {
  const [text, percent] = [valueText(language), percentText(language)]
  const row = Math.min(WIDEST_ROW, (2 * place.radius) / slices.length)
  const right = WIDTH - MARGIN
  const shares = slices.map(({ value }) => percent(value / total))
  const values = slices.map(({ value }) => text(value))
  const valueEnd = right - widest(shares) - 24
  const nameEnd = valueEnd - widest(values) - 24
  return slices.flatMap(({ label }, at): Shape[] => {
    const middle = place.middle + (at + 0.5 - slices.length / 2) * row
    const y = middle + (CAP_HEIGHT * TEXT) / 2
    const left = place.left + CHIP + 12
    const column = { kind: 'text', y, size: TEXT } as const
    return [
      {
        kind: 'box',
        x: place.left,
        y: middle - CHIP / 2,
        width: CHIP,
        height: CHIP,
        round: 'all',
        colour: seriesColour(at),
      },
      { ...column, x: left, text: fit(label, TEXT, nameEnd - left), anchor: 'start', colour: LABEL },
      { ...column, x: valueEnd, text: values[at] ?? '', anchor: 'end', colour: LABEL },
      { ...column, x: right, text: shares[at] ?? '', anchor: 'end', colour: TITLE },
    ]
  })
}
