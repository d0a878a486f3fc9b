/** Time as an argument, for code that sleeps or waits with a limit; a test can let it stand still. */

/**
 * What a sleep watches over. One that watches over nothing is a pause before the next step.
 *
 * `limit`: other work may take no longer. `hang`: a call to the outside hangs. `silence`: nothing is heard of Claude.
 * `deadline`: of a whole turn. `tick`: what is at work is shown again. A test lets some of them pass and holds others.
 */
export type Watch = 'limit' | 'hang' | 'silence' | 'deadline' | 'tick'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Ends after `ms`, or at once when `signal` fires; it never rejects. */
  sleep(ms: number, signal?: AbortSignal, watch?: Watch): Promise<void>
}

/** The clock of the machine. Only an edge hands it in. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((wake) => {
      if (signal?.aborted === true) {
        wake()
        return
      }
      const done = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        wake()
      }
      const timer = setTimeout(done, Math.max(0, ms))
      signal?.addEventListener('abort', done, { once: true })
    }),
}

/**
 * What comes of `work` within `ms`, in a box because it may be nothing; undefined when it is late. Rejects as `work` does,
 * and of one that fails when nobody waits for it any more nobody hears.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  const over = new AbortController()
  try {
    const late = clock.sleep(ms, over.signal, 'limit').then(() => undefined)
    return await Promise.race([work.then((value) => ({ value })), late])
  } finally {
    over.abort()
    work.catch(() => undefined)
  }
}

/**
 * A moment in UTC, to the second: `2026-11-24T20:54:03Z`. Undefined for one that no calendar has (ECMAScript, "Time Values
 * and Time Range").
 *
 * @param ms milliseconds since 1970
 */
export const isoTime = (ms: number): string | undefined =>
  Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z') : undefined

/** Milliseconds since 1970 of a moment that `isoTime` has written; undefined for any other text. */
export const timeOfIso = (iso: string): number | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(iso) ? Date.parse(iso) : undefined
