/** How the bot is doing: the coordinator's counts become what `/health` shows. */

import type { CacheUse } from './figures.ts'
import { type RecentHealth, unknownRecent } from './recent.ts'

/** Whether one of Claude's models is asked at all. */
export interface ModelHealth {
  readonly state: 'closed' | 'open' | 'half-open'
  /** Since its last success, while it is closed. */
  readonly failures: number
  /** Why it is not asked; absent while it is. */
  readonly why?: string
  /** When it is tried again, in milliseconds since 1970. */
  readonly until?: number
  /** How often in a row it has been given up. */
  readonly times?: number
}

/** Claude's verdicts for the cache: the last calls, how many answers may serve all, and the tokens, cached ones too. */
export interface VerdictHealth {
  readonly calls: number
  readonly general: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Thumbs up and down. */
export interface Votes {
  readonly good: number
  readonly bad: number
}

export interface Health extends RecentHealth {
  /** `degraded`: one of the models is not asked, or only to see whether it is well again. */
  readonly status: 'ok' | 'degraded' | 'unknown'
  readonly performance: {
    /** The mean of the last turns, for people: "2.3s". */
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
    /** Expired answers that were shown because Claude gave none. */
    readonly stale: number
    readonly verdicts: VerdictHealth
  }
  /** What members think of the answers of these turns. */
  readonly votes: Votes
  readonly discord: {
    /** Channels of which a 429 has shown within the last hour that Discord limits their edits. */
    readonly limitedChannels: number
  }
  /** By name; `*` is all of them, and only there when none is asked. */
  readonly models: Readonly<Record<string, ModelHealth>>
  /** What the operator has to do before Claude answers again; empty where that is nothing. */
  readonly blocked: string
  /** The sessions as numbers. */
  readonly sessions: {
    readonly open: number
    readonly answering: number
    /** MAX_SESSIONS. */
    readonly limit: number
    /** Turns, of those that the figures stand on, that found their session open, and that opened one. */
    readonly reused: number
    readonly opened: number
  }
  /** The questions that wait for a session. */
  readonly queue: { readonly waiting: number; readonly longestWaitMs: number }
}

/** What `/health` answers. */
export interface ShownHealth extends Health {
  /** When the coordinator was asked, in UTC. */
  readonly at: string
  /** The deployed version, as the Cloudflare dashboard names it. */
  readonly version: string
  /** By the name of an optional part, whether it is set up; see configured.ts. */
  readonly configured: Readonly<Record<string, boolean>>
}

/** What the coordinator counted over its last turns. */
export interface Counts extends RecentHealth {
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
  readonly verdicts: VerdictHealth
  readonly votes: Votes
  readonly reused: number
  readonly opened: number
  readonly sessionsOpen: number
  readonly answering: number
  readonly maxSessions: number
  readonly waiting: number
  readonly longestWaitMs: number
  readonly limitedChannels: number
  readonly models: Health['models']
  readonly blocked: string
}

export function health(counts: Counts): Health {
  const sorted = counts.totalsMs.toSorted((a, b) => a - b)
  const sum = sorted.reduce((total, ms) => total + ms, 0)
  const cache = cacheHealth(counts)
  return {
    status: Object.values(counts.models).every(({ state }) => state === 'closed') ? 'ok' : 'degraded',
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
    votes: counts.votes,
    discord: { limitedChannels: counts.limitedChannels },
    models: counts.models,
    blocked: counts.blocked,
    sessions: {
      open: counts.sessionsOpen,
      answering: counts.answering,
      limit: counts.maxSessions,
      reused: counts.reused,
      opened: counts.opened,
    },
    queue: { waiting: counts.waiting, longestWaitMs: counts.longestWaitMs },
    recent: counts.recent,
    spend: counts.spend,
    proven: counts.proven,
  }
}

function cacheHealth({ cacheUses, cacheEntries, verdicts }: Counts): Health['cache'] {
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
    stale: turns('stale'),
    verdicts,
  }
}

/** What `/health` shows when the coordinator does not answer: the bot itself needs none of it. */
export const unknownHealth = (): Health => ({
  ...health({
    totalsMs: [],
    cacheUses: [],
    cacheEntries: 0,
    verdicts: { calls: 0, general: 0, inputTokens: 0, outputTokens: 0 },
    votes: { good: 0, bad: 0 },
    reused: 0,
    opened: 0,
    sessionsOpen: 0,
    answering: 0,
    maxSessions: 0,
    waiting: 0,
    longestWaitMs: 0,
    limitedChannels: 0,
    models: {},
    blocked: '',
    ...unknownRecent(),
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
