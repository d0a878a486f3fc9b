/** A pie or a donut: the parts of a whole, with their names, values and shares beside it. */

import type { Language } from '../../../sentences/sentences.ts'
import { headOf } from './frame.ts'
import { fit, type Weight, widthOf } from './letters.ts'
import { percentText, valueText } from './number-text.ts'
import type { Drawing } from './option.ts'
import { type Slice, slicesOf } from './slices.ts'
import type { Chart } from './spec.ts'
import { BACKGROUND, FONT, HEIGHT, LABEL, MARGIN, seriesColour, TEXT, TITLE, WIDTH } from './theme.ts'

const INNER = 0.62
const TOTAL_SIZE = 38
const WIDEST_ROW = 50
const CHIP = 18

export function pie(chart: Chart, language: Language): Drawing {
  const isRing = chart.type === 'donut'
  // The unit stands in the middle of the ring.
  const { title, bottom } = headOf({ ...chart, unit: isRing ? '' : chart.unit })
  const slices = slicesOf(chart, language)
  const total = slices.reduce((sum, { value }) => sum + value, 0)
  const radius = (HEIGHT - MARGIN - bottom) / 2
  const [x, y] = [MARGIN + 16 + radius, bottom + radius]
  const inside = 1.6 * radius * INNER
  const sum = valueText(language)(total)
  const size = Math.min(TOTAL_SIZE, (TOTAL_SIZE * inside) / widthOf(sum, TOTAL_SIZE, 'bold'))
  const unit = fit(chart.unit, TEXT, inside)
  const seen = slices.filter(({ value }) => value > 0).length
  return {
    height: HEIGHT,
    option: {
      title,
      series: {
        type: 'pie',
        center: [x, y],
        radius: [isRing ? radius * INNER : 0, radius],
        startAngle: 90,
        label: { show: false },
        emphasis: { disabled: true },
        // A gap between two slices; a single one is a whole ring.
        itemStyle: { borderColor: BACKGROUND, borderWidth: seen > 1 ? 2 : 0 },
        data: slices.map(({ value }, at) => ({ value, itemStyle: { color: seriesColour(at) } })),
      },
      graphic: [
        ...(isRing
          ? [text({ x, y: y - (unit === '' ? 0 : 14), text: sum, size, align: 'center', weight: 'bold' })]
          : []),
        ...(isRing && unit !== '' ? [text({ x, y: y + 20, text: unit, size: TEXT, align: 'center' })] : []),
        ...rows(slices, total, language, { left: x + radius + 56, middle: y, radius }),
      ],
    },
  }
}

interface Text {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly align: 'left' | 'center' | 'right'
  readonly weight?: Weight
}

const text = ({ x, y, text: words, size, align, weight = 'medium' }: Text) =>
  ({
    type: 'text',
    x,
    y,
    style: {
      text: words,
      fill: weight === 'bold' ? TITLE : LABEL,
      fontFamily: FONT,
      fontSize: size,
      fontWeight: weight === 'bold' ? 700 : 500,
      align,
      verticalAlign: 'middle',
    },
  }) as const

const widest = (texts: readonly string[], weight: Weight): number =>
  Math.max(...texts.map((one) => widthOf(one, TEXT, weight)))

/** A row for each slice: its colour, name, value and share, in columns. */
function rows(
  slices: readonly Slice[],
  total: number,
  language: Language,
  place: { readonly left: number; readonly middle: number; readonly radius: number },
) {
  const [write, percent] = [valueText(language), percentText(language)]
  const row = Math.min(WIDEST_ROW, (2 * place.radius) / slices.length)
  const right = WIDTH - MARGIN
  const shares = slices.map(({ value }) => percent(value / total))
  const values = slices.map(({ value }) => write(value))
  const valueEnd = right - widest(shares, 'bold') - 24
  const nameEnd = valueEnd - widest(values, 'medium') - 24
  const left = place.left + CHIP + 12
  return slices.flatMap(({ label }, at) => {
    const y = place.middle + (at + 0.5 - slices.length / 2) * row
    return [
      {
        type: 'rect',
        x: place.left,
        y: y - CHIP / 2,
        shape: { width: CHIP, height: CHIP, r: 4 },
        style: { fill: seriesColour(at) },
      } as const,
      text({ x: left, y, text: fit(label, TEXT, nameEnd - left), size: TEXT, align: 'left' }),
      text({ x: valueEnd, y, text: values[at] ?? '', size: TEXT, align: 'right' }),
      text({ x: right, y, text: shares[at] ?? '', size: TEXT, align: 'right', weight: 'bold' }),
    ]
  })
}
