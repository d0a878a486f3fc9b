/** The memory of the bot's runtime, looked at while something goes on. */

import { runtimes } from '../../src/playground/runtimes.ts'
import { pause } from './playground.ts'

/** In MiB. */
export interface Memory {
  readonly before: number
  readonly peak: number
  readonly after: number
}

const LOOK_EVERY_MS = 500

/** Of the two runtimes on this playground the bot's is the greater one; the other only passes requests on. */
const mebibytes = (): number => Math.round(Math.max(0, ...runtimes().map(({ kib }) => kib)) / 1_024)

/** @param restMs after which what is let go of has been collected */
export async function memoryDuring<T>(
  work: () => Promise<T>,
  restMs: number,
): Promise<{ readonly value: T; readonly memory: Memory }> {
  const before = mebibytes()
  let peak = before
  const looking = setInterval(() => {
    peak = Math.max(peak, mebibytes())
  }, LOOK_EVERY_MS)
  try {
    const value = await work()
    await pause(restMs)
    const after = mebibytes()
    return { value, memory: { before, peak: Math.max(peak, after), after } }
  } finally {
    clearInterval(looking)
  }
}
