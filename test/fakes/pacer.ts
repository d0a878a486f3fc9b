/** A pacer at the start of a turn, its news, and a call that was answered. */

import type { News, Pacer } from '../../src/deliver/pacer.ts'
import { answered, startPacer, starting } from '../../src/deliver/pacer.ts'

export const START = 1_000_000

export const some = (partial: Partial<News> = {}): News => ({
  unseen: 100,
  first: false,
  last: false,
  calls: 1,
  ...partial,
})

export const fresh = (): Pacer => startPacer({ intervalMs: 1_500, now: START })

/** One call that left at `at` and came back 60 ms later. */
export const called = (
  pacer: Pacer,
  at: number,
  limit: number,
  remaining: number,
  resetAfterMs: number,
): Pacer => answered(starting(pacer, at), { limit, remaining, resetAfterMs }, at + 60)
