/** Time as an argument: what a loop that sleeps is given, so that a test can let it stand still. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Ends after `ms`, or at once when `signal` fires; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
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
