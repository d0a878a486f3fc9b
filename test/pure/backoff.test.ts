/** The more calls Discord refuses, the fewer are made; the last edit always is. */

import { expect, test } from 'vitest'
import { backOff } from '../../src/deliver/backoff.ts'

const usual = { intervalMs: 1_500, streaming: true }

test('a few refused calls change nothing', () => {
  expect(backOff(usual, 0)).toEqual(usual)
  expect(backOff(usual, 999)).toEqual(usual)
})

test('a tenth of the limit slows interim edits down, a third of it ends them', () => {
  expect(backOff(usual, 1_000)).toEqual({ intervalMs: 6_000, streaming: true })
  expect(backOff(usual, 3_000)).toEqual({ intervalMs: 1_500, streaming: false })
})
