/** The threads that the bot opens and the choices that it suggests, as the local Discord shows them to a page. */

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call, quiet } from '../fakes/discord-bot.ts'
import { type BotAnswer, type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'
import { eventsAt } from '../fakes/server-events.ts'

const [GENERAL, WEEKEND, DM] = ['290000000000000011', '290000000000000013', '290000000000000014']
const option = { name: 'model', type: 3, description: 'Which', autocomplete: true }
const ask = {
  name: 'ask',
  description: 'Ask',
  options: [{ name: 'prompt', type: 3, description: 'What' }, option],
}

let discord: LocalDiscord
let bot: ListeningBot

beforeAll(async () => {
  bot = await startListeningBot()
  discord = await startDiscord({ botUrl: () => `${bot.url}/interactions` })
  const path = `/applications/${discord.applicationId}/commands`
  await call(discord, 'PUT', path, [ask], AS_BOT)
})
afterEach(() => bot.reset())
afterAll(async () => {
  await discord.close()
  bot.close()
})

const last = (): unknown => JSON.parse(bot.arrived.at(-1)?.body ?? '{}')
const suggest = (more: object = {}): ReturnType<LocalDiscord['suggest']> =>
  discord.suggest({ member: 'Cleo', channel: GENERAL, command: 'ask', option: 'model', typed: 'so', ...more })

async function answered(channel: string): Promise<string> {
  bot.answer = () => ({ body: { type: 4, data: { content: 'Tea.', ...quiet } } })
  const said = await discord.say({ channel, member: 'Ada', options: { prompt: 'hi' } })
  return said.ok ? (said.message ?? '') : ''
}
const open = (channel: string, message: string, name = 'Tea'): ReturnType<typeof call> =>
  call(discord, 'POST', `/channels/${channel}/messages/${message}/threads`, { name }, AS_BOT)

test('while somebody types, the bot is told what is filled in and which option is meant', async () => {
  const choices = [{ name: 'Sonnet', name_localizations: { de: 'Sonett' }, value: 'claude-sonnet' }]
  bot.answer = () => ({ body: { type: 8, data: { choices } } })
  expect(await suggest({ options: { prompt: 'Why?', model: 'so' } })).toEqual({
    ok: true,
    choices: [{ name: 'Sonett', value: 'claude-sonnet' }],
  })
  expect(last()).toMatchObject({
    type: 4,
    locale: 'de',
    data: {
      name: 'ask',
      type: 1,
      options: [
        { name: 'prompt', type: 3, value: 'Why?' },
        { name: 'model', type: 3, value: 'so', focused: true },
      ],
    },
  })
})

test('an option without autocomplete suggests nothing, and the bot is not asked', async () => {
  const before = bot.arrived.length
  expect(await suggest({ option: 'prompt' })).toMatchObject({ ok: false })
  expect(await suggest({ option: 'nothing' })).toMatchObject({ ok: false })
  expect(bot.arrived).toHaveLength(before)
})

test.each<[string, BotAnswer]>([
  ['hangs up', 'hang up'],
  ['answers with a message', { body: { type: 4, data: { content: 'no', ...quiet } } }],
  ['gives an empty name', { body: { type: 8, data: { choices: [{ name: '', value: 'x' }] } } }],
  [
    'gives too long a value',
    { body: { type: 8, data: { choices: [{ name: 'x', value: 'x'.repeat(101) }] } } },
  ],
])('a bot that %s leaves a sentence and no message', async (_, answer) => {
  bot.answer = () => answer
  const before = JSON.stringify(discord.state()['messages'])
  expect(await suggest()).toEqual({ ok: false, reason: 'Loading options failed' })
  expect(JSON.stringify(discord.state()['messages'])).toBe(before)
})

test('a thread that the bot opens is listed under its channel, told of, and can be asked in', async () => {
  const events = await eventsAt<unknown>(`${discord.url}/_local/events`)
  const message = await answered(GENERAL)
  expect(await open(GENERAL, message)).toMatchObject({ status: 201, body: { id: message, type: 11 } })
  const thread = { id: message, name: 'Tea', kind: 'thread', parent: GENERAL }
  for await (const { event, data } of events) {
    if (event !== 'channels') continue
    expect(data).toContainEqual(thread)
    break
  }
  expect(discord.state()['channels']).toContainEqual(thread)
  await answered(message)
  expect(last()).toMatchObject({
    channel_id: message,
    channel: { id: message, type: 11, name: 'Tea', parent_id: GENERAL },
  })
})

test('there are no threads in threads, nor in direct messages', async () => {
  for (const channel of [WEEKEND, DM])
    expect(await open(channel, await answered(channel))).toMatchObject({
      status: 400,
      body: { code: 50_024 },
    })
  const message = await answered(GENERAL)
  await open(GENERAL, message)
  expect(await open(message, await answered(message))).toMatchObject({ status: 400, body: { code: 50_024 } })
})
