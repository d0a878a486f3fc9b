/** The breakers: what opens one, for how long, who may probe it, and what closes it. */

import { describe, expect, test } from 'vitest'
import {
  ALL,
  type BreakerEvent,
  type Breakers,
  type BreakerState,
  merged,
  next,
  stateOf,
} from '../../src/converse/coordinator/breaker.ts'
import { askAgain, mayAsk, permit } from '../../src/converse/coordinator/permit.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import { trouble, success } from '../fakes/breaker.ts'

const after = (...events: readonly BreakerEvent[]): Breakers =>
  events.reduce<Breakers>((breakers, event) => next(breakers, event, 0), {})

const state = (breakers: Breakers, now: number, model = 'main'): BreakerState => stateOf(breakers[model], now)

const opened = after(trouble(1), trouble(2), trouble(3))

const opensUntil = (retryAfterMs: number): number | undefined =>
  after(trouble(0, { why: 'rate limited', retryAfterMs }))['main']?.opening?.until

describe('a breaker', () => {
  test('opens at the third failure without a success between', () => {
    expect(state(after(trouble(1), trouble(2)), 3)).toBe('closed')
    expect(state(opened, 3)).toBe('open')
    expect(state(after(trouble(1), trouble(2), success(2), trouble(3)), 3)).toBe('closed')
  })

  test('does not count what is more than a minute apart', () => {
    expect(state(after(trouble(1), trouble(2), trouble(60_001)), 60_001)).toBe('closed')
    expect(state(after(trouble(1), trouble(2), trouble(60_000)), 60_000)).toBe('open')
  })

  test('is one for each model', () => {
    expect(mayAsk(opened, [], 'main', 3)).toBe(false)
    expect(mayAsk(opened, [], 'other', 3)).toBe(true)
  })

  test.each<[Why, number]>([
    ['overloaded', 3],
    ['rate limited', 3],
    ['silent', 3],
    ['unreachable', 3],
    ['cut off', 3],
    ['unknown model', 1],
  ])('opens after "%s" the %dth time', (why, times) => {
    const events = Array.from({ length: times }, (_, n) => trouble(n + 1, { why }))
    expect(state(after(...events.slice(1)), 9)).toBe('closed')
    expect(state(after(...events), 9)).toBe('open')
    expect(mayAsk(after(...events), [], 'other', 9)).toBe(true)
  })

  test.each<Why>(['bad request', 'too much text'])('knows that "%s" is the question’s fault', (why) => {
    expect(after(trouble(1, { why }), trouble(2, { why }), trouble(3, { why }))).toEqual({})
  })

  test.each<Why>(['key refused', 'spend limit', 'forbidden'])(
    'opens for all models after one "%s"',
    (why) => {
      const breakers = after(trouble(1, { why }))
      expect([mayAsk(breakers, [], 'main', 60_000), mayAsk(breakers, [], 'other', 60_000)]).toEqual([
        false,
        false,
      ])
      expect(askAgain(breakers, ['main', 'other'], 2)).toEqual({ at: 60_001, why })
      expect(permit(breakers, 60_001).permits).toEqual([ALL])
    },
  )

  test('opens at once for as long as a long `retry-after` says, within bounds', () => {
    expect([2_000, 2_001, 37_000, 3_600_000].map(opensUntil)).toEqual([undefined, 2_001, 37_000, 300_000])
  })

  test('stays open the longer the more often it failed in a row, up to two minutes', () => {
    let breakers = opened
    let now = 3
    const lengths = [1, 2, 3, 4, 5].map(() => {
      const until = breakers['main']?.opening?.until ?? 0
      const length = until - now
      now = until
      breakers = next(breakers, trouble(now), 0)
      return length
    })
    expect(lengths).toEqual([15_000, 30_000, 60_000, 120_000, 120_000])
    const later = now + 120_000 + 600_001
    expect(next(breakers, trouble(later), 0)['main']?.opening).toMatchObject({
      times: 1,
      until: later + 15_000,
    })
  })

  test('closes with the success of the one call that tries, and all may ask again', () => {
    const given = permit(opened, 15_003)
    expect([given.permits, permit(given.breakers, 15_004).permits]).toEqual([['main'], []])
    expect(mayAsk(given.breakers, ['main'], 'main', 15_004)).toBe(true)
    expect(mayAsk(given.breakers, [], 'main', 15_004)).toBe(false)
    const closed = next(given.breakers, success(15_004, 16_000), 0)
    expect([state(closed, 16_000), mayAsk(closed, [], 'main', 16_000)]).toEqual(['closed', true])
  })

  test('lends again what was not used within three seconds, or does not report within ninety', () => {
    const given = permit(opened, 20_000).breakers
    expect([permit(given, 22_999).permits, permit(given, 23_000).permits]).toEqual([[], ['main']])
    const out = next(given, { kind: 'probe', names: ['main'], at: 20_050 }, 0)
    expect([permit(out, 110_049).permits, permit(out, 110_050).permits]).toEqual([[], ['main']])
  })

  test('lends again at once after a try that said nothing about it', () => {
    const out = next(permit(opened, 20_000).breakers, { kind: 'probe', names: ['main'], at: 20_000 }, 0)
    expect(permit(next(out, trouble(20_000, { why: 'bad request' }), 0), 20_001).permits).toEqual(['main'])
    const blocked = after(trouble(0, { why: 'key refused' }))
    const tried = next(permit(blocked, 60_000).breakers, { kind: 'probe', names: [ALL], at: 60_000 }, 0)
    expect(permit(next(tried, trouble(60_000), 0), 60_001).permits).toEqual([ALL])
  })

  test('lends a model and what all models share to the same call, or none could ever try', () => {
    let breakers = after(trouble(0, { retryAfterMs: 15_000 }), trouble(1_000, { why: 'key refused' }))
    let triedAt: number | undefined
    for (let now = 15_000; now < 70_000 && triedAt === undefined; now += 100) {
      const given = permit(breakers, now)
      breakers = given.breakers
      if (mayAsk(breakers, given.permits, 'main', now)) triedAt = now
    }
    expect(triedAt).toBe(61_000)
  })

  test('that nobody had a use for is closed ten minutes after it might have been tried, unless it is the operator’s', () => {
    expect([state(opened, 615_002), state(opened, 615_003)]).toEqual(['half-open', 'closed'])
    const unknown = after(trouble(0, { why: 'unknown model' }))
    expect(state(unknown, 100 * 3_600_000)).toBe('half-open')
  })

  test('neither closes for an answer that began before the trouble, nor opens for a failure from before it closed', () => {
    expect(state(next(opened, success(0, 9), 0), 9)).toBe('open')
    const closed = next(opened, success(15_003, 16_000), 0)
    expect(next(closed, trouble(15_500, { retryAfterMs: 9_000 }), 0)).toBe(closed)
  })

  test('tells when and why no model may be asked', () => {
    const both = after(
      trouble(0, { retryAfterMs: 50_000 }),
      trouble(0, { model: 'other', why: 'silent', retryAfterMs: 20_000 }),
    )
    expect(askAgain(both, ['main', 'other'], 5)).toEqual({ at: 20_000, why: 'overloaded' })
    expect(askAgain(both, ['main', 'other'], 49_000)).toEqual({ at: 52_000, why: 'overloaded' })
  })
})

test('of two views the newer counts, for each model, and the coordinator’s where they are as new', () => {
  const ours = after(trouble(5), trouble(1, { model: 'other' }))
  const theirs = after(trouble(2), trouble(3, { model: 'other' }))
  expect(merged(ours, theirs)).toEqual({ main: ours['main'], other: theirs['other'] })
  expect(merged(ours, {})).toEqual(ours)
  const same = next(theirs, trouble(5, { by: 'elsewhere' }), 0)
  expect(merged(ours, same)['main']).toBe(same['main'])
})

test('a failure that was on its way when the coordinator’s breaker opened does not close it for its thread', () => {
  const late = trouble(4, { startedAt: 0 })
  const theirs = next(opened, late, 0)
  expect(mayAsk(merged(after(late), theirs), [], 'main', 5)).toBe(false)
  const well = after(late, success(20_000))
  expect(mayAsk(merged(well, theirs), [], 'main', 20_000)).toBe(true)
})
