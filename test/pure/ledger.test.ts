/** What a ledger grants and refuses, case by case. */

import { describe, expect, test } from 'vitest'
import { type Amount, amountOf, nanoOf } from '../../src/guild/amount.ts'
import { calendarOf } from '../../src/guild/calendar.ts'
import {
  type Limits,
  type Decision,
  reserve,
  reserveAhead,
  settle,
  type Wanted,
} from '../../src/guild/ledger.ts'
import { listed } from '../../src/settings/prices.ts'
import { MemoryBooks } from '../fakes/books.ts'

const NOON = Date.parse('2026-11-29T12:00:00Z')
const HOUR = 3_600_000
const utc = calendarOf('UTC')
const accounts = { whole: '', member: 'm7' }
const cents = (n: number): Amount => ({ nanoUsd: nanoOf(n / 100), tokens: n * 1_000 })
const tenCents: Limits = { whole: { dayNanoUsd: nanoOf(0.1) } }

const wants = (id: string, n = 1, more: Partial<Wanted> = {}): Wanted => ({
  id,
  life: 1,
  accounts,
  need: cents(n),
  lapsesAt: NOON + HOUR,
  ...more,
})

function stage(limits: Limits = tenCents) {
  const books = new MemoryBooks()
  return {
    books,
    ask: (wanted: Wanted, now = NOON): Decision => {
      const decision = reserve(books, limits, utc, wanted, now)
      books.take(decision)
      return decision
    },
    end: (id: string, n: number, life = 1, now = NOON) =>
      books.put(settle(books, utc, { id, life, accounts, spent: cents(n) }, now)),
    ahead: (need: Amount, now = NOON) =>
      reserveAhead(books, limits, utc, { id: 'ahead', accounts, need, lapsesAt: now + 300_000 }, now),
    used: (day = 20_261_129) => books.used('', day).nanoUsd,
  }
}

describe('a reservation', () => {
  test('is granted up to the last nano-dollar, and not one beyond', () => {
    const { ask } = stage()
    expect(ask(wants('a', 10)).granted).toBe(true)
    expect(ask(wants('b', 0.0000001)).granted).toBe(false)
  })

  test('is the same when it is asked for again', () => {
    const { ask, used } = stage()
    ask(wants('a', 6))
    expect(ask(wants('a', 6))).toEqual({ granted: true, notices: [] })
    expect(used()).toBe(nanoOf(0.06))
  })

  test('grows with what the turn still needs', () => {
    const { ask, used } = stage()
    ask(wants('a', 2))
    expect(ask(wants('a', 7)).granted).toBe(true)
    expect(used()).toBe(nanoOf(0.07))
    expect(ask(wants('a', 11)).granted).toBe(false)
    expect(used()).toBe(nanoOf(0.07))
  })

  test('is refused with what is used up and when that is renewed', () => {
    const { ask } = stage({ whole: { monthNanoUsd: nanoOf(0.1) }, member: { dayTokens: 3_000 } })
    expect(ask(wants('a', 4))).toEqual({
      granted: false,
      exceeded: { scope: 'member', window: 'day', renewsAt: Date.parse('2026-11-30T00:00:00Z') },
    })
    expect(ask(wants('b', 11, { accounts: { whole: '' } }))).toEqual({
      granted: false,
      exceeded: { scope: 'whole', window: 'month', renewsAt: Date.parse('2026-12-01T00:00:00Z') },
    })
  })

  test('of yesterday takes nothing from today, but from the month', () => {
    const { ask } = stage({ whole: { dayNanoUsd: nanoOf(0.1), monthNanoUsd: nanoOf(0.15) } })
    ask(wants('a', 10))
    expect(ask(wants('b', 5), NOON + 12 * HOUR).granted).toBe(true)
    expect(ask(wants('c', 1), NOON + 12 * HOUR)).toMatchObject({ exceeded: { window: 'month' } })
  })

  test('of nothing is granted where all is used up', () => {
    const { ask } = stage()
    ask(wants('a', 10))
    expect(ask(wants('b', 0)).granted).toBe(true)
  })
})

describe('a settled turn', () => {
  test('gives back what it did not spend', () => {
    const { ask, end, used } = stage()
    ask(wants('a', 10))
    end('a', 1)
    expect(used()).toBe(nanoOf(0.01))
    expect(ask(wants('b', 9)).granted).toBe(true)
  })

  test('is settled once', () => {
    const { ask, end, used } = stage()
    ask(wants('a', 10))
    end('a', 1)
    end('a', 9)
    expect(used()).toBe(nanoOf(0.01))
  })

  test('counts without a reservation, too', () => {
    const { end, used } = stage()
    end('a', 12)
    expect(used()).toBe(nanoOf(0.12))
  })

  test('counts for the day of its reservation', () => {
    const { ask, end, used } = stage()
    ask(wants('a', 10), NOON + 12 * HOUR - 1)
    end('a', 2, 1, NOON + 12 * HOUR)
    expect([used(20_261_129), used(20_261_130)]).toEqual([nanoOf(0.02), 0])
  })
})

describe('a crash', () => {
  test('counts the life before in full', () => {
    const { ask, end, used } = stage()
    ask(wants('a', 3))
    expect(ask(wants('a', 3, { life: 2 })).granted).toBe(true)
    end('a', 1, 2)
    expect(used()).toBe(nanoOf(0.04))
  })

  test('whose life before could not say what it reserved counts one as large', () => {
    const { ask, used } = stage()
    ask(wants('a', 3, { life: 2 }))
    expect(used()).toBe(nanoOf(0.06))
  })

  test('may use the budget up', () => {
    const { ask } = stage()
    ask(wants('a', 6))
    expect(ask(wants('a', 6, { life: 2 })).granted).toBe(false)
  })

  test('after the answer was written down costs nothing more: the reservation is that of the life before', () => {
    const { books, ask, used } = stage()
    ask(wants('a', 3))
    books.put(settle(books, utc, { id: 'a', accounts, spent: cents(1) }, NOON))
    expect(used()).toBe(nanoOf(0.01))
  })

  test('after the end is another life: both have spent', () => {
    const { ask, end, used } = stage()
    ask(wants('a', 3))
    end('a', 1)
    expect(ask(wants('a', 3, { life: 2 })).granted).toBe(true)
    end('a', 2, 2)
    expect(used()).toBe(nanoOf(0.03))
  })

  test('for good counts in full when its time is over', () => {
    const { books, ask, used } = stage()
    ask(wants('a', 6))
    books.lapse(NOON + HOUR)
    expect([used(), books.entry('a')?.isSettled]).toEqual([nanoOf(0.06), true])
  })
})

describe('a reservation ahead', () => {
  test('is counted, is used by the next turn, and takes its place', () => {
    const { books, ask, ahead, used } = stage()
    books.put(ahead(cents(1)))
    expect(used()).toBe(nanoOf(0.01))
    expect(ask(wants('b', 1, { ahead: 'ahead' })).granted).toBe(true)
    expect([used(), books.entry('ahead')]).toEqual([nanoOf(0.01), undefined])
  })

  test('is made while ten of its kind are left, and renewed without counting twice', () => {
    const { books, ask, ahead } = stage()
    books.put(ahead(cents(1)))
    expect(ahead(cents(1))).toBeDefined()
    ask(wants('a', 1))
    expect(ahead(cents(1))).toBeUndefined()
  })

  test('is given back when nobody has used it', () => {
    const { books, ahead, used } = stage()
    books.put(ahead(cents(1)))
    books.lapse(NOON + 300_000)
    expect([used(), books.entries.size]).toEqual([0, 0])
  })

  test('ends with the day', () => {
    const { ahead } = stage()
    expect(ahead(cents(1), NOON + 12 * HOUR - 60_000)?.lapsesAt).toBe(NOON + 12 * HOUR)
  })

  test('that has lapsed is counted all the same: Claude has been asked', () => {
    const { ask, used } = stage()
    ask(wants('a', 10))
    expect(ask(wants('b', 1, { ahead: 'ahead' })).granted).toBe(true)
    expect(used()).toBe(nanoOf(0.11))
  })
})

describe('the line at 80 %', () => {
  test('is said once for each account and window', () => {
    const { ask } = stage({ whole: { dayNanoUsd: nanoOf(0.1) }, member: { dayNanoUsd: nanoOf(0.1) } })
    expect(ask(wants('a', 7))).toMatchObject({ notices: [] })
    expect(ask(wants('b', 1))).toMatchObject({ notices: [{ scope: 'member' }, { scope: 'whole' }] })
    expect(ask(wants('c', 1))).toMatchObject({ notices: [] })
    const tomorrow = NOON + 24 * HOUR
    expect(ask(wants('d', 8), tomorrow)).toMatchObject({
      notices: [{ key: 20_261_130 }, { key: 20_261_130 }],
    })
  })
})

describe('an amount', () => {
  const usage = { inputTokens: 3, cacheReadTokens: 1, cacheWriteTokens: 2, outputTokens: 5 }

  test('is exact, and in whole numbers', () => {
    expect(amountOf(listed, 'claude-haiku-5-5', usage)).toEqual({ nanoUsd: 3_060, tokens: 11 })
    expect(nanoOf(0.1 + 0.2)).toBe(300_000_000)
    expect(nanoOf(1e-10)).toBe(1)
  })

  test('of a model without a price is that of the dearest', () => {
    expect(amountOf(listed, 'claude-next', usage)).toEqual(amountOf(listed, 'claude-sonnet-5-5', usage))
  })
})
