/** The plot of lines and points: the head, both axes, and what is drawn between them. */

import type { Language } from '../../../sentences/sentences.ts'
import { gridOf, valueAxis } from './axes.ts'
import { headOf } from './frame.ts'
import type { Drawing, Option } from './option.ts'
import type { Scale } from './scale.ts'
import type { Chart } from './spec.ts'
import { HEIGHT } from './theme.ts'
import { xAxisOf } from './x-axis.ts'

/** The drawing of a chart whose values stand along `scale`, upwards; `series` is what ECharts draws of them. */
export function plot(
  chart: Chart,
  scale: Scale,
  language: Language,
  series: NonNullable<Option['series']>,
): Drawing {
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
      series,
    },
  }
}
