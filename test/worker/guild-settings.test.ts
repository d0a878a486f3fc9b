/** The object of a server's settings, in workerd: what it keeps, what it costs, and the copy in KV. */

import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { settingsStore } from '../../src/guild/settings-store.ts'
import { isMemberId } from '../../src/ids.ts'

const guilds = env.GUILDS
const by = (() => {
  const id: unknown = '700'
  if (!isMemberId(id)) throw new Error('an id')
  return id
})()

const copyOf = async (owner: string) => {
  const text = await env.CACHE_KV.get(`settings:${owner}`)
  return text === null ? undefined : JSON.parse(text)
}

test('an object that nobody has set anything in answers, and keeps nothing', async () => {
  const guild = guilds.getByName('guild:9001')
  expect(await guild.readSettings()).toEqual({ version: 0, settings: {} })
  await runInDurableObject(guild, (_, { storage }) => {
    expect(storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'settings'`).toArray()).toEqual([])
  })
})

test('a change is kept by the next life, numbered, and copied to KV', async () => {
  const guild = guilds.getByName('guild:9002')
  expect(await guild.changeSettings({ persona: 'Be brief.', footer: 'x' }, by)).toEqual({
    kept: { version: 1, settings: { persona: 'Be brief.' } },
    changed: ['persona'],
    refused: [{ name: 'footer', why: 'setting no flag' }],
  })
  await guild.changeSettings({ footer: true }, by)
  await evictDurableObject(guild)
  const kept = { version: 2, settings: { persona: 'Be brief.', footer: true } }
  expect(await guild.readSettings()).toEqual(kept)
  await expect.poll(() => copyOf('guild:9002')).toEqual(kept)
})

test('a change that changes nothing is no new version', async () => {
  const guild = guilds.getByName('member:9003')
  await guild.changeSettings({ language: 'de' }, by)
  const { kept, changed } = await guild.changeSettings({ language: 'de', persona: null }, by)
  expect([kept.version, changed]).toEqual([1, []])
})

test('a change costs two rows, and a read from memory none', async () => {
  const guild = guilds.getByName('guild:9005')
  await guild.changeSettings({ footer: true }, by)
  await runInDurableObject(guild, (_, { storage }) => {
    const rows = { read: 0, written: 0 }
    const counted = {
      exec: ((query: string, ...values: readonly string[]) => {
        const cursor = storage.sql.exec(query, ...values)
        const all = cursor.toArray()
        rows.read += cursor.rowsRead
        rows.written += cursor.rowsWritten
        return { toArray: () => all }
      }) as never,
    }
    const store = settingsStore(counted, 'guild:9005' as never)
    store.read()
    expect(rows).toEqual({ read: 1, written: 0 })
    store.read()
    store.change({ tools: false }, by, 1)
    store.copied(2)
    expect(rows.read).toBeLessThanOrEqual(3)
    expect(rows.written).toBe(2)
  })
})

test('a copy that KV did not take is made up for at a later read', async () => {
  const guild = guilds.getByName('guild:9004')
  await guild.changeSettings({ footer: true }, by)
  await expect.poll(() => copyOf('guild:9004')).toMatchObject({ version: 1 })
  await env.CACHE_KV.delete('settings:guild:9004')
  await runInDurableObject(guild, (_, { storage }) => void storage.sql.exec('UPDATE settings SET copied = 0'))
  await evictDurableObject(guild)
  await guild.readSettings()
  await expect.poll(() => copyOf('guild:9004')).toMatchObject({ version: 1 })
})
