/** The queries of the dashboard stand on fields that the events have, under the names and types that the docs tell. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { charts } from '../../src/operate/dashboard-charts.ts'
import { queryOf, wordsOf } from '../../src/operate/dashboard-query.ts'
import { sqlQueries } from '../../src/operate/dashboard-sql.ts'
import { columnOf } from '../../src/operate/report/columns.ts'
import { logEvent } from '../../src/measure/turn-report.ts'
import { variantFields } from '../../src/measure/variants.ts'
import type { AcceptEvent } from '../../src/measure/accept-event.ts'
import { turnReport } from '../fakes/logged-events.ts'

const accepted: AcceptEvent = {
  evt: 'ask.accept',
  v: 1,
  outcome: 'ask',
  why: '',
  turn: '1',
  shows: 'thinking',
  verify_ms: 1,
  accept_ms: 2,
  ...variantFields(),
}

/** One of each event that a chart counts; of a failed call its words in docs/events.md. */
const samples: Readonly<Record<string, object>> = {
  'ask.done': logEvent(turnReport()),
  'ask.accept': accepted,
  'claude.failed': { evt: 'claude.failed', turn: '1', why: 'rate limited', detail: '', model: 'main' },
}

const docs = readFileSync(new URL('../../docs/events.md', import.meta.url).pathname, 'utf8')

describe.each(charts.map((chart) => [chart.name, chart] as const))('%s', (_, chart) => {
  const sample = new Map<string, unknown>(Object.entries(samples[chart.event] ?? {}))

  test('calculates with numbers, groups by words, and filters by what the field is', () => {
    for (const { field } of chart.calculations)
      expect(field === undefined ? 'number' : typeof sample.get(field)).toBe('number')
    for (const field of chart.groupBy) expect(typeof sample.get(field)).toBe('string')
    for (const { field, value } of chart.filters) expect(typeof sample.get(field)).toBe(typeof value)
  })

  test('names fields that docs/events.md explains', () => {
    const fields = [
      ...chart.calculations.flatMap(({ field }) => field ?? []),
      ...chart.groupBy,
      ...chart.filters.map(({ field }) => field),
    ]
    expect(docs).toContain(chart.event)
    for (const field of fields) expect(docs).toContain(`\`${field}\``)
  })
})

test('the names of the charts and of the SQL queries are distinct', () => {
  for (const all of [charts, sqlQueries('threadkeeper')])
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
})

const names = (all: readonly { readonly name: string }[]): readonly string[] => [
  ...new Set(all.map(({ name }) => name.replace(/^Experiment .*/, 'Experiment …'))),
]

test('docs/dashboard.md has a row for each, in the same order', () => {
  const page = readFileSync(new URL('../../docs/dashboard.md', import.meta.url).pathname, 'utf8')
  const rows = (heading: string): readonly string[] => {
    const [, table = ''] = page.split(`| ${heading} | Question |\n`)
    const [own = ''] = table.split('\n\n')
    return Array.from(own.matchAll(/^\| \*(.+?)\* \|/gm), ([, name = '']) => name)
  }
  expect(rows('Chart')).toEqual(names(charts))
  expect(rows('Query')).toEqual(names(sqlQueries('threadkeeper')))
})

test('the words of the Query Builder and the body of the API say the same', () => {
  const chart = charts.find(({ name }) => name === 'First words')
  if (chart === undefined) throw new Error('a chart')
  expect(wordsOf(chart, 'bot')).toEqual([
    ['Visualization', 'Median (P50) of first_words_ms'],
    ['Visualization', 'P95 of first_words_ms'],
    ['Filter', '$metadata.service   Equals   bot'],
    ['Filter', 'evt   Equals   ask.done'],
    ['Filter', 'first_words_ms   Greater or equals   0'],
    ['Chart type', 'Timeseries'],
  ])
  expect(queryOf(chart, 'bot', { from: 1, to: 2 })).toMatchObject({
    queryId: 'threadkeeper-first-words',
    view: 'calculations',
    timeframe: { from: 1, to: 2 },
    parameters: {
      filters: [
        { key: '$metadata.service', operation: 'eq', type: 'string', value: 'bot' },
        { key: 'evt', operation: 'eq', type: 'string', value: 'ask.done' },
        { key: 'first_words_ms', operation: 'gte', type: 'number', value: 0 },
      ],
      calculations: [
        { operator: 'median', key: 'first_words_ms', keyType: 'number' },
        { operator: 'p95', key: 'first_words_ms', keyType: 'number' },
      ],
      groupBys: [],
    },
  })
})

test('a field without a column is no part of a SQL query', () => {
  expect(columnOf('usd_micro')).toBe('blob17')
  expect(() => columnOf('cache_ms')).toThrow('cache_ms has no column')
})
