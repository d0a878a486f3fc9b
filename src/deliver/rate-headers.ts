/** Reads the rate limits from a response of Discord's. */

import { numberAt } from '../json.ts'
import type { RateLimit } from './pacer.ts'
import type { Budget } from './window.ts'

/** Source: Discord, Topics, Rate Limits, "Header Format"; reset-after is in seconds with decimals. */
export function budgetOf(headers: Headers): Budget | undefined {
  const limit = numberIn(headers, 'x-ratelimit-limit')
  const remaining = numberIn(headers, 'x-ratelimit-remaining')
  const resetAfterMs = numberIn(headers, 'x-ratelimit-reset-after') * 1_000
  if (![limit, remaining, resetAfterMs].every((value) => Number.isFinite(value) && value >= 0))
    return undefined
  return { limit, remaining, resetAfterMs }
}

/** The wait in seconds after a 429 that names none. Cloudflare's own limit is counted in minutes. */
const DEFAULT_WAIT_SECONDS = 5

/** Discord's own 429 has JSON with an exact `retry_after`; one from Cloudflare has HTML and whole seconds in a header. */
export function limitOf(headers: Headers, json: unknown): RateLimit {
  const exact = numberAt(json, 'retry_after')
  const whole = numberIn(headers, 'retry-after')
  const seconds = exact ?? (Number.isFinite(whole) ? whole : DEFAULT_WAIT_SECONDS)
  const scope = exact === undefined ? 'cloudflare' : headers.get('x-ratelimit-scope')
  const known = scope === 'shared' || scope === 'global' || scope === 'cloudflare' ? scope : 'user'
  const remaining = numberIn(headers, 'x-ratelimit-remaining')
  return {
    retryAfterMs: Math.max(0, seconds) * 1_000,
    scope: known,
    ...(remaining >= 0 ? { remaining } : {}),
  }
}

/** NaN if there is no such header. */
const numberIn = (headers: Headers, name: string): number => Number(headers.get(name) ?? Number.NaN)
