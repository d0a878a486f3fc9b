/** The figures of a bot that has answered nothing yet, and what `/health` shows of them. */

import { type Counts, type Health, health, type ShownHealth } from '../../src/measure/health.ts'
import { unknownRecent } from '../../src/measure/recent.ts'

export const counts = (partial: Partial<Counts> = {}): Counts => ({
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
  ...partial,
})

export const shown = (partial: Partial<ShownHealth> = {}, of: Health = health(counts())): ShownHealth => ({
  ...of,
  at: '2026-11-24T20:54:03Z',
  version: '2f77664a-f47c-4587-9fcc-939146501f49',
  configured: { botToken: true, cache: true, web: false },
  ...partial,
})
