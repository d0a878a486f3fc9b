/** The breakers whatever happens to the models: none is closed for ever, and one call at most tries. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ALL, type BreakerEvent, type Breakers, next } from '../../src/converse/coordinator/breaker.ts'
import { askAgain, mayAsk, permit } from '../../src/converse/coordinator/permit.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import { success } from '../fakes/breaker.ts'

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
