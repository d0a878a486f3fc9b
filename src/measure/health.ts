/** How the fleet is doing: the coordinator's counts become what `/health` shows. */

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
    readonly cacheHitRate: string
    readonly sessionReuse: string
    /** How many turns the figures stand on. */
    readonly turns: number
  }
}

/** What the coordinator counted over its last turns. */
export interface Counts {
  /** Milliseconds from the interaction to the last edit, one for each turn, in any order. */
  readonly totalsMs: readonly number[]
  readonly hits: number
  readonly misses: number
  readonly reused: number
  readonly opened: number
  readonly sessionsOpen: number
  readonly answering: number
}

export function health(counts: Counts): Health {
  const sorted = counts.totalsMs.toSorted((a, b) => a - b)
  const sum = sorted.reduce((total, ms) => total + ms, 0)
  return {
    status: 'ok',
    performance: {
      avgResponseTime: seconds(sorted.length === 0 ? 0 : sum / sorted.length),
      p50: seconds(percentile(sorted, 0.5)),
      p95: seconds(percentile(sorted, 0.95)),
      sessionPoolSize: counts.sessionsOpen,
      activeSessions: counts.answering,
      cacheHitRate: percent(counts.hits, counts.hits + counts.misses),
      sessionReuse: percent(counts.reused, counts.reused + counts.opened),
      turns: sorted.length,
    },
  }
}

/** What `/health` shows when the coordinator does not answer: the bot itself needs none of it. */
export const unknownHealth = (): Health => ({
  ...health({ totalsMs: [], hits: 0, misses: 0, reused: 0, opened: 0, sessionsOpen: 0, answering: 0 }),
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
