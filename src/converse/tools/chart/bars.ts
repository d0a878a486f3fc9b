/** Bars: one for each value, as long as the value, from a common zero. Where the names are long they lie. */

import type { Language } from '../../../sentences/sentences.ts'
import { brokenLabels, cutLabels, gridOf, labelAxis, shareOf, sidesOf, valueAxis } from './axes.ts'
import { headOf } from './frame.ts'
import { fit, widthOf } from './letters.ts'
import { valueText } from './number-text.ts'
import type { Drawing } from './option.ts'
import { scaleFor } from './scale.ts'
import type { Chart } from './spec.ts'
import { reach } from './stack.ts'
import { BACKGROUND, HEIGHT, MARGIN, seriesColour, TEXT, TITLE } from './theme.ts'

/** How many names, and bars in all, lying bars take before they would be a tower. */
const LYING_LABELS = 30
const LYING_BARS = 60
/** From more labels than these one may be left out where they count (dates, numbers): readers fill the gaps. */
const COUNTED_LABELS = 14
const LEAST_ROW = 34
const LEAST_BAR = 12
const BARS_SHARE = 0.72
/** Longer names are cut: the bars need half of the width. */
const WIDEST_NAME = 400

/** Size of the values at the bars' ends. */
const VALUE = 19
const WIDEST_BAR = 88
const THICKEST_BAR = 44
const ROUND = 5

export function bars(chart: Chart, language: Language): Drawing {
  const { labels, series, stacked } = chart
  const values = series.flatMap((one) => one.values.filter((value) => value !== undefined))
  const scale = scaleFor(reach(chart), 'needed')
  // As many bars stand beside each other for a label.
  const beside = stacked ? 1 : series.length
  const broken = brokenLabels(labels, scale, language)
  const shown = broken ?? cutLabels(labels)
  const lying = (chart.horizontal || broken === undefined) && mayLie(labels, beside, chart.horizontal)
  const text = valueText(language)
  const share = shareOf(labels.length, scale, language)
  const valued =
    series.length === 1 && (lying || values.every((value) => widthOf(text(value), VALUE) <= share - 6))
  const { title, legend, bottom: top } = headOf(chart)
  const names = labels.map((label) => fit(label, TEXT, WIDEST_NAME))
  const least = Math.max(LEAST_ROW, (LEAST_BAR * beside) / BARS_SHARE)
  const height = lying ? Math.max(HEIGHT, Math.round(top + least * labels.length + 2 * MARGIN)) : HEIGHT
  const widest = (some: readonly number[]): number =>
    some.length > 0 && valued ? Math.max(...some.map((value) => widthOf(text(value), VALUE))) + 4 : 0
  // The values below zero stand between their bars and the names.
  const below = values.filter((value) => value < 0)
  const apart = lying ? widest(below) : valued && below.length > 0 ? VALUE + 8 : 0
  const axis = valueAxis(scale, language)
  return {
    height,
    option: {
      title,
      legend,
      grid: gridOf(
        top + (valued && !lying ? 20 : 10),
        lying
          ? { right: MARGIN + widest(values.filter((value) => value >= 0)) }
          : broken === undefined
            ? sidesOf(shown, scale, language)
            : {},
      ),
      xAxis: lying ? axis : labelAxis(shown, broken === undefined ? 'auto' : 0, apart),
      yAxis: lying ? { ...labelAxis(names, 0, apart), inverse: true } : axis,
      series: series.map(({ values: own }, number) => ({
        type: 'bar',
        name: String(number),
        barMaxWidth: lying ? THICKEST_BAR : WIDEST_BAR,
        barCategoryGap: `${100 * (1 - BARS_SHARE)}%`,
        barGap: '4%',
        // What is there but too small to see still leaves a trace; in a stack it would move the others.
        ...(stacked ? { stack: 'all' } : { barMinHeight: 1.5 }),
        emphasis: { disabled: true },
        itemStyle: { color: seriesColour(number) },
        label: {
          show: valued,
          color: TITLE,
          fontSize: VALUE,
          fontWeight: 500,
          distance: lying ? 8 : 6,
          // No line of the grid strikes it through.
          backgroundColor: BACKGROUND,
          padding: [2, 3],
        },
        data: own.map((value) => {
          if (value === undefined) return null
          const ahead = value >= 0
          return {
            value,
            label: {
              formatter: () => text(value),
              position: lying ? (ahead ? 'right' : 'left') : ahead ? 'top' : 'bottom',
            },
            itemStyle: {
              // Round where the value ends: clockwise from the top left corner.
              borderRadius: stacked ? 0 : cornersOf(lying, ahead),
              // Zero has no bar.
              ...(value === 0 ? { color: 'transparent' } : {}),
            },
          }
        }),
      })),
    },
  }
}

function cornersOf(lying: boolean, ahead: boolean): number[] {
  if (lying) return ahead ? [0, ROUND, ROUND, 0] : [ROUND, 0, 0, ROUND]
  return ahead ? [ROUND, ROUND, 0, 0] : [0, 0, ROUND, ROUND]
}

/** Whether all names should be shown, or lying bars are `wanted`, and the chart is not too tall with them. */
function mayLie(labels: readonly string[], beside: number, wanted: boolean): boolean {
  const counted = labels.length > COUNTED_LABELS && labels.every((label) => /\d/.test(label))
  return (wanted || !counted) && labels.length <= LYING_LABELS && labels.length * beside <= LYING_BARS
}
