/** A menu of texts under a message: what the page may choose, and what the bot is told. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { quiet } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

const options = [
  { label: 'Tea', value: 'tea' },
  { label: 'Coffee', value: 'coffee' },
]
const menu = { type: 1, components: [{ type: 3, custom_id: 'drink', options }] }

let discord: LocalDiscord
let bot: ListeningBot

beforeAll(async () => {
  bot = await startListeningBot()
  discord = await startDiscord({ botUrl: () => `${bot.url}/interactions` })
})
afterAll(async () => {
  await discord.close()
  bot.close()
})

test('a choice reaches the bot with its value; any other, or none, stays here', async () => {
  bot.answer = () => ({ body: { type: 4, data: { content: 'A drink?', components: [menu], ...quiet } } })
  const said = await discord.say({ member: 'Ben', options: { prompt: 'hi' } })
  const message = said.ok ? said.message : undefined
  bot.answer = () => ({ body: { type: 6 } })
  const before = bot.arrived.length
  for (const values of [undefined, [], ['wine'], ['tea', 'coffee']])
    expect(await discord.press({ member: 'Ben', message, customId: 'drink', values })).toMatchObject({
      ok: false,
    })
  expect(bot.arrived).toHaveLength(before)
  expect(await discord.press({ member: 'Ben', message, customId: 'drink', values: ['tea'] })).toMatchObject({
    ok: true,
    failed: null,
  })
  expect(JSON.parse(bot.arrived.at(-1)?.body ?? '')).toMatchObject({
    type: 3,
    data: { component_type: 3, custom_id: 'drink', values: ['tea'] },
  })
})
