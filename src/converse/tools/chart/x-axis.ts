/** The axis below lines and points: names side by side, or numbers and dates at their true distances. */

import type { Language } from '../../../sentences/sentences.ts'
import { brokenLabels, cutLabels, labelAxis, LOOK, sidesOf } from './axes.ts'
import { dateText, tickText, yearText } from './number-text.ts'
import { type Scale, scaleFor } from './scale.ts'
import type { Chart } from './spec.ts'
import { GRID, LABEL, TEXT, ZERO_LINE } from './theme.ts'

const AXIS_LINE = { show: true, lineStyle: { color: ZERO_LINE, width: 2 } } as const
/** From the axis to its title, in pixels. */
const TITLE_GAP = 46

/** Numbers between these that have no fraction are years, which are written without a thousands separator. */
const YEARS = { from: 1_500, to: 2_200 } as const

/** The axis, and the space that its first and last label need beside the plot; `scale` is that of the values. */
export function xAxisOf(chart: Chart, scale: Scale, language: Language) {
  const { labels, positions } = chart
  if (positions === undefined) {
    const broken = brokenLabels(labels, scale, language)
    const shown = broken ?? cutLabels(labels)
    return {
      axis: {
        ...labelAxis(shown, broken === undefined ? 'auto' : 0),
        boundaryGap: labels.length === 1,
      },
      sides: sidesOf(shown, scale, language),
      below: 0,
    }
  }
  const named = {
    axisLine: AXIS_LINE,
    axisTick: { show: false },
    name: chart.xTitle,
    nameLocation: 'middle',
    nameGap: TITLE_GAP,
    nameTextStyle: { color: LABEL, fontSize: TEXT, fontWeight: 500 },
  } as const
  const below = chart.xTitle === '' ? 0 : TITLE_GAP - 14
  if (positions.kind === 'time') {
    const text = dateText(language)
    return {
      axis: {
        ...named,
        type: 'time' as const,
        splitNumber: 6,
        splitLine: { show: false },
        axisLabel: {
          ...LOOK,
          hideOverlap: true,
          // ECharts writes dates in styles of its own, which take nothing over from the axis.
          rich: { tick: LOOK },
          formatter: (time: number) => `{tick|${text(time)}}`,
        },
      },
      sides: sidesOf([text(positions.values[0] ?? 0), '30. Sept.'], scale, language),
      below,
    }
  }
  const own = scaleFor(positions.values, 'optional')
  const areYears = positions.values.every(
    (value) => Number.isInteger(value) && value >= YEARS.from && value <= YEARS.to,
  )
  const text = areYears ? yearText : tickText(own, language)
  return {
    axis: {
      ...named,
      type: 'value' as const,
      min: own.low,
      max: own.high,
      interval: (own.ticks[1] ?? 1) - (own.ticks[0] ?? 0),
      splitLine: { show: chart.type === 'scatter', lineStyle: { color: GRID, width: 1 } },
      axisLabel: { ...LOOK, hideOverlap: true, formatter: (value: number) => text(value) },
    },
    sides: sidesOf(own.ticks.map(text), scale, language),
    below,
  }
}
