/** What the Worker logs, for tests that are about it. */

import { isRecord } from '../../src/json.ts'

/** What the Worker logs meanwhile, which shares the test's console; `work` is told of it as it comes. */
export async function logged(
  work: (soFar: readonly Record<string, unknown>[]) => Promise<void>,
): Promise<readonly Record<string, unknown>[]> {
  const events: Record<string, unknown>[] = []
  const { log } = console
  console.log = (...values: unknown[]): void => {
    events.push(...values.filter((value) => isRecord(value)))
    log(...values)
  }
  try {
    await work(events)
  } finally {
    console.log = log
  }
  return events
}
