/** A comparison finds what is there, finds nothing where nothing is, and says when it cannot know. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { experiment } from '../../src/operate/report/experiment.ts'
import { resampled } from '../../src/operate/report/resample.ts'
import { seededChance } from '../../src/operate/report/seeded-chance.ts'
import { turnOf, type Turn } from '../../src/operate/report/turn.ts'
import { madeUpPoints } from '../fakes/report-points.ts'
import { NOW } from '../fakes/report-run.ts'

const turnsOf = (seed: number, threads: number, turns: number, fasterMs = 0): readonly Turn[] =>
  madeUpPoints({ seed, threads, turns, now: NOW, days: 7, fasterMs }).flatMap((point) => turnOf(point) ?? [])

const METRICS = 5

describe('what it finds', () => {
  test('the same distribution shows no difference, but for about one in twenty', () => {
    let found = 0
    let decided = 0
    for (let seed = 1; seed <= 60; seed += 1) {
      const { comparisons } = experiment(turnsOf(seed, 120, 700), 'STREAMING', seed)
      expect(comparisons).toHaveLength(METRICS)
      for (const { difference, verdict } of comparisons) {
        if (difference === undefined) continue
        decided += 1
        if (!verdict.startsWith('No difference shown')) found += 1
      }
    }
    expect(decided).toBeGreaterThan(60 * (METRICS - 1))
    // 5 % are expected; with 260 and more verdicts, 10 % come once in a thousand times.
    expect(found / decided).toBeLessThan(0.1)
  })

  test('a shift that is there is found, and its interval holds it', () => {
    let holds = 0
    for (let seed = 1; seed <= 20; seed += 1) {
      const { comparisons } = experiment(turnsOf(seed, 150, 1_500, 400), 'STREAMING', 1)
      const [first] = comparisons
      expect(first?.verdict).toMatch(/^On is \d+ ms faster/)
      const { low = 0, high = 0 } = first?.difference ?? {}
      // The median over hits and answers moves a little less or more than the answers themselves.
      if (low <= -300 && high >= -500) holds += 1
    }
    expect(holds).toBeGreaterThanOrEqual(18)
  })

  test('slower, dearer and more errors have words of their own', () => {
    const swapped = turnsOf(3, 150, 1_500, 400).map((turn) => {
      const isOff = turn.variants.get('STREAMING') === 'off'
      return {
        ...turn,
        variants: new Map([['STREAMING', isOff ? 'on' : 'off']]),
        usd: isOff ? 0.01 : 0.001,
        cache: isOff ? 'hit' : 'miss',
        outcome: isOff ? 'answered' : 'partial',
      }
    })
    expect(experiment(swapped, 'STREAMING', 1).comparisons.map(({ verdict }) => verdict)).toEqual([
      expect.stringMatching(/^On is \d+ ms slower \(\d+ to \d+ ms\)\.$/),
      expect.stringMatching(/^On is \d+ ms slower/),
      'On is $0.0090 dearer ($0.0090 to $0.0090).',
      'On has 100.0 points more cache hits (100.0 to 100.0 points).',
      'On has 100.0 points fewer errors (100.0 to 100.0 points).',
    ])
  })
})

describe('what it cannot know', () => {
  test('few threads decide nothing, however many turns they have', () => {
    const { comparisons } = experiment(turnsOf(1, 20, 2_000, 5_000), 'STREAMING', 1)
    for (const { verdict, difference } of comparisons) {
      expect(verdict).toMatch(
        /^Not enough data: each variant needs 100 turns in 30 threads; on has [\d,]+ in \d+, off has [\d,]+ in \d+\.$/,
      )
      expect(difference).toBeUndefined()
    }
  })

  test('an error or two are no rate', () => {
    const turns = turnsOf(2, 150, 1_500).map((turn, at) => ({
      ...turn,
      outcome: at < 3 ? 'partial' : 'answered',
    }))
    expect(experiment(turns, 'STREAMING', 1).comparisons.at(-1)?.verdict).toBe(
      'Not enough data: it takes at least 10 threads in which it happened.',
    )
  })

  test('turns of which no variant is known, and those that were taken up again, are left out', () => {
    const turns = turnsOf(2, 150, 1_500).map((turn, at) =>
      at < 100 ? { ...turn, variants: new Map() } : { ...turn, attempt: at < 120 ? 2 : 1 },
    )
    const { leftOut, on, off } = experiment(turns, 'STREAMING', 1)
    expect([leftOut, on.turns + off.turns]).toEqual([120, 1_380])
  })
})

test('a weight of two is the same as the turn twice', () => {
  const sample = fc.record({
    thread: fc.constantFrom('a', 'b', 'c'),
    value: fc.integer({ min: 0, max: 50 }),
    weight: fc.integer({ min: 1, max: 4 }),
  })
  fc.assert(
    fc.property(
      fc.array(sample, { minLength: 1 }),
      fc.constantFrom('median', 'mean'),
      fc.nat(),
      (samples, figure, seed) => {
        const apart = samples.flatMap((one) =>
          Array.from({ length: one.weight }, () => ({ ...one, weight: 1 })),
        )
        const [a, b] = [resampled(samples, figure), resampled(apart, figure)]
        expect(a.estimate).toBeCloseTo(b.estimate, 9)
        expect(a.turns).toBe(b.turns)
        expect(a.draw(seededChance(seed))).toBeCloseTo(b.draw(seededChance(seed)), 9)
      },
    ),
  )
})

test('50,000 turns take seconds of the processor, not minutes', () => {
  const turns = turnsOf(5, 3_000, 50_000, 100)
  const before = process.cpuUsage()
  experiment(turns, 'STREAMING', 1)
  const { user } = process.cpuUsage(before)
  expect(user / 1e6).toBeLessThan(10)
})

test('chance is even, and the same for the same seed', () => {
  const chance = seededChance(9)
  const counts = Array.from({ length: 10 }, () => 0)
  for (let drawn = 0; drawn < 100_000; drawn += 1) {
    const at = chance(10)
    counts[at] = (counts[at] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  const again = seededChance(9)
  const first = Array.from({ length: 5 }, () => again(1_000))
  const fresh = seededChance(9)
  expect(Array.from({ length: 5 }, () => fresh(1_000))).toEqual(first)
})
