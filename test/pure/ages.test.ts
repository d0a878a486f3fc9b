/** How old the first unseen thing is, over an answer that is said evenly. */

import { expect, test } from 'vitest'
import { agesOf } from '../bench/ages.ts'

/** 1,000 characters in a second, from 0 on. */
const saidAt = (place: number): number => place
const of = (steps: readonly (readonly [number, number])[], until: number) =>
  agesOf(
    saidAt,
    1_000,
    steps.map(([at, place]) => ({ at, place })),
    0,
    until,
  )

test('what is shown all at once at the end is as old as the whole answer', () => {
  expect(
    of(
      [
        [0, 0],
        [1_000, 1_000],
      ],
      1_000,
    ),
  ).toEqual({ meanAgeMs: 500, maxAgeMs: 1_000 })
})

test('an edit in the middle halves both', () => {
  expect(
    of(
      [
        [0, 0],
        [500, 500],
        [1_000, 1_000],
      ],
      1_000,
    ),
  ).toEqual({ meanAgeMs: 250, maxAgeMs: 500 })
})

test('a half that never comes grows older until the end that is looked at', () => {
  expect(
    of(
      [
        [0, 0],
        [500, 500],
      ],
      2_500,
    ).maxAgeMs,
  ).toBe(2_000)
})

test('nothing is missing after the last edit', () => {
  expect(of([[0, 1_000]], 3_000)).toEqual({ meanAgeMs: 0, maxAgeMs: 0 })
})
