/** What the coordinator has not acknowledged: when it is reported again, and when that is given up. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  nextTryAt,
  reportsTable,
  reportStore,
  REPORT_WITHIN_MS,
} from '../../src/converse/coordinator/report-store.ts'
import { interactionId, turnFigures } from '../build.ts'
import { fakeSql } from '../fakes/sql.ts'

const START = 1_795_000_000_000
const figures = turnFigures({ firstTextMs: 12, cacheAgeMs: undefined, why: 'cut off' })
const { turn } = figures

/** Two lives over one database. */
function lives() {
  const sql = fakeSql()
  sql.exec(reportsTable)
  const live = () => reportStore({ sql } as unknown as Parameters<typeof reportStore>[0])
  return { sql, live }
}

test('what was acknowledged is not reported again', () => {
  const { live, sql } = lives()
  const store = live()
  store.keep({ report: figures, size: 7, endedAt: START })()
  expect(store.nextDue()).toBe(START + REPORT_WITHIN_MS)
  store.acknowledged(turn)
  expect([store.nextDue(), live().nextDue()]).toEqual([undefined, undefined])
  expect(sql.exec('SELECT * FROM reports').toArray()).toEqual([])
})

test('the life that ended the turn has its time, and then another reports the same', () => {
  const { live } = lives()
  live().keep({ report: figures, size: 7, endedAt: START })()
  const next = live()
  expect(next.takeDue(START + REPORT_WITHIN_MS - 1)).toEqual({ again: [], givenUp: [] })
  expect(next.takeDue(START + REPORT_WITHIN_MS)).toEqual({
    again: [{ report: figures, size: 7, endedAt: START }],
    givenUp: [],
  })
})

test('a coordinator that is down keeps no thread awake for ever', () => {
  const { live } = lives()
  live().keep({ report: figures, size: 7, endedAt: START })()
  const tries: number[] = []
  let givenUp: readonly string[] = []
  for (let due = live().nextDue(); due !== undefined; due = live().nextDue()) {
    const taken = live().takeDue(due)
    if (taken.again.length > 0) tries.push((due - START) / 1_000)
    givenUp = [...givenUp, ...taken.givenUp]
  }
  expect(tries).toEqual([5, 35, 155])
  expect(givenUp).toEqual([turn])
})

test('a report that cannot be read is let go', () => {
  const { live, sql } = lives()
  live().keep({ report: figures, size: 7, endedAt: START })()
  sql.exec(`UPDATE reports SET report = '{"turn":5}'`)
  expect(live().takeDue(START + REPORT_WITHIN_MS)).toEqual({ again: [], givenUp: [turn] })
  expect(live().nextDue()).toBeUndefined()
})

test('memory and table say the same, whatever was kept, acknowledged and taken', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('keep' as const), id: fc.nat(3) }),
    fc.record({ do: fc.constant('acknowledged' as const), id: fc.nat(3) }),
    fc.record({ do: fc.constant('take' as const), id: fc.nat(300) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { live } = lives()
      const store = live()
      let now = START
      for (const one of steps) {
        const id = interactionId(String(one.id + 1))
        if (one.do === 'keep') store.keep({ report: { ...figures, turn: id }, size: 1, endedAt: now })()
        if (one.do === 'acknowledged') store.acknowledged(id)
        if (one.do === 'take') store.takeDue((now += one.id * 1_000))
        expect(store.nextDue()).toBe(live().nextDue())
      }
    }),
    { numRuns: 200 },
  )
})

test('every try is later than the one before', () => {
  for (let retries = 0, at = nextTryAt(0, START); at !== undefined; at = nextTryAt((retries += 1), START))
    expect(at).toBeGreaterThan(START)
  expect(nextTryAt(99, START)).toBeUndefined()
})
