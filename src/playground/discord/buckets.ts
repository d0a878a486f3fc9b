/** Counts calls in fixed windows and says, in Discord's headers, how many are left. */

/**
 * At most `limit` calls within `windowMs` of the window's first call; with `phaseMs` the windows begin at fixed times
 * instead, so long after each multiple of `windowMs`. Nobody knows which of the two Discord does.
 */
export interface Budget {
  readonly limit: number
  readonly windowMs: number
  readonly phaseMs?: number
}

/** Discord's hidden limit of a channel, for all interactions in it together. It counts creates; with `edits`, edits too. */
export interface ChannelLimit extends Budget {
  readonly edits?: boolean
}

export interface Bucket {
  readonly used: number
  /** When the window ends, in milliseconds since 1970; before the first call, 0. */
  readonly endsAt: number
}

export interface Taken {
  readonly ok: boolean
  readonly bucket: Bucket
  readonly remaining: number
  readonly resetAt: number
}

export const freshBucket: Bucket = { used: 0, endsAt: 0 }

/**
 * Takes one call out of the budget. A refused call costs nothing: Discord counts what it let through.
 * A budget that shrinks in mid-window counts at once.
 */
export function take(bucket: Bucket, budget: Budget, now: number): Taken {
  const open = now < bucket.endsAt ? bucket : { used: 0, endsAt: endOf(budget, now) }
  if (open.used >= budget.limit) return { ok: false, bucket: open, remaining: 0, resetAt: open.endsAt }
  const next = { used: open.used + 1, endsAt: open.endsAt }
  return { ok: true, bucket: next, remaining: budget.limit - next.used, resetAt: next.endsAt }
}

/** What would be left if one asked without calling. */
export function peek(bucket: Bucket, budget: Budget, now: number): Omit<Taken, 'bucket'> {
  const open = now < bucket.endsAt ? bucket : { used: 0, endsAt: endOf(budget, now) }
  const remaining = Math.max(0, budget.limit - open.used)
  return { ok: remaining > 0, remaining, resetAt: open.endsAt }
}

/** When a window that is opened now ends. */
const endOf = ({ windowMs, phaseMs }: Budget, now: number): number =>
  phaseMs === undefined
    ? now + windowMs
    : now + windowMs - ((((now - phaseMs) % windowMs) + windowMs) % windowMs)

/** Seconds with three decimals, rounded up: a client that waits as told must not come a fraction too early. */
export const seconds = (ms: number): number => Math.ceil(Math.max(0, ms)) / 1_000

/** Source: Discord, Rate Limits, "Header Format". */
export function rateHeaders(
  name: string,
  budget: Budget,
  left: { readonly remaining: number; readonly resetAt: number },
  now: number,
): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(budget.limit),
    'X-RateLimit-Remaining': String(left.remaining),
    'X-RateLimit-Reset': seconds(left.resetAt).toFixed(3),
    'X-RateLimit-Reset-After': seconds(left.resetAt - now).toFixed(3),
    'X-RateLimit-Bucket': name,
  }
}

export type Scope = 'user' | 'shared' | 'global'

/** The body and the extra headers of a 429. `Retry-After` is whole seconds, `retry_after` is not (Discord, Rate Limits). */
export function limited(
  retryAfterMs: number,
  scope: Scope,
): { headers: Record<string, string>; body: Record<string, unknown> } {
  const after = seconds(retryAfterMs)
  return {
    headers: {
      'Retry-After': String(Math.ceil(after)),
      'X-RateLimit-Scope': scope,
      ...(scope === 'global' ? { 'X-RateLimit-Global': 'true' } : {}),
    },
    body: { message: 'You are being rate limited.', retry_after: after, global: scope === 'global' },
  }
}

/** A budget that changes over a token's life: each step holds from `afterMs` (since the interaction was made) on. */
export type Budgets = Budget | readonly (Budget & { readonly afterMs: number })[]

const isSteps = (budgets: Budgets): budgets is readonly (Budget & { readonly afterMs: number })[] =>
  Array.isArray(budgets)

export function budgetAt(budgets: Budgets, ageMs: number, fallback: Budget): Budget {
  if (!isSteps(budgets)) return budgets
  return budgets.findLast((step) => step.afterMs <= ageMs) ?? fallback
}
