/** What Claude is shown of a conversation: whole exchanges, oldest first, within a budget. */

import type { FileRef } from './attachment.ts'

export interface Transcript {
  /** What stands for the exchanges that are no longer shown; undefined while all of them are. */
  readonly summary: string | undefined
  readonly exchanges: readonly Exchange[]
}

/** One turn that ended well: what was asked, and what was answered. Failed turns leave no trace here. */
export interface Exchange {
  /** The member's name as the others see it; empty where nobody else is. */
  readonly name: string
  readonly asked: string
  readonly answered: string
  /** The file that was asked about. */
  readonly file?: FileRef
}

/**
 * Characters that are sent along at most; about 45,000 tokens. Haiku costs five times as much beyond 100,000 tokens,
 * and an answer comes later with every thousand.
 */
const BUDGET = 180_000

/**
 * How many of the oldest exchanges to forget so that the rest fits. It forgets down to half the budget at once: each
 * cut changes the prefix and costs a cache write, so it has to be rare. Zero while all fits.
 */
export function overBudget(exchanges: readonly Exchange[], budget: number = BUDGET): number {
  let size = exchanges.reduce((sum, exchange) => sum + sizeOf(exchange), 0)
  if (size <= budget) return 0
  let forgotten = 0
  for (const exchange of exchanges.slice(0, -1)) {
    if (size <= budget / 2) break
    size -= sizeOf(exchange)
    forgotten += 1
  }
  return forgotten
}

const sizeOf = ({ name, asked, answered }: Exchange): number => name.length + asked.length + answered.length
