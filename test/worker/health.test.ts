/** `/health` of a bot that has really answered, and what it costs the coordinator. */

import { runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { coordinatorSchema } from '../../src/converse/coordinator/coordinator-schema.ts'
import { minutesStore, newsOfTurn } from '../../src/converse/coordinator/minutes-store.ts'
import type { ShownHealth } from '../../src/measure/health.ts'
import { countedStorage } from '../../src/storage/counted-storage.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { interactionId, turnFigures } from '../build.ts'
import { readExposition } from '../fakes/exposition.ts'
import './read-shell.ts'
import { freshHealth } from './fresh-health.ts'
import { snowflake, unique } from './ids.ts'
import { script } from './local-claude.ts'
import { ask } from './member.ts'
import { newBot } from './new-bot.ts'
import { ended } from './rows.ts'

beforeEach(newBot)
afterEach(() => vi.restoreAllMocks())

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

test('a bot that nobody has asked is configured and not proven; an answered question proves it', async () => {
  const before = await (await freshHealth()).json<ShownHealth>()
  expect([before.proven, before.recent['5m'].whole.turns]).toEqual([{ claude: null, discord: null }, 0])
  expect(before.configured).toMatchObject({ cache: true, analytics: true, rateLimit: true, predict: false })
  const [word, channel, guild, member] = [unique(), snowflake(), snowflake(), snowflake()]
  await script(word, { say: '', tools: [{ name: 'bash', input: { command: 'echo 1' } }] }, { say: 'Proven.' })
  const asked = await ask({ prompt: word, channel, guild, member })
  await asked.text(/^Proven\./)
  await ended(channel)
  const response = await freshHealth()
  const text = await response.text()
  const { proven, recent, spend, sessions } = JSON.parse(text) as ShownHealth
  expect([proven.claude, proven.discord]).toEqual([expect.stringMatching(ISO), expect.stringMatching(ISO)])
  expect([recent['5m'].firstWords.turns, recent['24h'].whole.turns, recent['24h'].tools.turns]).toEqual([
    1, 1, 1,
  ])
  expect(recent['5m'].whole.p50Ms).toBeGreaterThan(0)
  expect(recent['5m'].whole.p99Ms).toBeGreaterThanOrEqual(recent['5m'].firstWords.p50Ms ?? Infinity)
  expect(spend.usd).toBeGreaterThan(0)
  expect(sessions).toMatchObject({ open: 1, limit: 50 })
  const others = await Promise.all(
    ['text', 'prometheus'].map(async (format) => (await freshHealth(`?format=${format}`)).text()),
  )
  expect(readExposition(others[1] ?? '')).toContainEqual({
    name: 'threadkeeper_answer_turns',
    labels: { window: '5m' },
    value: 1,
  })
  for (const id of [channel, guild, member, asked.id])
    expect([text, ...others].filter((page) => page.includes(id))).toEqual([])
})

test('a hundred requests at the same time cost the coordinator one call', async () => {
  await freshHealth()
  const health = vi.spyOn(CoordinatorObject.prototype, 'health')
  const pages = await Promise.all(
    Array.from({ length: 100 }, async () =>
      (await exports.default.fetch('https://bot.example/health')).json<ShownHealth>(),
    ),
  )
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set(['ok']))
  expect(health.mock.calls.length).toBeLessThanOrEqual(1)
})

/** One life of an object that nothing else uses. */
const inside = <T>(act: (start: () => CoordinatorObject, state: DurableObjectState) => T): Promise<T> =>
  runInDurableObject(
    env.COORDINATOR.getByName(unique('fleet')),
    ({ constructor: Coordinator }, state) =>
      act(() => new (Coordinator as typeof CoordinatorObject)(state, env), state) as never,
  )
const figures = (n: number) =>
  turnFigures({ turn: interactionId(String(n)), totalMs: 1_000, usd: 0.5, outputTokens: 3 })

describe('the coordinator', () => {
  test('of the schema before counts on, and has the new figures from now on', async () => {
    const health = await inside((start, { storage }) => {
      for (const { name } of storage.sql
        .exec<{ name: string }>(
          `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'`,
        )
        .toArray())
        if (!name.startsWith('sqlite_')) storage.sql.exec(`DROP TABLE ${name}`)
      storage.kv.delete('schema')
      migrate(storage, coordinatorSchema.slice(0, 1))
      storage.sql.exec(
        `INSERT INTO turns (turn, total_ms, cache, session, cache_why) VALUES ('1', 2000, 'miss', 'new', 'none')`,
      )
      const object = start()
      object.ended(figures(2), 5, Date.now())
      return object.health(Date.now())
    })
    expect(health.performance.turns).toBe(2)
    expect(health.recent['24h'].whole.turns).toBe(1)
    expect(health.spend.usd).toBe(0.5)
  })

  test('counts a turn once, and own calls besides, and both survive a start', async () => {
    const health = await inside((start) => {
      const before = start()
      for (let times = 0; times < 3; times += 1) before.ended(figures(2), 5, Date.now())
      before.called(0.25, 7)
      before.called(-1, 7)
      before.judged({
        evt: 'cache.verdict',
        v: 1,
        outcome: 'general',
        in_tok: 1,
        cache_read_tok: 0,
        cache_write_tok: 0,
        out_tok: 1,
        usd: 0.125,
        ms: 1,
      })
      return start().health(Date.now())
    })
    expect(health.recent['5m'].whole.turns).toBe(1)
    expect(health.spend).toMatchObject({ usd: 0.875, unpriced: 1 })
    expect(health.proven).toEqual({ claude: expect.stringMatching(ISO), discord: expect.stringMatching(ISO) })
  })

  test('writes one more row for a turn, and reads a few for a look', async () => {
    const rows = await inside((start, { storage }) => {
      start()
      const counted = countedStorage(storage)
      const store = minutesStore(counted.sql as never)
      const now = Date.UTC(2026, 10, 24, 20)
      for (let minute = 0; minute < 1_440; minute += 1)
        store.count(newsOfTurn(figures(1)), now + minute * 60_000, now + minute * 60_000)
      const last = now + 1_439 * 60_000
      counted.takeRows()
      store.count(newsOfTurn(figures(1)), last, last)
      const turn = counted.takeRows()
      store.health(last)
      return { turn, look: counted.takeRows() }
    })
    expect(rows.turn).toEqual({ rowsRead: expect.any(Number), rowsWritten: 1 })
    expect(rows.turn.rowsRead).toBeLessThanOrEqual(3)
    expect(rows.look.rowsWritten).toBe(0)
    expect(rows.look.rowsRead).toBeLessThanOrEqual(7)
  })
})
