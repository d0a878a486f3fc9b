/** A rate limit bucket as Discord keeps it, in each of the ways in which it may count. */

import type { Budget } from '../../src/deliver/window.ts'

/**
 * How Discord counts. `first call`: a window starts with the first call in it. `wall clock`: windows start at
 * `phaseMs` and every `windowMs` after. `sliding`: calls come back one by one, and reset-after names the next of
 * them. `sliding, late`: the same, but reset-after names the moment when all are back.
 */
export type Counting = 'first call' | 'wall clock' | 'sliding' | 'sliding, late'

export interface Bucket {
  readonly counting: Counting
  readonly limit: number
  readonly windowMs: number
  readonly phaseMs?: number
  /** Other limits for the windows that start at `from` or later. Ascending. */
  readonly later?: readonly { readonly from: number; readonly limit: number; readonly windowMs?: number }[]
}

export type Verdict = { readonly ok: boolean; readonly budget: Budget; readonly retryAfterMs: number }

interface Rules {
  readonly limit: number
  readonly windowMs: number
}

const verdict = (limit: number, count: number, resetAfterMs: number): Verdict => ({
  ok: count <= limit,
  budget: { limit, remaining: Math.max(0, limit - count), resetAfterMs },
  retryAfterMs: resetAfterMs,
})

/** A bucket as Discord keeps it. Calls have to come in the order of their arrival. */
export function server(bucket: Bucket): (at: number) => Verdict {
  let start = -Infinity
  let used = 0
  let log: number[] = []
  const rulesAt = (at: number): Rules => {
    const now = (bucket.later ?? []).filter(({ from }) => from <= at).at(-1)
    return { limit: now?.limit ?? bucket.limit, windowMs: now?.windowMs ?? bucket.windowMs }
  }
  if (bucket.counting === 'sliding' || bucket.counting === 'sliding, late') {
    return (at) => {
      const { limit, windowMs } = rulesAt(at)
      log = log.filter((t) => t + windowMs > at)
      const count = log.length + 1
      if (count <= limit) log.push(at)
      const from = bucket.counting === 'sliding' ? log[Math.max(0, log.length - limit)] : log.at(-1)
      return verdict(limit, count, (from ?? at) + windowMs - at)
    }
  }
  return (at) => {
    const old = rulesAt(start)
    if (at >= start + old.windowMs) {
      const { windowMs } = rulesAt(at)
      const phase = bucket.phaseMs ?? 0
      start = bucket.counting === 'first call' ? at : phase + Math.floor((at - phase) / windowMs) * windowMs
      used = 0
    }
    const { limit, windowMs } = rulesAt(start)
    if (used < limit) {
      used += 1
      return verdict(limit, used, start + windowMs - at)
    }
    return verdict(limit, limit + 1, start + windowMs - at)
  }
}
