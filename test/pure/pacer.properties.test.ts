/** The pacer whatever comes: whole turns against a bucket that refuses, and any course of events. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pacer, RateLimit } from '../../src/deliver/pacer.ts'
import { answered, limited, startPacer, starting, tick } from '../../src/deliver/pacer.ts'
import type { Bucket, Counting } from '../simulation/bucket.ts'
import { play } from '../simulation/play.ts'
import { evenly, type Network, type Piece, steady } from '../simulation/streams.ts'
import { START, some, fresh, called } from '../fakes/pacer.ts'

const counting = fc.constantFrom<Counting[]>('first call', 'wall clock', 'sliding', 'sliding, late')

const fixed = fc.constantFrom<Counting[]>('first call', 'wall clock')

const rules = { limit: fc.integer({ min: 1, max: 12 }), windowMs: fc.integer({ min: 500, max: 10_000 }) }

const phaseMs = fc.integer({ min: 0, max: 9_999 })

const steadyBucket = fc.record({ counting, ...rules, phaseMs })

const changingBucket = fc
  .tuple(
    fc.record({ counting: fixed, ...rules, phaseMs }),
    fc.array(fc.record({ from: fc.integer({ min: 0, max: 30_000 }), ...rules }), { maxLength: 4 }),
  )
  .map(([bucket, later]): Bucket => ({ ...bucket, later: later.toSorted((a, b) => a.from - b.from) }))

const bucket = fc.oneof(steadyBucket, changingBucket)

/** Bursts and pauses: [pause, characters]. */
const stream = (most: number): fc.Arbitrary<readonly Piece[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 1, max: most })), {
      minLength: 1,
      maxLength: 40,
    })
    .map((steps) => {
      let at = 0
      return steps.map(([pause, characters]): Piece => [(at += pause), characters])
    })

/** Quick ones too: on a slow network nothing is traded. */
const network = fc
  .constantFrom(25, 100, 800)
  .chain((most) => fc.array(fc.integer({ min: 0, max: most }), { minLength: 2, maxLength: 12 }))
  .map((ms): Network & { slowest: number } => ({
    upMs: (call) => ms[call % ms.length] ?? 0,
    downMs: (call) => ms[(call * 7 + 1) % ms.length] ?? 0,
    slowest: Math.max(...ms),
  }))

/** Which answers carry their headers. */
const carried = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })

const RUNS = { numRuns: 1_500 }

describe('whole turns', () => {
  test('Discord never says 429, however it counts and however slow the network is', () => {
    fc.assert(
      fc.property(stream(300), bucket, network, (pieces, limits, net) => {
        for (const turn of play([pieces], limits, net)) expect(turn.refused).toBe(0)
      }),
      RUNS,
    )
  })

  test('missing headers do not lead into a 429', () => {
    fc.assert(
      fc.property(stream(60), network, carried, (pieces, net, pattern) => {
        const limits: Bucket = { counting: 'first call', limit: 5, windowMs: 5_000 }
        const headers = (call: number): boolean => pattern[call % pattern.length] === true
        for (const turn of play([pieces], limits, { ...net, headers })) expect(turn.refused).toBe(0)
      }),
      RUNS,
    )
  })

  test('a turn ends with the whole text, one call at a time, none of them for nothing', () => {
    fc.assert(
      fc.property(stream(300), bucket, network, (pieces, limits, net) => {
        for (const turn of play([pieces], limits, net)) {
          expect(turn.whole).toBe(true)
          for (const [index, call] of turn.calls.entries()) {
            const before = turn.calls[index - 1]
            expect(call.leftAt).toBeGreaterThanOrEqual(before?.backAt ?? 0)
            expect(call.visible).toBeGreaterThan(before?.visible ?? 0)
          }
        }
      }),
      RUNS,
    )
  })

  test('the final edit of a page waits for the call in flight and for nothing else', () => {
    fc.assert(
      fc.property(stream(40), steadyBucket, network, (pieces, limits, net) => {
        fc.pre(limits.limit > 1)
        for (const turn of play([pieces], limits, net)) {
          expect(turn.lagMs).toBeLessThanOrEqual(3 * net.slowest + 50)
        }
      }),
      RUNS,
    )
  })

  test('first words leave with the first piece', () => {
    fc.assert(
      fc.property(stream(300), bucket, network, (pieces, limits, net) => {
        for (const turn of play([pieces], limits, net)) expect(turn.calls[0]?.leftAt).toBe(pieces[0]?.[0])
      }),
      RUNS,
    )
  })

  test('limits that change in the middle are followed', () => {
    const limits: Bucket = {
      counting: 'first call',
      limit: 5,
      windowMs: 5_000,
      later: [
        { from: 6_000, limit: 3 },
        { from: 14_000, limit: 10 },
        { from: 24_000, limit: 5, windowMs: 2_000 },
      ],
    }
    const [turn] = play([steady(1_950, 14)], limits, evenly(30, 30))
    expect(turn).toMatchObject({ refused: 0, whole: true })
    const between = (from: number, to: number): number =>
      turn?.calls.filter(({ arrivedAt }) => arrivedAt >= from && arrivedAt < to).length ?? 0
    expect(between(700, 5_730)).toBe(5)
    expect(between(6_800, 11_900)).toBe(2)
    expect(between(17_000, 22_030)).toBe(10)
    expect(between(26_000, 34_000)).toBeGreaterThanOrEqual(15)
  })
})

describe('any course of events', () => {
  type Event =
    | { readonly kind: 'time'; readonly ms: number }
    | { readonly kind: 'limited'; readonly limit: RateLimit }
    | {
        readonly kind: 'answered'
        readonly limit: number
        readonly remaining: number
        readonly resetAfterMs: number
      }
    | { readonly kind: 'lost' }
  const ms = fc.integer({ min: 0, max: 20_000 })
  const scope = fc.constantFrom('user' as const, 'global' as const, 'shared' as const, 'cloudflare' as const)
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.record({ kind: fc.constant('time' as const), ms }),
    fc.record({ kind: fc.constant('limited' as const), limit: fc.record({ retryAfterMs: ms, scope }) }),
    fc.record({
      kind: fc.constant('answered' as const),
      limit: fc.integer({ min: 1, max: 10 }),
      remaining: fc.integer({ min: 0, max: 9 }),
      resetAfterMs: ms,
    }),
    fc.constant({ kind: 'lost' as const }),
  )
  const news = fc.record({
    unseen: fc.integer({ min: 0, max: 3 }),
    first: fc.boolean(),
    last: fc.boolean(),
    calls: fc.integer({ min: 1, max: 3 }),
    status: fc.boolean(),
  })

  const step = (pacer: Pacer, happened: Event, now: number): Pacer => {
    switch (happened.kind) {
      case 'time':
        return pacer
      case 'limited':
        return limited(pacer, happened.limit, now)
      case 'answered':
        return answered(
          pacer,
          { ...happened, remaining: Math.min(happened.remaining, happened.limit - 1) },
          now,
        )
      case 'lost':
        return answered(pacer, undefined, now)
    }
  }

  test('nothing leaves before retry-after, and a wait always ends in the future, in a call', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, news), { maxLength: 30 }), (course) => {
        let pacer = fresh()
        let now = START
        let forbiddenUntil = START
        let early = false
        let stuck = false
        for (const [happened, what] of course) {
          now += happened.kind === 'time' ? happened.ms : 0
          if (pacer.inFlight) {
            pacer = step(pacer, happened, now)
            if (happened.kind === 'limited')
              forbiddenUntil = Math.max(forbiddenUntil, now + happened.limit.retryAfterMs)
          }
          const next = tick(pacer, what, now)
          if (next.kind === 'send') {
            early ||= now < forbiddenUntil
            pacer = starting(pacer, now)
          }
          if (next.kind === 'wait') {
            // Without further news it ends in a call, at most two waits later (the gap, then the reset).
            const then = tick(pacer, what, next.until)
            const end = then.kind === 'wait' ? tick(pacer, what, then.until) : then
            stuck ||= next.until <= now || end.kind !== 'send'
          }
        }
        expect({ early, stuck }).toEqual({ early: false, stuck: false })
      }),
      RUNS,
    )
  })

  test('the gap is at most the interval while there are news, budget and peace', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        ms,
        ms,
        fc.integer({ min: 1, max: 5_000 }),
        (left, reset, later, interval) => {
          const start = startPacer({ intervalMs: interval, now: START })
          const pacer = called(start, START, 20, left, reset)
          const now = START + 60 + later
          const next = tick(pacer, some(), now)
          const leaves = next.kind === 'wait' ? next.until : now
          expect(leaves).toBeLessThanOrEqual(Math.max(now, START + interval))
        },
      ),
      RUNS,
    )
  })
})
