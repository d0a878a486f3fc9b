/** When the oldest part of a conversation is summarised, how much of it, and what that costs. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compaction,
  MOST_EXCHANGES,
  paysAfterTurns,
  type Size,
  SUMMARY_TOKENS,
} from '../../src/converse/claude/compaction.ts'
import { budgetOf } from '../../src/converse/claude/models.ts'

const size = (partial: Partial<Size>): Size => ({
  exchanges: [],
  summary: 0,
  fixed: 1_000,
  budget: 45_000,
  ...partial,
})
const even = (count: number, tokens: number): readonly number[] => Array.from({ length: count }, () => tokens)
const sum = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0)

describe('a summary is made', () => {
  test('not while all fits', () => {
    expect(compaction(size({ exchanges: [] }))).toEqual({ do: 'nothing' })
    expect(compaction(size({ exchanges: even(90, 500) }))).toEqual({ do: 'nothing' })
  })

  test('beyond the budget, of all but the newest third of it', () => {
    expect(compaction(size({ exchanges: even(91, 500) }))).toEqual({ do: 'summarise', oldest: 61 })
  })

  test('also where an earlier summary is what makes it too long', () => {
    expect(compaction(size({ exchanges: even(90, 500), summary: 1 }))).toEqual({
      do: 'summarise',
      oldest: 60,
    })
  })

  test('not where the exchanges are so long that the next would come before this one has paid', () => {
    expect(compaction(size({ exchanges: even(6, 8_000) }))).toEqual({ do: 'nothing' })
  })

  test('of those, too, once the budget is half overrun', () => {
    expect(compaction(size({ exchanges: even(9, 8_000) }))).toMatchObject({ do: 'summarise' })
  })

  test('of many small exchanges, so that a cold object has few rows to read', () => {
    expect(compaction(size({ exchanges: even(MOST_EXCHANGES, 20) }))).toEqual({ do: 'nothing' })
    expect(compaction(size({ exchanges: even(MOST_EXCHANGES + 1, 20) }))).toEqual({
      do: 'summarise',
      oldest: MOST_EXCHANGES + 1 - Math.floor(MOST_EXCHANGES / 3),
    })
  })

  test('never of the newest exchange, however long it is', () => {
    expect(compaction(size({ exchanges: [500_000] }))).toEqual({ do: 'nothing' })
    expect(compaction(size({ exchanges: [100, 80_000] }))).toEqual({ do: 'summarise', oldest: 1 })
  })
})

describe('the oldest is forgotten', () => {
  test('at twice the budget, down to it', () => {
    expect(compaction(size({ exchanges: even(90, 1_000) }))).toMatchObject({ do: 'summarise' })
    expect(compaction(size({ exchanges: even(91, 1_000) }))).toEqual({ do: 'forget', oldest: 46 })
    expect(compaction(size({ exchanges: even(91, 1_000), summary: 2_000 }))).toEqual({
      do: 'forget',
      oldest: 48,
    })
  })

  test('before Haiku’s price step, with the question and the instructions still to come', () => {
    expect(2 * budgetOf('claude-haiku-5-5')).toBeLessThan(100_000 - 5_000)
  })
})

describe('whatever the conversation is', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 2, maxLength: 300 })
  const budgets = fc.integer({ min: 4_500, max: 60_000 })

  test('it is left alone only while it is not long', () => {
    fc.assert(
      fc.property(sizes, budgets, (exchanges, budget) => {
        fc.pre(compaction(size({ exchanges, budget })).do === 'nothing')
        expect(sum(exchanges)).toBeLessThanOrEqual(1.5 * budget)
        expect(exchanges.length).toBeLessThanOrEqual(MOST_EXCHANGES)
      }),
      { numRuns: 500 },
    )
  })

  test('what is left is the newest, within its share, and gives rise to nothing more', () => {
    fc.assert(
      fc.property(sizes, budgets, (exchanges, budget) => {
        const next = compaction(size({ exchanges, budget }))
        fc.pre(next.do !== 'nothing')
        const left = exchanges.slice('oldest' in next ? next.oldest : 0)
        expect(left.length).toBeGreaterThan(0)
        expect(left.length).toBeLessThan(exchanges.length)
        const room = next.do === 'forget' ? budget : budget / 3
        expect(sum(left) <= room || left.length === 1).toBe(true)
        const again = compaction(size({ exchanges: left, summary: SUMMARY_TOKENS, budget }))
        expect(again.do === 'nothing' || next.do === 'forget').toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

test('a conversation of a thousand turns is summarised rarely and stays within its budget', () => {
  let exchanges: readonly number[] = []
  let summary = 0
  let summaries = 0
  for (let turn = 0; turn < 1_000; turn += 1) {
    exchanges = [...exchanges, 500]
    const next = compaction(size({ exchanges, summary }))
    expect(summary + sum(exchanges)).toBeLessThanOrEqual(45_500)
    if (next.do !== 'summarise') continue
    exchanges = exchanges.slice(next.oldest)
    summary = SUMMARY_TOKENS
    summaries += 1
  }
  // Two thirds of the budget fill up in 58 turns of 500 tokens.
  expect(summaries).toBe(16)
})

/** What a conversation of even turns costs from here on, in units of an uncached input token. */
const bill = (turns: number, transcript: number, first: number, read: number): number =>
  turns === 0 ? 0 : first * transcript + (turns - 1) * read * transcript

describe('what a summary costs', () => {
  test('reckoned by hand: 1.25 for writing, 0.1 for reading, 5 for saying', () => {
    // The call reads 1,000 + 45,000 and says 1,500: 4,600 + 7,500. The next turn writes 16,500 that it would have read
    // for a tenth: 18,975. From then on a turn reads 28,500 less: 2,850.
    expect(paysAfterTurns(1_000, 45_000, 16_500, 1_500)).toBe(Math.ceil((4_600 + 7_500 + 18_975) / 2_850))
    expect(paysAfterTurns(1_000, 45_000, 16_500, 1_500)).toBe(11)
  })

  test('what makes nothing shorter never pays', () => {
    expect(paysAfterTurns(0, 1_000, 1_000, 100)).toBe(Infinity)
    expect(paysAfterTurns(0, 1_000, 2_000, 100)).toBe(Infinity)
  })

  test('after as many turns as it says, and not one earlier, the bills are even', () => {
    const tokens = fc.integer({ min: 100, max: 100_000 })
    fc.assert(
      fc.property(tokens, tokens, tokens, fc.integer({ min: 1, max: 3_000 }), (fixed, before, kept, said) => {
        fc.pre(kept + said < before)
        const after = kept + said
        const turns = paysAfterTurns(fixed, before, after, said)
        const saves = (count: number): number =>
          bill(count, before, 0.1, 0.1) - (0.1 * (fixed + before) + 5 * said + bill(count, after, 1.25, 0.1))
        // A difference of two long bills is as exact as they are.
        const rounding = 1e-12 * bill(turns, before, 0.1, 0.1) + 1e-6
        expect(saves(turns)).toBeGreaterThanOrEqual(-rounding)
        expect(turns === 1 || saves(turns - 1) < rounding).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('at Haiku’s threshold it pays long before the next one', () => {
    const budget = budgetOf('claude-haiku-5-5')
    const after = budget / 3 + SUMMARY_TOKENS
    expect(paysAfterTurns(1_200, budget, after, SUMMARY_TOKENS)).toBeLessThan((budget - after) / 500)
  })
})

test('a model that nobody knows gets a careful budget', () => {
  expect(budgetOf('some/gateway-model')).toBe(16_000)
  expect(budgetOf('some/gateway-model')).toBeLessThan(budgetOf('claude-sonnet-5-5'))
})
