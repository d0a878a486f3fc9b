/** Whatever turns do and wherever they crash, a ledger lets them spend no more than the budget. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, type Amount, nothing } from '../../src/guild/amount.ts'
import { calendarOf, monthOf } from '../../src/guild/calendar.ts'
import { type Limits, reserve, reserveAhead, settle } from '../../src/guild/ledger.ts'
import { MemoryBooks } from '../fakes/books.ts'

const START = Date.parse('2026-11-29T22:00:00Z')
const LONGEST_TURN_MS = 3_600_000
const calendar = calendarOf('Europe/Berlin')

const amount = fc.record({ nanoUsd: fc.nat(400), tokens: fc.nat(400) })

/** Where a turn is lost: before it used what it reserved, while Claude wrote, or before it said what it spent. */
const deaths = ['none', 'before Claude', 'midway', 'before settling'] as const

const steps = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.nat(600_000), fc.nat(10_000_000)),
    member: fc.constantFrom('m1', 'm2'),
    need: amount,
    /** How much of what it reserved Claude takes, in thousandths. */
    share: fc.nat(1_000),
    death: fc.constantFrom(...deaths),
    comesBack: fc.boolean(),
    callsAgain: fc.boolean(),
    isHasty: fc.boolean(),
    wantsAhead: fc.boolean(),
    endsAfter: fc.oneof(fc.constant(0), fc.nat(3_000_000)),
  }),
  { maxLength: 60 },
)
type Step = (typeof steps extends fc.Arbitrary<infer S> ? S : never)[number]

const part = ({ nanoUsd, tokens }: Amount, thousandths: number): Amount => ({
  nanoUsd: Math.floor((nanoUsd * thousandths) / 1_000),
  tokens: Math.floor((tokens * thousandths) / 1_000),
})

/** Plays a world of turns against a ledger, and keeps what Claude really took. */
class World {
  readonly books = new MemoryBooks()
  readonly spent = new Map<string, Amount>()
  readonly ahead = new Map<string, { readonly need: Amount; readonly lapsesAt: number }>()
  readonly endings: { readonly at: number; readonly end: (now: number) => void }[] = []
  granted = 0

  readonly limits: Limits

  constructor(limits: Limits) {
    this.limits = limits
  }

  take(accounts: Readonly<Record<string, string>>, day: number, spent: Amount): void {
    for (const account of Object.values(accounts))
      for (const window of [day, monthOf(day)]) {
        const key = `${account} ${window}`
        this.spent.set(key, add(this.spent.get(key) ?? nothing, spent))
      }
  }

  endsBefore(now: number): void {
    const due = this.endings.filter(({ at }) => at <= now)
    for (const one of due) {
      this.endings.splice(this.endings.indexOf(one), 1)
      one.end(one.at)
    }
  }

  turn(step: Step, id: string, now: number, life = 1): void {
    const { member, death, share, endsAfter } = step
    const accounts = { whole: 'all', member }
    const lease = life === 1 ? this.ahead.get(member) : undefined
    const isAhead = lease !== undefined && lease.lapsesAt > now + 60_000
    const need = isAhead ? part(lease.need, 1_000) : step.need
    this.ahead.delete(member)
    const wanted = { id, life, accounts, need, lapsesAt: now + LONGEST_TURN_MS }
    const ask = isAhead ? { ...wanted, ahead: `ahead ${member}` } : wanted
    if (!this.books.take(reserve(this.books, this.limits, calendar, ask, now))) return
    this.granted += 1
    // Asked twice: a call whose answer was lost is made again.
    this.books.take(reserve(this.books, this.limits, calendar, wanted, now))
    const day = this.books.entry(id)?.day ?? 0
    const took = death === 'before Claude' ? nothing : part(need, share)
    this.take(accounts, day, took)
    if (death === 'none') {
      const end = (at: number): void => {
        this.books.put(settle(this.books, calendar, { id, life, accounts, spent: took }, at))
        this.books.put(settle(this.books, calendar, { id, life, accounts, spent: took }, at + 1))
        if (!step.wantsAhead) return
        const asked = { id: `ahead ${member}`, accounts, need: step.need, lapsesAt: at + 300_000 }
        const put = reserveAhead(this.books, this.limits, calendar, asked, at)
        if (put === undefined) return
        this.books.put(put)
        this.ahead.set(member, { need: step.need, lapsesAt: put.lapsesAt })
      }
      this.endings.push({ at: now + endsAfter, end })
    } else if (step.comesBack && life < 3)
      this.turn({ ...step, death: life === 1 ? death : 'none' }, id, now, life + 1)
  }
}

test('turns, crashes, lapses and reservations ahead spend no more than any budget', () => {
  let refused = 0
  fc.assert(
    fc.property(steps, fc.nat(3_000), fc.nat(3_000), (all, dayNanoUsd, monthTokens) => {
      const limits: Limits = {
        whole: { dayNanoUsd, monthTokens },
        member: { dayTokens: monthTokens, monthNanoUsd: 2_000 },
      }
      const world = new World(limits)
      let now = START
      for (const [n, step] of all.entries()) {
        now += step.after
        world.endsBefore(now)
        world.books.lapse(now)
        world.turn(step, `t${n}`, now)
      }
      refused += all.length - world.granted
      const days = [
        20_261_129, 20_261_130, 20_261_201, 20_261_202, 20_261_203, 20_261_204, 20_261_205, 20_261_206,
      ]
      for (const day of days) {
        const ofAll = world.spent.get(`all ${day}`) ?? nothing
        expect(ofAll.nanoUsd).toBeLessThanOrEqual(dayNanoUsd)
        expect((world.spent.get(`all ${monthOf(day)}`) ?? nothing).tokens).toBeLessThanOrEqual(monthTokens)
        for (const member of ['m1', 'm2']) {
          expect((world.spent.get(`${member} ${day}`) ?? nothing).tokens).toBeLessThanOrEqual(monthTokens)
          expect((world.spent.get(`${member} ${monthOf(day)}`) ?? nothing).nanoUsd).toBeLessThanOrEqual(2_000)
          // What really was spent is always within what is counted.
          expect((world.spent.get(`${member} ${day}`) ?? nothing).nanoUsd).toBeLessThanOrEqual(
            world.books.used(member, day).nanoUsd,
          )
        }
      }
    }),
    { numRuns: 200 },
  )
  expect(refused).toBeGreaterThan(0)
})

test('one answer that costs more than its estimate takes no more than that beyond the budget', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 50 }), fc.nat(2_000), (needs, dayNanoUsd) => {
      const books = new MemoryBooks()
      const accounts = { whole: 'all' }
      const wrong = 50
      let spent = 0
      for (const [n, nanoUsd] of needs.entries()) {
        const wanted = {
          id: `t${n}`,
          life: 1,
          accounts,
          need: { nanoUsd: nanoUsd + 1, tokens: 1 },
          lapsesAt: START + 1,
        }
        if (!books.take(reserve(books, { whole: { dayNanoUsd } }, calendar, wanted, START))) continue
        spent += nanoUsd + 1 + wrong
        const took = { nanoUsd: nanoUsd + 1 + wrong, tokens: 1 }
        books.put(settle(books, calendar, { id: `t${n}`, life: 1, accounts, spent: took }, START))
      }
      expect(spent).toBeLessThanOrEqual(dayNanoUsd + wrong)
    }),
  )
})

test('two hundred at once against a budget of ten are ten', () => {
  const books = new MemoryBooks()
  const limits: Limits = { whole: { dayNanoUsd: 10_000 } }
  const need = { nanoUsd: 1_000, tokens: 1 }
  const granted = Array.from({ length: 200 }, (_, n) =>
    books.take(
      reserve(
        books,
        limits,
        calendar,
        { id: `t${n}`, life: 1, accounts: { whole: 'all' }, need, lapsesAt: START + 1 },
        START,
      ),
    ),
  )
  expect(granted.filter(Boolean)).toHaveLength(10)
})
