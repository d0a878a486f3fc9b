/** The local Discord refuses what moderators and filters refuse, as the real one does. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call, deferred } from '../fakes/discord-bot.ts'

let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord()
})
afterAll(() => discord.close())

let last = 800_000_000_000_000_000n
const newChannel = (): string => String((last += 1n))

const shown = (token: string): readonly string[] =>
  discord.reply(token).messages.map(({ content }) => content)

describe('AutoMod', () => {
  test.each([
    ['cat', ['The CAT sat.', 'cat', '(cat)'], ['category', 'bobcat', 'Cät']],
    ['cat*', ['category', 'cat'], ['bobcat']],
    ['*cat', ['bobcat'], ['category']],
    ['*cat*', ['bobcats'], ['dog']],
    ['a.b', ['a.b'], ['axb']],
  ])('takes a message with the keyword %s', async (word, taken, free) => {
    const channel = newChannel()
    discord.moderate(channel, { words: [word] })
    const bot = await deferred(discord, { channel })
    for (const content of taken)
      expect(await bot.edit({ content })).toMatchObject({ status: 400, body: { code: 200_000 } })
    expect(shown(bot.token)).toEqual([''])
    for (const content of free.slice(0, 2)) expect((await bot.edit({ content })).status).toBe(200)
  })

  test('takes follow-ups and the bot’s own edits, and looks at no other channel', async () => {
    const channel = newChannel()
    const bot = await deferred(discord, { channel })
    const { body } = await bot.edit({ content: 'Fine.' })
    discord.moderate(channel, { words: ['badword'] })
    expect((await bot.create({ content: 'A badword.' })).body.code).toBe(200_000)
    const path = `/channels/${channel}/messages/${body.id}`
    const edit = { content: 'A badword.', allowed_mentions: { parse: [] } }
    expect((await call(discord, 'PATCH', path, edit, AS_BOT)).body.code).toBe(200_000)
    const elsewhere = await deferred(discord, { channel: newChannel() })
    expect((await elsewhere.edit({ content: 'A badword.' })).status).toBe(200)
  })

  test('a link to a harmful host has its own code', async () => {
    const channel = newChannel()
    discord.moderate(channel, { hosts: ['evil.example'] })
    const bot = await deferred(discord, { channel })
    expect((await bot.edit({ content: 'See https://evil.example/x.' })).body.code).toBe(240_000)
    expect((await bot.edit({ content: 'See https://good.example/evil.example.' })).status).toBe(200)
  })
})

describe('a thread', () => {
  test('that is archived takes no edit, and a new message wakes it', async () => {
    const channel = newChannel()
    const bot = await deferred(discord, { channel })
    await bot.edit({ content: 'One.' })
    discord.moderate(channel, { archived: true })
    expect(await bot.edit({ content: 'Two.' })).toMatchObject({ status: 400, body: { code: 50_083 } })
    expect((await bot.remove()).body.code).toBe(50_083)
    expect((await bot.create({ content: 'Three.' })).status).toBe(200)
    expect((await bot.edit({ content: 'Two.' })).status).toBe(200)
  })

  test('that is locked takes nothing', async () => {
    const channel = newChannel()
    const bot = await deferred(discord, { channel })
    await bot.edit({ content: 'One.' })
    discord.moderate(channel, { locked: true })
    expect((await bot.create({ content: 'Two.' })).body.code).toBe(160_005)
    expect((await bot.edit({ content: 'Two.' })).body.code).toBe(160_005)
    discord.moderate(channel, { archived: true })
    expect((await bot.create({ content: 'Two.' })).body.code).toBe(50_083)
  })

  test('that the bot may not see is closed to the bot token alone', async () => {
    const channel = newChannel()
    const bot = await deferred(discord, { channel })
    const { body } = await bot.edit({ content: 'One.' })
    discord.moderate(channel, { hidden: true })
    const path = `/channels/${channel}/messages/${body.id}`
    expect(await call(discord, 'GET', path, undefined, AS_BOT)).toMatchObject({
      status: 403,
      body: { code: 50_001 },
    })
    expect((await bot.edit({ content: 'Two.' })).status).toBe(200)
  })
})

test.each([
  { words: 'badword' },
  { words: ['x'.repeat(61)] },
  { hosts: [''] },
  { locked: 'yes' },
  { word: ['badword'] },
])('a wrong order is refused with a sentence: %j', async (wrong) => {
  const path = `${discord.url}/_local/channels/${newChannel()}/moderation`
  const response = await fetch(path, { method: 'PUT', body: JSON.stringify(wrong) })
  expect(response.status).toBe(400)
  expect(await response.json()).toHaveProperty('reason')
})
