/** Single decisions of the pacer: what leaves at a moment, and what a 429 says. */

import { describe, expect, test } from 'vitest'
import type { Pacer, RateLimit } from '../../src/deliver/pacer.ts'
import { answered, isOfBucket, isOfChannel, limited, starting, tick } from '../../src/deliver/pacer.ts'
import { START, some, fresh, called } from '../fakes/pacer.ts'

const refused = (pacer: Pacer, at: number, limit: RateLimit): Pacer =>
  limited(starting(pacer, at), limit, at + 60)

/** Calls at 0, 1, 2 and 3 s, in a window that ends at 5,080 ms. */
const four = (): Pacer =>
  [0, 1_000, 2_000, 3_000].reduce(
    (pacer, at, index) => called(pacer, START + at, 5, 4 - index, 5_000 - at),
    fresh(),
  )

/** Then a trade that just arrives before the reset. */
const traded = (): Pacer => called(four(), START + 4_980, 5, 0, 20)

const SEND = { kind: 'send' }

const IDLE = { kind: 'idle' }

describe('one decision', () => {
  test('the first words leave at once', () => {
    expect(tick(fresh(), some({ first: true, unseen: 4 }), START)).toEqual(SEND)
  })

  test('without news nothing is sent', () => {
    expect(tick(fresh(), some({ unseen: 0 }), START)).toEqual(IDLE)
    expect(tick(fresh(), some({ unseen: 0, last: true }), START)).toEqual(IDLE)
  })

  test('while a call is in flight nothing is sent, not even the final edit', () => {
    expect(tick(starting(fresh(), START), some({ last: true }), START + 5_000)).toEqual(IDLE)
  })

  test('the calls that a window has left are spread over it with growing gaps, and one is left for the trade', () => {
    // 4 left: three gaps, each 15 % longer than the last, and a fourth until the trade, 100 ms before the reset at 5,080.
    const pacer = called(fresh(), START, 5, 4, 5_000)
    const next = tick(pacer, some(), START + 60)
    expect(next.kind === 'wait' ? next.until - START : 0).toBeCloseTo(
      4_980 / (1 + 1.15 + 1.15 ** 2 + 1.15 ** 3),
    )
    expect(tick(pacer, some(), START + 998)).toEqual(SEND)
  })

  test('the gap is never longer than the interval while the window has calls left', () => {
    const pacer = called(fresh(), START, 5, 4, 60_000)
    expect(tick(pacer, some(), START + 60)).toEqual({ kind: 'wait', until: START + 1_500 })
  })

  test('a call that is due just before its page is full waits for that', () => {
    const pacer = called(fresh(), START, 5, 4, 5_000)
    const full = { kind: 'wait', until: START + 1_600 }
    expect(tick(pacer, some({ fullAt: START + 1_600 }), START + 1_400)).toEqual(full)
    expect(tick(pacer, some({ fullAt: START + 1_900 }), START + 1_500)).toEqual(SEND)
    // A page that is never full is not waited for longer than two intervals.
    expect(tick(pacer, some({ fullAt: START + 3_100 }), START + 3_000)).toEqual(SEND)
  })

  test('a wait for the budget ends when the page is full, which needs fewer tokens', () => {
    const pacer = called(fresh(), START, 5, 2, 5_000)
    const before = some({ calls: 2, fullAt: START + 1_000 })
    expect(tick(pacer, before, START + 60)).toEqual({ kind: 'wait', until: START + 1_000 })
    expect(tick(pacer, some({ isFull: true }), START + 1_000)).toEqual(SEND)
  })

  test('a page that is full is finished at once', () => {
    const pacer = called(fresh(), START, 5, 4, 5_000)
    expect(tick(pacer, some(), START + 60)).toMatchObject({ kind: 'wait' })
    expect(tick(pacer, some({ isFull: true }), START + 60)).toEqual(SEND)
  })

  test('what the last call left out counts from when it came', () => {
    const pacer = called(fresh(), START, 5, 4, 5_000)
    const next = tick(pacer, some({ leftOutSince: START - 500 }), START + 60)
    expect(next.kind === 'wait' ? next.until - START : 0).toBeCloseTo(
      5_480 / (1 + 1.15 + 1.15 ** 2 + 1.15 ** 3) - 500,
    )
  })

  test('the last token of a window waits for the final edit', () => {
    const pacer = called(fresh(), START, 5, 1, 2_000)
    expect(tick(pacer, some(), START + 1_900)).toEqual({ kind: 'wait', until: START + 2_080 })
    expect(tick(pacer, some({ first: true }), START + 60)).toEqual({ kind: 'wait', until: START + 2_080 })
    expect(tick(pacer, some({ last: true }), START + 60)).toEqual(SEND)
  })

  test('the last token is traded just before the reset, and again waits only for the final edit', () => {
    expect(tick(four(), some(), START + 3_100)).toEqual({ kind: 'wait', until: START + 4_980 })
    expect(tick(four(), some(), START + 4_980)).toEqual(SEND)
    expect(tick(traded(), some({ last: true }), START + 5_040)).toEqual({
      kind: 'wait',
      until: START + 5_080,
    })
    expect(tick(traded(), some({ last: true }), START + 5_080)).toEqual(SEND)
  })

  test('too late for a trade, the reset is waited for', () => {
    expect(tick(four(), some(), START + 5_001)).toEqual({ kind: 'wait', until: START + 5_080 })
  })

  test('nothing is traded for a status line, on a slow network, or without headers', () => {
    const reset = { kind: 'wait', until: START + 5_080 }
    expect(tick(four(), some({ unseen: 0, status: true }), START + 4_980)).toEqual(reset)
    const budget = { limit: 5, remaining: 1, resetAfterMs: 1_500 }
    const slow = answered(starting(four(), START + 3_200), budget, START + 3_560)
    expect(tick(slow, some(), START + 4_000)).toEqual({ kind: 'wait', until: START + 5_080 })
    const blind = answered(starting(called(fresh(), START, 5, 2, 5_000), START + 300), undefined, START + 360)
    expect(tick(blind, some(), START + 4_000)).toEqual(reset)
  })

  test('after a trade the next interim edit waits until a second call is back, should they come back one by one', () => {
    // The second had come back 1,060 ms after the first left.
    expect(tick(traded(), some(), START + 5_100)).toEqual({ kind: 'wait', until: START + 5_080 + 1_060 })
    expect(tick(traded(), some(), START + 6_140)).toEqual(SEND)
  })

  test('nothing is traded where calls were seen to come back one by one', () => {
    const one = called(traded(), START + 6_140, 5, 1, 900)
    expect(tick(one, some(), START + 6_300)).toEqual({ kind: 'wait', until: START + 6_140 + 60 + 920 })
    const all = called(called(traded(), START + 6_140, 5, 4, 4_000), START + 7_000, 5, 1, 3_140)
    expect(tick(all, some(), START + 7_100)).toEqual({ kind: 'wait', until: START + 10_220 - 100 })
  })

  test('a trade that came too late has opened the next window', () => {
    const late = called(four(), START + 4_980, 5, 4, 5_000)
    const next = tick(late, some(), START + 5_100)
    expect(next.kind === 'wait' ? next.until - START - 4_980 : 0).toBeCloseTo(997.32)
  })

  test('a trade without headers may have opened the next window, which then has a call less', () => {
    let pacer = answered(starting(four(), START + 4_980), undefined, START + 5_040)
    for (const at of [6_200, 6_300, 6_400])
      pacer = answered(starting(pacer, START + at), undefined, START + at + 60)
    expect(tick(pacer, some(), START + 8_000)).toEqual({ kind: 'wait', until: START + 6_260 + 5_020 })
    expect(tick(pacer, some({ last: true }), START + 8_000)).toEqual(SEND)
  })

  test('a final edit that takes two calls finds two tokens', () => {
    const pacer = called(fresh(), START, 5, 2, 2_000)
    expect(tick(pacer, some({ calls: 2 }), START + 1_900)).toEqual({ kind: 'wait', until: START + 2_080 })
    const once = called(pacer, START + 100, 5, 1, 1_900)
    expect(tick(once, some({ calls: 1, last: true }), START + 160)).toEqual(SEND)
  })

  test('the final edit waits for an empty bucket until it is surely full', () => {
    const pacer = called(fresh(), START, 5, 0, 1_000)
    expect(tick(pacer, some({ last: true }), START + 60)).toEqual({ kind: 'wait', until: START + 1_080 })
    expect(tick(pacer, some({ last: true }), START + 1_080)).toEqual(SEND)
  })

  test('a bucket of one call is used while the answer grows', () => {
    const pacer = called(fresh(), START, 1, 0, 5_000)
    expect(tick(pacer, some(), START + 60)).toEqual({ kind: 'wait', until: START + 5_080 })
    expect(tick(pacer, some(), START + 5_080)).toEqual(SEND)
  })

  test('a status line alone keeps the interval, and a token for the first words', () => {
    const news = some({ unseen: 0, first: true, status: true })
    const pacer = called(fresh(), START, 5, 3, 4_000)
    expect(tick(pacer, news, START + 60)).toEqual({ kind: 'wait', until: START + 1_500 })
    const scarce = called(pacer, START + 1_500, 5, 2, 2_500)
    expect(tick(scarce, news, START + 3_500)).toEqual({ kind: 'wait', until: START + 4_080 })
    expect(tick(scarce, some({ first: true }), START + 1_560)).toEqual(SEND)
  })

  test('a 429 is waited out, with a margin, also by the final edit', () => {
    const pacer = refused(fresh(), START, { retryAfterMs: 3_000, scope: 'user' })
    expect(tick(pacer, some({ last: true }), START + 60)).toEqual({ kind: 'wait', until: START + 3_080 })
    expect(tick(pacer, some({ last: true }), START + 3_080)).toEqual(SEND)
  })

  test('a 429 doubles the gap, and calm brings it back', () => {
    const once = refused(fresh(), START, { retryAfterMs: 500, scope: 'shared' })
    expect(tick(once, some(), START + 2_999)).toEqual({ kind: 'wait', until: START + 3_000 })
    let pacer = once
    for (const at of [3_000, 6_000, 9_000, 12_000]) pacer = called(pacer, START + at, 5, 4, 1_000)
    expect(tick(pacer, some(), START + 13_110)).toEqual(SEND)
  })

  test('a bucket of one call keeps the doubled gap', () => {
    const pacer = called(
      refused(fresh(), START, { retryAfterMs: 0, scope: 'user' }),
      START + 1_000,
      1,
      0,
      500,
    )
    expect(tick(pacer, some(), START + 2_000)).toEqual({ kind: 'wait', until: START + 1_000 + 1_500 * 1.6 })
  })

  test('a 429 of our own bucket corrects what we believed about its window', () => {
    const leaving = starting(called(fresh(), START, 5, 1, 9_000), START + 100)
    const own = limited(leaving, { retryAfterMs: 300, scope: 'user' }, START + 160)
    expect(tick(own, some({ last: true }), START + 600)).toEqual(SEND)
    const shared = limited(leaving, { retryAfterMs: 300, scope: 'shared' }, START + 160)
    expect(tick(shared, some({ last: true }), START + 600)).toEqual({ kind: 'wait', until: START + 9_080 })
  })

  test('three 429s in a row leave only the final edit', () => {
    let pacer = fresh()
    for (const at of [0, 10_000]) pacer = refused(pacer, START + at, { retryAfterMs: 1_000, scope: 'shared' })
    expect(tick(pacer, some(), START + 20_000)).toEqual(SEND)
    pacer = refused(pacer, START + 20_000, { retryAfterMs: 1_000, scope: 'shared' })
    expect(tick(pacer, some(), START + 60_000)).toEqual(IDLE)
    expect(tick(pacer, some({ last: true }), START + 21_110)).toEqual(SEND)
  })

  test('429s with an answer between them are not in a row', () => {
    let pacer = fresh()
    for (const at of [0, 20_000, 40_000, 60_000]) {
      pacer = refused(pacer, START + at, { retryAfterMs: 1_000, scope: 'shared' })
      pacer = called(pacer, START + at + 10_000, 5, 4, 5_000)
    }
    expect(tick(pacer, some(), START + 100_000)).toEqual(SEND)
  })

  test("one 429 of Cloudflare's leaves only the final edit", () => {
    const pacer = refused(fresh(), START, { retryAfterMs: 1_000, scope: 'cloudflare' })
    expect(tick(pacer, some(), START + 60_000)).toEqual(IDLE)
    expect(tick(pacer, some({ last: true }), START + 1_080)).toEqual(SEND)
  })

  test('answers without headers are counted as five in five seconds', () => {
    let pacer = fresh()
    for (const at of [0, 100, 200, 300])
      pacer = answered(starting(pacer, START + at), undefined, START + at + 60)
    expect(tick(pacer, some(), START + 400)).toEqual({ kind: 'wait', until: START + 5_080 })
    expect(tick(pacer, some({ last: true }), START + 400)).toEqual(SEND)
  })

  test('a pacer survives being written down', () => {
    const pacer = called(fresh(), START, 5, 4, 5_000)
    expect(JSON.parse(JSON.stringify(pacer))).toEqual(pacer)
  })
})

/** Whether a 429 is of the bucket, and whether it is of the channel. */
const limitOf = (scope: RateLimit['scope'], remaining?: number): readonly [boolean, boolean] => {
  const limit = { retryAfterMs: 1_000, scope, remaining }
  return [isOfBucket(limit), isOfChannel(limit)]
}

test('a 429 is of the bucket where that was empty, and else of the channel or of the whole bot', () => {
  expect([limitOf('user', 0), limitOf('user')]).toEqual([
    [true, false],
    [true, false],
  ])
  expect([limitOf('user', 3), limitOf('shared', 0), limitOf('shared', 4)]).toEqual([
    [false, true],
    [false, true],
    [false, true],
  ])
  expect([limitOf('global', 4), limitOf('cloudflare')]).toEqual([
    [false, false],
    [false, false],
  ])
})
