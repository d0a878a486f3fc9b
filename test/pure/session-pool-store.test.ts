/** What the coordinator writes down of the sessions, and what it tells those that wait. */

import { expect, test } from 'vitest'
import type { Arrival, QueuePosition } from '../../src/converse/coordinator/session-pool.ts'
import {
  answeringTable,
  type SessionPoolStore,
  sessionPoolStore,
} from '../../src/converse/coordinator/session-pool-store.ts'
import { settle, type TestClock, testClock } from '../fakes/clock.ts'
import { fakeSql } from '../fakes/sql.ts'

interface Stage {
  readonly clock: TestClock
  readonly rows: () => readonly unknown[]
  readonly begin: () => SessionPoolStore
}

function stage(max: number): Stage {
  const clock = testClock(1_000_000)
  const sql = fakeSql()
  sql.exec(answeringTable)
  return {
    clock,
    rows: () =>
      sql
        .exec(`SELECT turn || ' ' || thread AS line FROM answering ORDER BY turn`)
        .toArray()
        .map((row) => row['line']),
    begin: () => sessionPoolStore({ clock, sql, max: () => max }),
  }
}

const arrival = (turn: string): Arrival => ({ turn, thread: `T${turn}`, askedAt: Number(turn), isIn: false })

test('a turn is written down while it is at work', () => {
  const { begin, rows } = stage(2)
  const pool = begin()
  pool.arrive(arrival('1'))
  expect(rows()).toEqual(['1 T1'])
  pool.end('1')
  expect(rows()).toEqual([])
})

test('a coordinator that begins again knows who is answering, and who waits comes again', () => {
  const { begin } = stage(1)
  const before = begin()
  expect([before.arrive(arrival('1')), before.arrive(arrival('2'))]).toEqual(['in', { before: 1 }])
  const after = begin()
  expect(after.usage()).toEqual({ answering: 1, waiting: 0, longestWaitMs: 0 })
  expect([after.arrive(arrival('3')), after.arrive(arrival('2')), after.arrive(arrival('3'))]).toEqual([
    { before: 1 },
    { before: 1 },
    { before: 2 },
  ])
})

test('turns that nobody ended leave no rows', async () => {
  const { begin, rows, clock } = stage(5)
  const pool = begin()
  pool.arrive(arrival('1'))
  await clock.advance(900_000)
  pool.arrive(arrival('2'))
  expect(rows()).toEqual(['2 T2'])
})

test('who waits is told at once that it may go in', async () => {
  const { begin, clock } = stage(1)
  const pool = begin()
  pool.arrive(arrival('1'))
  pool.arrive(arrival('2'))
  const reported: QueuePosition[] = []
  void pool.wait(arrival('2'), 1).then((place) => reported.push(place))
  await clock.advance(700)
  expect(reported).toEqual([])
  pool.end('1')
  await settle()
  expect(reported).toEqual(['in'])
  expect(clock.sleepers()).toBe(0)
})

test('a new place is told after two seconds at the earliest, the old one after twenty', async () => {
  const { begin, clock } = stage(1)
  const pool = begin()
  for (const turn of ['1', '2', '3']) pool.arrive(arrival(turn))
  const places: string[] = []
  const wait = async (seen: number): Promise<void> => {
    const place = await pool.wait(arrival('3'), seen)
    places.push(`${clock.now() - 1_000_000} ${JSON.stringify(place)}`)
  }
  void wait(2)
  await clock.advance(100)
  pool.end('2')
  await clock.advance(3_000)
  void wait(1)
  await clock.advance(30_000)
  expect(places).toEqual(['2000 {"before":1}', '23100 {"before":1}'])
})

test('a turn that ends while it waits is not taken for another that arrives', async () => {
  const { begin, clock, rows } = stage(1)
  const pool = begin()
  pool.arrive(arrival('1'))
  pool.arrive(arrival('2'))
  const places: QueuePosition[] = []
  void pool.wait(arrival('2'), 1).then((place) => places.push(place))
  await clock.advance(100)
  pool.end('2')
  await clock.advance(30_000)
  expect([places, pool.usage().waiting, rows()]).toEqual([['full'], 0, ['1 T1']])
})

test('of two calls for the same place the later one is answered in earnest', async () => {
  const { begin, clock } = stage(1)
  const pool = begin()
  pool.arrive(arrival('1'))
  const places: string[] = []
  const wait = async (name: string): Promise<void> => {
    places.push(`${name} ${JSON.stringify(await pool.wait(arrival('2'), 1))}`)
  }
  void wait('first')
  await clock.advance(500)
  void wait('second')
  await clock.advance(5_000)
  pool.end('1')
  await settle()
  expect(places).toEqual(['first "full"', 'second "in"'])
})
