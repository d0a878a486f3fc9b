/** The machine's clock: sleeps end early when they are told to. */

import { expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'

const HOUR = 3_600_000

test('a sleep ends when its signal fires', async () => {
  const enough = new AbortController()
  const sleeping = systemClock.sleep(HOUR, enough.signal)
  enough.abort()
  await expect(sleeping).resolves.toBeUndefined()
})

test('a sleep whose signal has fired already does not begin', async () => {
  await expect(systemClock.sleep(HOUR, AbortSignal.abort())).resolves.toBeUndefined()
})

test('a sleep of no time, or of less, ends', async () => {
  await expect(systemClock.sleep(0)).resolves.toBeUndefined()
  await expect(systemClock.sleep(-5)).resolves.toBeUndefined()
})

test('now is milliseconds since 1970', () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000)
})
