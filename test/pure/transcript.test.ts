/** What is forgotten when a conversation grows too long. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Exchange, overBudget } from '../../src/converse/transcript.ts'

const exchange = (characters: number): Exchange => ({ name: '', asked: 'x'.repeat(characters), answered: '' })
const sizeOf = (all: readonly Exchange[]): number =>
  all.reduce((sum, { name, asked, answered }) => sum + name.length + asked.length + answered.length, 0)
const rest = (all: readonly Exchange[], budget: number): readonly Exchange[] =>
  all.slice(overBudget(all, budget))

test('nothing is forgotten while all fits', () => {
  expect(overBudget([], 100)).toBe(0)
  expect(overBudget([exchange(50), exchange(50)], 100)).toBe(0)
})

test('one character too many, and half of it is forgotten at once', () => {
  expect(overBudget([exchange(20), exchange(20), exchange(20), exchange(41)], 100)).toBe(3)
  expect(overBudget([exchange(40), exchange(21), exchange(20), exchange(20)], 100)).toBe(2)
})

test('names and answers count', () => {
  expect(overBudget([{ name: 'abc', asked: 'abc', answered: 'abcd' }, exchange(1)], 10)).toBe(1)
})

test('the newest exchange stays, however long it is', () => {
  expect(overBudget([exchange(5), exchange(500)], 100)).toBe(1)
  expect(overBudget([exchange(500)], 100)).toBe(0)
})

test('by default about 45,000 tokens are kept', () => {
  expect(overBudget([exchange(90_000), exchange(90_000)])).toBe(0)
  expect(overBudget([exchange(90_000), exchange(90_001)])).toBe(1)
})

test('what is left fits, is the newest, and is forgotten no further', () => {
  const piece = fc.record({
    name: fc.string({ maxLength: 8 }),
    asked: fc.string({ maxLength: 40 }),
    answered: fc.string({ maxLength: 80 }),
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 1_000 }), (all, budget) => {
      const left = rest(all, budget)
      expect(left).toEqual(left.length === 0 ? [] : all.slice(-left.length))
      expect(sizeOf(left) <= budget || left.length === 1).toBe(true)
      expect(left.length > 0 || all.length === 0).toBe(true)
      expect(overBudget(left, budget)).toBe(0)
    }),
    { numRuns: 1_000 },
  )
})

test('a conversation is cut rarely: each cut makes room for half the budget', () => {
  let kept: readonly Exchange[] = []
  let cuts = 0
  for (let n = 0; n < 1_000; n += 1) {
    const all = [...kept, exchange(10)]
    kept = rest(all, 1_000)
    if (kept.length < all.length) cuts += 1
  }
  expect(cuts).toBe(18)
})
