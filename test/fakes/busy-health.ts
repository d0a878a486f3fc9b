/** What `/health` shows of a bot that is in use, with one of each figure. */

import { health, type ShownHealth } from '../../src/measure/health.ts'
import type { Percentiles } from '../../src/measure/recent.ts'
import { counts, shown } from './health.ts'

const percentiles = (turns: number, ms: number): Percentiles => ({
  turns,
  p50Ms: ms,
  p90Ms: 2 * ms,
  p95Ms: 3 * ms,
  p99Ms: 4 * ms,
})
const none: Percentiles = { turns: 0, p50Ms: null, p90Ms: null, p95Ms: null, p99Ms: null }

export const busyHealth = (partial: Partial<ShownHealth> = {}): ShownHealth =>
  shown(
    partial,
    health(
      counts({
        totalsMs: [900, 2_500],
        cacheUses: [
          { cache: 'hit', why: '', turns: 4, ageMs: 21_600 },
          { cache: 'miss', why: 'none', turns: 12, ageMs: 0 },
          { cache: 'bypass', why: 'file', turns: 3, ageMs: 0 },
          { cache: 'bypass', why: 'taken up', turns: 1, ageMs: 0 },
        ],
        cacheEntries: 2,
        verdicts: { calls: 5, general: 2, inputTokens: 3_600, outputTokens: 150 },
        votes: { good: 6, bad: 1 },
        reused: 3,
        opened: 5,
        sessionsOpen: 3,
        answering: 2,
        maxSessions: 50,
        waiting: 1,
        longestWaitMs: 4_250,
        models: {
          'claude-haiku-5-5': {
            state: 'open',
            failures: 0,
            why: 'overloaded',
            until: 1_795_000_015_000,
            times: 1,
          },
          'claude-sonnet-5-5': { state: 'closed', failures: 2 },
        },
        blocked: 'Add credit.',
        recent: {
          '5m': { firstWords: percentiles(3, 700), whole: percentiles(4, 1_500), tools: none },
          '24h': {
            firstWords: percentiles(300, 800),
            whole: percentiles(400, 1_600),
            tools: percentiles(20, 90),
          },
        },
        spend: { day: '2026-11-24', usd: 0.123_45, unpriced: 2 },
        proven: { claude: '2026-11-24T20:53:59Z', discord: null },
      }),
    ),
  )
