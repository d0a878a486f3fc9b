/** Whom a message of the local Discord notifies: who is named in it and allowed, at its creation alone. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { memberId } from '../build.ts'
import { body, webhooksOf } from '../fakes/webhook-edge.ts'

let discord: LocalDiscord
let now = 1_800_000_000_000
beforeAll(async () => {
  discord = await startDiscord({ now: () => now })
})
afterAll(() => discord.close())

const { deferred } = webhooksOf(() => discord)
const [ada, ben] = [memberId('290000000000000021'), memberId('290000000000000022')]
const both = `<@${ada}> and <@!${ben}>`

test('it notifies the one who is named and allowed, and an edit notifies nobody', async () => {
  const { token, webhook } = await deferred()
  await webhook.edit('@original', body(both, { notifies: ada }))
  await webhook.create(body(both))
  await webhook.create(body(both, { notifies: ben }))
  await webhook.create(body('Nobody is named.', { notifies: ben }))
  expect(discord.reply(token).messages.map(({ pings }) => pings)).toEqual([[], [], [ben], []])
  expect(discord.reply(token).violations).toEqual([])
})

test('neither that message nor an edit without a new text counts as the end of an answer', async () => {
  const { token, webhook } = await deferred()
  await webhook.edit('@original', body('The answer.'))
  const { totalMs } = discord.figures(token)
  const link = { label: 'Next', url: 'https://discord.com/channels/@me/1/2' }
  now += 5_000
  await webhook.edit('@original', body('The answer.', { link }))
  await webhook.create(body(`<@${ada}> Done.`, { notifies: ada }))
  expect(discord.figures(token).totalMs).toBe(totalMs)
})
