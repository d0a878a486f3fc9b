/** The breakers: what opens one, for how long, who may probe it, and what closes it. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ALL,
  type BreakerEvent,
  type Breakers,
  type BreakerState,
  merged,
  next,
  stateOf,
  type Trouble,
} from '../../src/converse/coordinator/breaker.ts'
import { askAgain, mayAsk, permit } from '../../src/converse/coordinator/permit.ts'
import type { Why } from '../../src/converse/claude/failure.ts'

/** A call that failed at once. */
const trouble = (at: number, partial: Partial<Trouble> = {}): BreakerEvent => ({
  kind: 'failed',
  model: 'main',
  why: 'overloaded',
  startedAt: at,
  at,
  by: `turn ${at} ${partial.model ?? 'main'}`,
  ...partial,
})
const success = (startedAt: number, at = startedAt, model = 'main'): BreakerEvent => ({
  kind: 'worked',
  model,
  startedAt,
  at,
})
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

test('of two views the newer counts, for each model, and the fleet’s where they are as new', () => {
  const ours = after(trouble(5), trouble(1, { model: 'other' }))
  const theirs = after(trouble(2), trouble(3, { model: 'other' }))
  expect(merged(ours, theirs)).toEqual({ main: ours['main'], other: theirs['other'] })
  expect(merged(ours, {})).toEqual(ours)
  const same = next(theirs, trouble(5, { by: 'elsewhere' }), 0)
  expect(merged(ours, same)['main']).toBe(same['main'])
})

test('a failure that was on its way when the fleet’s breaker opened does not close it for its thread', () => {
  const late = trouble(4, { startedAt: 0 })
  const theirs = next(opened, late, 0)
  expect(mayAsk(merged(after(late), theirs), [], 'main', 5)).toBe(false)
  const well = after(late, success(20_000))
  expect(mayAsk(merged(well, theirs), [], 'main', 20_000)).toBe(true)
})

const models = fc.constantFrom('main', 'other')
const whys = fc.constantFrom<Why>(
  'overloaded',
  'rate limited',
  'spend limit',
  'key refused',
  'forbidden',
  'unknown model',
  'bad request',
  'too much text',
  'unreachable',
  'silent',
  'cut off',
)
/** What happens, `after` milliseconds after what happened before; calls took `took`. */
const steps = fc.array(
  fc.record({
    after: fc.oneof(fc.nat(2_000), fc.nat(200_000)),
    took: fc.nat(100_000),
    kind: fc.constantFrom('failed', 'failed', 'worked', 'probe', 'permit'),
    model: models,
    why: whys,
    retryAfterMs: fc.option(fc.nat(10_000_000), { nil: undefined }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { maxLength: 30 },
)
type Step = (typeof steps extends fc.Arbitrary<infer S> ? S : never)[number]

const eventOf = ({ kind, took, model, why, retryAfterMs }: Step, at: number, n: number): BreakerEvent => {
  const call = { model, startedAt: at - took }
  if (kind === 'worked') return { kind, ...call, at }
  if (kind === 'probe') return { kind, names: [model, ALL], at }
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  return { kind: 'failed', ...call, ...wait, why, at, by: String(n) }
}

/** Plays it all; `each` sees the breakers after every step. */
function story(
  all: readonly Step[],
  start: number,
  each: (breakers: Breakers, now: number, permits: readonly string[]) => void = () => undefined,
): Breakers {
  let breakers: Breakers = {}
  let now = start
  for (const [n, step] of all.entries()) {
    now += step.after
    const permitted = step.kind === 'permit' ? permit(breakers, now) : undefined
    breakers = permitted?.breakers ?? next(breakers, eventOf(step, now, n), step.jitter)
    each(breakers, now, permitted?.permits ?? [])
  }
  return breakers
}

const START = 1e12

test('never is a model closed for more than six minutes: then somebody may try', () => {
  fc.assert(
    fc.property(steps, (all) => {
      story(all, START, (breakers, now) => {
        const later = now + 6 * 60_000
        const { permits } = permit(breakers, later)
        for (const model of ['main', 'other']) expect(mayAsk(breakers, permits, model, later)).toBe(true)
        expect(askAgain(breakers, ['main', 'other'], now).at).toBeLessThanOrEqual(later)
        expect(askAgain(breakers, ['main', 'other'], now).at).toBeGreaterThan(now)
      })
    }),
  )
})

test('at most one call is out to try, until it reports or is given up', () => {
  fc.assert(
    fc.property(steps, fc.nat(2_999), (all, soon) => {
      story(all, START, (breakers, now, permits) => {
        const again = permit(breakers, now + soon).permits
        expect(again.filter((name) => permits.includes(name))).toEqual([])
      })
    }),
  )
})

test('a success closes, whatever was before', () => {
  fc.assert(
    fc.property(steps, models, (all, model) => {
      let end = START
      const breakers = story(all, START, (_, now) => (end = now))
      const well = next(breakers, success(end + 1, end + 2, model), 0)
      expect(mayAsk(well, [], model, end + 2)).toBe(true)
    }),
  )
})

test('what comes twice changes nothing the second time', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let breakers: Breakers = {}
      let now = START
      for (const [n, step] of all.entries()) {
        now += step.after
        const event = eventOf(step, now, n)
        breakers = next(breakers, event, step.jitter)
        expect(next(breakers, event, step.jitter)).toEqual(breakers)
      }
    }),
  )
})

const moved = (breakers: Breakers, by: number): unknown =>
  JSON.parse(
    JSON.stringify(breakers, (key, value: unknown) =>
      typeof value === 'number' && value !== 0 && key !== 'times' ? value - by : value,
    ),
  )

test('time comes from the arguments alone: the same story at another time is the same', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 1e9 }), (all, by) => {
      expect(moved(story(all, START + by), by)).toEqual(moved(story(all, START), 0))
    }),
  )
})

test('it stays small, however much goes wrong', () => {
  fc.assert(
    fc.property(steps, (all) => {
      story(all, START, (breakers) => expect(JSON.stringify(breakers).length).toBeLessThan(1_000))
    }),
  )
})
