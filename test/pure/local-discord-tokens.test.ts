/** How long the local Discord lets a token do something, and what a bot's own token may. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocalDiscord } from '../../src/playground/discord.ts'
import {
  AS_BOT,
  call,
  deferred,
  hold,
  handClock,
  quiet,
  rulesBroken,
  startUnlimited,
} from '../fakes/discord-bot.ts'

const clock = handClock()
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startUnlimited(clock.now)
})
afterAll(() => discord.close())

const rules = (token: string): readonly string[] => rulesBroken(discord, token)
const MINUTE = 60_000

test('a token is unknown until the answer has been processed', async () => {
  const { token } = await discord.interact({ script: { ackDelayMs: 700 } })
  const bot = hold(discord, token)
  expect(await bot.edit({ content: 'early' })).toMatchObject({ status: 404, body: { code: 10_015 } })
  discord.acknowledge(token, { status: 200, contentType: undefined, body: { type: 5 } })
  expect(await bot.edit({ content: 'early' })).toMatchObject({ status: 404, body: { code: 10_015 } })
  clock.pass(700)
  expect((await bot.edit({ content: 'in time' })).status).toBe(200)
})

test('after 15 minutes a token is expired', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'in time' })
  clock.pass(15 * MINUTE)
  expect((await bot.edit({ content: 'just so' })).status).toBe(200)
  clock.pass(1)
  expect(await bot.edit({ content: 'too late' })).toMatchObject({ status: 401, body: { code: 50_027 } })
})

test('an interaction can be made as an old one', async () => {
  const bot = await deferred(discord, { script: { created: 15 * MINUTE + 1 } })
  expect(await bot.edit({ content: 'too late' })).toMatchObject({ status: 401, body: { code: 50_027 } })
})

test('a deferred reply that is never edited says that there was no response', async () => {
  const bot = await deferred(discord)
  clock.pass(15 * MINUTE + 1)
  expect(discord.reply(bot.token).messages[0]?.failed).toBe('The application did not respond')
})

test('only the member installed the app: five follow-ups, and edits are not counted', async () => {
  const bot = await deferred(discord, { owners: { '1': '290000000000000021' } })
  await bot.edit({ content: 'first' })
  for (const n of [1, 2, 3, 4, 5]) expect((await bot.create({ content: `${n}` })).status).toBe(200)
  expect(await bot.create({ content: '6' })).toMatchObject({ status: 400, body: { code: 40_094 } })
  expect((await bot.edit({ content: 'all the rest' })).status).toBe(200)
})

test('installed in the server, there is no such limit', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'first' })
  for (const n of [1, 2, 3, 4, 5, 6]) expect((await bot.create({ content: `${n}` })).status).toBe(200)
})

test('a follow-up to a loading reply is taken for its first edit, its flags ignored', async () => {
  const bot = await deferred(discord)
  const original = (await bot.get()).body.id
  expect((await bot.create({ content: 'hello', flags: 64 })).body).toMatchObject({ id: original, flags: 0 })
  expect(discord.reply(bot.token).messages).toHaveLength(1)
  expect(rules(bot.token)).toEqual([
    'a follow-up before the first edit of a deferred reply: Discord takes it for that edit',
  ])
})

test('a follow-up may be ephemeral and is edited by its id', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'first' })
  const { body } = await bot.create({ content: 'psst', flags: 64 })
  expect(body.flags).toBe(64)
  expect((await bot.edit({ content: 'psst!' }, body.id)).status).toBe(200)
  expect((await bot.create({ content: 'x', flags: 128 })).status).toBe(400)
})

test('what the bot deletes is gone, and it may not edit it any more', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'x' })
  expect((await bot.remove()).status).toBe(204)
  expect(await bot.remove()).toMatchObject({ status: 404, body: { code: 10_008 } })
  expect(await bot.edit({ content: 'y' })).toMatchObject({ status: 404, body: { code: 10_008 } })
  expect(rules(bot.token)).toEqual(['an edit of a message that the bot knows to be deleted'])
})

test('what a moderator deletes is a surprise once, and a violation from then on', async () => {
  const bot = await deferred(discord)
  const { id } = (await bot.edit({ content: 'x' })).body
  discord.deleteMessage(id)
  expect(await bot.edit({ content: 'y' })).toMatchObject({ status: 404, body: { code: 10_008 } })
  expect(rules(bot.token)).toEqual([])
  await bot.edit({ content: 'z' })
  expect(rules(bot.token)).toHaveLength(1)
})

test('the bot token edits and reads a public reply, also after 15 minutes', async () => {
  const bot = await deferred(discord)
  const { id } = (await bot.edit({ content: 'x' })).body
  clock.pass(16 * MINUTE)
  const path = `/channels/290000000000000011/messages/${id}`
  expect(await call(discord, 'PATCH', path, { ...quiet, content: 'y' })).toMatchObject({
    status: 401,
    body: { code: 0 },
  })
  expect(await call(discord, 'PATCH', path, { ...quiet, content: 'y' }, AS_BOT)).toMatchObject({
    status: 200,
  })
  expect((await call(discord, 'GET', path, undefined, AS_BOT)).body.content).toBe('y')
  expect(discord.reply(bot.token).messages[0]?.content).toBe('y')
})

test('an ephemeral reply does not exist for the bot token', async () => {
  const bot = await deferred(discord, {}, { flags: 64 })
  const { id } = (await bot.edit({ content: 'x' })).body
  const edit = await call(
    discord,
    'PATCH',
    `/channels/290000000000000011/messages/${id}`,
    { content: 'y' },
    AS_BOT,
  )
  expect(edit).toMatchObject({ status: 404, body: { code: 10_008 } })
})

test('where only the member installed the app the bot token opens nothing', async () => {
  const bot = await deferred(discord, { channel: '4711', guild: '4712', owners: { '1': '5' } })
  const { id } = (await bot.edit({ content: 'x' })).body
  const edit = await call(discord, 'PATCH', `/channels/4711/messages/${id}`, { content: 'y' }, AS_BOT)
  expect(edit).toMatchObject({ status: 403, body: { code: 50_001 } })
})

test('an old message may be edited three times in six seconds', async () => {
  const bot = await deferred(discord, { channel: '290000000000000012' })
  const { id } = (await bot.edit({ content: 'x' })).body
  clock.pass(61 * MINUTE)
  const edit = (content: string): ReturnType<typeof call> =>
    call(discord, 'PATCH', `/channels/290000000000000012/messages/${id}`, { ...quiet, content }, AS_BOT)
  for (const content of ['1', '2', '3']) expect((await edit(content)).status).toBe(200)
  expect(await edit('4')).toMatchObject({ status: 429, body: { code: 30_046 } })
})

test('typing needs the bot token and a channel that there is', async () => {
  const path = '/channels/290000000000000011/typing'
  expect((await call(discord, 'POST', path, undefined, AS_BOT)).status).toBe(204)
  expect((await call(discord, 'POST', path)).status).toBe(401)
  expect(await call(discord, 'POST', '/channels/99/typing', undefined, AS_BOT)).toMatchObject({
    body: { code: 10_003 },
  })
})
