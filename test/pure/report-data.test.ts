/** Rows become turns, and turns become figures, each with its weight. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { storageFigures, turnFigures } from '../../src/measure/figures.ts'
import { dataPoint, logEvent } from '../../src/measure/turn-report.ts'
import { flags, pointOf } from '../../src/operate/report/columns.ts'
import { reportOf } from '../../src/operate/report/report-data.ts'
import { quantile, summaryOf } from '../../src/operate/report/summary.ts'
import { turnOf, type Turn } from '../../src/operate/report/turn.ts'
import { turnReport } from '../fakes/turn-report.ts'

const report = turnReport({
  outcome: 'partial',
  why: 'overloaded',
  waitedMs: 40,
  firstWordsMs: 800,
  totalMs: 2_000,
  usd: 0.0125,
  usdMicro: '12500',
  toolCalls: 2,
  toolMs: 350,
  x_streaming: 'off',
})
const row = (): Record<string, unknown> => {
  const { indexes, blobs, doubles } = dataPoint(report)
  return {
    timestamp: '2026-11-30 04:13:58',
    _sample_interval: '3',
    index1: indexes[0],
    ...Object.fromEntries(blobs.map((value, at) => [`blob${at + 1}`, value])),
    ...Object.fromEntries(doubles.map((value, at) => [`double${at + 1}`, value])),
  }
}

describe('a row', () => {
  test('is the turn that was written', () => {
    expect(turnOf(row())).toMatchObject({
      at: Date.UTC(2026, 10, 30, 4, 13, 58),
      weight: 3,
      thread: report.thread,
      server: '',
      outcome: 'partial',
      why: 'overloaded',
      firstWordsMs: 840,
      wholeMs: 2_040,
      usd: 0.0125,
      toolCalls: 2,
      toolMs: 350,
    })
    expect(turnOf(row())?.variants.get('STREAMING')).toBe('off')
  })

  test('out of the log event it is the same as out of the data point', () => {
    const { timestamp, _sample_interval, ...point } = row()
    expect([timestamp, _sample_interval]).toHaveLength(2)
    expect(pointOf(new Map(Object.entries(logEvent(report))))).toEqual(point)
  })

  test('every field that is read has a column', () => {
    const read = new Map(
      Object.values({ ...turnFigures, ...storageFigures }).map(({ log, column }) => [log, column]),
    )
    const names =
      'thread guild outcome why cache cache_why session model first_words_ms waited_ms total_ms in_tok cache_read_tok cache_write_tok out_tok usd usd_micro rate_limited tool_calls tool_ms'
    expect(names.split(' ').filter((name) => read.get(name) === undefined)).toEqual([])
    expect(flags).toEqual(expect.arrayContaining(['STREAMING', 'CACHE', 'FAST_LANE', 'PREDICT']))
  })

  test('of an older version lacks what was not there', () => {
    const { blob18: _tool, blob17: _micro, blob9: _streaming, ...older } = row()
    expect(turnOf(older)).toMatchObject({ toolMs: 0, usd: 0.0125 })
    expect(turnOf(older)?.variants.has('STREAMING')).toBe(false)
    expect(turnOf({ ...row(), blob8: '' })?.usd).toBe(0.0125)
    expect(turnOf({ ...row(), blob8: '', blob17: '' })?.usd).toBeUndefined()
  })

  test('that is no turn is left out', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (raw) => turnOf(raw) === undefined))
    expect(turnOf({ ...row(), timestamp: 'yesterday' })).toBeUndefined()
    expect(turnOf({ ...row(), index1: '' })).toBeUndefined()
  })
})

const turn = (change: Partial<Turn> = {}): Turn => {
  const made = turnOf(row())
  if (made === undefined) throw new Error('no turn')
  return { ...made, weight: 1, outcome: 'answered', ...change }
}

describe('figures', () => {
  test('count each row with its weight', () => {
    const summary = summaryOf([
      turn({ weight: 3, cache: 'hit', usd: undefined, session: 'new', wholeMs: 100 }),
      turn({ weight: 1, cache: 'miss', usd: 2, session: 'reused', outcome: 'refused', wholeMs: 900 }),
      turn({
        cache: 'bypass',
        usd: 1,
        session: 'reused',
        thread: '9',
        wholeMs: 900,
        firstWordsMs: undefined,
      }),
    ])
    expect(summary).toMatchObject({
      turns: 5,
      threads: 2,
      cacheHits: 0.75,
      sessionReuse: 0.4,
      usd: 3,
      unpriced: 3,
      errors: 1,
      toolCalls: 10,
      turnsWithTools: 5,
      toolTime: { p50: 350, p95: 350 },
      whole: { p50: 100, p95: 900 },
    })
  })

  test('of nothing are nothing', () => {
    expect(summaryOf([])).toMatchObject({
      turns: 0,
      firstWords: undefined,
      whole: undefined,
      cacheHits: undefined,
    })
  })

  test('a quantile with weights is that of the rows written so many times', () => {
    const weighted = fc.record({
      value: fc.integer({ min: -99, max: 99 }),
      weight: fc.integer({ min: 1, max: 5 }),
    })
    fc.assert(
      fc.property(fc.array(weighted, { minLength: 1 }), fc.integer({ min: 1, max: 99 }), (rows, percent) => {
        const sorted = rows.toSorted((a, b) => a.value - b.value)
        const apart = sorted.flatMap(({ value, weight }) => Array.from({ length: weight }, () => value))
        const rank = Math.max(1, Math.ceil((percent * apart.length) / 100))
        expect(quantile(sorted, percent / 100)).toBe(apart[rank - 1])
      }),
    )
  })
})

const sum = (groups: readonly { readonly turns: number }[]): number =>
  groups.reduce((all, { turns: count }) => all + count, 0)

test('groups are complete: each turn is in one day, one server, one model and one reason of the cache', () => {
  const day = Date.UTC(2026, 10, 30)
  const some = fc.record({
    at: fc.integer({ min: day - 2 * 86_400_000, max: day + 86_399_999 }),
    server: fc.constantFrom('', '1', '2'),
    model: fc.constantFrom('', 'a', 'b'),
    outcome: fc.constantFrom('answered', 'partial', 'refused', 'stopped'),
    cache: fc.constantFrom('hit', 'miss'),
    weight: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(some), (changes) => {
      const turns = changes.map((change) => turn(change))
      const range = { from: day - 2 * 86_400_000, to: day + 86_399_999 }
      const { by, cache, total } = reportOf(turns, range, 'here', [])
      expect([by.day, by.server, by.model, cache].map(sum)).toEqual(
        Array.from({ length: 4 }, () => total.turns),
      )
      expect(sum(by.error)).toBe(total.errors)
      expect(by.day.map(({ key }) => key)).toEqual(['2026-11-28', '2026-11-29', '2026-11-30'])
    }),
  )
})
