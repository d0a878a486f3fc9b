/** A thread for which time can be skipped, so that nobody waits through a silence in earnest. */

import { runInDurableObject } from 'cloudflare:test'
import { systemClock } from '../../src/clock.ts'
import { thread } from './stage.ts'

/** Gives a function that skips so many milliseconds: whoever would have woken in them wakes at once. */
export async function skippedTime(key: string): Promise<(ms: number) => Promise<void>> {
  let ahead = 0
  const now = (): number => Date.now() + ahead
  const sleepers = new Set<{ readonly at: number; readonly skip: AbortController }>()
  await runInDurableObject(thread(key), (object) => {
    object.clock = {
      now,
      async sleep(ms, signal) {
        const sleeper = { at: now() + ms, skip: new AbortController() }
        sleepers.add(sleeper)
        const ends = [sleeper.skip.signal, ...(signal === undefined ? [] : [signal])]
        await systemClock.sleep(ms, AbortSignal.any(ends))
        sleepers.delete(sleeper)
      },
    }
  })
  // In the object: what wakes there does its I/O there.
  return (ms) =>
    runInDurableObject(thread(key), () => {
      ahead += ms
      for (const { at, skip } of sleepers) if (at <= now()) skip.abort()
    })
}
