/** How long a question usually takes is learned from those like it, and not guessed before. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectedMs } from '../../src/measure/expectation.ts'

const paces = (...times: readonly (readonly [number, number])[]) =>
  times.map(([size, firstMs]) => ({ size, firstMs }))

test('four turns say nothing', () => {
  expect(expectedMs(paces([10, 700], [10, 700], [10, 700], [10, 700]), 10)).toBeUndefined()
})

test('the median of the questions of like size counts, not one that took for ever', () => {
  expect(expectedMs(paces([10, 600], [12, 700], [9, 650], [11, 90_000], [10, 720]), 10)).toBe(700)
})

test('long questions are compared with long ones', () => {
  const short = Array.from({ length: 20 }, () => [20, 500] as const)
  const long = Array.from({ length: 9 }, () => [4_000, 3_000] as const)
  expect(expectedMs(paces(...short, ...long), 3_500)).toBe(3_000)
  expect(expectedMs(paces(...short, ...long), 25)).toBe(500)
})

test('it is always a time that was seen', () => {
  const pace = fc.record({ size: fc.nat(6_000), firstMs: fc.nat(100_000) })
  fc.assert(
    fc.property(fc.array(pace, { minLength: 5, maxLength: 60 }), fc.nat(6_000), (seen, size) => {
      expect(seen.map(({ firstMs }) => firstMs)).toContain(expectedMs(seen, size))
    }),
    { numRuns: 1_000 },
  )
})
