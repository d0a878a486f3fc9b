/** The more calls Discord refuses, the fewer are made; the last edit always is. */

import { expect, test } from 'vitest'
import { cautious } from '../../src/deliver/caution.ts'

const usual = { intervalMs: 1_500, streaming: true }

test('a few refused calls change nothing', () => {
  expect(cautious(usual, 0)).toEqual(usual)
  expect(cautious(usual, 999)).toEqual(usual)
})

test('a tenth of the limit slows interim edits down, a third of it ends them', () => {
  expect(cautious(usual, 1_000)).toEqual({ intervalMs: 6_000, streaming: true })
  expect(cautious(usual, 3_000)).toEqual({ intervalMs: 1_500, streaming: false })
})
