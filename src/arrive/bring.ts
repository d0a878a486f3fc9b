/** Asks an object for something, in time for the first response. */

import { type Clock, within } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { ANSWER_WITHIN_MS } from '../limits.ts'

export interface BringDeps {
  readonly clock: Clock
  /** For the operator. */
  readonly complain: (message: string) => void
}

/** The value in a box, because it may be undefined. Undefined if `work` fails twice or is too slow. Never rejects. */
export async function bring<T>(
  { clock, complain }: BringDeps,
  work: () => Promise<T>,
  withinMs = ANSWER_WITHIN_MS,
): Promise<{ readonly value: T } | undefined> {
  try {
    // A second try, because an object that was just replaced or moved refuses the first.
    const brought = await within(clock, withinMs, work().catch(work))
    if (brought === undefined) complain(`nothing came within ${withinMs} ms`)
    return brought
  } catch (error) {
    complain(messageOf(error))
    return undefined
  }
}
