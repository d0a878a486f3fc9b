/** A server that the bot was removed from: when all that is kept of it goes, and when it stays. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, inject, test } from 'vitest'
import type { GuildObject } from '../../src/guild/guild.ts'
import { isMemberId } from '../../src/ids.ts'
import { snowflake } from './ids.ts'
import { request } from './local-server.ts'
import { logged } from './logged.ts'

const HOUR = 3_600_000
const by = (() => {
  const id: unknown = '700'
  if (!isMemberId(id)) throw new Error('an id')
  return id
})()

const atDiscord = (guild: string, what: object) =>
  request(`${inject('discord')}/_local/guilds/${guild}`, 'PUT', what)

const copyOf = (guild: string) => env.CACHE_KV.get(`settings:guild:${guild}`)

const spends = {
  id: 'one',
  life: 1,
  spent: { nanoUsd: 500, tokens: 5 },
  model: 'm',
  turns: 1,
  cached: 0,
  member: '7',
}

/** A server with settings, a copy of them and something spent, and the days that pass for it. */
async function server() {
  const guild = snowflake()
  const object = env.GUILDS.getByName(`guild:${guild}`)
  await atDiscord(guild, { bot: true })
  await object.changeSettings({ persona: 'Be brief.' }, by)
  await object.settle(spends)
  await expect.poll(() => copyOf(guild)).toContain('Be brief.')
  let ahead = 0
  return {
    guild,
    object,
    dayPasses: async (ms = 24 * HOUR): Promise<void> => {
      ahead += ms
      const after = ahead
      await runInDurableObject(object, (one) => {
        one.clock = { ...one.clock, now: () => Date.now() + after }
      })
      expect(await runDurableObjectAlarm(object)).toBe(true)
    },
    presence: () => runInDurableObject(object, (_, { storage }) => storage.kv.get('presence')),
    kept: () =>
      runInDurableObject(object, async (_, { storage }) => ({
        tables: storage.sql
          .exec("SELECT name FROM sqlite_master WHERE name IN ('settings', 'spent')")
          .toArray().length,
        rows: [...storage.kv.list()].length,
        hasAlarm: (await storage.getAlarm()) !== null,
      })),
  }
}

const all = { tables: 2, rows: 2, hasAlarm: true }

test('two days without the bot delete its settings, their copy, what it spent and the alarm', async () => {
  const { guild, object, dayPasses, kept } = await server()
  await dayPasses()
  await atDiscord(guild, { bot: false })
  const events = await logged(async () => {
    await dayPasses()
    expect(await kept()).toEqual(all)
    expect(await copyOf(guild)).toContain('Be brief.')
    await dayPasses()
  })
  expect(await kept()).toEqual({ tables: 0, rows: 0, hasAlarm: false })
  expect(await copyOf(guild)).toBeNull()
  expect(events.filter(({ evt }) => evt === 'guild.gone')).toEqual([
    { evt: 'guild.gone', owner: `guild:${guild}` },
  ])
  expect(await object.readSettings()).toEqual({ version: 0, settings: {} })
  // And it can begin anew.
  expect((await object.changeSettings({ footer: true }, by)).kept).toEqual({
    version: 1,
    settings: { footer: true },
  })
  await object.settle({ ...spends, spent: { nanoUsd: 3, tokens: 1 } })
  expect((await kept()).tables).toBe(2)
})

test('a second look sooner than after 20 hours deletes nothing', async () => {
  const { guild, dayPasses, kept } = await server()
  await dayPasses()
  await atDiscord(guild, { bot: false })
  await dayPasses()
  await dayPasses(19 * HOUR)
  expect(await kept()).toEqual(all)
})

describe('nothing goes', () => {
  test.each([
    [
      'a look that finds the bot again',
      async ({ guild }: { guild: string }) => atDiscord(guild, { bot: true }),
    ],
    ['a look at a Discord that is down', ({ guild }: { guild: string }) => downAt(guild, { status: 503 })],
    [
      'a look with a token that Discord does not take',
      ({ guild }: { guild: string }) => downAt(guild, { status: 401 }),
    ],
    [
      'a look that is limited',
      ({ guild }: { guild: string }) => downAt(guild, { rateLimited: { retryAfter: 60 } }),
    ],
  ])('by %s', async (_, happens) => {
    const one = await server()
    await one.dayPasses()
    await atDiscord(one.guild, { bot: false })
    await one.dayPasses()
    await happens(one)
    await one.dayPasses()
    expect(await one.kept()).toEqual(all)
    expect(await copyOf(one.guild)).toContain('Be brief.')
  })

  type Server = Awaited<ReturnType<typeof server>>
  test.each([
    ['its settings were read', ({ object }: Server) => object.readSettings()],
    ['its settings were changed', ({ object }: Server) => object.changeSettings({ tools: false }, by)],
    [
      'a turn has reserved',
      ({ object }: Server) =>
        object.reserve({
          id: 'r',
          life: 1,
          need: { nanoUsd: 1, tokens: 1 },
          lapsesAt: Date.now() + 90 * 24 * HOUR,
          member: '7',
        }),
    ],
    ['a turn has spent', ({ object }: Server) => object.settle({ ...spends, id: 'two' })],
  ])('of a server that has only the commands, for 30 days after %s', async (_, use) => {
    const one = await server()
    await atDiscord(one.guild, { bot: false })
    await one.dayPasses()
    expect(await one.presence()).toEqual({ wasThere: false, goneSince: expect.any(Number) })
    await use(one)
    await one.dayPasses(31 * 24 * HOUR)
    expect(await one.presence()).toEqual({ wasThere: false, goneSince: expect.any(Number) })
    expect(await one.kept()).toEqual(all)
    await one.dayPasses(31 * 24 * HOUR)
    expect(await one.kept()).toEqual({ tables: 0, rows: 0, hasAlarm: false })
  })

  test('where KV does not delete the copy; the next day it goes', async () => {
    const { guild, dayPasses, kept, object } = await server()
    await dayPasses()
    await atDiscord(guild, { bot: false })
    await dayPasses()
    const down = await withKv(object, () => ({ delete: () => Promise.reject(new Error('down')) }))
    await dayPasses()
    expect(await kept()).toEqual(all)
    await down.restore()
    await dayPasses()
    expect(await kept()).toEqual({ tables: 0, rows: 0, hasAlarm: false })
  })
})

test('a use while the copy is being deleted keeps the server, and lays the copy anew', async () => {
  const { guild, dayPasses, kept, object } = await server()
  await dayPasses()
  await atDiscord(guild, { bot: false })
  await dayPasses()
  let deleted = 0
  await withKv(object, (one) => ({
    async delete(key) {
      await env.CACHE_KV.delete(key)
      deleted += 1
      one.readSettings()
    },
  }))
  await dayPasses()
  expect(await kept()).toEqual(all)
  expect(deleted).toBe(1)
  await expect.poll(() => copyOf(guild)).toContain('Be brief.')
})

test('a server of which nothing is kept is not looked at, and has no alarm', async () => {
  const object = env.GUILDS.getByName(`guild:${snowflake()}`)
  await object.readSettings()
  await runInDurableObject(object, async (_, { storage }) => {
    expect(await storage.getAlarm()).toBeNull()
    expect([...storage.kv.list()]).toEqual([])
  })
})

/** The object's KV does some things otherwise, until it is restored. */
async function withKv(
  object: DurableObjectStub<GuildObject>,
  changes: (one: GuildObject) => Partial<KVNamespace>,
) {
  const set = (kv: (one: GuildObject) => object) =>
    runInDurableObject(object, (one) => {
      Object.defineProperty(one, 'env', { value: { ...env, CACHE_KV: kv(one) }, configurable: true })
    })
  await set((one) => ({ put: (key: string, value: string) => env.CACHE_KV.put(key, value), ...changes(one) }))
  return { restore: () => set(() => env.CACHE_KV) }
}

const downAt = (guild: string, answer: object) => atDiscord(guild, { faults: [{ answer }] })
