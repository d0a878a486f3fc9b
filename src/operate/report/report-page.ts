/** The report as one page: pictures, and each figure in a table too. Nothing is loaded from anywhere. */

import { countText, dollarsText, secondsText } from './amounts.ts'
import { escaped } from './escaped.ts'
import type { ExperimentData } from './experiment.ts'
import { comparisonTable, leftOutText, methodText, sidesText } from './experiment-text.ts'
import { STYLE } from './page-style.ts'
import { bars, type Interval, intervals, lines, type Picture } from './picture.ts'
import type { Group, ReportData } from './report-data.ts'
import {
  cacheTable,
  costTable,
  errorTable,
  experimentTable,
  headline,
  type ShownTable,
  speedTable,
  toolTable,
} from './shown-tables.ts'

/** Without a policy of its own a page could load things; this one may not. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

export function reportPage(data: ReportData, compared: ExperimentData | undefined): string {
  const title = `Threadkeeper, ${data.from} to ${data.to}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="from">Days in UTC; from ${escaped(data.source)}.</p>
${data.notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n')}
<dl>
${headline(data.total)
  .map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(unbroken(value))}</dd></div>`)
  .join('\n')}
</dl>
${compared === undefined ? '' : comparison(compared)}
${overTime(data)}
${shares(data)}
</body>
</html>
`
}

/** A number and its unit stay in one line. */
const unbroken = (text: string): string => text.replaceAll(/(?<=\d) (?=(?:s|min|h|%)(?:\W|$))/g, '\u00a0')

function overTime({ by: { day } }: ReportData): string {
  const labels = day.map(({ key }) => key.slice(5))
  const picture = (name: string, series: Picture['series'], text: Picture['text']): string =>
    figure(
      lines({
        described: `${name} by day: ${inWords(day, series[0]?.values ?? [], text)}`,
        labels,
        series,
        text,
      }),
    )
  return [
    heading('Asks by day'),
    picture('Asks', [{ name: 'asks', values: day.map(({ turns }) => turns) }], countText),
    heading('First words by day, from the question on'),
    picture(
      'First words',
      [
        { name: 'p50', values: day.map(({ firstWords }) => firstWords?.p50) },
        { name: 'p95', values: day.map(({ firstWords }) => firstWords?.p95) },
      ],
      secondsText,
    ),
    heading('Whole answers by day'),
    picture(
      'Whole answers',
      [
        { name: 'p50', values: day.map(({ whole }) => whole?.p50) },
        { name: 'p95', values: day.map(({ whole }) => whole?.p95) },
      ],
      secondsText,
    ),
    table(speedTable('day', day)),
    table(costTable('day', day)),
    table(toolTable('day', day)),
  ].join('\n')
}

function shares(data: ReportData): string {
  const { model, server, variant } = data.by
  const asks = (name: string, rows: readonly { readonly key: string; readonly turns: number }[]): string =>
    counted(name, rows, ({ turns }) => turns, countText)
  return [
    heading('Dollars by model'),
    counted('Dollars by model', model, ({ usd }) => usd, dollarsText),
    table(speedTable('model', model)),
    table(costTable('model', model)),
    table(toolTable('model', model)),
    heading('Asks by server'),
    asks('Asks by server', server),
    table(speedTable('server', server)),
    table(costTable('server', server)),
    table(toolTable('server', server)),
    heading('Cache'),
    asks('What became of each question in the cache', data.cache),
    table(cacheTable(data)),
    heading('Errors'),
    data.by.error.length === 0 ? '' : asks('Errors by kind', data.by.error),
    table(errorTable(data)),
    heading('Experiments'),
    table(experimentTable(data)),
    variant.length === 0 ? '' : table(speedTable('variant', variant)),
  ].join('\n')
}

/** More bars than that say nothing; the table has them all. */
const MOST_BARS = 12

function counted<Row extends { readonly key: string }>(
  name: string,
  rows: readonly Row[],
  value: (row: Row) => number,
  text: (value: number) => string,
): string {
  const shown = rows.slice(0, MOST_BARS)
  const values = shown.map(value)
  const described = `${name}: ${inWords(shown, values, text)}`
  return figure(bars({ described, labels: shown.map(({ key }) => key), series: [{ name, values }], text }))
}

const inWords = (
  rows: readonly Pick<Group, 'key'>[],
  values: readonly (number | undefined)[],
  text: (value: number) => string,
): string =>
  rows
    .map(({ key }, at) => {
      const value = values[at]
      return `${key} ${value === undefined ? 'none' : text(value)}`
    })
    .join(', ')

function comparison(data: ExperimentData): string {
  return [
    heading(`${data.flag}: on or off`),
    `<p>${escaped(sidesText(data))}</p>`,
    `<ul>${data.comparisons.map(({ name, verdict }) => `<li><strong>${escaped(name)}:</strong> ${escaped(verdict)}</li>`).join('')}</ul>`,
    table(comparisonTable(data)),
    intervalsOf(data),
    `<p class="note">${escaped(`${leftOutText(data)} ${methodText(data)}`.trim())}</p>`,
  ].join('\n')
}

/** In parts of the figure of the side that is off, so that all of them stand on one axis. */
function intervalsOf({ flag, comparisons }: ExperimentData): string {
  const rows: readonly Interval[] = comparisons.flatMap(({ name, off, difference }) => {
    if (difference === undefined || !off.estimate) return []
    const { low, estimate, high } = difference
    return [
      { label: name, low: low / off.estimate, estimate: estimate / off.estimate, high: high / off.estimate },
    ]
  })
  if (rows.length === 0) return ''
  const said = rows.map(
    ({ label, low, estimate, high }) => `${label} ${percent(estimate)} (${percent(low)} to ${percent(high)})`,
  )
  return [
    `<p class="note">The same in percent of the figure with ${escaped(flag)} off: lines that reach 0 show no difference.</p>`,
    figure(intervals(`Differences in percent of off: ${said.join(', ')}`, rows, percent)),
  ].join('\n')
}

const percent = (part: number): string => `${(part * 100).toFixed(0)} %`.replace('-', '−')

const heading = (text: string): string => `<h2>${escaped(text)}</h2>`

const figure = (svg: string): string => `<figure>${svg}</figure>`

function table({ title, head, rows, empty }: ShownTable): string {
  if (rows.length === 0) return `<p class="note">${escaped(empty)}</p>`
  return `<div class="wide"><table aria-label="${escaped(title)}">
<thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody></table></div>`
}

const cells = (row: readonly string[]): string =>
  row
    .map((cell, at) => (at === 0 ? `<th scope="row">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`))
    .join('')
