/** A call of the bot's, and what the headers of its answer say of the budget that it was counted in. */

import type { CallKind } from './faults.ts'
import { recordOf } from './json.ts'

/** A call of the bot's, as it was answered. */
export interface Call {
  /** Counts the calls of one interaction from 1. */
  readonly n: number
  readonly at: number
  readonly method: string
  /** Without the token. */
  readonly path: string
  readonly kind: CallKind
  endedAt?: number
  /** 0 when there was no answer: the line broke, or the bot gave up. */
  status?: number
  code?: number
  content?: string
  rate?: Rate
}

export interface Rate {
  readonly limit: number
  readonly remaining: number
  readonly resetAfterMs: number
  /** Of a 429: how long to wait, and whose limit it was. */
  readonly retryAfterMs?: number
  readonly scope?: string
}

/** Undefined for an answer without these headers, such as Cloudflare's own. */
export function rateIn(headers: Readonly<Record<string, string>>, body: unknown): Rate | undefined {
  const number = (name: string): number => Number(headers[`X-RateLimit-${name}`] ?? Number.NaN)
  const [limit, remaining, resetAfter] = [number('Limit'), number('Remaining'), number('Reset-After')]
  if (Number.isNaN(limit + remaining + resetAfter)) return undefined
  const retryAfter = recordOf(body)['retry_after']
  const scope = headers['X-RateLimit-Scope']
  return {
    limit,
    remaining,
    resetAfterMs: Math.round(resetAfter * 1_000),
    ...(typeof retryAfter === 'number' ? { retryAfterMs: Math.round(retryAfter * 1_000) } : {}),
    ...(scope === undefined ? {} : { scope }),
  }
}
