/** How the local Discord counts, and how it fails when it is told to. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { deferred, handClock } from '../fakes/discord-bot.ts'

const clock = handClock()
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord({ now: clock.now })
})
afterAll(() => discord.close())

const FORESEEABLE = 'called although it had been told to wait: a 429 that could be foreseen'
const rules = (token: string): readonly string[] => discord.reply(token).violations.map(({ rule }) => rule)

test('each answer tells what is left of five calls in five seconds', async () => {
  const bot = await deferred(discord)
  const first = await bot.edit({ content: '1' })
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': '4',
    'x-ratelimit-reset-after': '5.000',
    'x-ratelimit-reset': ((clock.now() + 5_000) / 1_000).toFixed(3),
    via: '1.1 google',
  })
  clock.pass(1_200)
  const second = await bot.edit({ content: '2' })
  expect(second.headers.get('x-ratelimit-remaining')).toBe('3')
  expect(second.headers.get('x-ratelimit-reset-after')).toBe('3.800')
})

test('the sixth call in the window is one too many, and the next window is fresh', async () => {
  const bot = await deferred(discord)
  for (const n of [1, 2, 3, 4, 5]) expect((await bot.edit({ content: `${n}` })).status).toBe(200)
  clock.pass(600)
  const sixth = await bot.edit({ content: '6' })
  expect(sixth).toMatchObject({
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: 4.4, global: false },
  })
  expect(sixth.headers.get('retry-after')).toBe('5')
  expect(sixth.headers.get('x-ratelimit-scope')).toBe('user')
  expect(sixth.headers.get('x-ratelimit-remaining')).toBe('0')
  expect(discord.reply(bot.token).messages[0]?.content).toBe('5')
  clock.pass(4_400)
  expect((await bot.edit({ content: '6' })).status).toBe(200)
})

test('a 429 that the headers had foretold is a violation', async () => {
  const bot = await deferred(discord)
  for (const n of [1, 2, 3, 4, 5]) await bot.edit({ content: `${n}` })
  await bot.edit({ content: 'on the wire already' })
  expect(rules(bot.token)).toEqual([])
  clock.pass(1_000)
  await bot.edit({ content: 'impatient' })
  expect(rules(bot.token)).toEqual([FORESEEABLE])
})

test('a hidden limit that was lifted tells nobody to wait', async () => {
  const bot = await deferred(discord, { channel: '300000000000000077' })
  discord.limitChannel('300000000000000077', { limit: 1, windowMs: 60_000, edits: true })
  expect((await bot.edit({ content: '1' })).status).toBe(200)
  expect((await bot.edit({ content: '2' })).status).toBe(429)
  discord.limitChannel('300000000000000077', { limit: 1_000, windowMs: 60_000, edits: true })
  clock.pass(1_000)
  expect((await bot.edit({ content: '2' })).status).toBe(200)
  expect(rules(bot.token)).toEqual([])
})

test('each token has its own budget', async () => {
  const [one, two] = [await deferred(discord), await deferred(discord)]
  for (const n of [1, 2, 3, 4, 5]) await one.edit({ content: `${n}` })
  expect((await two.edit({ content: 'x' })).status).toBe(200)
})

test('a token may have a budget that changes with its age', async () => {
  const bucket = [
    { limit: 2, windowMs: 1_000 },
    { limit: 1, windowMs: 1_000, afterMs: 10_000 },
  ]
  const bot = await deferred(discord, { script: { bucket } })
  expect((await bot.edit({ content: '1' })).headers.get('x-ratelimit-limit')).toBe('2')
  clock.pass(10_000)
  expect((await bot.edit({ content: '2' })).headers.get('x-ratelimit-limit')).toBe('1')
  expect((await bot.edit({ content: '3' })).status).toBe(429)
  discord.script(bot.token, { bucket: { limit: 9, windowMs: 1_000 } })
  expect((await bot.edit({ content: '3' })).status).toBe(200)
})

test('the channel has a hidden limit of creations, which is shared and leaves budget', async () => {
  const local = await startDiscord({ now: clock.now, channelCreates: { limit: 3, windowMs: 60_000 } })
  const [one, two] = [await deferred(local), await deferred(local)]
  for (const bot of [one, two]) await bot.edit({ content: 'first' })
  for (const bot of [one, two, one]) expect((await bot.create({ content: 'more' })).status).toBe(200)
  const refused = await two.create({ content: 'too many' })
  expect(refused).toMatchObject({ status: 429, body: { retry_after: 60 } })
  expect(refused.headers.get('x-ratelimit-scope')).toBe('shared')
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('3')
  expect((await two.edit({ content: 'edits go on' })).status).toBe(200)
  const elsewhere = await deferred(local, { channel: 'random' })
  await elsewhere.edit({ content: 'first' })
  expect((await elsewhere.create({ content: 'more' })).status).toBe(200)
  clock.pass(60_000)
  expect((await two.create({ content: 'now' })).status).toBe(200)
  expect(local.violations()).toEqual([])
  await local.close()
})

test('thirty creations in a minute is what the hidden limit is by default', async () => {
  const channel = 'random'
  const create = async (count: number): Promise<readonly number[]> => {
    const statuses: number[] = []
    for (let n = 0; n < count; n += 1) {
      const bot = await deferred(discord, { channel })
      await bot.edit({ content: 'first' })
      statuses.push((await bot.create({ content: 'more' })).status)
    }
    return statuses
  }
  expect(new Set(await create(30))).toEqual(new Set([200]))
  expect(await create(1)).toEqual([429])
})

test('the hidden limit can be made to count edits, too', async () => {
  const channelCreates = { limit: 2, windowMs: 60_000, edits: true }
  const local = await startDiscord({ now: clock.now, channelCreates })
  const bot = await deferred(local)
  const statuses = [
    await bot.edit({ content: '1' }),
    await bot.edit({ content: '2' }),
    await bot.edit({ content: '3' }),
  ]
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429])
  clock.pass(1_000)
  await bot.edit({ content: '4' })
  expect(local.violations()).toMatchObject([{ rule: FORESEEABLE }])
  await local.close()
})

test('a scripted answer strikes the nth call of its kind, and as often as it says', async () => {
  const bot = await deferred(discord)
  const faults = [
    { on: 'edit', nth: 2, times: 2, answer: { status: 500, code: 130_000, message: 'overloaded' } },
  ]
  discord.script(bot.token, { faults })
  expect((await bot.edit({ content: '1' })).status).toBe(200)
  expect((await bot.create({ content: 'not an edit' })).status).toBe(200)
  expect(await bot.edit({ content: '2' })).toMatchObject({
    status: 500,
    body: { code: 130_000, message: 'overloaded' },
  })
  expect((await bot.edit({ content: '2' })).status).toBe(500)
  expect((await bot.edit({ content: '2' })).status).toBe(200)
  expect(rules(bot.token)).toEqual([])
})

test('scripted faults can be taken back', async () => {
  const bot = await deferred(discord)
  discord.script(bot.token, { faults: [{ on: 'edit', times: 9, answer: { status: 503 } }] })
  expect((await bot.edit({ content: '1' })).status).toBe(503)
  discord.script(bot.token, { clearFaults: true })
  expect((await bot.edit({ content: '1' })).status).toBe(200)
})

test('a scripted rate limit stands until its time is over', async () => {
  const bot = await deferred(discord)
  discord.script(bot.token, { faults: [{ answer: { rateLimited: { retryAfter: 2.5, scope: 'shared' } } }] })
  const refused = await bot.edit({ content: 'x' })
  expect(refused).toMatchObject({ status: 429, body: { retry_after: 2.5 } })
  expect(refused.headers.get('retry-after')).toBe('3')
  expect(refused.headers.get('x-ratelimit-scope')).toBe('shared')
  clock.pass(1_000)
  expect(await bot.edit({ content: 'x' })).toMatchObject({ status: 429, body: { retry_after: 1.5 } })
  expect(rules(bot.token)).toEqual([FORESEEABLE])
  clock.pass(1_500)
  expect((await bot.edit({ content: 'x' })).status).toBe(200)
})

test('a Cloudflare 429 is HTML, without Via and without rate limit headers', async () => {
  const bot = await deferred(discord)
  discord.script(bot.token, { faults: [{ answer: { cloudflare429: 30 } }] })
  const { status, headers, body } = await bot.edit({ content: 'x' })
  expect(status).toBe(429)
  expect(headers.get('content-type')).toMatch(/^text\/html/)
  expect(headers.get('via')).toBeNull()
  expect(headers.get('retry-after')).toBe('30')
  expect(headers.get('x-ratelimit-limit')).toBeNull()
  expect(JSON.stringify(body)).toContain('1015')
})

test('a reset breaks the connection, and the call took no effect', async () => {
  const bot = await deferred(discord)
  discord.script(bot.token, { faults: [{ answer: { reset: true } }] })
  await expect(bot.edit({ content: 'x' })).rejects.toThrow('fetch failed')
  expect(discord.reply(bot.token).messages[0]?.content).toBe('')
  expect((await bot.edit({ content: 'x' })).status).toBe(200)
})

test('a reset after the deed is no reason to accuse who repeats it', async () => {
  const bot = await deferred(discord)
  discord.script(bot.token, { faults: [{ answer: { reset: true, applied: true } }] })
  await expect(bot.edit({ content: 'x' })).rejects.toThrow('fetch failed')
  expect(discord.reply(bot.token).messages[0]?.content).toBe('x')
  expect((await bot.edit({ content: 'x' })).status).toBe(200)
  expect(rules(bot.token)).toEqual([])
})

test('a hanging call is over when the bot gives it up', async () => {
  const bot = await deferred(discord)
  discord.script(bot.token, { faults: [{ answer: { hang: true } }] })
  const asked = discord.replyAfter(bot.token, 0)
  const path = `${discord.apiBaseUrl}/webhooks/${discord.applicationId}/${bot.token}/messages/@original`
  const giveUp = new AbortController()
  const headers = { 'User-Agent': 'DiscordBot (https://example.com, 1.0)' }
  const hanging = fetch(path, { headers, signal: giveUp.signal })
  await arrived(bot.token)
  giveUp.abort()
  await expect(hanging).rejects.toThrow('aborted')
  expect((await asked).calls).toMatchObject([{ n: 1, kind: 'get', status: 0 }])
  expect((await bot.edit({ content: 'x' })).status).toBe(200)
  expect(rules(bot.token)).toEqual([])
})

/** Waits until a call hangs: its fault is used up then. */
async function arrived(token: string): Promise<void> {
  while (discord.underWay(token) === 0) await new Promise((soon) => setImmediate(soon))
}

test('a script for a token that was never made is refused at once', () => {
  expect(() => discord.script('nonsense', {})).toThrow('no interaction')
})

test('a script with a misspelt fault is refused at once', async () => {
  const bot = await deferred(discord)
  expect(() => discord.script(bot.token, { faults: [{ answer: { hangs: true } }] })).toThrow('not a fault')
  expect(() => discord.script(bot.token, { faults: [{ on: 'edits', answer: { hang: true } }] })).toThrow(
    'not a kind',
  )
  expect(() => discord.script(bot.token, { bucket: { limit: 5 } })).toThrow('bucket')
})

test('closing ends calls that hang', async () => {
  const local = await startDiscord()
  const bot = await deferred(local, { script: { faults: [{ answer: { hang: true } }] } })
  const hanging = bot.edit({ content: 'x' }).catch((error: unknown) => String(error))
  while (local.underWay(bot.token) === 0) await new Promise((soon) => setImmediate(soon))
  await local.close()
  expect(await hanging).toContain('fetch failed')
})
