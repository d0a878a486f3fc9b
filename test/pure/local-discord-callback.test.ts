/** What the local Discord does when a bot answers an interaction by a call to its callback. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocalDiscord } from '../../src/playground/discord.ts'
import { call, handClock, hold, startUnlimited } from '../fakes/discord-bot.ts'

const clock = handClock()
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startUnlimited(clock.now)
})
afterAll(() => discord.close())

const callback = ({ id, token }: { id: string; token: string }, body: unknown, query = '') =>
  call(discord, 'POST', `/interactions/${id}/${token}/callback${query}`, body)

test('a callback answers the interaction, and from then on its token works', async () => {
  const made = await discord.interact()
  clock.pass(40)
  expect((await callback(made, { type: 5 })).status).toBe(204)
  expect(discord.reply(made.token).ack).toEqual({ state: 'processed', type: 5, ms: 40 })
  expect((await hold(discord, made.token).edit({ content: 'there' })).status).toBe(200)
})

test('asked for it, the callback gives the message that it made', async () => {
  const made = await discord.interact()
  const given = await callback(made, { type: 4, data: { content: 'at once' } }, '?with_response=true')
  expect(given).toMatchObject({
    status: 200,
    body: { interaction: { id: made.id }, resource: { type: 4, message: { content: 'at once' } } },
  })
})

test('an interaction is acknowledged once', async () => {
  const made = await discord.interact()
  await callback(made, { type: 5 })
  expect(await callback(made, { type: 5 })).toMatchObject({ status: 400, body: { code: 40_060 } })
})

test('after three seconds, or with the token of another, the interaction is unknown', async () => {
  const made = await discord.interact()
  const other = await discord.interact()
  expect(await callback({ id: made.id, token: other.token }, { type: 5 })).toMatchObject({
    status: 404,
    body: { code: 10_062 },
  })
  clock.pass(3_001)
  expect(await callback(made, { type: 5 })).toMatchObject({ status: 404, body: { code: 10_062 } })
})

test('a callback that breaks the rules is refused', async () => {
  const made = await discord.interact()
  expect(await callback(made, { type: 8 })).toMatchObject({ status: 400, body: { code: 50_035 } })
})

test('a token is as long as one of the real Discord', async () => {
  const { token } = await discord.interact()
  expect(token).toMatch(/^aW50ZXJhY3Rpb246[A-Za-z0-9]{150,284}$/)
})
