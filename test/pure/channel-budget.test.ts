/** Turns that share a channel: who may call when, and what Discord's answers teach. */
import { describe, expect, test } from 'vitest'
import { type Allowance, canSpare, mayCall } from '../../src/deliver/channel-allowance.ts'
import {
  accepted,
  called,
  type ChannelBudget,
  editsAt,
  ended,
  type Intent,
  limited,
  limitedUntil,
  opened,
  startChannelBudget,
} from '../../src/deliver/channel-budget.ts'

const HOUR_MS = 3_600_000
const YES = { kind: 'yes' }
const interim = { last: false, first: false, creates: false }
const final = { last: true, first: false, creates: false }
const create = { last: false, first: false, creates: true }
const unknown = (perMinute: number, ...turns: readonly string[]): ChannelBudget =>
  turns.reduce((budget, turn) => opened(budget, turn, 1), startChannelBudget(perMinute))
/** Of each turn the first call shows the first words. */
const asOf = (budget: ChannelBudget, turn: string, intent: Intent): Intent => ({
  ...intent,
  first: !intent.last && !budget.turns.some((open) => open.turn === turn && open.begun),
})
const leaves = (budget: ChannelBudget, turn: string, intent: Intent, now: number): ChannelBudget =>
  called(budget, turn, asOf(budget, turn, intent), now)
const may = (budget: ChannelBudget, turn: string, intent: Intent, now: number): Allowance =>
  mayCall(budget, turn, asOf(budget, turn, intent), now)
const limitedTo = (perMinute: number, ...turns: readonly string[]): ChannelBudget =>
  limitedUntil(unknown(perMinute, ...turns), HOUR_MS)
const times = (budget: ChannelBudget, turn: string, count: number, at = 0, intent = interim): ChannelBudget =>
  Array.from({ length: count }).reduce<ChannelBudget>((all) => leaves(all, turn, intent, at), budget)
/** So many edits that Discord takes, one every `everyMs`. */
const taken = (budget: ChannelBudget, turn: string, count: number, everyMs: number): ChannelBudget =>
  Array.from({ length: count }).reduce<ChannelBudget>(
    (all, _, index) =>
      accepted(leaves(all, turn, interim, index * everyMs), turn, index * everyMs, index * everyMs + 50),
    budget,
  )
const waits = (budget: ChannelBudget, turn: string, intent: typeof interim, now: number): number => {
  const allowed = may(budget, turn, intent, now)
  return allowed.kind === 'yes' ? 0 : Math.round(allowed.until - now)
}

/** How many lines that nobody would miss are shown at once. */
const spared = (budget: ChannelBudget): number => {
  let [now, count] = [budget, 0]
  for (; count < 100 && canSpare(now, 0); count += 1) now = leaves(now, 'waits', interim, 0)
  return count
}

describe('where edits are limited', () => {
  test('the more edits a channel has had in the last minute, the longer the next one waits', () => {
    const all = [1, 2, 5, 10, 15].map((count) =>
      waits(times(limitedTo(30, 'a'), 'a', count), 'a', interim, 0),
    )
    expect(all).toEqual([0, 1_033, 8_262, 27_885, 54_101])
  })

  test('what earlier turns have used counts for those that follow', () => {
    const budget = opened(ended(times(limitedTo(30, 'a'), 'a', 8), 'a'), 'b', 1)
    expect(waits(leaves(budget, 'b', interim, 7_500), 'b', interim, 8_000)).toBeGreaterThan(5_000)
  })

  test('first words and final edits of others are kept for them', () => {
    // 10 of 12 are free of use: b's first words and final edit, a's final edit, and one more call for each.
    const budget = times(limitedTo(12, 'a', 'b'), 'a', 7)
    expect(may(budget, 'a', interim, 40_000)).toEqual({ kind: 'wait', until: 61_000 })
    expect(may(budget, 'b', interim, 40_000)).toEqual(YES)
    expect(may(budget, 'a', final, 40_000)).toEqual(YES)
  })

  test('first words leave the final edits their calls', () => {
    const budget = times(limitedTo(6, 'a', 'b', 'c'), 'a', 3)
    expect(may(budget, 'b', interim, 10)).toEqual({ kind: 'wait', until: 61_000 })
    expect(may(budget, 'b', final, 10)).toEqual(YES)
  })

  test('a final edit that takes more calls has more kept for it', () => {
    const budget = leaves(times(limitedTo(30, 'a', 'b'), 'b', 12, 0, final), 'a', interim, 0)
    expect(may(budget, 'a', interim, 40_000)).toEqual(YES)
    expect(waits(opened(budget, 'b', 14), 'a', interim, 40_000)).toBe(21_000)
  })

  test('what was kept for a turn is free when it has ended', () => {
    const budget = times(times(limitedTo(12, 'a', 'b'), 'a', 1), 'a', 6, 0, final)
    expect(waits(budget, 'a', interim, 40_000)).toBe(21_000)
    expect(waits(ended(budget, 'b'), 'a', interim, 40_000)).toBe(0)
  })

  test('a line of ours is no first word, and leaves that its call', () => {
    const budget = called(limitedTo(6, 'a', 'b'), 'a', interim, 0)
    expect(budget.turns.map(({ begun }) => begun)).toEqual([false, false])
    expect(mayCall(budget, 'a', interim, 0)).toEqual({ kind: 'wait', until: 61_000 })
    expect(may(budget, 'a', interim, 0)).toEqual(YES)
  })

  test('a full channel holds even a final edit until the oldest call is forgotten', () => {
    const budget = times(times(limitedTo(5, 'a'), 'a', 1, 0), 'a', 4, 10_000)
    expect(may(budget, 'a', final, 20_000)).toEqual({ kind: 'wait', until: 61_000 })
    expect(may(budget, 'a', final, 61_000)).toEqual(YES)
  })

  test('more turns than the channel can bear still get their final edits', () => {
    const crowd = Array.from({ length: 12 }, (_, index) => `turn ${index}`)
    const budget = times(limitedTo(10, ...crowd), 'turn 0', 1)
    expect(waits(budget, 'turn 0', interim, 0)).toBeGreaterThan(0)
    expect(may(budget, 'turn 0', final, 0)).toEqual(YES)
  })

  test('a turn that has waited longer goes first', () => {
    const budget = leaves(leaves(limitedTo(30, 'a', 'b'), 'a', interim, 0), 'b', interim, 1_000)
    const busy = times(budget, 'b', 6, 1_000)
    expect(waits(busy, 'b', interim, 5_000)).toBeGreaterThan(waits(busy, 'a', interim, 5_000))
  })

  test('conversations of one channel divide its limit', () => {
    const alone = times(limitedTo(30, 'a'), 'a', 9)
    expect(may(alone, 'a', final, 0)).toEqual(YES)
    expect(may({ ...alone, conversations: 3 }, 'a', final, 0)).toEqual(YES)
    expect(may({ ...alone, conversations: 4 }, 'a', final, 0)).toEqual({ kind: 'wait', until: 61_000 })
  })

  test('an hour later nobody knows', () => {
    const budget = times(limitedTo(5, 'a'), 'a', 5, HOUR_MS - 1_000)
    expect(waits(budget, 'a', final, HOUR_MS - 1)).toBeGreaterThan(0)
    expect(waits(budget, 'a', final, HOUR_MS)).toBe(0)
  })
})

describe('where nobody knows', () => {
  test('an answer alone is not held up, until most of the limit is used', () => {
    const budget = times(unknown(30, 'a'), 'a', 23, 1_000)
    expect(waits(budget, 'a', interim, 1_000)).toBe(0)
    expect(waits(leaves(budget, 'a', interim, 1_000), 'a', interim, 1_000)).toBe(2_300)
  })

  test('answers that follow others slow down, as little as can be seen', () => {
    const budget = leaves(times(unknown(30, 'a', 'b'), 'a', 10), 'b', interim, 8_000)
    expect(waits(ended(budget, 'a'), 'b', interim, 8_000)).toBe(2_300)
  })

  test('no crowd makes a turn wait for longer than 3.6 s', () => {
    const crowd = Array.from({ length: 12 }, (_, index) => `turn ${index}`)
    expect(waits(times(unknown(30, ...crowd), 'turn 0', 40), 'turn 0', interim, 0)).toBe(3_600)
  })

  test('a crowd is slower from the beginning, because its final edits will need their calls', () => {
    const crowd = Array.from({ length: 8 }, (_, index) => `turn ${index}`)
    expect(waits(times(unknown(30, ...crowd), 'turn 0', 1), 'turn 0', interim, 0)).toBe(3_600)
  })

  test('first words and final edits go at once', () => {
    const budget = times(unknown(30, 'a', 'b'), 'a', 29)
    expect([may(budget, 'a', final, 0), may(budget, 'b', interim, 0)]).toEqual([YES, YES])
  })

  test('the call that may be one too many goes alone', () => {
    const budget = leaves(times(unknown(30, 'a', 'b'), 'a', 30), 'a', final, 10_000)
    expect(waits(budget, 'b', interim, 10_020)).toBe(100)
    expect(waits(accepted(budget, 'a', 10_000, 10_060), 'b', interim, 10_060)).toBe(0)
    // An answer that never comes is not waited for.
    expect(waits(budget, 'b', interim, 12_000)).toBe(0)
  })

  test('thirty-one edits within a minute show that there is no limit', () => {
    expect(editsAt(taken(unknown(30, 'a'), 'a', 30, 1_000), 31_000)).toBe('unknown')
    const budget = taken(unknown(30, 'a'), 'a', 31, 1_000)
    expect(editsAt(budget, 31_000)).toBe('free')
    expect(waits(budget, 'a', interim, 31_000)).toBe(0)
    expect(editsAt(budget, 31_000 + HOUR_MS)).toBe('unknown')
  })

  test('as many over two minutes show nothing', () => {
    expect(editsAt(taken(unknown(30, 'a'), 'a', 31, 2_000), 62_000)).toBe('unknown')
  })
})

describe('a 429 of the channel', () => {
  const budget = limited(
    leaves(times(unknown(30, 'a', 'b'), 'a', 27), 'b', interim, 50_000),
    'b',
    10_000,
    50_060,
  )

  test('holds everybody until it is over', () => {
    expect([waits(budget, 'a', final, 50_100), waits(budget, 'b', interim, 50_100)]).toEqual([9_980, 9_980])
  })

  test('is no call: what was refused does not count', () => {
    expect(budget.calls).toHaveLength(27)
    expect(budget.turns.map(({ begun }) => begun)).toEqual([true, false])
    expect(may(budget, 'b', interim, 60_080)).toEqual(YES)
  })

  test('teaches for an hour', () => {
    expect([editsAt(budget, 50_060 + HOUR_MS - 1), editsAt(budget, 50_060 + HOUR_MS)]).toEqual([
      'limited',
      'unknown',
    ])
  })

  test('outweighs what was taken before', () => {
    const free = taken(unknown(30, 'a'), 'a', 31, 1_000)
    expect(editsAt(limited(leaves(free, 'a', interim, 40_000), 'a', 1_000, 40_050), 41_000)).toBe('limited')
  })
})

test('creates are limited everywhere, and those of final edits are kept', () => {
  const free = { ...unknown(30, 'a', 'b'), learned: { edits: 'free', until: HOUR_MS } } as const
  const budget = times(free, 'a', 29, 0, create)
  expect(may(budget, 'a', create, 10)).toEqual(YES)
  expect(may(opened(budget, 'b', 2), 'a', create, 10)).toEqual({ kind: 'wait', until: 61_000 })
  expect(may(opened(budget, 'b', 2), 'b', { last: true, first: false, creates: true }, 10)).toEqual(YES)
  expect(may(times(budget, 'a', 1, 0, create), 'a', interim, 10)).toEqual(YES)
})

test('places are told with half of the channel, less what the answers need', () => {
  expect([spared(unknown(30)), spared(limitedTo(30, 'a', 'b', 'c', 'd')), spared(unknown(5))]).toEqual([
    15, 7, 3,
  ])
  expect(canSpare(times(unknown(30), 'waits', 15), 61_000)).toBe(true)
  expect(spared(taken(unknown(30), 'a', 31, 1_000))).toBe(100)
})

test('a budget survives being written down', () => {
  const budget = times(limitedTo(30, 'a', 'b'), 'a', 3, 5)
  expect(JSON.parse(JSON.stringify(budget))).toEqual(budget)
})
