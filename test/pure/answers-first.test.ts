/** The answers of a burst leave before its questions start, and no question waits for long. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { answersFirst } from '../../src/arrive/answers-first.ts'
import { testClock } from '../fakes/clock.ts'

/** When each of the questions that were answered at these moments, in milliseconds, was let go. */
async function letGo(arrivals: readonly number[]): Promise<readonly number[]> {
  const clock = testClock()
  const first = answersFirst(clock)
  const one = async (at: number): Promise<number> => {
    await clock.sleep(at)
    await first.answered()
    return clock.now()
  }
  return clock.until(Promise.all(arrivals.map(one)))
}

test('a single question starts 5 ms after its answer', async () => {
  expect(await letGo([0])).toEqual([5])
})

test('questions that come one by one do not wait for each other', async () => {
  expect(await letGo([0, 6, 500])).toEqual([5, 11, 505])
})

test('a burst waits until it has been quiet for 50 ms, and keeps its order', async () => {
  expect(await letGo([0, 2, 4])).toEqual([54, 54, 54])
})

test('nobody waits longer than 250 ms, however many arrive', async () => {
  const arrivals = Array.from({ length: 100 }, (_, n) => n * 4)
  const ends = await letGo(arrivals)
  for (const [n, end] of ends.entries()) expect(end - (arrivals[n] ?? 0)).toBeLessThanOrEqual(250)
  expect(ends[0]).toBe(250)
})

test('whatever arrives when, a question waits 5 ms at least and 250 ms at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(700), { minLength: 1, maxLength: 30 }), async (arrivals) => {
      const inOrder = arrivals.toSorted((a, b) => a - b)
      const ends = await letGo(inOrder)
      const waits = ends.map((end, n) => end - (inOrder[n] ?? 0))
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(5)
      expect(Math.max(...waits)).toBeLessThanOrEqual(251)
      expect(ends).toEqual(ends.toSorted((a, b) => a - b))
    }),
    { numRuns: 300 },
  )
})
