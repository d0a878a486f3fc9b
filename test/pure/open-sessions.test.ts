/** Which sessions `/health` counts as open. */

import { expect, test } from 'vitest'
import { type OpenSessions, openSessions } from '../../src/converse/coordinator/open-sessions.ts'
import { fakeSql } from '../fakes/sql.ts'

const IDLE_MS = 1_800_000

function stage(): { readonly sql: SqlStorage; readonly begin: () => OpenSessions } {
  const sql = fakeSql()
  sql.exec('CREATE TABLE sessions (thread TEXT PRIMARY KEY, last_turn_at INTEGER NOT NULL)')
  sql.exec('CREATE TABLE answering (turn TEXT PRIMARY KEY, began_at INTEGER NOT NULL, thread TEXT NOT NULL)')
  return { sql, begin: () => openSessions(sql, IDLE_MS) }
}

test('a session is open for as long as its idle time after its last turn', () => {
  const open = stage().begin()
  open.used('A', 1_000)
  open.used('B', 2_000)
  open.used('A', 3_000)
  expect([2_999 + IDLE_MS, 3_000 + IDLE_MS].map((now) => open.count(now))).toEqual([1, 0])
})

test('a session that is answering is open, and is counted once', () => {
  const { sql, begin } = stage()
  const open = begin()
  sql.exec(`INSERT INTO answering VALUES ('1', 1000, 'A'), ('2', 1000, 'A'), ('3', 1000, 'B')`)
  open.used('A', 1_000)
  expect(open.count(1_001)).toBe(2)
})

test('a session whose thread has forgotten everything is not open', () => {
  const open = stage().begin()
  open.used('A', 1_000)
  open.closed('A')
  expect(open.count(1_001)).toBe(0)
})

test('a coordinator that begins again knows the open sessions, and those that are over leave no rows', () => {
  const { sql, begin } = stage()
  const before = begin()
  before.used('B', 1_000)
  before.used('A', 2_000)
  const after = begin()
  expect(after.count(2_001)).toBe(2)
  after.used('C', 1_000 + IDLE_MS)
  expect(sql.exec('SELECT thread FROM sessions ORDER BY thread').toArray()).toEqual([
    { thread: 'A' },
    { thread: 'C' },
  ])
})
