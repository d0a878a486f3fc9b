/** Lines and areas: how values change along an order, such as time. */

import type { Language } from '../../../sentences/sentences.ts'
import type { Drawing } from './option.ts'
import { plot } from './plot.ts'
import { scaleFor } from './scale.ts'
import type { Chart } from './spec.ts'
import { reach } from './stack.ts'
import { seriesColour } from './theme.ts'

const LINE = 4
const DOT = 12
/** With more points than these, dots would hide the line. */
const DOTTED = 25
/** How much of the colour an area has: stacked ones hide nothing, others lie before one another. */
const SHADE = { stacked: 0.7, apart: 0.25 } as const

export function lines(chart: Chart, language: Language): Drawing {
  const { labels, positions, series, stacked } = chart
  const isArea = chart.type === 'area'
  // An area is read by its size, as a bar is by its length.
  const scale = scaleFor(reach({ ...chart, stacked: isArea && stacked }), isArea ? 'needed' : 'optional')
  const dotted = labels.length <= DOTTED && !(isArea && stacked)
  return plot(
    chart,
    scale,
    language,
    series.map(({ values }, number) => ({
      type: 'line',
      name: String(number),
      ...(isArea && stacked ? { stack: 'all' } : {}),
      ...(isArea
        ? { areaStyle: { color: seriesColour(number), opacity: stacked ? SHADE.stacked : SHADE.apart } }
        : {}),
      connectNulls: false,
      // At the edges of the plot half of a line and of a dot lies outside.
      clip: false,
      showSymbol: true,
      showAllSymbol: true,
      symbolSize: DOT,
      emphasis: { disabled: true },
      itemStyle: { color: seriesColour(number), borderWidth: 0 },
      lineStyle: { color: seriesColour(number), width: LINE, join: 'round', cap: 'round' },
      data: values.map((value, at) => {
        const place = positions?.values[at]
        if (value === undefined) return place === undefined ? null : [place, null]
        // A value between two gaps has no line to be seen by.
        const alone = values[at - 1] === undefined && values[at + 1] === undefined
        return {
          value: place === undefined ? value : [place, value],
          symbol: dotted || alone ? 'circle' : 'none',
        }
      }),
    })),
  )
}
