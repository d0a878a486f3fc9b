/** Lays out a bar chart: standing bars, or lying ones where their names are too long to stand below them. */

import type { Language } from '../../../sentences.ts'
import { brokenLabels } from './axis-labels.ts'
import { HEIGHT, headOf, WIDTH } from './frame.ts'
import { CAP_HEIGHT, widthOf } from './letters.ts'
import { lyingBars } from './lying-bars.ts'
import { valueText } from './number-text.ts'
import { seriesColour } from './palette.ts'
import { scaleFor } from './scale.ts'
import type { Drawing, Shape } from './shape.ts'
import type { Chart } from './spec.ts'
import { shareOfWidth, upright } from './upright.ts'
import { valueShapes } from './value-shapes.ts'

/** How many names, and bars in all, a lying chart takes before it would be a tower. */
const LYING_LABELS = 30
const LYING_BARS = 60
/** From more labels than these one may be left out where they count (dates, numbers): readers fill the gaps. */
const COUNTED_LABELS = 14

/** Size of the values at the bars' ends, and how far from the end they are. */
const VALUE = 19
const VALUE_GAP = 9
const WIDEST_BAR = 88
const BARS_SHARE = 0.72

export function bars(chart: Chart, language: Language): Drawing {
  const { labels, series } = chart
  const values = series.flatMap((one) => one.values.filter((value) => value !== undefined))
  const scale = scaleFor(values, 'needed')
  const wide = shareOfWidth(scale, language, labels.length)
  if (brokenLabels(labels, wide) === undefined && mayLie(labels, series.length))
    return lyingBars(chart, scale, language)

  const head = headOf(chart)
  const text = valueText(language)
  const valued = series.length === 1 && values.every((value) => widthOf(text(value), VALUE) <= wide - 6)
  const room = VALUE + VALUE_GAP
  const { shapes, x, y, share } = upright({
    labels,
    scale,
    language,
    top: head.bottom,
    places: 'shares',
    above: valued ? room - 12 : 0,
    // Not asked of the axis: a value a hair below zero has its text below, too, but gives it no step of its own.
    below: values.some((value) => value < 0) ? (valued ? room : 14) : 0,
  })
  const all = Math.min(share * BARS_SHARE, WIDEST_BAR * series.length)
  const each = all / series.length
  const gap = each > 8 ? 2 : 0
  const zero = y(0)
  const drawn = series.flatMap((one, number) =>
    one.values.flatMap((value, at): Shape[] => {
      if (value === undefined || value === 0) return []
      const up = value > 0
      // A value that is there but too small to see still leaves a trace.
      const height = Math.max(1.5, Math.abs(y(value) - zero))
      const left = x(at) - all / 2 + number * each + gap / 2
      const colour = seriesColour(number)
      return [
        {
          kind: 'box',
          x: left,
          y: up ? zero - height : zero,
          width: each - gap,
          height,
          round: up ? 'top' : 'bottom',
          colour,
        },
      ]
    }),
  )
  const written = !valued
    ? []
    : (series[0]?.values ?? []).flatMap((value, at): readonly Shape[] => {
        if (value === undefined) return []
        const below = value < 0
        return valueShapes({
          x: x(at),
          y: below ? y(value) + VALUE_GAP + CAP_HEIGHT * VALUE : y(value) - VALUE_GAP,
          text: text(value),
          size: VALUE,
          anchor: 'middle',
        })
      })
  return { width: WIDTH, height: HEIGHT, shapes: [...head.shapes, ...shapes, ...drawn, ...written] }
}

/** Whether all names should be shown, and can be in a chart that is not too tall. */
function mayLie(labels: readonly string[], series: number): boolean {
  const counted = labels.length > COUNTED_LABELS && labels.every((label) => /\d/.test(label))
  return !counted && labels.length <= LYING_LABELS && labels.length * series <= LYING_BARS
}
