/** Turns that share a channel: who may edit when, and whole turns under Discord's hidden limit. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChannelBudget } from '../../src/deliver/channel-budget.ts'
import {
  canSpare,
  edited,
  ended,
  mayEdit,
  opened,
  startChannelBudget,
} from '../../src/deliver/channel-budget.ts'
import type { Bucket, Figures, Piece } from '../bench/staleness.ts'
import { evenly, play, sharedChannel, steady } from '../bench/staleness.ts'

const YES = { kind: 'yes' }
const interim = { last: false }
const final = { last: true }
const channel = (perMinute: number, ...turns: readonly string[]): ChannelBudget =>
  turns.reduce((budget, turn) => opened(budget, turn, 1), startChannelBudget(perMinute))
const times = (budget: ChannelBudget, turn: string, count: number, at = 0): ChannelBudget =>
  Array.from({ length: count }).reduce<ChannelBudget>((all) => edited(all, turn, at), budget)

/** How many lines that nobody would miss are shown at once. */
const spared = (budget: ChannelBudget): number => {
  let [now, count] = [budget, 0]
  for (; canSpare(now, 0); count += 1) now = edited(now, 'waits', 0)
  return count
}

describe('one decision', () => {
  test('a turn alone starts as fast as it likes', () => {
    const budget = times(channel(30, 'a'), 'a', 1)
    expect(mayEdit(budget, 'a', interim, 1)).toEqual(YES)
  })

  test('the more a turn has had in the last minute, the longer it waits', () => {
    const waits = [1, 2, 5, 10, 20].map((count) => {
      const allowed = mayEdit(times(channel(30, 'a'), 'a', count), 'a', interim, 0)
      return allowed.kind === 'wait' ? Math.round(allowed.until) : 0
    })
    expect(waits).toEqual([0, 153, 612, 1_378, 2_908])
  })

  test('turns side by side wait longer for their share', () => {
    const two = mayEdit(times(channel(30, 'a', 'b'), 'a', 3), 'a', interim, 0)
    const alone = mayEdit(times(channel(30, 'a'), 'a', 3), 'a', interim, 0)
    expect(two.kind === 'wait' && alone.kind === 'wait' ? two.until / alone.until : 0).toBeGreaterThan(4)
  })

  test('first words and final edits of others are kept for them', () => {
    // 10 of 12 are free of use: b's first words and final edit, a's final edit, and one more call for each.
    const budget = times(channel(12, 'a', 'b'), 'a', 7)
    expect(mayEdit(budget, 'a', interim, 40_000)).toEqual({ kind: 'wait', until: 61_000 })
    expect(mayEdit(budget, 'b', interim, 40_000)).toEqual(YES)
    expect(mayEdit(budget, 'a', final, 40_000)).toEqual(YES)
  })

  test('first words leave the final edits their calls', () => {
    const budget = times(channel(6, 'a', 'b', 'c'), 'a', 3)
    expect(mayEdit(budget, 'b', interim, 10)).toEqual({ kind: 'wait', until: 61_000 })
    expect(mayEdit(budget, 'b', final, 10)).toEqual(YES)
  })

  test('a final edit that takes more calls has more kept for it', () => {
    const budget = times(channel(10, 'a', 'b'), 'b', 5)
    expect(mayEdit(budget, 'a', interim, 10)).toEqual(YES)
    expect(mayEdit(opened(budget, 'b', 4), 'a', interim, 10)).toEqual({ kind: 'wait', until: 61_000 })
  })

  test('what was kept for a turn is free when it has ended', () => {
    const budget = times(channel(12, 'a', 'b'), 'a', 7)
    expect(mayEdit(ended(budget, 'b'), 'a', interim, 60_000)).toEqual(YES)
  })

  test('a full channel holds even a final edit until the oldest call is forgotten', () => {
    const budget = times(times(channel(5, 'a'), 'a', 1, 0), 'a', 4, 10_000)
    expect(mayEdit(budget, 'a', final, 20_000)).toEqual({ kind: 'wait', until: 61_000 })
    expect(mayEdit(budget, 'a', final, 61_000)).toEqual(YES)
  })

  test('the wait ends when enough calls are forgotten, not with the first', () => {
    const budget = times(times(times(channel(6, 'a', 'b'), 'b', 2, 0), 'b', 1, 5_000), 'a', 1, 10_000)
    expect(mayEdit(budget, 'a', interim, 20_000)).toEqual({ kind: 'wait', until: 66_000 })
  })

  test('more turns than the channel can bear still get their final edits', () => {
    const crowd = Array.from({ length: 12 }, (_, index) => `turn ${index}`)
    expect(mayEdit(channel(10, ...crowd), 'turn 0', interim, 0)).toEqual({ kind: 'wait', until: 61_000 })
    expect(mayEdit(channel(10, ...crowd), 'turn 0', final, 0)).toEqual(YES)
  })
})

describe('whole turns', () => {
  const own: Bucket = { counting: 'first call', limit: 5, windowMs: 5_000 }
  const hidden: Bucket = { counting: 'sliding', limit: 30, windowMs: 60_000 }
  const together = (streams: readonly (readonly Piece[])[]): readonly Figures[] =>
    play(streams, own, evenly(30, 30), { shared: sharedChannel(30, streams.length), channel: hidden })
  const alone = (stream: readonly Piece[]): number => play([stream], own, evenly(30, 30))[0]?.staleness ?? 0

  test('eight turns at once in one channel all end whole and in time, without a 429', () => {
    const turns = together(Array.from({ length: 8 }, () => steady(1_700, 60)))
    expect(turns.map(({ refused, whole }) => ({ refused, whole }))).toEqual(
      Array.from({ length: 8 }, () => ({ refused: 0, whole: true })),
    )
    expect(Math.max(...turns.map(({ firstMs }) => firstMs))).toBeLessThanOrEqual(150)
    expect(Math.max(...turns.map(({ lagMs }) => lagMs))).toBeLessThanOrEqual(150)
  })

  test('an answer of 7 s is held up by its own bucket only', () => {
    const stream = steady(1_700, 60)
    expect(together([stream])[0]?.staleness).toBe(alone(stream))
  })

  test('an answer of a minute slows down, but never stops for long', () => {
    const [turn] = together([steady(1_920, 8)])
    const left = turn?.calls.map((call) => call.leftAt) ?? []
    const gaps = left.slice(1).map((at, index) => at - (left[index] ?? 0))
    expect(turn).toMatchObject({ refused: 0, whole: true })
    expect(Math.max(...gaps)).toBeLessThan(4_500)
  })

  test('whatever turns meet in a channel, it stays below the hidden limit, and all of them end whole', () => {
    const answers = fc.array(
      fc.record({
        characters: fc.integer({ min: 1, max: 5_000 }),
        speed: fc.integer({ min: 10, max: 200 }),
        after: fc.integer({ min: 0, max: 40_000 }),
      }),
      { minLength: 1, maxLength: 10 },
    )
    const latency = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(answers, latency, (all, ms) => {
        const upMs = (call: number): number => ms[call % ms.length] ?? 0
        const streams = all.map(({ characters, speed, after }) => thin(steady(characters, speed, after)))
        const shared = sharedChannel(30, streams.length)
        const turns = play(streams, own, { upMs, downMs: upMs }, { shared, channel: hidden })
        expect(turns.every(({ refused, whole }) => refused === 0 && whole)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('places are told with half of the channel, less what the answers need', () => {
    expect([spared(channel(30)), spared(channel(30, 'a', 'b', 'c', 'd')), spared(channel(5))]).toEqual([
      15, 7, 3,
    ])
    expect(canSpare(times(channel(30), 'waits', 15), 61_000)).toBe(true)
  })

  test('a budget survives being written down', () => {
    const budget = times(channel(30, 'a', 'b'), 'a', 3, 5)
    expect(JSON.parse(JSON.stringify(budget))).toEqual(budget)
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
