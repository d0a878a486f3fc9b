/** The figures of the last minutes and of the day: against all turns counted one by one, in a small database. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type MinuteNews,
  minutesStore,
  minutesTable,
  newsOfCall,
  newsOfTurn,
} from '../../src/converse/coordinator/minutes-store.ts'
import { addTo, bucketOf } from '../../src/measure/histogram.ts'
import { noTimes, timeNames, timesOf, windows } from '../../src/measure/recent.ts'
import { turnFigures } from '../build.ts'
import { fakeSql } from '../fakes/sql.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** 24 November 2026, 20:54:03 UTC. */
const NOW = Date.UTC(2026, 10, 24, 20, 54, 3)

const news = (partial: Partial<MinuteNews> = {}): MinuteNews => ({
  times: { whole: 1_000 },
  usd: 0.25,
  claude: true,
  discord: true,
  ...partial,
})

describe('the windows', () => {
  test('have a turn for five minutes and the running one, and for a day and the running minute', () => {
    const store = minutesStore(fakeSql(minutesTable))
    store.count(news(), NOW, NOW)
    const counts = (now: number): readonly number[] => {
      const { recent } = store.health(now)
      return [recent['5m'].whole.turns, recent['24h'].whole.turns]
    }
    const minuteEnds = NOW - (NOW % MINUTE) + MINUTE
    expect(counts(NOW)).toEqual([1, 1])
    expect(counts(minuteEnds + 5 * MINUTE - 1)).toEqual([1, 1])
    expect(counts(minuteEnds + 5 * MINUTE)).toEqual([0, 1])
    expect(counts(minuteEnds + DAY - 1)).toEqual([0, 1])
    expect(counts(minuteEnds + DAY)).toEqual([0, 0])
  })

  test('have what ended in them, however late it is told, and however often the object starts again', () => {
    const told = fc.record({
      waits: fc.nat(3 * 60 * MINUTE),
      late: fc.oneof(fc.nat(3 * MINUTE), fc.nat(30 * 60 * MINUTE)),
      ms: fc.nat(100_000),
      starts: fc.boolean(),
      looks: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (turns) => {
        const sql = fakeSql(minutesTable)
        let store = minutesStore(sql)
        let now = NOW
        const all: { readonly endedAt: number; readonly ms: number }[] = []
        const inWindow = (minutes: number) => {
          const times = noTimes()
          const from = Math.floor(now / MINUTE) - minutes
          for (const { endedAt, ms } of all)
            if (Math.floor(endedAt / MINUTE) >= from)
              for (const name of timeNames) addTo(times[name], bucketOf(ms))
          return timesOf(times)
        }
        const check = () =>
          expect(store.health(now).recent).toEqual({
            '5m': inWindow(windows['5m']),
            '24h': inWindow(windows['24h']),
          })
        for (const { waits, late, ms, starts, looks } of turns) {
          now += waits
          if (starts) store = minutesStore(sql)
          const endedAt = now - late
          all.push({ endedAt, ms })
          store.count(news({ times: { firstWords: ms, whole: ms, tools: ms } }), endedAt, now)
          if (looks) check()
        }
        check()
      }),
      { numRuns: 200 },
    )
  })

  test('have nothing of the future: such a clock is wrong, and its turn has ended now', () => {
    const store = minutesStore(fakeSql(minutesTable))
    store.count(news(), NOW + DAY, NOW)
    expect(store.health(NOW).recent['5m'].whole.turns).toBe(1)
    expect(store.health(NOW).proven.claude).toBe('2026-11-24T20:54:03Z')
  })
})

describe('what was spent today', () => {
  test('is the sum since midnight in UTC, also after a start', () => {
    const sql = fakeSql(minutesTable)
    const midnight = Date.UTC(2026, 10, 25)
    const store = minutesStore(sql)
    store.count(news(), NOW, NOW)
    store.count(news({ usd: 0.000_000_01 }), NOW, NOW)
    const today = { day: '2026-11-24', usd: 0.250_000_01, unpriced: 0 }
    expect([store.health(NOW).spend, minutesStore(sql).health(NOW).spend]).toEqual([today, today])
    // Told after midnight, and spent before.
    store.count(news(), midnight - 1, midnight + 1)
    expect(store.health(midnight + 1).spend).toEqual({ day: '2026-11-25', usd: 0, unpriced: 0 })
    store.count(news({ usd: 0.5 }), midnight, midnight + 1)
    const tomorrow = { day: '2026-11-25', usd: 0.5, unpriced: 0 }
    expect(store.health(midnight + 1).spend).toEqual(tomorrow)
    expect(minutesStore(sql).health(midnight + 1).spend).toEqual(tomorrow)
  })

  test('is unknown and not nothing where no price is known', () => {
    const store = minutesStore(fakeSql(minutesTable))
    store.count(news({ usd: 0 }), NOW, NOW)
    expect(store.health(NOW).spend).toEqual({ day: '2026-11-24', usd: 0, unpriced: 0 })
    store.count(news({ usd: undefined }), NOW, NOW)
    expect(store.health(NOW).spend).toEqual({ day: '2026-11-24', usd: null, unpriced: 1 })
    store.count(news(), NOW, NOW)
    expect(store.health(NOW).spend).toEqual({ day: '2026-11-24', usd: 0.25, unpriced: 1 })
  })
})

describe('what is proven', () => {
  test('is nothing at first', () => {
    expect(minutesStore(fakeSql(minutesTable)).health(NOW).proven).toEqual({ claude: null, discord: null })
  })

  test('is the last success of each, also weeks ago and after a start', () => {
    const sql = fakeSql(minutesTable)
    const store = minutesStore(sql)
    store.count(news(), NOW, NOW)
    store.count(news({ discord: false }), NOW + 1_000, NOW + 1_000)
    store.count(news({ claude: false, discord: false }), NOW + DAY + 2 * MINUTE, NOW + DAY + 2 * MINUTE)
    // A report that comes late is no later success.
    store.count(news(), NOW - MINUTE, NOW + 60 * MINUTE)
    const proven = { claude: '2026-11-24T20:54:04Z', discord: '2026-11-24T20:54:03Z' }
    expect(store.health(NOW + 30 * DAY).proven).toEqual(proven)
    expect(minutesStore(sql).health(NOW + 30 * DAY).proven).toEqual(proven)
  })
})

test('a day of traffic keeps one row for each minute of a day, and no more', () => {
  const sql = fakeSql(minutesTable)
  const store = minutesStore(sql)
  for (let at = NOW; at < NOW + 2 * DAY; at += MINUTE / 2) store.count(news(), at, at)
  const kept = sql.exec('SELECT count(*) AS n FROM minutes').one()
  expect(kept).toEqual({ n: windows['24h'] + 1 })
  expect(store.health(NOW + 2 * DAY - 1).recent['24h'].whole.turns).toBe(2 * windows['24h'])
})

describe('what a turn adds', () => {
  test('runs from the question, and has tools only where it used some', () => {
    const figures = { waitedMs: 300, firstWordsMs: 700, totalMs: 2_000, usd: 0.01, outputTokens: 9 }
    expect(newsOfTurn(turnFigures(figures))).toEqual({
      times: { firstWords: 1_000, whole: 2_300, tools: undefined },
      usd: 0.01,
      claude: true,
      discord: true,
    })
    expect(newsOfTurn(turnFigures({ toolCalls: 2, toolMs: 40, totalMs: 5 })).times).toEqual({
      firstWords: undefined,
      whole: 5,
      tools: 40,
    })
  })

  test.each([
    ['a cached answer proves Discord alone', { claudeCalls: 0 }, false, true],
    ['a refused call proves Discord alone', { outcome: 'refused', outputTokens: 0 }, false, true],
    ['an undelivered one proves Claude alone', { outcome: 'undelivered', outputTokens: 5 }, true, false],
    ['one that left as the response to Discord proves nothing', { claudeCalls: 0, edits: 0 }, false, false],
  ] as const)('%s', (_, figures, claude, discord) => {
    expect(newsOfTurn(turnFigures(figures))).toMatchObject({ claude, discord })
  })

  test('an own call has no times', () => {
    expect(newsOfCall(0.1, 5)).toEqual({ times: {}, usd: 0.1, claude: true, discord: false })
    expect(newsOfCall(-1, 0)).toEqual({ times: {}, usd: undefined, claude: false, discord: false })
  })
})
