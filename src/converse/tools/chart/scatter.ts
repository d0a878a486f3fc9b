/** Points: whether two measures have to do with each other. */

import type { Language } from '../../../sentences/sentences.ts'
import type { Drawing } from './option.ts'
import { plot } from './plot.ts'
import { scaleFor } from './scale.ts'
import type { Chart } from './spec.ts'
import { reach } from './stack.ts'
import { seriesColour } from './theme.ts'

const DOT = 14

export function scatter(chart: Chart, language: Language): Drawing {
  const scale = scaleFor(reach({ ...chart, stacked: false }), 'optional')
  return plot(
    chart,
    scale,
    language,
    chart.series.map(({ values }, number) => ({
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
  )
}
