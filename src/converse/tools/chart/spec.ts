/** Reads the chart that Claude asks for: untrusted JSON becomes a `Chart` that can be drawn, or a sentence that says why not. */

import { isRecord, listAt, textAt } from '../../../json.ts'

export interface Series {
  readonly name: string
  /** One for each label; undefined is a gap. */
  readonly values: readonly (number | undefined)[]
}

export interface Chart {
  readonly type: 'bar' | 'line' | 'pie'
  /** Texts may be empty; they are on one line and within `MOST`. */
  readonly title: string
  readonly unit: string
  readonly labels: readonly string[]
  readonly series: readonly Series[]
}

export type ParsedChart =
  | { readonly ok: true; readonly chart: Chart }
  | { readonly ok: false; readonly why: string }

/**
 * More labels or series than these nobody can read, longer texts nobody reads (in characters), and beyond this value
 * doubles no longer hold the ones that lie between two ticks.
 */
export const MOST = {
  labels: 100,
  series: 6,
  title: 120,
  label: 60,
  name: 40,
  unit: 16,
  value: 1e15,
} as const

const TYPES = { bar: 'bar', line: 'line', pie: 'pie' } as const

/** The `why` is for Claude, in English: it says what to change. */
export function parseChart(raw: unknown): ParsedChart {
  if (!isRecord(raw)) return refused('The input is no object.')
  const type = Object.values(TYPES).find((known) => known === raw['type'])
  if (type === undefined) return refused('"type" must be "bar", "line" or "pie".')
  const rawLabels = listAt(raw, 'labels')
  if (rawLabels.length === 0) return refused('"labels" must be a list of texts with at least one entry.')
  if (rawLabels.length > MOST.labels)
    return refused(`There are ${rawLabels.length} labels; at most ${MOST.labels} fit. Sum them up in groups.`)
  const labels = rawLabels.map((label) => labelText(label))
  if (!isAllTexts(labels)) return refused('Each of "labels" must be a text.')
  const rows = listAt(raw, 'series')
  if (rows.length === 0) return refused('"series" must be a list with at least one entry.')
  if (rows.length > MOST.series)
    return refused(`There are ${rows.length} series; at most ${MOST.series} can be told apart.`)
  const series: Series[] = []
  for (const [at, row] of rows.entries()) {
    const values = listAt(row, 'values')
    const where = `Series ${at + 1}`
    if (values.length !== labels.length)
      return refused(`${where} has ${values.length} values, but there are ${labels.length} labels.`)
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
  const title = oneLine(textAt(raw, 'title') ?? '', MOST.title)
  const unit = oneLine(textAt(raw, 'unit') ?? '', MOST.unit)
  const chart = { type, title, unit, labels, series }
  return type === 'pie' ? checkedPie(chart) : { ok: true, chart }
}

const refused = (why: string): ParsedChart => ({ ok: false, why })

function checkedPie(chart: Chart): ParsedChart {
  const [only, ...others] = chart.series
  if (only === undefined || others.length > 0)
    return refused('A pie shows one series; use "bar" for several.')
  if (only.values.some((value) => value !== undefined && value < 0))
    return refused('A pie cannot show negative values; use "bar".')
  if (!only.values.some((value) => value !== undefined && value > 0))
    return refused('A pie needs a value above zero.')
  return { ok: true, chart }
}

/** Years and other numbers come as labels, too. */
function labelText(raw: unknown): string | undefined {
  if (typeof raw === 'string') return oneLine(raw, MOST.label)
  return typeof raw === 'number' ? String(raw) : undefined
}

const isAllTexts = (labels: readonly (string | undefined)[]): labels is readonly string[] =>
  !labels.includes(undefined)

function numberOrGap(raw: unknown): number | undefined | 'wrong' {
  if (raw === null) return undefined
  // Claude can write -0, which would be shown as such.
  return typeof raw === 'number' && Math.abs(raw) <= MOST.value ? raw + 0 : 'wrong'
}

/** Text on one line without what cannot be seen, at most `most` code points with an ellipsis where some are missing. */
function oneLine(raw: string, most: number): string {
  // Cut before it is cleaned: what is meant for a label may be a whole file.
  const text = raw
    .slice(0, 8 * most)
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    // But for U+200D and U+FE0F, which emoji are joined with.
    .replaceAll(/(?!\u200d|\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim()
  const letters = Array.from(text)
  return letters.length <= most
    ? text
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
