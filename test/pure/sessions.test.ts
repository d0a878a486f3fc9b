/** What the coordinator writes down of the sessions, and what it tells those that wait. */

import { expect, test } from 'vitest'
import type { Arrival, Place } from '../../src/converse/coordinator/admission.ts'
import { answeringThread, type Sessions, sessions } from '../../src/converse/coordinator/sessions.ts'
import { settle, type TestClock, testClock } from '../fakes/clock.ts'
import { fakeSql } from '../fakes/sql.ts'

interface Stage {
  readonly clock: TestClock
  readonly sql: SqlStorage
  readonly told: readonly string[]
  readonly rows: () => readonly string[]
  readonly begin: () => Sessions
}

/** @param atWork what a thread says that is told to close */
function stage(max: number, atWork: readonly string[] | undefined = []): Stage {
  const clock = testClock(1_000_000)
  const sql = fakeSql()
  sql.exec('CREATE TABLE sessions (thread TEXT PRIMARY KEY, last_turn_at INTEGER NOT NULL)')
  sql.exec('CREATE TABLE answering (turn TEXT PRIMARY KEY, began_at INTEGER NOT NULL)')
  for (const statement of answeringThread.split(';').slice(0, 2)) sql.exec(statement)
  const told: string[] = []
  const all = (query: string): readonly string[] =>
    sql
      .exec(query)
      .toArray()
      .map((row) => JSON.stringify(row['line']).slice(1, -1))
  return {
    clock,
    sql,
    told,
    rows: () => [
      ...all(`SELECT 'open ' || thread AS line FROM sessions ORDER BY thread`),
      ...all(`SELECT turn || ' ' || thread AS line FROM answering ORDER BY turn`),
    ],
    begin: () =>
      sessions({
        clock,
        sql,
        max: () => max,
        idleMs: 1_800_000,
        close: (thread) => {
          told.push(thread)
          return Promise.resolve(atWork)
        },
        later: (work) => void work,
      }),
  }
}

const arrival = (turn: string): Arrival => ({
  turn,
  thread: `T${turn}`,
  askedAt: Number(turn),
  isOpen: false,
})

test('a turn is written down with its session, and only the session stays', () => {
  const { begin, rows } = stage(2)
  const fleet = begin()
  fleet.arrive(arrival('1'))
  expect(rows()).toEqual(['open T1', '1 T1'])
  fleet.end({ thread: 'T1', turn: '1' })
  expect(rows()).toEqual(['open T1'])
})

test('a coordinator that begins again knows the sessions, and who waits comes again', () => {
  const { begin } = stage(1)
  const before = begin()
  expect([before.arrive(arrival('1')), before.arrive(arrival('2'))]).toEqual(['in', { before: 1 }])
  const after = begin()
  expect(after.usage()).toEqual({ inUse: 1, answering: 1, waiting: 0 })
  expect([after.arrive(arrival('3')), after.arrive(arrival('2')), after.arrive(arrival('3'))]).toEqual([
    { before: 1 },
    { before: 1 },
    { before: 2 },
  ])
})

test('a thread whose session is closed is told, and its row goes', async () => {
  const { begin, told, rows } = stage(1)
  const fleet = begin()
  fleet.arrive(arrival('1'))
  fleet.end({ thread: 'T1', turn: '1' })
  fleet.arrive(arrival('2'))
  await settle()
  expect([told, rows()]).toEqual([['T1'], ['open T2', '2 T2']])
})

test('a thread that says that it is at work stays written down', async () => {
  const { begin, rows } = stage(1, ['1b'])
  const fleet = begin()
  fleet.arrive(arrival('1'))
  fleet.end({ thread: 'T1', turn: '1' })
  fleet.arrive(arrival('2'))
  await settle()
  expect(rows()).toEqual(['open T1', 'open T2', '1b T1', '2 T2'])
})

test('sessions that nobody used and turns that nobody ended leave no rows', async () => {
  const { begin, rows, clock } = stage(5)
  const fleet = begin()
  fleet.arrive(arrival('1'))
  fleet.arrive(arrival('2'))
  fleet.end({ thread: 'T2', turn: '2' })
  await clock.advance(900_000)
  fleet.arrive(arrival('3'))
  expect(rows()).toEqual(['open T1', 'open T2', 'open T3', '3 T3'])
  await clock.advance(1_800_000)
  fleet.arrive(arrival('4'))
  expect(rows()).toEqual(['open T3', 'open T4', '4 T4'])
})

test('who waits is told at once that it may go in', async () => {
  const { begin, clock } = stage(1)
  const fleet = begin()
  fleet.arrive(arrival('1'))
  fleet.arrive(arrival('2'))
  const told: Place[] = []
  void fleet.wait(arrival('2'), 1).then((place) => told.push(place))
  await clock.advance(700)
  expect(told).toEqual([])
  fleet.end({ thread: 'T1', turn: '1' })
  await settle()
  expect(told).toEqual(['in'])
  expect(clock.sleepers()).toBe(0)
})

test('a new place is told after two seconds at the earliest, the old one after twenty', async () => {
  const { begin, clock } = stage(1)
  const fleet = begin()
  for (const turn of ['1', '2', '3']) fleet.arrive(arrival(turn))
  const places: string[] = []
  const wait = async (seen: number): Promise<void> => {
    const place = await fleet.wait(arrival('3'), seen)
    places.push(`${clock.now() - 1_000_000} ${JSON.stringify(place)}`)
  }
  void wait(2)
  await clock.advance(100)
  fleet.end({ thread: 'T2', turn: '2' })
  await clock.advance(3_000)
  void wait(1)
  await clock.advance(30_000)
  expect(places).toEqual(['2000 {"before":1}', '23100 {"before":1}'])
})

test('a turn that ends while it waits is not taken for another that arrives', async () => {
  const { begin, clock, rows } = stage(1)
  const fleet = begin()
  fleet.arrive(arrival('1'))
  fleet.arrive(arrival('2'))
  const places: Place[] = []
  void fleet.wait(arrival('2'), 1).then((place) => places.push(place))
  await clock.advance(100)
  fleet.end({ thread: 'T2', turn: '2' })
  await clock.advance(30_000)
  expect([places, fleet.usage().waiting, rows()]).toEqual([['full'], 0, ['open T1', '1 T1']])
})

test('of two calls for the same place the later one is answered in earnest', async () => {
  const { begin, clock } = stage(1)
  const fleet = begin()
  fleet.arrive(arrival('1'))
  const places: string[] = []
  const wait = async (name: string): Promise<void> => {
    places.push(`${name} ${JSON.stringify(await fleet.wait(arrival('2'), 1))}`)
  }
  void wait('first')
  await clock.advance(500)
  void wait('second')
  await clock.advance(5_000)
  fleet.end({ thread: 'T1', turn: '1' })
  await settle()
  expect(places).toEqual(['first "full"', 'second "in"'])
})
