/** Draws the pictures of the page, by Apache ECharts; their colours are names that the page's style gives a value. */

import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendPlainComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { keepTextsApart } from '../../converse/tools/chart/measured-texts.ts'
import { escaped } from './escaped.ts'

keepTextsApart()

use([BarChart, CustomChart, LineChart, GridComponent, LegendPlainComponent, SVGRenderer])

const WIDTH = 720

export interface Series {
  readonly name: string
  /** Undefined leaves a gap. */
  readonly values: readonly (number | undefined)[]
}

export interface Picture {
  /** What it shows, for readers who do not see it. */
  readonly described: string
  readonly labels: readonly string[]
  readonly series: readonly Series[]
  /** How a number of the axis is written. */
  readonly text: (value: number) => string
}

const ink = (name: string): string => `var(--${name})`
const axis = {
  axisLabel: { color: ink('soft') },
  axisLine: { lineStyle: { color: ink('line') } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: ink('line') } },
}

/** Lines over time, each with its name. */
export const lines = ({ described, labels, series, text }: Picture): string =>
  drawn(described, 240, {
    ...(series.length < 2 ? {} : { legend: { top: 0, right: 0, textStyle: { color: ink('ink') } } }),
    grid: { left: 64, right: 16, top: 36, bottom: 28 },
    xAxis: { type: 'category', data: [...labels], ...axis },
    yAxis: { type: 'value', min: 0, ...axis, axisLabel: { ...axis.axisLabel, formatter: text } },
    series: series.map(({ name, values }, at) => ({
      type: 'line',
      name,
      silent: true,
      data: values.map((value) => value ?? '-'),
      color: ink(`series-${at}`),
      lineStyle: { color: ink(`series-${at}`), type: at === 0 ? 'solid' : 'dashed' },
      itemStyle: { color: ink(`series-${at}`) },
      symbol: at === 0 ? 'circle' : 'rect',
      symbolSize: 6,
    })),
  })

/** Lying bars, the first at the top; beside each stands its number. */
export const bars = ({ described, labels, series, text }: Picture): string =>
  drawn(described, 34 + 26 * labels.length, {
    grid: { left: 180, right: 84, top: 6, bottom: 8 },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...labels],
      ...axis,
      axisLabel: { color: ink('ink'), width: 168, overflow: 'truncate' },
    },
    series: series.map(({ name, values }, at) => ({
      type: 'bar',
      name,
      silent: true,
      barMaxWidth: 16,
      data: values.map((value) => value ?? 0),
      itemStyle: { color: ink(`series-${at}`) },
      label: {
        show: true,
        position: 'right',
        color: ink('ink'),
        formatter: ({ value }: { readonly value: unknown }) => text(Number(value)),
      },
    })),
  })

export interface Interval {
  readonly label: string
  readonly low: number
  readonly estimate: number
  readonly high: number
}

/** Lying lines with a point, over a line at 0; those that leave 0 out stand out. */
export const intervals = (
  described: string,
  rows: readonly Interval[],
  text: (value: number) => string,
): string =>
  drawn(described, 56 + 30 * rows.length, {
    grid: { left: 180, right: 40, top: 6, bottom: 32 },
    xAxis: { type: 'value', ...axis, axisLabel: { ...axis.axisLabel, formatter: text } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ label }) => label),
      ...axis,
      axisLabel: { color: ink('ink') },
      axisLine: { show: true, onZero: true, lineStyle: { color: ink('soft') } },
    },
    series: {
      type: 'custom',
      silent: true,
      data: rows.map(({ low, estimate, high }, at) => [low, estimate, high, at]),
      encode: { x: [0, 1, 2], y: 3 },
      renderItem: (_: unknown, api: Drawing) => {
        const at = (dimension: number): readonly [number, number] =>
          api.coord([api.value(dimension), api.value(3)])
        const [[left, y], [middle], [right]] = [at(0), at(1), at(2)]
        const colour = api.value(0) <= 0 && api.value(2) >= 0 ? ink('soft') : ink('series-0')
        return {
          type: 'group',
          children: [
            {
              type: 'line',
              shape: { x1: left, y1: y, x2: right, y2: y },
              style: { stroke: colour, lineWidth: 4 },
            },
            { type: 'circle', shape: { cx: middle, cy: y, r: 6 }, style: { fill: colour } },
          ],
        }
      },
    },
  })

/** What ECharts gives to a function that draws a series. */
interface Drawing {
  value(dimension: number): number
  coord(point: readonly [number, number]): readonly [number, number]
}

function drawn(described: string, height: number, option: object): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  try {
    chart.setOption({ animation: false, backgroundColor: 'none', ...option })
    return chart
      .renderToSVGString()
      .replace(
        /^<svg [^>]*>/,
        `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${WIDTH} ${height}"><title>${escaped(described)}</title>`,
      )
      .replace(/<style >.*?<\/style>/s, '')
  } finally {
    // A chart keeps a timer until it is disposed of.
    chart.dispose()
  }
}
