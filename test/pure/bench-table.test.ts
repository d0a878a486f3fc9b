/** The tables of the comparison are what docs/bench.json says, and so are the charts. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/json.ts'
import { chartOf } from '../bench/contest/chart.ts'
import { drawn } from '../fakes/drawn-chart.ts'
import { inPage } from '../bench/contest/page.ts'
import { readResult, type Result } from '../bench/contest/result.ts'
import { frontTable, wholeTable } from '../bench/contest/table.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const kept = readResult(parseJson(read('docs/bench.json')))

const spread = (value: number) => ({ p50: value, p95: value })

/** Two contenders and one figure. */
const small = (ours: number, theirs: number): Result => ({
  machine: 'a machine',
  day: '2026-01-01',
  entrants: [
    { id: 'threadkeeper', name: 'Threadkeeper', made: 'this repository' },
    { id: 'other', name: 'Other', made: 'other 1.0.0' },
  ],
  scenes: {
    short: {
      threadkeeper: { firstWordsMs: { p50: ours, p95: 12_345 } },
      other: { firstWordsMs: spread(theirs) },
    },
  },
})

test.each([
  ['README.md', frontTable],
  ['docs/testing.md', wholeTable],
] as const)('run `npm run charts` after a change: %s has the table of docs/bench.json', (page, table) => {
  if (kept === undefined) throw new Error('docs/bench.json holds no result')
  expect(inPage(read(page), table(kept))).toBe(read(page))
})

test.each(['light', 'dark'] as const)('the %s chart is made of docs/bench.json', (theme) => {
  if (kept === undefined) throw new Error('docs/bench.json holds no result')
  // Other charts of a process change its numbers, and how it measures letters.
  drawn()
  expect(chartOf(kept, theme)).toBe(read(`docs/images/bench-${theme}.svg`))
})

test('the best is bold, and a p95 stands in brackets', () => {
  expect(frontTable(small(100, 50))).toContain('| 100 ms (12.3 s) | **50 ms** |')
})

test('each row in which another bot is better is named', () => {
  expect(frontTable(small(100, 50))).toContain(
    "Threadkeeper: 700 characters: first words after Claude's (Other 50 ms).",
  )
  expect(frontTable(small(50, 100))).toContain('Threadkeeper: none.')
})

test('equal ones are not told apart', () => {
  expect(frontTable(small(70, 70))).toContain('| 70 ms (12.3 s) | 70 ms |')
})

test('a bot that leaves text out is not the best in another row', () => {
  const result = {
    ...small(100, 50),
    scenes: {
      long: {
        threadkeeper: { edits: spread(20), mostLost: spread(0) },
        other: { edits: spread(1), mostLost: spread(8_400) },
      },
    },
  }
  expect(frontTable(result)).toContain('| 10,400 characters: calls that changed something | 20 | 1 |')
  expect(frontTable(result)).toContain('Threadkeeper: none.')
})

test('what is no result is not read as one', () => {
  expect(readResult(parseJson('{"machine": "a machine"}'))).toBeUndefined()
  expect(readResult(undefined)).toBeUndefined()
})
