/** The books in SQLite: they agree with those in memory, and a new life of the object finds them. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarOf, monthOf } from '../../src/guild/calendar.ts'
import { type Decision, type Limits, reserve, settle } from '../../src/guild/ledger.ts'
import { type LedgerStore, ledgerStore, ledgerTables, WHOLE } from '../../src/guild/ledger-store.ts'
import { MemoryBooks } from '../fakes/books.ts'
import { fakeSql } from '../fakes/sql.ts'

const NOON = Date.parse('2026-11-29T12:00:00Z')
const calendar = calendarOf('UTC')
const DAY_MS = 86_400_000

function stage() {
  const sql = fakeSql(ledgerTables)
  let store = ledgerStore(sql)
  return {
    sql,
    store: (): LedgerStore => store,
    /** Another life of the object begins. */
    crash: () => void (store = ledgerStore(sql)),
  }
}

const carryOut = (store: LedgerStore, decision: Decision, now: number): boolean => {
  if (!decision.granted) return false
  if (decision.drop !== undefined) store.drop(decision.drop)
  if (decision.put !== undefined) store.put(decision.put, now)
  store.tell(decision.notices)
  return true
}

const haiku = { model: 'claude-haiku-5-5', turns: 1, cached: 0 }

test('whatever happens, the sums are those that are reckoned from scratch', () => {
  const step = fc.record({
    does: fc.constantFrom('reserve', 'reserve', 'settle', 'crash'),
    id: fc.constantFrom('1', '2', '3', '4'),
    life: fc.integer({ min: 1, max: 3 }),
    member: fc.constantFrom('m1', 'm2'),
    guild: fc.constantFrom(undefined, 'g1'),
    nanoUsd: fc.nat(1_000),
    tokens: fc.nat(1_000),
    after: fc.oneof(fc.constant(0), fc.nat(DAY_MS)),
  })
  const limits: Limits = { whole: { dayNanoUsd: 3_000 }, member: { monthTokens: 4_000 } }
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { store, crash } = stage()
      const books = new MemoryBooks()
      let now = NOON
      const granted: (readonly [boolean, boolean])[] = []
      for (const { does, id, life, member, guild, nanoUsd, tokens, after } of steps) {
        now += after
        const accounts = { whole: WHOLE, member, ...(guild === undefined ? {} : { guild }) }
        const amount = { nanoUsd, tokens }
        if (does === 'crash') crash()
        else if (does === 'reserve') {
          const wanted = { id, life, accounts, need: amount, lapsesAt: now + DAY_MS }
          granted.push([
            carryOut(store(), reserve(store(), limits, calendar, wanted, now), now),
            books.take(reserve(books, limits, calendar, wanted, now)),
          ])
        } else {
          const settled = settle(store(), calendar, { id, life, accounts, spent: amount }, now)
          if (settled !== undefined) store().put(settled, now, haiku)
          books.put(settle(books, calendar, { id, life, accounts, spent: amount }, now))
        }
        const day = calendar.dayOf(now)
        for (const account of [WHOLE, 'm1', 'm2', 'g1'])
          for (const window of [day, monthOf(day)])
            expect([account, window, store().used(account, window)]).toEqual([
              account,
              window,
              books.used(account, window),
            ])
      }
      expect(granted.every(([one, other]) => one === other)).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('what was spent is told by account, day and model', () => {
  const { store } = stage()
  const accounts = { whole: WHOLE, member: 'm7' }
  for (const [n, model] of ['haiku', 'haiku', 'sonnet'].entries()) {
    const settled = settle(
      store(),
      calendar,
      { id: `t${n}`, accounts, spent: { nanoUsd: 5, tokens: 2 } },
      NOON,
    )
    if (settled !== undefined) store().put(settled, NOON, { model, turns: 1, cached: n })
  }
  expect(store().spent(20_261_101, 20_261_130, 'm7')).toEqual([
    { account: 'm7', day: 20_261_129, model: 'haiku', nanoUsd: 10, tokens: 4, turns: 2, cached: 1 },
    { account: 'm7', day: 20_261_129, model: 'sonnet', nanoUsd: 5, tokens: 2, turns: 1, cached: 2 },
  ])
  expect(store().spent(20_261_101, 20_261_130)).toHaveLength(4)
  expect(store().spent(20_261_001, 20_261_030)).toEqual([])
})

test('what is old is forgotten, and so is an account; the sum of all stays', () => {
  const { store, sql } = stage()
  const accounts = { whole: WHOLE, member: 'm7' }
  const settled = settle(store(), calendar, { id: 't', accounts, spent: { nanoUsd: 5, tokens: 2 } }, NOON)
  if (settled !== undefined) store().put(settled, NOON, haiku)
  store().tell([
    { account: 'm7', key: 20_261_129, scope: 'member', window: 'day', renewsAt: 0 },
    { account: 'm7', key: 202_611, scope: 'member', window: 'month', renewsAt: 0 },
  ])
  expect(store().forgetAccount('m7', 20_261_100)).toBe(true)
  expect(store().used('m7', 202_611)).toEqual({ nanoUsd: 5, tokens: 2 })
  expect(store().forgetAccount('m7', Infinity)).toBe(false)
  expect(store().used('m7', 202_611)).toEqual({ nanoUsd: 0, tokens: 0 })
  expect(store().used(WHOLE, 202_611)).toEqual({ nanoUsd: 5, tokens: 2 })
  expect(store().isTold('m7', 202_611)).toBe(false)
  store().forget(NOON + 1, 20_261_201)
  const left = ['reserved', 'settled', 'spent', 'told'].map((table) =>
    sql.exec(`SELECT * FROM ${table}`).toArray(),
  )
  expect(left).toEqual([[], [], [], []])
})
