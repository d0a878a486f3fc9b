/** Windows begin with their first call, or at fixed times; nobody knows which of the two Discord does. */

import { expect, test } from 'vitest'
import { freshBucket, take } from '../../src/playground/discord/buckets.ts'

test('a window begins with its first call', () => {
  const budget = { limit: 2, windowMs: 5_000 }
  const first = take(freshBucket, budget, 7_300)
  expect(first).toMatchObject({ ok: true, remaining: 1, resetAt: 12_300 })
  const second = take(first.bucket, budget, 12_299)
  expect(second).toMatchObject({ ok: true, remaining: 0, resetAt: 12_300 })
  expect(take(second.bucket, budget, 12_299)).toMatchObject({ ok: false })
  expect(take(second.bucket, budget, 12_300)).toMatchObject({ ok: true, resetAt: 17_300 })
})

test('with a phase it ends at a fixed time, however late its first call came', () => {
  const budget = { limit: 2, windowMs: 5_000, phaseMs: 1_000 }
  const first = take(freshBucket, budget, 7_300)
  expect(first).toMatchObject({ ok: true, resetAt: 11_000 })
  expect(take(first.bucket, budget, 11_000)).toMatchObject({ ok: true, remaining: 1, resetAt: 16_000 })
  expect(take(freshBucket, budget, 500)).toMatchObject({ resetAt: 1_000 })
})
