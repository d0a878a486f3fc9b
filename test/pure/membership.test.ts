/** Whether the bot is in a server, as the local Discord says it: only two answers mean that it is not. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/clock.ts'
import { membershipOf } from '../../src/deliver/membership.ts'
import { isGuildId } from '../../src/ids.ts'
import type { Json } from '../../src/json.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'

const BOT_TOKEN = 'a-bot-token-of-some-length.and-parts.and-more'
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord({ botToken: BOT_TOKEN })
})
afterAll(() => discord.close())

let count = 0

async function looked(
  what: Json,
  { botToken = BOT_TOKEN, app = discord.applicationId, clock = systemClock } = {},
) {
  const guild: unknown = `29200000000000${String((count += 1)).padStart(4, '0')}`
  if (!isGuildId(guild)) throw new Error('an id')
  discord.changeGuild(guild, what)
  return membershipOf(guild, { baseUrl: discord.apiBaseUrl, applicationId: app, botToken }, clock)
}

const answers = (answer: Json): Json => ({ bot: false, faults: [{ answer }] })

test('a server with the bot is there', async () => {
  expect(await looked({ bot: true })).toBe('there')
})

test('one that it has been removed from is gone, and so is one that Discord does not know', async () => {
  expect([await looked({ bot: false }), await looked({})]).toEqual(['gone', 'gone'])
})

test('a token of nobody, or of another bot, says nothing', async () => {
  expect(await looked({ bot: false }, { botToken: 'another' })).toBe('unknown')
  expect(await looked({ bot: false }, { app: '42' })).toBe('unknown')
})

test.each([
  { status: 401, code: 0 },
  { status: 403, code: 0 },
  { status: 403, code: 40333 },
  { status: 404, code: 0 },
  { status: 404, code: 50001 },
  { status: 403, code: 10004 },
  { status: 500 },
  { status: 503, code: 130000 },
  { status: 200, body: {} },
  { status: 404, body: 'Unknown Guild' },
  { rateLimited: { retryAfter: 1 } },
  { reset: true },
])('%j says nothing', async (answer) => {
  expect(await looked(answers(answer))).toBe('unknown')
})

test('an answer that never comes says nothing', async () => {
  const impatient: Clock = { now: () => Date.now(), sleep: () => Promise.resolve() }
  expect(await looked(answers({ hang: true }), { clock: impatient })).toBe('unknown')
})
