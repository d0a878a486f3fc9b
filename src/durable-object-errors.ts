/** What the platform says of a failed call to a Durable Object, or of one that such an object made to its storage. */

import type { Clock } from './clock.ts'
import { isRecord } from './json.ts'
import { messageOf } from './errors.ts'

/**
 * Whether the object's instance has ended, or has lost its storage: its successor goes on. Anything else is a bug.
 *
 * The platform says so by properties: `durableObjectReset` (workerd, jsg/exception.c++: set for each error that breaks an
 * object) and `retryable` (Durable Objects, Error handling). An error that has lost its properties on the way is known by
 * its words (Durable Objects, Troubleshooting).
 */
export function isReset(error: unknown): boolean {
  if (has(error, 'overloaded')) return false
  if (has(error, 'durableObjectReset') || has(error, 'retryable')) return true
  return /reset because its code was updated|has been upgraded|caused object to be reset|Network connection lost/.test(
    messageOf(error),
  )
}

/** After an overload. Our choice: a burst of questions is over by then, and the member still waits. */
const OVERLOAD_PAUSE_MS = 2_000

/** Rejects later where the object is overloaded: a caller that tries again at once would add to the overload. */
export async function pauseIfOverloaded<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (has(error, 'overloaded')) await clock.sleep(OVERLOAD_PAUSE_MS)
    throw error
  }
}

const has = (error: unknown, property: string): boolean => isRecord(error) && error[property] === true
