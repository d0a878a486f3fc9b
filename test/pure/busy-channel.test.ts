/** Whole turns in one channel, with and without a hidden limit of edits; without real time. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChannelBudget, limitedUntil, startChannelBudget } from '../../src/deliver/channel-budget.ts'
import type { Bucket } from '../simulation/bucket.ts'
import { type Figures, play } from '../simulation/play.ts'
import { sharedChannel } from '../simulation/shared-channel.ts'
import { evenly, type Network, type Piece, steady } from '../simulation/streams.ts'

/** Source: api-docs #20; nobody knows whether windows begin with the first call or with the clock. */
const buckets: readonly (readonly [string, Bucket])[] = [
  ['the first call', { counting: 'first call', limit: 5, windowMs: 5_000 }],
  ['the clock', { counting: 'wall clock', limit: 5, windowMs: 5_000, phaseMs: 1_300 }],
]
/** Source: api-docs #367, of creates. */
const HIDDEN: Bucket = { counting: 'first call', limit: 30, windowMs: 60_000 }
const EVENLY = evenly(30, 30)
/** An answer of 1,600 characters takes 7.4 s; then the next question is asked. */
const ANSWER = { characters: 1_600, everyMs: 7_500 }

interface Where {
  readonly own: Bucket
  readonly hidden?: Bucket | undefined
  readonly budget?: ChannelBudget
  readonly network?: Network
}

const learned = (perMinute = 30): ChannelBudget => limitedUntil(startChannelBudget(perMinute), Infinity)

function turnsOf(
  streams: readonly (readonly Piece[])[],
  beginsAt: readonly number[],
  { own, hidden, budget, network = EVENLY }: Where,
): readonly Figures[] {
  const shared = sharedChannel(budget)
  return play(streams, own, network, {
    shared,
    beginsAt,
    ...(hidden === undefined ? {} : { channel: hidden }),
  })
}

const oneAfterAnother = (count: number, where: Where): readonly Figures[] => {
  const beginsAt = Array.from({ length: count }, (_, index) => index * ANSWER.everyMs)
  return turnsOf(
    beginsAt.map((at) => steady(ANSWER.characters, 60, at + 700)),
    beginsAt,
    where,
  )
}

const atOnce = (count: number, where: Where): readonly Figures[] =>
  turnsOf(
    Array.from({ length: count }, () => steady(ANSWER.characters, 60)),
    [],
    where,
  )

/** The longest time between two edits of one turn. */
function pauseOf({ calls }: Figures): number {
  const shown = calls.filter(({ refused }) => !refused).map(({ arrivedAt }) => arrivedAt)
  return Math.max(...shown.slice(1).map((at, index) => at - (shown[index] ?? at)))
}

const most = (turns: readonly Figures[], of: (turn: Figures) => number): number => Math.max(...turns.map(of))
const refusedOf = (turns: readonly Figures[]): number => turns.reduce((sum, { refused }) => sum + refused, 0)

describe.each(buckets)('windows that begin with %s', (_, own) => {
  test('without a hidden limit six questions in a minute never stand still for 2.5 s', () => {
    const turns = oneAfterAnother(6, { own })
    expect(most(turns, pauseOf)).toBeLessThanOrEqual(2_500)
    expect(most(turns, ({ firstMs, lagMs }) => Math.max(firstMs, lagMs))).toBeLessThanOrEqual(150)
    expect(turns.every(({ whole }) => whole)).toBe(true)
  })

  test('and once that is known, each answer is as fresh as one alone', () => {
    const turns = oneAfterAnother(14, { own })
    const alone = oneAfterAnother(1, { own })[0]?.staleness ?? 0
    expect(turns.at(-1)?.staleness).toBeLessThanOrEqual(alone * 1.1)
  })

  test('with one, six questions in a minute have words and end within 5 s, with one 429 at most', () => {
    const turns = oneAfterAnother(6, { own, hidden: HIDDEN })
    expect(most(turns, ({ firstMs, lagMs }) => Math.max(firstMs, lagMs))).toBeLessThanOrEqual(5_000)
    expect(refusedOf(turns)).toBeLessThanOrEqual(1)
    expect(turns.every(({ whole }) => whole)).toBe(true)
  })

  test('a channel that never rests meets one 429, and every answer after it is in time', () => {
    const turns = oneAfterAnother(20, { own, hidden: HIDDEN })
    expect(refusedOf(turns)).toBe(1)
    expect(turns.every(({ whole }) => whole)).toBe(true)
    const after = turns.slice(9)
    expect(most(after, ({ firstMs, lagMs }) => Math.max(firstMs, lagMs))).toBeLessThanOrEqual(5_000)
  })

  test.each(['first call', 'sliding'] as const)(
    'where it is known (%s) nothing is refused or late',
    (counting) => {
      const where = { own, hidden: { ...HIDDEN, counting }, budget: learned() }
      for (const turns of [oneAfterAnother(6, where), oneAfterAnother(14, where), atOnce(4, where)]) {
        expect(refusedOf(turns)).toBe(0)
        expect(most(turns, ({ firstMs, lagMs }) => Math.max(firstMs, lagMs))).toBeLessThanOrEqual(5_000)
        expect(turns.every(({ whole }) => whole)).toBe(true)
      }
    },
  )

  test.each([
    ['without a hidden limit', undefined, undefined],
    ['with one that nobody knows', HIDDEN, undefined],
    ['with one that is known', HIDDEN, learned()],
  ] as const)('four at once never stand still for 4 s, %s', (_name, hidden, budget) => {
    const turns = atOnce(4, { own, hidden, ...(budget === undefined ? {} : { budget }) })
    expect(most(turns, pauseOf)).toBeLessThanOrEqual(4_000)
    expect(most(turns, ({ firstMs, lagMs }) => Math.max(firstMs, lagMs))).toBeLessThanOrEqual(150)
    expect(refusedOf(turns)).toBe(0)
    expect(turns.every(({ whole }) => whole)).toBe(true)
  })

  test('eight at once where it is known all end whole and in time', () => {
    const turns = atOnce(8, { own, hidden: HIDDEN, budget: learned() })
    expect(refusedOf(turns)).toBe(0)
    expect(most(turns, ({ firstMs, lagMs }) => Math.max(firstMs, lagMs))).toBeLessThanOrEqual(150)
    expect(turns.every(({ whole }) => whole)).toBe(true)
  })

  test('an answer of four minutes slows down where it is known, but does not stop', () => {
    const where = { own, hidden: { ...HIDDEN, counting: 'sliding' as const }, budget: learned() }
    const [turn] = turnsOf([steady(1_920, 2)], [], where)
    expect(turn).toMatchObject({ refused: 0, whole: true })
    expect(turn === undefined ? Infinity : pauseOf(turn)).toBeLessThan(7_000)
  })
})

describe('whatever turns meet in a channel', () => {
  const answers = fc.array(
    fc.record({
      characters: fc.integer({ min: 1, max: 5_000 }),
      speed: fc.integer({ min: 10, max: 200 }),
      after: fc.integer({ min: 0, max: 40_000 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  const latency = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 9 })
  const own = buckets[0]?.[1] ?? HIDDEN

  test.each([
    ['it stays below a limit that is known', learned(), 0],
    ['it meets a limit that nobody knows only once, but for calls that are under way', undefined, 10],
  ] as const)('%s, and all of them end whole', (_, budget, most429s) => {
    fc.assert(
      fc.property(answers, latency, (all, ms) => {
        const upMs = (call: number): number => ms[call % ms.length] ?? 0
        const streams = all.map(({ characters, speed, after }) => thin(steady(characters, speed, after)))
        const where = {
          own,
          hidden: { ...HIDDEN, counting: 'sliding' as const },
          network: { upMs, downMs: upMs },
        }
        const turns = turnsOf(
          streams,
          all.map(({ after }) => after),
          budget === undefined ? where : { ...where, budget },
        )
        expect(turns.every(({ whole }) => whole)).toBe(true)
        expect(refusedOf(turns)).toBeLessThanOrEqual(most429s)
      }),
      { numRuns: 500 },
    )
  })
})

/** Every tenth piece, with the text of those between: a tenth of the work for the same turn. */
function thin(pieces: readonly Piece[]): readonly Piece[] {
  const thinned: Piece[] = []
  let characters = 0
  for (const [index, piece] of pieces.entries()) {
    characters += piece[1]
    if (index % 10 !== 0 && index !== pieces.length - 1) continue
    thinned.push([piece[0], characters])
    characters = 0
  }
  return thinned
}
