/** Reads the chart that Claude asks for: untrusted JSON becomes a `Chart` that can be drawn, or a sentence that says why not. */

import { isRecord, listAt, textAt } from '../../../json.ts'
import { oneLine } from './one-line.ts'
import { type Positions, readPositions } from './positions.ts'

export interface Series {
  readonly name: string
  /** One for each label; undefined is a gap. */
  readonly values: readonly (number | undefined)[]
}

export const TYPES = ['bar', 'line', 'area', 'scatter', 'pie', 'donut'] as const

export interface Chart {
  readonly type: (typeof TYPES)[number]
  /** Texts may be empty; they are on one line and within `MOST`. */
  readonly title: string
  readonly unit: string
  readonly labels: readonly string[]
  /** Where the labels are places on an axis with true distances; rising. Only for lines, areas and scatter. */
  readonly positions?: Positions | undefined
  /** What the positions are. */
  readonly xTitle: string
  readonly series: readonly Series[]
  /** Whether the values of a label are put upon each other; for bars and areas. */
  readonly stacked: boolean
  /** Whether bars are to lie, however short their names are. */
  readonly horizontal: boolean
}

export type ParsedChart =
  | { readonly ok: true; readonly chart: Chart }
  | { readonly ok: false; readonly why: string }

/**
 * More labels, points or series than these nobody can read, longer texts nobody reads (in characters), and beyond this
 * value doubles no longer hold the ones that lie between two ticks.
 */
export const MOST = {
  labels: 100,
  points: 400,
  series: 6,
  title: 120,
  label: 60,
  name: 40,
  unit: 24,
  value: 1e15,
} as const

/** The `why` is for Claude, in English: it says what to change. */
export function parseChart(raw: unknown): ParsedChart {
  if (!isRecord(raw)) return refused('The input is no object.')
  const type = TYPES.find((known) => known === raw['type'])
  if (type === undefined) return refused(`"type" must be one of ${TYPES.join(', ')}.`)
  const places = placesOf(raw, type)
  if ('ok' in places) return places
  const rows = listAt(raw, 'series')
  if (rows.length === 0) return refused('"series" must be a list with at least one entry.')
  if (rows.length > MOST.series)
    return refused(`There are ${rows.length} series; at most ${MOST.series} can be told apart.`)
  const series: Series[] = []
  for (const [at, row] of rows.entries()) {
    const values = listAt(row, 'values')
    const where = `Series ${at + 1}`
    if (values.length !== places.labels.length)
      return refused(
        `${where} has ${values.length} values, but there are ${places.labels.length} ${places.what}.`,
      )
    const numbers = values.map((value) => numberOrGap(value))
    const wrong = numbers.indexOf('wrong')
    if (wrong >= 0)
      return refused(`${where}, value ${wrong + 1} must be a finite number up to ±1e15, or null for a gap.`)
    series.push({
      name: oneLine(textAt(row, 'name') ?? '', MOST.name),
      values: numbers.filter((value) => value !== 'wrong'),
    })
  }
  if (series.every(({ values }) => values.every((value) => value === undefined)))
    return refused('There is no value in any series.')
  return checked(
    rising({
      type,
      title: oneLine(textAt(raw, 'title') ?? '', MOST.title),
      unit: oneLine(textAt(raw, 'unit') ?? '', MOST.unit),
      xTitle: oneLine(textAt(raw, 'x_title') ?? '', MOST.name),
      labels: places.labels,
      positions: places.positions,
      series,
      stacked: raw['stacked'] === true && series.length > 1,
      horizontal: raw['horizontal'] === true,
    }),
  )
}

const refused = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why })

interface Places {
  readonly what: 'labels' | 'entries in "x"'
  readonly labels: readonly string[]
  readonly positions?: Positions
}

/** What the values belong to: names, or places on an axis. */
function placesOf(raw: unknown, type: Chart['type']): Places | { readonly ok: false; readonly why: string } {
  const x = listAt(raw, 'x')
  if (x.length > 0) {
    if (type !== 'line' && type !== 'area' && type !== 'scatter')
      return refused('"x" is for "line", "area" and "scatter"; use "labels" here.')
    if (x.length > MOST.points)
      return refused(
        `There are ${x.length} entries in "x"; at most ${MOST.points} fit. Take means of stretches.`,
      )
    const positions = readPositions(x)
    if (positions === undefined)
      return refused('"x" must be all numbers, or all dates such as "2024-05-03" or "2024-05-03T14:30".')
    return { what: 'entries in "x"', labels: x.map((one) => oneLine(String(one), MOST.label)), positions }
  }
  if (type === 'scatter') return refused('"scatter" needs "x": a number or a date for each value.')
  const labels = listAt(raw, 'labels')
  if (labels.length === 0) return refused('"labels" must be a list of texts with at least one entry.')
  if (labels.length > MOST.labels)
    return refused(`There are ${labels.length} labels; at most ${MOST.labels} fit. Sum them up in groups.`)
  const texts = labels.map((label) => labelText(label)).filter((text) => text !== undefined)
  return texts.length === labels.length
    ? { what: 'labels', labels: texts }
    : refused('Each of "labels" must be a text.')
}

/** The same chart with its positions in order: a line would go back otherwise. */
function rising(chart: Chart): Chart {
  const { positions } = chart
  if (positions === undefined) return chart
  const order = Array.from(positions.values.keys()).toSorted(
    (a, b) => (positions.values[a] ?? 0) - (positions.values[b] ?? 0),
  )
  const sorted = <T>(list: readonly T[]): readonly T[] => order.flatMap((at) => list.slice(at, at + 1))
  return {
    ...chart,
    labels: sorted(chart.labels),
    positions: { ...positions, values: sorted(positions.values) },
    series: chart.series.map(({ name, values }) => ({ name, values: sorted(values) })),
  }
}

/** Refuses what the type of the chart could only show wrongly. */
function checked(chart: Chart): ParsedChart {
  const { type, series, stacked } = chart
  const values = series.flatMap((one) => one.values)
  const isNegative = values.some((value) => value !== undefined && value < 0)
  if (type === 'pie' || type === 'donut') {
    if (series.length > 1) return refused(`A ${type} shows one series; use "bar" for several.`)
    if (isNegative) return refused(`A ${type} cannot show negative values; use "bar".`)
    if (!values.some((value) => value !== undefined && value > 0))
      return refused(`A ${type} needs a value above zero.`)
  }
  if (type === 'area' && stacked) {
    if (isNegative) return refused('Stacked areas cannot show negative values; use "line".')
    if (values.includes(undefined))
      return refused('Stacked areas cannot have gaps; use "line", or 0 for nothing.')
  }
  return { ok: true, chart }
}

/** Years and other numbers come as labels, too. */
function labelText(raw: unknown): string | undefined {
  if (typeof raw === 'string') return oneLine(raw, MOST.label)
  return typeof raw === 'number' ? String(raw) : undefined
}

function numberOrGap(raw: unknown): number | undefined | 'wrong' {
  if (raw === null) return undefined
  // Claude can write -0, which would be shown as such.
  return typeof raw === 'number' && Math.abs(raw) <= MOST.value ? raw + 0 : 'wrong'
}
