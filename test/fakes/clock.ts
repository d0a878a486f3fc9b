/** A clock that stands still until a test lets time pass. */

import type { Clock } from '../../src/clock.ts'

export interface TestClock extends Clock {
  /** Lets time pass, and lets all that wakes in it run. */
  advance(ms: number): Promise<void>
  /** How many sleep. */
  sleepers(): number
  /** Resolves as soon as somebody sleeps: for who gets there by I/O, which no clock counts. */
  slept(): Promise<void>
  /** Lets time pass until this has ended; rejects when nobody sleeps any more and it still has not. */
  until<T>(work: Promise<T>): Promise<T>
}

export function testClock(start = 0): TestClock {
  let now = start
  let sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const onSleep = new Set<() => void>()
  const wakeNext = (end: number): boolean => {
    const [next] = sleepers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
    if (next === undefined) return false
    now = Math.max(now, next.at)
    next.wake()
    return true
  }
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve()
          return
        }
        const wake = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper = { at: now + Math.max(0, ms), wake }
        sleepers.push(sleeper)
        for (const tell of onSleep) tell()
        onSleep.clear()
        signal?.addEventListener('abort', wake, { once: true })
      }),
    sleepers: () => sleepers.length,
    slept: () => new Promise((resolve) => (sleepers.length > 0 ? resolve() : void onSleep.add(resolve))),
    async advance(ms) {
      const end = now + ms
      do await settle()
      while (wakeNext(end))
      now = end
      await settle()
    },
    async until(work) {
      const ended = new AbortController()
      const end = (): void => ended.abort()
      work.then(end, end)
      await settle()
      while (!ended.signal.aborted) {
        if (!wakeNext(Infinity)) throw new Error(`at ${now} ms nobody sleeps, and it has not ended`)
        await settle()
      }
      return work
    },
  }
}

/** Lets everything that is due run its course; only I/O takes longer. */
export const settle = (): Promise<void> => new Promise((done) => setImmediate(done))
