/** Where the report's turns come from: queries that stay small, and the file of the local stage. */

import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { logEvent } from '../../src/measure/turn-report.ts'
import { localPoints, readLocalPoints } from '../../src/operate/report/local-points.ts'
import { everyOf, pointsQuery, windowsOf } from '../../src/operate/report/queries.ts'
import { remoteTurns } from '../../src/operate/report/remote-turns.ts'
import { turnOf } from '../../src/operate/report/turn.ts'
import { loggedFields } from '../../src/playground/logged-fields.ts'
import { analyticsTables, QueryProblem } from '../fakes/analytics-tables.ts'
import { madeUpPoints } from '../fakes/report-points.ts'
import { NOW } from '../fakes/report-run.ts'
import { turnReport } from '../fakes/turn-report.ts'

const event = (change: Parameters<typeof turnReport>[0]) =>
  loggedFields(inspect(logEvent(turnReport(change))))

describe('queries', () => {
  const HOUR_S = 3_600

  test('windows hold every hour with points once, and no more than they should', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 90 })
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 40 }), (points, most) => {
        const hours = points.map((count, at) => ({ from: at * HOUR_S, points: count }))
        const windows = windowsOf(hours, most)
        for (const { from, points: count } of hours) {
          const holding = windows.filter((window) => window.from <= from && from < window.to)
          expect(holding.length === 1 || (count === 0 && holding.length === 0)).toBe(true)
        }
        for (const { from, to } of windows) {
          const held = hours.filter((hour) => hour.from >= from && hour.from < to)
          const sum = held.reduce((all, { points: count }) => all + count, 0)
          expect(sum <= most || held.filter(({ points: count }) => count > 0).length === 1).toBe(true)
        }
      }),
    )
  })

  test('one second of so many leaves few enough, and never falls in step with the minute', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 100_000 }), (points, most) => {
        const every = everyOf(points, most)
        expect(points / every).toBeLessThanOrEqual(most)
        expect(every === 1 || [2, 3, 5].every((prime) => every % prime !== 0)).toBe(true)
        expect(every).toBeLessThanOrEqual(Math.max(1, Math.ceil(points / most)) + 5)
      }),
    )
  })

  test('many points are read in part, counted in whole, and that is said', async () => {
    const tables = analyticsTables()
    try {
      tables.write('big', madeUpPoints({ seed: 2, threads: 200, turns: 20_000, now: NOW, days: 5 }))
      const asked: string[] = []
      const ask = (sql: string) => {
        asked.push(sql)
        return Promise.resolve(tables.run(sql).data.map((row) => ({ ...row })))
      }
      const range = { from: NOW - 6 * 86_400_000, to: NOW }
      const { turns, notes } = await remoteTurns(ask, 'big', range, { answer: 1_000, all: 4_000 })
      expect(turns.length).toBeLessThan(4_000)
      const counted = turns.reduce((sum, { weight }) => sum + weight, 0)
      expect(Math.abs(counted - 20_000)).toBeLessThan(1_200)
      expect(notes).toEqual([
        expect.stringMatching(/^There are 20,000 points, so only those of one second in 7 were read/),
      ])
      expect(asked.length).toBeLessThanOrEqual(2 + 7)
      const cut = await remoteTurns(ask, 'big', range, { answer: 5, all: 4_000 })
      expect(cut.notes.at(-1)).toMatch(/^Some hours had more points than one answer holds and were cut/)
      tables.write('busy', madeUpPoints({ seed: 2, threads: 200, turns: 3_000, now: NOW, days: 1 }))
      const busy = await remoteTurns(ask, 'busy', range, { answer: 400, all: 4_000 })
      expect([busy.turns.length, busy.notes]).toEqual([3_000, []])
      const all = await remoteTurns(ask, 'big', range)
      expect([all.turns.length, all.notes]).toEqual([20_000, []])
    } finally {
      tables.close()
    }
  })

  test('the stand-in refuses what the real one refuses', () => {
    const tables = analyticsTables()
    tables.write('d', [{ timestamp: '2026-11-30 00:00:00' }])
    const refused = (sql: string): string => {
      try {
        tables.run(sql)
        return ''
      } catch (error) {
        return error instanceof QueryProblem ? error.message : 'another error'
      }
    }
    expect(refused('SELECT * FROM other')).toBe('unknown table: other')
    expect(refused('SELECT blob21 FROM d')).toBe('unable to find type of column: "blob21"')
    expect(refused('SELECT median(double1) AS m FROM d')).toBe('unknown function call: median')
    expect(refused('SELECT double1 AS w FROM d ORDER BY double1')).toBe(
      'unable to find type of column: "double1"',
    )
    expect(refused(`SELECT double1 FROM d WHERE blob1 = 'x'`)).toBe(
      'unable to find type of column: "double1"',
    )
    expect(refused('SELECT double1 FROM d')).toBe('')
    expect(refused('DELETE FROM d')).toMatch(/^sql parser error/)
    expect(refused(pointsQuery('d', { from: 0, to: 2e9 }, 7, 10))).toBe('')
    tables.close()
  })
})

describe('the local stage', () => {
  let folder: string
  const failures: unknown[] = []
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'points-')), 'state')
    failures.length = 0
  })
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }))
  const open = (kept?: number) => localPoints(folder, (error) => failures.push(error), kept)
  const totals = (): readonly (number | undefined)[] =>
    readLocalPoints(folder).map((point) => turnOf(point)?.wholeMs)

  test('points stay over restarts, the newest of them', () => {
    for (let life = 0; life < 4; life += 1) {
      const points = open(10)
      for (let n = 0; n < 5; n += 1) points.keep(event({ totalMs: life * 5 + n }), NOW)
    }
    expect(totals().length).toBeGreaterThanOrEqual(10)
    expect(totals().length).toBeLessThanOrEqual(11)
    expect(totals().at(-1)).toBe(19)
    expect(totals().slice(-10)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    expect(existsSync(join(folder, 'points.jsonl.new'))).toBe(false)
  })

  test('a line that broke off costs one point', () => {
    open().keep(event({ totalMs: 1 }), NOW)
    appendFileSync(join(folder, 'points.jsonl'), '{"timestamp": "2026-1\n')
    open().keep(event({ totalMs: 2 }), NOW)
    expect(totals()).toEqual([1, 2])
    expect(readFileSync(join(folder, 'points.jsonl'), 'utf8').split('\n')).toHaveLength(4)
  })

  test('no file has no points; a folder that cannot be written is told once', () => {
    expect(readLocalPoints(folder)).toEqual([])
    writeFileSync(folder, 'a file')
    const points = open()
    points.keep(event({}), NOW)
    points.keep(event({}), NOW)
    expect(failures).toHaveLength(1)
    chmodSync(folder, 0o600)
  })
})

test('what the log prints is read back, whatever the texts are', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom("it's", '"both" \'`', 'model: "x", usd: 3', 'C:\\new', '\u001b[0m'),
  )
  const fields = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,9}$/), value)
  fc.assert(
    fc.property(fields, (logged) => {
      const read = loggedFields(
        inspect({ evt: 'ask.done', ...logged }, { breakLength: 80, maxStringLength: null }),
      )
      expect(Object.fromEntries(read)).toEqual({ evt: 'ask.done', ...logged })
    }),
  )
})
