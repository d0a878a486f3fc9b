/** What is refreshed ahead, and within which budget. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dueForRefresh,
  mayWarm,
  nextWarm,
  type Repeat,
  toWarm,
  WARM_CALLS,
} from '../../src/converse/coordinator/refresh-ahead.ts'

const NOW = 10_000_000

/** Asked three times, just now, and about to expire. */
const repeat = (partial: Partial<Repeat> = {}): Repeat => ({
  key: 'a',
  scope: 'guild 1',
  text: 'What is a monad?',
  times: 3,
  lastAt: NOW,
  madeAt: NOW - 590_000,
  expiresAt: NOW + 10_000,
  ...partial,
})

test.each([
  [0, false],
  [479_999, false],
  [480_000, true],
  [599_999, true],
  [600_000, false],
])('an answer that is asked for after %d ms of its 600,000 is due: %j', (age, expected) => {
  expect(dueForRefresh({ madeAt: 1_000, expiresAt: 601_000 }, 1_000 + age)).toBe(expected)
})

describe('is kept warm', () => {
  test('from a minute before it expires', () => {
    const one = repeat({ madeAt: NOW - 540_000, expiresAt: NOW + 60_000 })
    expect(toWarm([one], [], NOW - 1)).toEqual([])
    expect(toWarm([one], [], NOW)).toEqual([one])
    expect(nextWarm([one], NOW - 5_000)).toBe(NOW)
  })

  test('from the last fifth on, where a life is short', () => {
    const one = repeat({ madeAt: NOW - 48_000, expiresAt: NOW + 12_000 })
    expect(nextWarm([one], NOW)).toBe(NOW)
  })

  test('where it has expired meanwhile', () => {
    const one = repeat({ expiresAt: NOW - 60_000 })
    expect(toWarm([one], [], NOW)).toEqual([one])
  })

  test('the most repeated first, and of these the last asked', () => {
    const [a, b, c] = [
      repeat({ key: 'a', times: 3 }),
      repeat({ key: 'b', times: 9 }),
      repeat({ key: 'c', times: 3, lastAt: NOW + 1 }),
    ]
    expect(toWarm([a, b, c], [], NOW).map(({ key }) => key)).toEqual(['b', 'c', 'a'])
  })
})

describe('is not kept warm', () => {
  test.each<[string, Partial<Repeat>]>([
    ['asked twice', { times: 2 }],
    ['not asked for an hour', { lastAt: NOW - 3_600_000 }],
    ['far from its end', { expiresAt: NOW + 600_000 }],
  ])('what was %s', (_, partial) => expect(toWarm([repeat(partial)], [], NOW)).toEqual([]))

  test('what nobody asks for any more, and so there is no next time', () => {
    expect(nextWarm([repeat({ times: 2 }), repeat({ lastAt: 0 })], NOW)).toBeUndefined()
    expect(nextWarm([], NOW)).toBeUndefined()
  })
})

test('the budget holds for each scope and for all together, whatever is due', () => {
  const scope = fc.nat(9).map((n) => `guild ${n}`)
  const one = fc.record({ scope, times: fc.nat(20), key: fc.string() }).map((partial) => repeat(partial))
  fc.assert(
    fc.property(fc.array(one, { maxLength: 150 }), fc.array(scope, { maxLength: 120 }), (repeats, spent) => {
      const warmed = toWarm(repeats, spent, NOW).map((warm) => warm.scope)
      expect(warmed.length).toBeLessThanOrEqual(Math.max(0, WARM_CALLS.all - spent.length))
      for (const of of new Set(warmed)) {
        const before = spent.filter((other) => other === of).length
        const now = warmed.filter((other) => other === of).length
        expect(before + now).toBeLessThanOrEqual(WARM_CALLS.scope)
      }
    }),
  )
})

test('a scope that has spent its part leaves the rest to the others', () => {
  const spent = Array.from({ length: WARM_CALLS.scope }, () => 'guild 1')
  expect([mayWarm('guild 1', spent), mayWarm('guild 2', spent)]).toEqual([false, true])
  const all = Array.from({ length: WARM_CALLS.all }, (_, n) => `guild ${n}`)
  expect(mayWarm('guild new', all)).toBe(false)
})
