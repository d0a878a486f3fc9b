/** The time of a thread in a worker test: it passes at once, is skipped, or brings a deadline or an alarm. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { type Clock, systemClock } from '../../src/clock.ts'
import { thread } from './thread-object.ts'

/**
 * Pauses end at once, for a thread whose waiting is the point. What watches over other work never ends by itself, except
 * that a call that hangs is given up after `hangsMs`.
 */
export async function hurry(key: string, hangsMs?: number): Promise<void> {
  await runInDurableObject(thread(key), (object) => {
    let ahead = 0
    object.clock = {
      now: () => Date.now() + ahead,
      async sleep(ms, signal, watch) {
        if (watch === 'hang' && hangsMs !== undefined) return systemClock.sleep(hangsMs, signal)
        if (watch !== undefined) return new Promise((wake) => signal?.addEventListener('abort', () => wake()))
        ahead += ms
        // Code that pauses again and again leaves room for the rest.
        await systemClock.sleep(0)
      },
    }
  })
}

/** Gives a function that skips so many milliseconds: all that would have woken in them wakes at once. */
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

/** A thread that nobody can keep waiting for long: a wait of more than `ms` never ends. */
export async function patientFor(key: string, ms: number): Promise<void> {
  await runInDurableObject(thread(key), (object) => {
    object.clock = {
      now: () => Date.now(),
      sleep: (length, signal, watch) =>
        watch === 'limit' && length > ms
          ? new Promise((wake) => signal?.addEventListener('abort', () => wake()))
          : systemClock.sleep(length, signal),
    }
  })
}

/** A thread for which a call to the outside that takes longer than `ms` hangs. */
export async function giveUpAfter(key: string, ms: number): Promise<void> {
  await runInDurableObject(thread(key), (object) => {
    object.clock = {
      now: () => Date.now(),
      sleep: (length, signal, watch) => systemClock.sleep(watch === 'hang' ? ms : length, signal),
    }
  })
}

/** A clock that runs `ahead` ms before the real one, and whose deadlines come when they are told to. */
export function deadlineClock(ahead = 0): { clock: Clock; comes: () => Promise<number> } {
  const pending: { readonly ms: number; readonly wake: () => void }[] = []
  const clock: Clock = {
    now: () => Date.now() + ahead,
    sleep: (ms, signal, watch) =>
      watch === 'deadline'
        ? new Promise((wake) => {
            signal?.addEventListener('abort', () => wake())
            pending.push({ ms, wake })
          })
        : systemClock.sleep(ms, signal),
  }
  const comes = async (): Promise<number> => {
    for (;;) {
      const next = pending.shift()
      next?.wake()
      if (next !== undefined) return next.ms
      await systemClock.sleep(1)
    }
  }
  return { clock, comes }
}

/** A thread whose next deadline comes when the function that is given back is called; it gives how long was left. */
export async function deadlineOf(key: string, ahead?: number): Promise<() => Promise<number>> {
  const { clock, comes } = deadlineClock(ahead)
  await runInDurableObject(thread(key), (object) => {
    object.clock = clock
  })
  return () => runInDurableObject(thread(key), comes)
}

/** Lets the thread's alarm go off `ms` from now. */
export async function later(key: string, ms: number): Promise<void> {
  await runInDurableObject(thread(key), (object) => {
    object.clock = { ...object.clock, now: () => Date.now() + ms }
  })
  await runDurableObjectAlarm(thread(key))
}

/** A thread in which each pause of exactly `ms` lasts until `end` is called. */
export async function heldSleep(key: string, ms: number): Promise<{ readonly end: () => Promise<void> }> {
  const over = new AbortController()
  await runInDurableObject(thread(key), (object) => {
    object.clock = {
      now: () => Date.now(),
      sleep: (length, signal, watch) =>
        length !== ms || watch !== undefined
          ? systemClock.sleep(length, signal)
          : new Promise((wake) => {
              over.signal.addEventListener('abort', () => wake())
              signal?.addEventListener('abort', () => wake())
            }),
    }
  })
  return { end: () => runInDurableObject(thread(key), () => over.abort()) }
}
