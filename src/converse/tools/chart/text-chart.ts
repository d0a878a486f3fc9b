/** A chart in characters, in a code block: for where no picture can be shown, and for any script. */

import { breakFence, fenced } from '../../../deliver/markdown/code-block.ts'
import { boundaryBefore, columns } from '../../../deliver/markdown/graphemes.ts'
import type { Language } from '../../../sentences/sentences.ts'
import { type NumberText, percentText, valueText } from './number-text.ts'
import { slicesOf } from './slices.ts'
import type { Chart } from './spec.ts'

/** Columns of names and of bars: with values the rows stay below 60, which Discord does not wrap on a desktop. */
const NAME = 22
const BAR = 24
/** What bars shrink to, so that more of them fit into a message. */
const SHORT_BAR = 12
const MOST_CHARACTERS = 1_900
/** A development with more values than these is better seen in one row than in a list. */
const LISTED_POINTS = 24
/** Columns of such a row. */
const SPARKS = 40

/** The chart as Markdown, at most 1,900 characters. */
export function textChart(chart: Chart, language: Language): string {
  const [text, percent] = [valueText(language), percentText(language)]
  const head = [chart.title, chart.unit].filter((line) => line !== '').join(' · ')
  const block = (body: readonly string[]): string =>
    fenced('', `${breakFence([head, ...body].filter((line) => line !== '').join('\n'))}\n`)
  const rows =
    chart.type === 'pie' || chart.type === 'donut'
      ? slices(chart, language, text, percent)
      : namedRows(chart, text)
  const listed = ['bar', 'pie', 'donut'].includes(chart.type) || rows.length <= LISTED_POINTS
  const fitting = (listed ? [BAR, SHORT_BAR] : [])
    .map((bar) => block(grid(rows, bar)))
    .find((candidate) => candidate.length <= MOST_CHARACTERS)
  return fitting ?? block(sparkRows(chart, text))
}

interface Row {
  readonly name: string
  readonly value: number | undefined
  readonly note: string
}

function slices(chart: Chart, language: Language, text: NumberText, percent: NumberText): readonly Row[] {
  const all = slicesOf(chart, language)
  const total = all.reduce((sum, { value }) => sum + value, 0)
  return all.map(({ label, value }) => ({
    name: label,
    value,
    note: `${text(value)} (${percent(value / total)})`,
  }))
}

/** A row for each value; where there are several series they stand together, the label before the first. */
const namedRows = ({ labels, series }: Chart, text: NumberText): readonly Row[] =>
  labels.flatMap((label, at) =>
    series.map(({ name, values }, number) => {
      const value = values[at]
      const first = padEnd(cut(number === 0 ? label : '', NAME / 2), NAME / 2)
      return {
        name: series.length === 1 ? label : `${first} ${cut(name || String(number + 1), NAME / 2 - 1)}`,
        value,
        note: value === undefined ? '–' : text(value),
      }
    }),
  )

/** Names, values, and bars `most` columns long with a common zero, each in its column. */
function grid(rows: readonly Row[], most: number): readonly string[] {
  const values = rows.map(({ value }) => value ?? 0)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const range = high - low === 0 ? 1 : high - low
  const before = Math.ceil((most * -low) / range)
  const names = rows.map(({ name }) => cut(name, NAME))
  const width = Math.max(...names.map((name) => columns(name)))
  const notes = Math.max(...rows.map(({ note }) => columns(note)))
  return rows.map(({ note }, at) => {
    const value = values[at] ?? 0
    const size = (most * Math.abs(value)) / range
    const bar = value < 0 ? '█'.repeat(Math.round(size)).padStart(before) : ' '.repeat(before) + blocks(size)
    return `${padEnd(names[at] ?? '', width)} ${note.padStart(notes)} ${bar}`.trimEnd()
  })
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of `size` columns, to an eighth; what is there leaves a trace. */
function blocks(size: number): string {
  const eighths = size === 0 ? 0 : Math.max(1, Math.round(size * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}

const SPARK = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A row of small columns for each series, all on one scale, with the lowest and the highest value. */
function sparkRows({ labels, series }: Chart, text: NumberText): readonly string[] {
  const all = series.flatMap(({ values }) => values.filter((value) => value !== undefined))
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const range = high - low === 0 ? 1 : high - low
  const spark = (value: number | undefined): string =>
    value === undefined ? ' ' : (SPARK[Math.round(((value - low) / range) * (SPARK.length - 1))] ?? ' ')
  const ends = `${cut(labels[0] ?? '', NAME)} … ${cut(labels.at(-1) ?? '', NAME)}`
  const rows = series.map(({ name, values }, number) => {
    const own = values.filter((value) => value !== undefined)
    const [least, most] = [Math.min(...own), Math.max(...own)]
    const note = own.length === 0 ? '–' : `${text(least)} … ${text(most)}`
    const title = series.length > 1 ? name || String(number + 1) : name
    return `${thinned(values).map(spark).join('')}\n${title === '' ? '' : `${cut(title, NAME)}: `}${note}`
  })
  return [ends, ...rows]
}

/** At most `SPARKS` values: the mean of each stretch. */
function thinned(values: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const count = Math.min(SPARKS, values.length)
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * values.length) / count)
    const to = Math.floor(((at + 1) * values.length) / count)
    const here = values.slice(from, to).filter((value) => value !== undefined)
    return here.length === 0 ? undefined : here.reduce((sum, value) => sum + value / here.length, 0)
  })
}

/** The beginning of `text` on at most `most` columns, no grapheme broken, with an ellipsis where some is missing. */
function cut(text: string, most: number): string {
  if (columns(text) <= most) return text
  let end = boundaryBefore(text, text.length - 1)
  while (end > 0 && columns(text.slice(0, end)) > most - 1) end = boundaryBefore(text, end - 1)
  return `${text.slice(0, end).trimEnd()}…`
}

const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)))
