/** Points: whether two measures have to do with each other. */

import type { Language } from '../../../sentences.ts'
import { gridOf, valueAxis } from './axes.ts'
import { headOf } from './frame.ts'
import type { Drawing } from './option.ts'
import { scaleFor } from './scale.ts'
import type { Chart } from './spec.ts'
import { reach } from './stack.ts'
import { HEIGHT, seriesColour } from './theme.ts'
import { xAxisOf } from './x-axis.ts'

const DOT = 14

export function scatter(chart: Chart, language: Language): Drawing {
  const scale = scaleFor(reach({ ...chart, stacked: false }), 'optional')
  const { title, legend, bottom: top } = headOf(chart)
  const { axis, sides, below } = xAxisOf(chart, scale, language)
  return {
    height: HEIGHT,
    option: {
      title,
      legend,
      grid: gridOf(top + 10, { ...sides, below }),
      xAxis: axis,
      yAxis: valueAxis(scale, language),
      series: chart.series.map(({ values }, number) => ({
        type: 'scatter',
        name: String(number),
        clip: false,
        symbolSize: DOT,
        emphasis: { disabled: true },
        // Points that lie upon each other are seen.
        itemStyle: { color: seriesColour(number), opacity: 0.8 },
        data: values.flatMap((value, at) =>
          value === undefined ? [] : [[chart.positions?.values[at] ?? 0, value]],
        ),
      })),
    },
  }
}
