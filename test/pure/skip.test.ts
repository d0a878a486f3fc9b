/** Skipping time: what happens in which order, who waits, and what the local Discord makes of it. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { playgroundClock, type PlaygroundClock } from '../../src/playground/ahead/clock.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { inTurns } from '../../src/playground/steer/in-turn.ts'
import { makeSkip } from '../../src/playground/steer/skip.ts'
import { makeWeather } from '../../src/playground/steer/weather-routes.ts'
import { deferred } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

const MINUTE = 60_000

let discord: LocalDiscord
let bot: ListeningBot
let clock: PlaygroundClock
let steps: string[] = []
/** What a restart waits for. */
let restart = (): Promise<void> => Promise.resolve()
const botCalled = (name: string) => ({
  async setAhead(aheadMs: number) {
    steps.push(`${name} begins at ${aheadMs / MINUTE}`)
    await restart()
    steps.push(`${name} is at ${aheadMs / MINUTE}, Discord at ${clock.aheadMs() / MINUTE}`)
  },
  async moveAlarms(byMs: number) {
    steps.push(`${name} moves its alarms by ${byMs / MINUTE}`)
    return Promise.resolve()
  },
})
let bots = [botCalled('first')]

beforeEach(async () => {
  steps = []
  restart = () => Promise.resolve()
  bots = [botCalled('first')]
  clock = playgroundClock()
  bot = await startListeningBot()
  discord = await startDiscord({
    clock,
    botUrl: () => `${bot.url}/interactions`,
    routes: makeWeather({
      deeds: {},
      skip: makeSkip({ bots: () => bots, clock, inTurn: inTurns(), tell: (line) => steps.push(line) }),
    }),
  })
})
afterEach(async () => {
  await discord.close()
  bot.close()
})

const answerOf = async (response: Promise<Response>): Promise<[number, unknown]> => [
  (await response).status,
  await (await response).json(),
]
const press = (): Promise<[number, unknown]> =>
  answerOf(fetch(`${discord.url}/_local/weather/skip`, { method: 'POST' }))
const set = (line: string): Promise<[number, unknown]> =>
  answerOf(fetch(`${discord.url}/_local/weather`, { method: 'PUT', body: JSON.stringify({ line }) }))
const ask = (): ReturnType<LocalDiscord['say']> => discord.say({ command: 'ask', options: { prompt: 'hi' } })
const minutesAhead = (): number => clock.aheadMs() / MINUTE

describe('a press', () => {
  test('brings the bot there first, then Discord, then the alarms', async () => {
    bots.push(botCalled('second'))
    const told: string[] = []
    discord.listen(({ kind }) => told.push(kind))
    expect(await press()).toMatchObject([200, { ok: true, aheadMs: 10 * MINUTE }])
    expect(steps).toEqual([
      '10 minutes are skipped …',
      'first begins at 10',
      'first is at 10, Discord at 0',
      'second begins at 10',
      'second is at 10, Discord at 10',
      'first moves its alarms by 10',
      'second moves its alarms by 10',
    ])
    expect(told).toEqual(['weather'])
    expect(discord.state()['weather']).toMatchObject({ aheadMs: 10 * MINUTE })
  })

  test('and another at the same moment are twenty minutes', async () => {
    const both = await Promise.all([press(), press()])
    expect(both).toMatchObject([
      [200, { aheadMs: 10 * MINUTE }],
      [200, { aheadMs: 20 * MINUTE }],
    ])
    expect(steps.filter((step) => step.includes('begins'))).toEqual([
      'first begins at 10',
      'first begins at 20',
    ])
  })

  test('does nothing to the clock where the bot does not come back', async () => {
    restart = () => Promise.reject(new Error('no runtime'))
    expect(await press()).toEqual([400, { ok: false, reason: 'The time could not be skipped: no runtime' }])
    expect(minutesAhead()).toBe(0)
    restart = () => Promise.resolve()
    expect(await press()).toMatchObject([200, { aheadMs: 10 * MINUTE }])
  })

  test('is refused before there is a bot', async () => {
    bots = []
    expect(await press()).toEqual([400, { ok: false, reason: 'The bot has not started yet.' }])
  })
})

describe('an address', () => {
  test('brings the clock there once, and never back', async () => {
    expect(await Promise.all([set('ahead:20'), set('ahead:20')])).toMatchObject([
      [200, { line: 'calm', aheadMs: 20 * MINUTE }],
      [200, { line: 'calm', aheadMs: 20 * MINUTE }],
    ])
    await set('ahead:5')
    await set('calm')
    expect(minutesAhead()).toBe(20)
    expect(steps.filter((step) => step.includes('begins'))).toEqual(['first begins at 20'])
  })

  test('may have weather, too', async () => {
    expect(await set('ahead:10,discord-latency:50')).toMatchObject([
      200,
      { line: 'discord-latency:50', aheadMs: 10 * MINUTE },
    ])
  })

  test('is refused where the clock is the machine’s', async () => {
    const other = await startDiscord({ routes: makeWeather({ deeds: {} }) })
    const put = await fetch(`${other.url}/_local/weather`, { method: 'PUT', body: '{"line":"ahead:10"}' })
    const posted = await fetch(`${other.url}/_local/weather/skip`, { method: 'POST' })
    const answers = [put.status, await put.text(), posted.status, await posted.text()]
    await other.close()
    expect(answers).toEqual([
      400,
      expect.stringContaining('ahead takes a bot whose clock can be set.'),
      400,
      expect.stringContaining('The clock of this bot cannot be set.'),
    ])
  })
})

describe('who asks at that moment', () => {
  test('waits for the bot that is later, and is heard by it', async () => {
    const restarted = Promise.withResolvers<void>()
    restart = () => restarted.promise
    const pressed = press()
    await vi.waitUntil(() => steps.length > 1)
    const asked = ask()
    expect(bot.arrived).toEqual([])
    restarted.resolve()
    expect(await asked).toMatchObject({ ok: true, failed: null })
    await pressed
    const signedAt = Number(bot.arrived[0]?.request.headers['x-signature-timestamp']) * 1_000
    expect(Math.abs(clock.now() - signedAt)).toBeLessThan(MINUTE)
  })

  test('is answered first where the question is on the way', async () => {
    const heard = Promise.withResolvers<void>()
    bot.answer = () => {
      heard.resolve()
      return { body: { type: 5 } }
    }
    const asked = ask()
    await heard.promise
    await press()
    expect(await asked).toMatchObject({ ok: true, failed: null })
  })
})

describe('in Discord', () => {
  test('a token still works after one skip, and is refused after two', async () => {
    const reply = await deferred(discord)
    expect((await reply.edit({ content: 'At once.' })).status).toBe(200)
    await press()
    expect((await reply.edit({ content: 'Ten minutes later.' })).status).toBe(200)
    await press()
    expect(await reply.edit({ content: 'Twenty minutes later.' })).toMatchObject({
      status: 401,
      body: { code: 50_027 },
    })
  })

  test('an answer that has not come within its token’s life has failed', async () => {
    const { token } = await deferred(discord)
    await press()
    expect(discord.reply(token).messages).toMatchObject([{ loading: true, failed: null }])
    await press()
    expect(discord.reply(token).messages).toMatchObject([{ failed: 'The application did not respond' }])
  })
})
