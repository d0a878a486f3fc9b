/** The menu of a message and the forms of the local Discord, as a page and a test use them. */

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { quiet } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

const GENERAL = '290000000000000011'
const message = { id: '290000000000009001', author: 'Ada', content: 'Tea?', embeds: [{ title: 'Menu' }] }
const field = { type: 18, label: 'Q', component: { type: 4, custom_id: 'q', style: 2, max_length: 5 } }
const upload = {
  type: 18,
  label: 'F',
  component: { type: 19, custom_id: 'f', min_values: 0, max_values: 1, required: false },
}
const form = { type: 9, data: { custom_id: 'form', title: 'Form', components: [field, upload] } }

let discord: LocalDiscord
let bot: ListeningBot

beforeAll(async () => {
  bot = await startListeningBot()
  discord = await startDiscord({ botUrl: () => `${bot.url}/interactions` })
  discord.talk(GENERAL, { messages: [message] })
})
afterEach(() => bot.reset())
afterAll(async () => {
  await discord.close()
  bot.close()
})

const last = (): unknown => JSON.parse(bot.arrived.at(-1)?.body ?? '{}')

test('a command on a message brings the whole message along', async () => {
  bot.answer = () => ({ body: form })
  expect(await discord.say({ command: 'Ask Claude', target: message.id, member: 'Ben' })).toMatchObject({
    ok: true,
    modal: { custom_id: 'form' },
  })
  expect(last()).toMatchObject({
    type: 2,
    channel_id: GENERAL,
    data: {
      type: 3,
      name: 'Ask Claude',
      target_id: message.id,
      resolved: { messages: { [message.id]: { content: 'Tea?', embeds: [{ title: 'Menu' }] } } },
    },
  })
})

test('there is no menu on a message that is gone, or that one member alone sees', async () => {
  bot.answer = () => ({ body: { type: 4, data: { content: 'psst', flags: 64, ...quiet } } })
  const said = await discord.say({ command: 'ask', options: { prompt: 'hi' }, member: 'Ben' })
  const own = said.ok ? said.message : 'none'
  for (const target of [own, '7'])
    expect(await discord.say({ command: 'Ask Claude', target, member: 'Ben' })).toMatchObject({ ok: false })
})

test('a form is sent by whom it was opened for, filled in as it asks, with its files resolved', async () => {
  bot.answer = () => ({ body: form })
  await discord.say({ command: 'ask', member: 'Ben' })
  bot.answer = () => ({ body: { type: 5 } })
  const send = (more: object) =>
    discord.submit({ member: 'Ben', customId: 'form', values: { q: 'hi' }, ...more })
  expect(await send({ member: 'Ada' })).toMatchObject({ ok: false })
  expect(await send({ customId: 'other' })).toMatchObject({ ok: false })
  expect(await send({ values: { q: 'too long' } })).toMatchObject({ ok: false })
  const file = { field: 'f', filename: 'a.txt', text: 'Alpha' }
  expect(await send({ attachments: [file, file] })).toMatchObject({ ok: false })
  expect(await send({ attachments: [file] })).toMatchObject({ ok: true })
  const { data } = last() as {
    data: { components: { component: { values?: string[] } }[]; resolved: object }
  }
  const [id = ''] = data.components[1]?.component.values ?? []
  expect(data.resolved).toMatchObject({ attachments: { [id]: { filename: 'a.txt', ephemeral: true } } })
})
