/** Figures are written down, and a failure of that never reaches a turn. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { record } from '../../src/measure/analytics.ts'
import type { TurnReport } from '../../src/measure/figures.ts'
import { variantFields } from '../../src/measure/variants.ts'
import { dataPoint, logEvent } from '../../src/measure/turn-report.ts'
import { interactionId, question, variants } from '../build.ts'

const report: TurnReport = {
  turn: interactionId('786008729715212338'),
  thread: question().thread,
  guild: null,
  outcome: 'answered',
  why: '',
  cache: 'hit',
  cacheWhy: '',
  cacheAgeMs: 4,
  notKept: '',
  session: 'new',
  attempt: 1,
  model: '',
  claudeCalls: 0,
  toolCalls: 0,
  toolMs: 0,
  toolHits: 0,
  healed: '',
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  usd: 0,
  usdMicro: '24',
  ...variantFields(variants()),
  waitedMs: 1,
  firstTextMs: undefined,
  firstWordsMs: 2,
  totalMs: 3,
  cacheMs: 1,
  lastEditMs: undefined,
  pages: 1,
  edits: 1,
  rateLimited: 0,
  refused: 0,
  characters: 5,
  rowsRead: 16,
  rowsWritten: 17,
  heldBytes: 18,
}

let logged: unknown[]
let errors: unknown[]
beforeEach(() => {
  logged = []
  errors = []
  vi.spyOn(console, 'log').mockImplementation((event) => logged.push(event))
  vi.spyOn(console, 'error').mockImplementation((event) => errors.push(event))
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('a report becomes one log event and one data point', () => {
  const points: unknown[] = []
  record(report, { writeDataPoint: (point) => points.push(point) })
  expect(logged).toEqual([logEvent(report)])
  expect(points).toEqual([dataPoint(report)])
})

test('without a dataset it is logged all the same', () => {
  record(report, undefined)
  expect(logged).toEqual([logEvent(report)])
  expect(errors).toEqual([])
})

test('a dataset that throws is complained about and nothing else', () => {
  const broken = {
    writeDataPoint: () => {
      throw new Error('too many data points')
    },
  }
  expect(() => record(report, broken)).not.toThrow()
  expect(logged).toEqual([logEvent(report)])
  expect(errors).toEqual([{ evt: 'measure.lost', message: 'too many data points' }])
})
