/** A histogram's percentiles against the exact ones, and how it adds up, shrinks and is kept. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../src/json.ts'
import { percentile } from '../../src/measure/health.ts'
import {
  addAll,
  addTo,
  bucketOf,
  ERROR,
  type Histogram,
  percentilesOf,
  readHistogram,
  sizeOf,
  written,
} from '../../src/measure/histogram.ts'

const of = (times: readonly number[]): Histogram => {
  const histogram: Histogram = new Map()
  for (const ms of times) addTo(histogram, bucketOf(ms))
  return histogram
}

/** From none to a day: few long, many short. */
const ms = fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(86_400_000))
const many = fc.array(ms, { minLength: 1, maxLength: 300 })

describe('percentiles', () => {
  test('are no further from the exact ones than the error, and half a millisecond of rounding', () => {
    fc.assert(
      fc.property(many, fc.double({ min: 0, max: 1, noNaN: true }), (times, share) => {
        const exact = percentile(
          times.toSorted((a, b) => a - b),
          share,
        )
        const [found] = percentilesOf(of(times), [share])
        expect(Math.abs((found ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * ERROR + 0.5)
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    [[], [null, null]],
    [[0], [0, 0]],
    [[1], [1, 1]],
    // The middle of the bucket that has a second in it.
    [
      [10, 10, 10, 1_000],
      [10, 993],
    ],
  ])('of %j the median and the largest are %j', (times, expected) => {
    expect(percentilesOf(of(times), [0.5, 1])).toEqual(expected)
  })
})

test('histograms add up to that of all times, and what is taken out leaves nothing behind', () => {
  fc.assert(
    fc.property(many, many, (a, b) => {
      const both = of(a)
      addAll(both, of(b))
      expect(both).toEqual(of([...a, ...b]))
      expect(sizeOf(both)).toBe(a.length + b.length)
      addAll(both, of(b), -1)
      expect(both).toEqual(of(a))
    }),
  )
})

test('what was written is read back; what is no histogram is empty', () => {
  fc.assert(
    fc.property(many, (times) => {
      expect(readHistogram(parseJson(written(of(times))))).toEqual(of(times))
    }),
  )
  for (const raw of [undefined, 7, {}, ['x', 1], [1], [1, -1], [1, 0.5], [Number.NaN, 1]])
    expect(readHistogram(raw)).toEqual(new Map())
})

test('no time, however long, makes more buckets than it says', () => {
  const largest = bucketOf(Number.POSITIVE_INFINITY)
  expect(largest).toBe(bucketOf(7 * 86_400_000))
  // From −1, where nothing took time, through 0.
  expect(largest + 2).toBe(508)
  expect([bucketOf(-5), bucketOf(Number.NaN), bucketOf(0.9)]).toEqual([-1, -1, -1])
})
