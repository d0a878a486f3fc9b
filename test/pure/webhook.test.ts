/** The webhook edge against the local Discord: what its calls send, and what a success gives back. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { botChannel } from '../../src/deliver/webhook.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { messageId } from '../build.ts'
import { BOT_TOKEN, webhooksOf, body, whyOf } from '../fakes/webhook-edge.ts'

let discord: LocalDiscord

beforeAll(async () => {
  discord = await startDiscord({ botToken: BOT_TOKEN })
})

afterAll(() => discord.close())

const { deferred } = webhooksOf(() => discord)

test('an edit of the reply gives back its id and what is left of the bucket', async () => {
  const { token, webhook } = await deferred()
  const sent = await webhook.edit('@original', body('Hello.'))
  const [message] = discord.reply(token).messages
  expect(sent).toMatchObject({ ok: true, message: message?.id, budget: { limit: 5, remaining: 4 } })
  expect(sent.ok && sent.budget !== undefined && sent.budget.resetAfterMs > 4_000).toBe(true)
  expect(message?.content).toBe('Hello.')
})

test('the bot goes on with the reply by its own token, when that of the interaction is dead', async () => {
  const { token, webhook } = await deferred()
  const first = await webhook.edit('@original', body('One.'))
  if (!first.ok) throw new Error('the first edit was not taken')
  const bot = botChannel(
    { baseUrl: discord.apiBaseUrl, botToken: BOT_TOKEN, channel: first.channel },
    systemClock,
  )
  expect(await bot.sees(first.message)).toBe(true)
  expect(await bot.sees(messageId('1441000000000000099'))).toBe(false)
  expect(whyOf(await bot.edit(first.message, body('One, by the bot.')))).toBe('ok')
  expect(discord.reply(token).messages[0]?.content).toBe('One, by the bot.')
  const stranger = botChannel(
    { baseUrl: discord.apiBaseUrl, botToken: 'no-token', channel: first.channel },
    systemClock,
  )
  expect(await stranger.sees(first.message)).toBe(false)
})

test('a button stands under the message, sent either way, until an edit comes without one', async () => {
  const { token, webhook } = await deferred()
  const buttons = [{ label: 'Details', id: 'details:786008729715212338' }]
  const shown = (): unknown => discord.reply(token).messages[0]?.components
  const row = {
    type: 1,
    components: [{ type: 2, style: 2, label: 'Details', custom_id: 'details:786008729715212338' }],
  }
  const first = await webhook.edit('@original', body('One.', { buttons }))
  expect(shown()).toMatchObject([row])
  await webhook.edit('@original', body('One, changed.'))
  expect(shown()).toEqual([])
  if (!first.ok) throw new Error('not delivered')
  const access = { baseUrl: discord.apiBaseUrl, botToken: BOT_TOKEN, channel: first.channel }
  const bot = botChannel(access, systemClock)
  expect(whyOf(await bot.edit(first.message, body('One, by the bot.', { buttons })))).toBe('ok')
  expect(shown()).toMatchObject([row])
  expect(discord.reply(token).violations).toEqual([])
})

test('a link stands after the buttons, and opens a message', async () => {
  const { token, webhook } = await deferred()
  const link = { label: 'Next', url: 'https://discord.com/channels/@me/1/2' }
  await webhook.edit('@original', body('One.', { buttons: [{ label: 'Stop', id: 'stop:1' }], link }))
  await webhook.create(body('Two.', { link }))
  const [first, second] = discord.reply(token).messages.map(({ components }) => components)
  const shown = { type: 2, style: 5, ...link }
  expect(first).toMatchObject([{ components: [{ custom_id: 'stop:1' }, shown] }])
  expect(second).toEqual([{ type: 1, components: [shown] }])
  expect(discord.reply(token).violations).toEqual([])
})

test('a new message of the bot is a reply to the first one, or stands alone where that is gone', async () => {
  const { token, webhook } = await deferred()
  const first = await webhook.edit('@original', body('One.'))
  if (!first.ok) throw new Error('the first edit was not taken')
  const access = { baseUrl: discord.apiBaseUrl, botToken: BOT_TOKEN, channel: first.channel }
  const bot = botChannel(access, systemClock)
  expect(whyOf(await bot.create(body('Two.'), first.message))).toBe('ok')
  expect(whyOf(await bot.create(body('Three.'), messageId('1441000000000000099')))).toBe('ok')
  expect(discord.reply(token).messages.map(({ content }) => content)).toEqual(['One.', 'Two.', 'Three.'])
  const headers = { authorization: `Bot ${BOT_TOKEN}`, 'user-agent': 'DiscordBot (https://example.com, 1)' }
  const read = await fetch(`${access.baseUrl}/channels/${first.channel}/messages?limit=3`, { headers })
  expect(await read.json()).toMatchObject([
    { content: 'Three.', type: 0 },
    { content: 'Two.', type: 19, message_reference: { message_id: first.message } },
    { content: 'One.', type: 20 },
  ])
  expect(discord.reply(token).violations).toEqual([])
})

test('follow-ups are created, edited and removed by their ids', async () => {
  const { token, webhook } = await deferred()
  await webhook.edit('@original', body('One.'))
  const second = await webhook.create(body('Two.'))
  const id = second.ok ? second.message : messageId('0')
  await webhook.edit(id, body('Two, changed.'))
  expect(discord.reply(token).messages.map(({ content }) => content)).toEqual(['One.', 'Two, changed.'])
  expect(whyOf(await webhook.remove(id))).toBe('gone')
  expect(discord.reply(token).messages.filter(({ deleted }) => !deleted)).toHaveLength(1)
  expect(discord.reply(token).violations).toEqual([])
})

test('a follow-up of a private reply is private too', async () => {
  const { token, webhook } = await deferred({}, systemClock, true)
  await webhook.edit('@original', body('One.'))
  await webhook.create(body('Two.'))
  expect(discord.reply(token).messages.map(({ flags }) => flags & 64)).toEqual([64, 64])
})

test('previews are suppressed where they are not wanted', async () => {
  const { token, webhook } = await deferred()
  await webhook.edit('@original', body('https://example.com', { plainLinks: true }))
  expect((discord.reply(token).messages[0]?.flags ?? 0) & 4).toBe(4)
  await webhook.edit('@original', body('https://example.com'))
  expect((discord.reply(token).messages[0]?.flags ?? 0) & 4).toBe(0)
})

test('a file arrives whole, byte for byte, and goes with an edit that does not name it', async () => {
  const { token, webhook } = await deferred()
  const text = 'Grüße 👋\r\n\n```ts\nconst a = `b`\n```\n'
  await webhook.edit(
    '@original',
    body('See the file.', { files: [{ name: 'answer.md', type: 'text/markdown', content: text }] }),
  )
  expect(discord.reply(token).messages[0]?.attachments).toMatchObject([{ filename: 'answer.md', text }])
  await webhook.edit('@original', body('Without.'))
  expect(discord.reply(token).messages[0]?.attachments).toEqual([])
})

test('no call ever lacks what Discord wants of every call', async () => {
  const { token, webhook } = await deferred()
  await webhook.edit('@original', body('@everyone <@53908232506183680>'))
  await webhook.create(body('@here'))
  expect(discord.reply(token).violations).toEqual([])
})
