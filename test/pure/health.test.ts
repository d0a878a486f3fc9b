/** The coordinator's counts become what `/health` shows. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { health, percentile, unknownHealth } from '../../src/measure/health.ts'
import { unknownRecent } from '../../src/measure/recent.ts'
import { counts } from '../fakes/health.ts'

test('figures are what they are called', () => {
  const totalsMs = [4_000, 1_000, 2_000, 3_000, 10_000]
  expect(
    health(
      counts({
        totalsMs,
        cacheUses: [
          { cache: 'hit', why: '', turns: 2, ageMs: 7_000 },
          { cache: 'miss', why: 'none', turns: 4, ageMs: 0 },
          { cache: 'miss', why: 'late', turns: 2, ageMs: 0 },
          { cache: 'joined', why: '', turns: 5, ageMs: 0 },
          { cache: 'bypass', why: 'file', turns: 6, ageMs: 0 },
          { cache: 'bypass', why: '', turns: 1, ageMs: 0 },
          { cache: 'stale', why: '', turns: 3, ageMs: 90_000 },
        ],
        cacheEntries: 9,
        verdicts: { calls: 4, general: 3, inputTokens: 900, outputTokens: 120 },
        reused: 2,
        opened: 1,
        sessionsOpen: 7,
        answering: 2,
        maxSessions: 50,
        waiting: 3,
        longestWaitMs: 4_000,
      }),
    ),
  ).toEqual({
    status: 'ok',
    performance: {
      avgResponseTime: '4.0s',
      p50: '3.0s',
      p95: '10.0s',
      sessionPoolSize: 7,
      activeSessions: 2,
      waitingQuestions: 3,
      cacheHitRate: '25%',
      sessionReuse: '67%',
      turns: 5,
    },
    cache: {
      entries: 9,
      hits: 2,
      misses: 6,
      joined: 5,
      meanHitAge: '3.5s',
      missed: { none: 4, late: 2 },
      bypassed: { file: 6, unknown: 1 },
      stale: 3,
      verdicts: { calls: 4, general: 3, inputTokens: 900, outputTokens: 120 },
    },
    votes: { good: 0, bad: 0 },
    discord: { limitedChannels: 0 },
    models: {},
    blocked: '',
    sessions: { open: 7, answering: 2, limit: 50, reused: 2, opened: 1 },
    queue: { waiting: 3, longestWaitMs: 4_000 },
    ...unknownRecent(),
  })
})

test('a bot that has answered nothing yet has figures too', () => {
  expect(health(counts())).toEqual({
    status: 'ok',
    performance: {
      avgResponseTime: '0.0s',
      p50: '0.0s',
      p95: '0.0s',
      sessionPoolSize: 0,
      activeSessions: 0,
      waitingQuestions: 0,
      cacheHitRate: '0%',
      sessionReuse: '0%',
      turns: 0,
    },
    cache: {
      entries: 0,
      hits: 0,
      misses: 0,
      joined: 0,
      meanHitAge: '0.0s',
      missed: {},
      bypassed: {},
      stale: 0,
      verdicts: { calls: 0, general: 0, inputTokens: 0, outputTokens: 0 },
    },
    votes: { good: 0, bad: 0 },
    discord: { limitedChannels: 0 },
    models: {},
    blocked: '',
    sessions: { open: 0, answering: 0, limit: 0, reused: 0, opened: 0 },
    queue: { waiting: 0, longestWaitMs: 0 },
    ...unknownRecent(),
  })
})

test.each([
  ['closed', 'ok'],
  ['open', 'degraded'],
  ['half-open', 'degraded'],
] as const)('a bot with a model that is %s is %s', (state, status) => {
  const models = { main: { state, failures: 0 }, other: { state: 'closed', failures: 2 } } as const
  expect(health(counts({ models, blocked: 'Do this.' }))).toMatchObject({
    status,
    models,
    blocked: 'Do this.',
  })
})

test('without a coordinator the shape stays, and says so', () => {
  expect(unknownHealth()).toEqual({ ...health(counts()), status: 'unknown' })
})

test.each([
  [[], 0.5, 0],
  [[5], 0.5, 5],
  [[5], 0.95, 5],
  [[1, 2, 3, 4], 0.5, 2],
  [[1, 2, 3, 4, 5], 0.5, 3],
  [Array.from({ length: 100 }, (_, n) => n + 1), 0.95, 95],
  [Array.from({ length: 20 }, (_, n) => n + 1), 0.95, 19],
  [[1, 2, 3], 0, 1],
  [[1, 2, 3], 1, 3],
])('of %j the percentile %d is %d', (sorted, share, expected) => {
  expect(percentile(sorted, share)).toBe(expected)
})

test('a percentile is one of the values, and grows with its share', () => {
  const values = fc.array(fc.nat(100_000), { minLength: 1 }).map((all) => all.toSorted((a, b) => a - b))
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(values, share, share, (sorted, a, b) => {
      expect(sorted).toContain(percentile(sorted, a))
      expect(percentile(sorted, Math.min(a, b))).toBeLessThanOrEqual(percentile(sorted, Math.max(a, b)))
    }),
    { numRuns: 1_000 },
  )
})

test('the order of the turns does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000)), (totalsMs) => {
      expect(health(counts({ totalsMs }))).toEqual(health(counts({ totalsMs: totalsMs.toReversed() })))
    }),
  )
})
