/** How the fleet is doing: the coordinator's counts become what `/health` shows. */

import type { CacheUse } from './turn-report.ts'

export interface Health {
  readonly status: 'ok' | 'unknown'
  /** The deployed version, as the Cloudflare dashboard names it. */
  readonly version?: string
  readonly performance: {
    /** Median-free mean of the last turns, for people: "2.3s". */
    readonly avgResponseTime: string
    readonly p50: string
    readonly p95: string
    /** Sessions that are open: used within SESSION_IDLE_SECONDS. */
    readonly sessionPoolSize: number
    /** Sessions that are answering right now. */
    readonly activeSessions: number
    /** Questions that wait because MAX_SESSIONS are answering. */
    readonly waitingQuestions: number
    readonly cacheHitRate: string
    readonly sessionReuse: string
    /** How many turns the figures stand on. */
    readonly turns: number
  }
  /** The response cache, over the same turns. */
  readonly cache: {
    /** Answers that are kept now. */
    readonly entries: number
    readonly hits: number
    readonly misses: number
    /** Turns that were shown the answer which another was getting. */
    readonly joined: number
    readonly meanHitAge: string
    /** Why the cache had no answer, and how often. */
    readonly missed: Readonly<Record<string, number>>
    /** Why the cache was not asked, and how often. */
    readonly bypassed: Readonly<Record<string, number>>
  }
}

/** What the coordinator counted over its last turns. */
export interface Counts {
  /** Milliseconds from the interaction to the last edit, one for each turn, in any order. */
  readonly totalsMs: readonly number[]
  /** How often the cache was used in a way for a reason, and the sum of the ages of what it gave, in milliseconds. */
  readonly cacheUses: readonly {
    readonly cache: string
    readonly why: string
    readonly turns: number
    readonly ageMs: number
  }[]
  readonly cacheEntries: number
  readonly reused: number
  readonly opened: number
  readonly sessionsOpen: number
  readonly answering: number
  readonly waiting: number
}

export function health(counts: Counts): Health {
  const sorted = counts.totalsMs.toSorted((a, b) => a - b)
  const sum = sorted.reduce((total, ms) => total + ms, 0)
  const cache = cacheHealth(counts)
  return {
    status: 'ok',
    performance: {
      avgResponseTime: seconds(sorted.length === 0 ? 0 : sum / sorted.length),
      p50: seconds(percentile(sorted, 0.5)),
      p95: seconds(percentile(sorted, 0.95)),
      sessionPoolSize: counts.sessionsOpen,
      activeSessions: counts.answering,
      waitingQuestions: counts.waiting,
      cacheHitRate: percent(cache.hits, cache.hits + cache.misses),
      sessionReuse: percent(counts.reused, counts.reused + counts.opened),
      turns: sorted.length,
    },
    cache,
  }
}

function cacheHealth({ cacheUses, cacheEntries }: Counts): Health['cache'] {
  const of = (use: CacheUse): Counts['cacheUses'] => cacheUses.filter(({ cache }) => cache === use)
  const turns = (use: CacheUse): number => of(use).reduce((sum, one) => sum + one.turns, 0)
  const reasons = (use: CacheUse): Readonly<Record<string, number>> =>
    Object.fromEntries(of(use).map((one) => [one.why || 'unknown', one.turns]))
  const ageMs = of('hit').reduce((sum, one) => sum + one.ageMs, 0)
  return {
    entries: cacheEntries,
    hits: turns('hit'),
    misses: turns('miss'),
    joined: turns('joined'),
    meanHitAge: seconds(ageMs / Math.max(1, turns('hit'))),
    missed: reasons('miss'),
    bypassed: reasons('bypass'),
  }
}

/** What `/health` shows when the coordinator does not answer: the bot itself needs none of it. */
export const unknownHealth = (): Health => ({
  ...health({
    totalsMs: [],
    cacheUses: [],
    cacheEntries: 0,
    reused: 0,
    opened: 0,
    sessionsOpen: 0,
    answering: 0,
    waiting: 0,
  }),
  status: 'unknown',
})

/**
 * The nearest-rank percentile.
 *
 * @param sorted ascending
 * @param share 0 to 1
 */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)}s`

const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : Math.round((part / whole) * 100)}%`
