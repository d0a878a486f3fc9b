/** The answers of a burst leave before its questions start, and no question waits for long. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { answersFirst } from '../../src/arrive/answers-first.ts'
import { testClock } from '../fakes/clock.ts'

/** When each of the interactions that arrived at these moments, in milliseconds, was let go. */
async function letGo(arrivals: readonly number[], answerTakesMs = 0): Promise<readonly number[]> {
  const clock = testClock()
  const first = answersFirst(clock)
  const one = async (at: number): Promise<number> => {
    await clock.sleep(at)
    const answered = first.arrived()
    await clock.sleep(answerTakesMs)
    await answered()
    return clock.now()
  }
  return clock.until(Promise.all(arrivals.map(one)))
}

test('a single question starts 5 ms after its answer', async () => {
  expect(await letGo([0])).toEqual([5])
  expect(await letGo([0], 30)).toEqual([35])
})

test('questions that come one by one do not wait for each other', async () => {
  expect(await letGo([0, 6, 500])).toEqual([5, 11, 505])
})

test('in a burst the earlier ones wait until it has been quiet for 50 ms', async () => {
  expect(await letGo([0, 2, 4])).toEqual([54, 54, 9])
})

test('nobody waits longer than 100 ms, however many arrive', async () => {
  const arrivals = Array.from({ length: 100 }, (_, n) => n * 4)
  const ends = await letGo(arrivals)
  for (const [n, end] of ends.entries()) expect(end - (arrivals[n] ?? 0)).toBeLessThanOrEqual(100)
  expect(ends[0]).toBe(100)
})

test('whatever arrives when, a question waits 5 ms at least and 100 ms at most', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(300), { minLength: 1, maxLength: 30 }),
      fc.nat(40),
      async (arrivals, takes) => {
        const waits = (await letGo(arrivals, takes)).map((end, n) => end - (arrivals[n] ?? 0) - takes)
        expect(Math.min(...waits)).toBeGreaterThanOrEqual(5)
        expect(Math.max(...waits)).toBeLessThanOrEqual(100)
      },
    ),
    { numRuns: 300 },
  )
})
