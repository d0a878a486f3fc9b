/** Lays out bars that grow to the right, a row for each name: long names keep all their letters. */

import type { Language } from '../../../sentences.ts'
import { axisLabels, LABEL_LINE } from './axis-labels.ts'
import { HEIGHT, headOf, MARGIN, TEXT, WIDTH } from './frame.ts'
import { CAP_HEIGHT, fit, widthOf } from './letters.ts'
import { tickText, valueText } from './number-text.ts'
import { GRID, LABEL, seriesColour, ZERO_LINE } from './palette.ts'
import { type Scale, shareOf } from './scale.ts'
import type { Drawing, Shape } from './shape.ts'
import type { Chart } from './spec.ts'
import { valueShapes } from './value-shapes.ts'

const LEAST_ROW = 34
const LEAST_BAR = 12
const THICKEST_BAR = 44
const BARS_SHARE = 0.72
/** Longer names are cut: the bars need half of the width. */
const WIDEST_NAME = 400
const VALUE_GAP = 10

export function lyingBars(chart: Chart, scale: Scale, language: Language): Drawing {
  const { labels, series } = chart
  const head = headOf(chart)
  const text = valueText(language)
  const valued = series.length === 1
  // Room for the values; not asked of the axis, which gives one a hair below zero no step of its own.
  const own = (series[0]?.values ?? []).map((value) => value ?? 0)
  const beside = valued ? Math.max(...own.map((value) => widthOf(text(value), TEXT))) + VALUE_GAP : 0
  const names = labels.map((label) => fit(label, TEXT, WIDEST_NAME))
  const nameEnd = MARGIN + Math.max(...names.map((name) => widthOf(name, TEXT)))
  const left = nameEnd + 14 + (own.some((value) => value < 0) ? beside : 0)
  const right = WIDTH - MARGIN - (own.some((value) => value >= 0) ? beside : 0)
  const foot = MARGIN - 8 + LABEL_LINE
  const least = Math.max(LEAST_ROW, (LEAST_BAR * series.length) / BARS_SHARE)
  const row = Math.max(least, (HEIGHT - foot - head.bottom) / labels.length)
  const bottom = head.bottom + row * labels.length
  const x = (value: number): number => left + shareOf(scale, value) * (right - left)

  const grid = scale.ticks.map((tick): Shape => {
    const thick = tick === 0 ? 2 : 1
    return {
      kind: 'box',
      x: Math.round(x(tick) - thick / 2),
      y: head.bottom,
      width: thick,
      height: bottom - head.bottom,
      round: 'none',
      colour: tick === 0 ? ZERO_LINE : GRID,
    }
  })
  const ticks = axisLabels(scale.ticks.map(tickText(scale, language)), scale.ticks.map(x), {
    left: MARGIN / 2,
    right: WIDTH - MARGIN / 2,
    // One line each: a number is not broken.
    share: 0,
  })
  const rows = names.map((name, at): Shape => ({
    kind: 'text',
    x: nameEnd,
    y: head.bottom + (at + 0.5) * row + (CAP_HEIGHT * TEXT) / 2,
    text: name,
    size: TEXT,
    anchor: 'end',
    colour: LABEL,
  }))
  const all = Math.min(row * BARS_SHARE, THICKEST_BAR * series.length)
  const each = all / series.length
  const gap = series.length > 1 ? 2 : 0
  const drawn = series.flatMap((one, number) =>
    one.values.flatMap((value, at): Shape[] => {
      if (value === undefined) return []
      const ahead = value >= 0
      const length = value === 0 ? 0 : Math.max(1.5, Math.abs(x(value) - x(0)))
      const middle = head.bottom + (at + 0.5) * row
      const bar: Shape = {
        kind: 'box',
        x: ahead ? x(0) : x(0) - length,
        y: middle - all / 2 + number * each + gap / 2,
        width: length,
        height: each - gap,
        round: ahead ? 'right' : 'left',
        colour: seriesColour(number),
      }
      const written = valueShapes({
        x: ahead ? x(0) + length + VALUE_GAP : x(0) - length - VALUE_GAP,
        y: middle + (CAP_HEIGHT * TEXT) / 2,
        text: text(value),
        size: TEXT,
        anchor: ahead ? 'start' : 'end',
      })
      return [...(length > 0 ? [bar] : []), ...(valued ? written : [])]
    }),
  )
  return {
    width: WIDTH,
    height: Math.round(bottom + foot),
    shapes: [...head.shapes, ...grid, ...ticks.at(bottom), ...rows, ...drawn],
  }
}
