/** What the Worker logs, for tests that are about it. */

import { isRecord } from '../../src/json.ts'

/**
 * What the Worker logs meanwhile, which shares the test's console; `work` is told of it as it comes, and `next` resolves
 * with the next line.
 */
export async function logged(
  work: (soFar: readonly Record<string, unknown>[], next: () => Promise<void>) => Promise<void>,
): Promise<readonly Record<string, unknown>[]> {
  const events: Record<string, unknown>[] = []
  const waiting = new Set<() => void>()
  const { log } = console
  console.log = (...values: unknown[]): void => {
    events.push(...values.filter((value) => isRecord(value)))
    log(...values)
    for (const wake of waiting) wake()
    waiting.clear()
  }
  try {
    await work(events, () => new Promise((wake) => void waiting.add(wake)))
  } finally {
    console.log = log
  }
  return events
}
