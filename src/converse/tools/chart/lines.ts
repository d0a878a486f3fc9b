/** Lines: how values change along an order, such as time. */

import type { Language } from '../../../sentences.ts'
import { brokenLabels, cutLabels, gridOf, labelAxis, sidesOf, valueAxis } from './axes.ts'
import { headOf } from './frame.ts'
import type { Drawing } from './option.ts'
import { scaleFor } from './scale.ts'
import type { Chart } from './spec.ts'
import { HEIGHT, seriesColour } from './theme.ts'

const LINE = 4
const DOT = 12
/** With more points than these, dots would hide the line. */
const DOTTED = 25

export function lines(chart: Chart, language: Language): Drawing {
  const { labels, series } = chart
  const scale = scaleFor(
    series.flatMap((one) => one.values.filter((value) => value !== undefined)),
    'optional',
  )
  const { title, legend, bottom: top } = headOf(chart)
  const broken = brokenLabels(labels, scale, language)
  const shown = broken ?? cutLabels(labels)
  const dotted = labels.length <= DOTTED
  return {
    height: HEIGHT,
    option: {
      title,
      legend,
      grid: gridOf(top + 10, sidesOf(shown, scale, language)),
      xAxis: {
        ...labelAxis(shown, broken === undefined ? 'auto' : 0),
        boundaryGap: labels.length === 1,
      },
      yAxis: valueAxis(scale, language),
      series: series.map(({ values }, number) => ({
        type: 'line',
        name: String(number),
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
          if (value === undefined) return null
          // A value between two gaps has no line to be seen by.
          const alone = values[at - 1] === undefined && values[at + 1] === undefined
          return { value, symbol: dotted || alone ? 'circle' : 'none' }
        }),
      })),
    },
  }
}
