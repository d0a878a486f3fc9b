/** Lays out a line chart: how values change along an order, such as time. */

import type { Language } from '../../../sentences.ts'
import { HEIGHT, headOf, WIDTH } from './frame.ts'
import { seriesColour } from './palette.ts'
import { scaleFor } from './scale.ts'
import type { Drawing, Point, Shape } from './shape.ts'
import type { Chart, Series } from './spec.ts'
import { type Upright, upright } from './upright.ts'

const LINE = 4
const DOT = 6
/** With more points than these, dots would hide the line. */
const DOTTED = 25
const SHADE = 0.16

export function lines(chart: Chart, language: Language): Drawing {
  const { labels, series } = chart
  const values = series.flatMap((one) => one.values.filter((value) => value !== undefined))
  const scale = scaleFor(values, 'optional')
  const head = headOf(chart)
  const plot = upright({
    labels,
    scale,
    language,
    top: head.bottom,
    places: 'points',
    above: 0,
    below: 14,
  })
  const shaded = series.length === 1 && scale.low <= 0 && scale.high >= 0
  const drawn = series.flatMap((one, at) => drawnSeries(one, at, plot, shaded))
  return { width: WIDTH, height: HEIGHT, shapes: [...head.shapes, ...plot.shapes, ...drawn] }
}

function drawnSeries(series: Series, at: number, { x, y }: Upright, shaded: boolean): readonly Shape[] {
  const colour = seriesColour(at)
  const stretches = unbroken(series.values, (value, label) => [x(label), y(value)])
  const dotted = series.values.length <= DOTTED
  return [
    ...(shaded ? stretches : []).flatMap((points): Shape[] => {
      const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0]
      return [{ kind: 'area', points: [[first, y(0)], ...points, [last, y(0)]], colour, alpha: SHADE }]
    }),
    ...stretches.map((points): Shape => ({ kind: 'line', points, width: LINE, colour })),
    ...stretches.flatMap((points) =>
      // A value between two gaps has no line to be seen by.
      dotted || points.length === 1
        ? points.map(([dotX, dotY]): Shape => ({ kind: 'dot', x: dotX, y: dotY, radius: DOT, colour }))
        : [],
    ),
  ]
}

/** The points of the values, a list for each stretch without a gap. */
function unbroken(
  values: readonly (number | undefined)[],
  point: (value: number, at: number) => Point,
): readonly (readonly Point[])[] {
  const stretches: Point[][] = []
  let before: number | undefined
  for (const [at, value] of values.entries()) {
    if (value !== undefined) {
      if (before === undefined) stretches.push([])
      stretches.at(-1)?.push(point(value, at))
    }
    before = value
  }
  return stretches
}
