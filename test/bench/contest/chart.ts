/** The picture of a comparison: four measures, a bar for each contender, on a light or a dark ground. */

import { BarChart } from 'echarts/charts'
import { GridComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Result } from './result.ts'
import { type Row, ROWS, spreadOf, written } from './rows.ts'

use([BarChart, GridComponent, TitleComponent, SVGRenderer])

const THEMES = {
  light: { text: '#1f2328', faint: '#59636e', ours: '#5865f2', others: '#afb8c1' },
  dark: { text: '#f0f6fc', faint: '#9198a1', ours: '#7984f5', others: '#57606a' },
} as const

/** Which rows, by scene and figure; the p95 of a row that has one. */
const PANELS = [
  { scene: 'code', figure: 'meanAgeMs', title: 'Mean age of the shown text (4,100 characters)' },
  { scene: 'code', figure: 'openFences', title: 'Frames with an open block of code' },
  { scene: 'long', figure: 'mostLost', title: 'Characters lost, of 10,400' },
  { scene: 'burst', figure: 'ackMs', title: 'First response, 50 ask at once (p95)' },
] as const

const [WIDTH, HEIGHT] = [880, 520]

/** An SVG file. The same result gives the same file. */
export function chartOf(result: Result, theme: keyof typeof THEMES): string {
  const colours = THEMES[theme]
  const names = result.entrants.map(({ name }) => name)
  const panels = PANELS.map((panel, n) => {
    const row = ROWS.find(({ scene, figure }) => scene === panel.scene && figure === panel.figure)
    return {
      panel,
      left: n % 2 === 0 ? 120 : 570,
      top: n < 2 ? 45 : 305,
      data: row === undefined ? [] : bars(result, row, colours),
      unit: row?.unit ?? 'count',
    }
  })
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: panels.map(({ panel, left, top }) => ({
      text: panel.title,
      left: left - 115,
      top: top - 40,
      textStyle: { fontSize: 14, fontWeight: 600, color: colours.text },
    })),
    grid: panels.map(({ left, top }) => ({ left, top: top - 12, width: 250, height: 200 })),
    xAxis: panels.map((_, gridIndex) => ({ type: 'value', gridIndex, show: false, min: 0 })),
    yAxis: panels.map((_, gridIndex) => ({
      type: 'category',
      gridIndex,
      inverse: true,
      data: names,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours.faint, fontSize: 12 },
    })),
    series: panels.map(({ data, unit }, n) => ({
      type: 'bar',
      xAxisIndex: n,
      yAxisIndex: n,
      barWidth: 16,
      data,
      label: {
        show: true,
        position: 'right',
        color: colours.text,
        fontSize: 12,
        formatter: ({ value }: { value: unknown }) => (typeof value === 'number' ? written(value, unit) : ''),
      },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return `${alone(svg)}\n`
}

/**
 * The chart as a process makes it that makes nothing else. Each chart of a process has another number in its ids, its classes
 * go on from those of the chart before, and the unseen frames of titles are as wide as the process measures letters.
 */
function alone(svg: string): string {
  const plain = svg
    .replaceAll(/<path [^>]*fill-opacity="0"[^>]*><\/path>\n?/g, '')
    .replaceAll(/\bzr\d+-/g, 'zr-')
  const classes = [...new Set(plain.match(/\bzr-cls-\d+/g))]
  return plain.replaceAll(/\bzr-cls-\d+/g, (name) => `zr-cls-${classes.indexOf(name)}`)
}

const bars = (
  result: Result,
  row: Row,
  { ours, others }: { readonly ours: string; readonly others: string },
) =>
  result.entrants.map((entrant) => {
    const spread = spreadOf(result, row, entrant)
    const value = row.p95 === true ? spread?.p95 : spread?.p50
    return { value: value ?? 0, itemStyle: { color: entrant.id === 'threadkeeper' ? ours : others } }
  })
