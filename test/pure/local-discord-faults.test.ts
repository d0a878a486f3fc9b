/** How the local Discord counts calls, and which scripted fault strikes: the pure parts. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freshBucket, rateHeaders, take, type Bucket } from '../../src/playground/discord/buckets.ts'
import { readFaults, strike } from '../../src/playground/discord/faults.ts'

const five = { limit: 5, windowMs: 5_000 }

describe('buckets', () => {
  test('no window of calls, however they fall, lets more through than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 60 }), (gaps) => {
        let bucket: Bucket = freshBucket
        let now = 1
        const through = new Map<number, number>()
        for (const gap of gaps) {
          now += gap
          const taken = take(bucket, five, now)
          bucket = taken.bucket
          expect(taken.resetAt).toBeGreaterThan(now)
          if (taken.ok) through.set(taken.resetAt, (through.get(taken.resetAt) ?? 0) + 1)
        }
        for (const count of through.values()) expect(count).toBeLessThanOrEqual(5)
      }),
    )
  })

  test('who waits as the headers say is let in', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), (now) => {
        const full = { used: 5, endsAt: now + 1_234.567_8 }
        const { 'X-RateLimit-Reset-After': after } = rateHeaders(
          'x',
          five,
          take(full, five, now).ok ? { remaining: 1, resetAt: 0 } : { remaining: 0, resetAt: full.endsAt },
          now,
        )
        expect(take(full, five, now + Number(after) * 1_000 + 0.001).ok).toBe(true)
      }),
    )
  })
})

test('of two faults the older strikes, and both count the call', () => {
  const read = readFaults([
    { nth: 2, answer: { status: 500 } },
    { times: 2, answer: { status: 502 } },
  ])
  let faults = read.ok ? read.faults : []
  const struck: unknown[] = []
  for (let n = 0; n < 3; n += 1) {
    const next = strike(faults, 'edit')
    faults = next.faults
    struck.push(next.trouble?.kind === 'answer' ? next.trouble.status : undefined)
  }
  expect(struck).toEqual([502, 500, undefined])
})
