/** The weather in the local Discord: over its routes, and in what every call then meets. */

import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { setWeather } from '../../src/playground/discord/in-weather.ts'
import type { PageHost } from '../../src/playground/discord/page-mode.ts'
import { crowd, ask } from '../../src/playground/steer/crowd.ts'
import { calm, type Weather } from '../../src/playground/weather/weather.ts'
import { type DeedDone, makeWeather } from '../../src/playground/steer/weather-routes.ts'
import { deferred } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

const THREAD = '290000000000000013'

let discord: LocalDiscord
let bot: ListeningBot
let host: PageHost
const toClaude: Weather[] = []
let crashed = 0
const crash = Promise.withResolvers<DeedDone>()
const routes = makeWeather({
  claude: (weather) => toClaude.push(weather),
  deeds: {
    crash: () => {
      crashed += 1
      return crash.promise
    },
    crowd: ask,
  },
})

beforeAll(async () => {
  bot = await startListeningBot()
  discord = await startDiscord({
    botUrl: () => `${bot.url}/interactions`,
    routes: (given) => {
      host = given
      return routes(given)
    },
  })
})
afterEach(() => setWeather(host.state, calm))
afterAll(async () => {
  await discord.close()
  bot.close()
})

const call = async (method: string, path: string, body?: object): Promise<[number, unknown]> => {
  const response = await fetch(`${discord.url}/_local/weather${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return [response.status, await response.json()]
}
const set = async (line: string): Promise<void> => {
  expect((await call('PUT', '', { line }))[0]).toBe(200)
}

let last = 810_000_000_000_000_000n
const newChannel = (): string => String((last += 1n))
const newReply = (channel = newChannel()): ReturnType<typeof deferred> => deferred(discord, { channel })

describe('the routes', () => {
  test('tell what there is, and what it can be', async () => {
    expect(await call('GET', '')).toMatchObject([
      200,
      {
        line: 'calm',
        values: calm,
        fields: { 'discord-latency': { kind: 'amount', most: 5_000 } },
        scenes: { 'no-credit': 'claude:no-credit' },
        deeds: ['crash', 'crowd'],
      },
    ])
  })

  test('a change reaches Claude and the pages, and the same once more reaches nobody', async () => {
    toClaude.length = 0
    const told: string[] = []
    const stop = discord.listen(({ kind }) => told.push(kind))
    await set('claude:overloaded,discord-latency:50')
    await set('discord-latency:50,claude:overloaded')
    stop()
    expect(toClaude).toEqual([{ ...calm, claude: 'overloaded', 'discord-latency': 50 }])
    expect(told).toEqual(['weather'])
    expect(discord.state()['weather']).toMatchObject({ line: 'discord-latency:50,claude:overloaded' })
  })

  test.each([
    [{ line: 'rain:1' }, 'There is no weather "rain".'],
    [{}, 'The weather is a line such as discord-latency:800.'],
  ])('%j is refused with a sentence', async (body, sentence) => {
    const [status, answer] = await call('PUT', '', body)
    expect([status, JSON.stringify(answer)]).toEqual([
      400,
      expect.stringContaining(JSON.stringify(sentence).slice(1, -1)),
    ])
    expect(host.state.weather).toEqual(calm)
  })

  test('who presses twice does one deed', async () => {
    const app = routes(host)
    const press = async (): Promise<string> =>
      (await app.request('/weather/crash', { method: 'POST' })).text()
    const both = [press(), press()]
    await vi.waitUntil(() => crashed > 0)
    expect(await call('POST', '/sunshine')).toMatchObject([
      400,
      { reason: 'There is no sunshine here. There are: crash, crowd.' },
    ])
    crash.resolve({ ok: true, backAfterMs: 1 })
    const done = '{"ok":true,"backAfterMs":1}'
    expect(await Promise.all(both)).toEqual([done, done])
    expect(crashed).toBe(1)
  })

  test('with the real Claude there is no weather of Claude’s', async () => {
    const other = await startDiscord({ routes: makeWeather({ deeds: {} }) })
    const address = `${other.url}/_local/weather`
    const put = (line: string): Promise<Response> =>
      fetch(address, { method: 'PUT', body: JSON.stringify({ line }) })
    expect(await (await put('claude:cut')).text()).toContain('takes the local Claude')
    expect((await put('discord-latency:50,cloudflare-kv:gone')).status).toBe(200)
    const shown = await (await fetch(address)).text()
    await other.close()
    expect(shown).toContain('rate-limited-channel')
    expect(shown).toContain('kv-is-gone')
    expect(shown).not.toContain('"claude-speed":{')
    expect(shown).not.toContain('slow-evening')
  })
})

describe('every call', () => {
  test('is slow', async () => {
    await set('discord-latency:50')
    const reply = await newReply()
    const began = performance.now()
    await reply.edit({ content: 'Late.' })
    expect(performance.now() - began).toBeGreaterThanOrEqual(45)
  })

  test('finds a smaller bucket, and the old one again when it is calm', async () => {
    const reply = await newReply()
    await set('discord-bucket:2')
    expect((await reply.edit({ content: '1' })).headers.get('x-ratelimit-limit')).toBe('2')
    expect((await reply.edit({ content: '2' })).headers.get('x-ratelimit-remaining')).toBe('0')
    expect((await reply.edit({ content: '3' })).status).toBe(429)
    await set('calm')
    expect((await reply.edit({ content: '4' })).status).toBe(200)
  })

  test('finds the hidden limit of its channel', async () => {
    await set('discord-limit:1')
    const reply = await newReply()
    await reply.edit({ content: 'First.' })
    expect((await reply.create({ content: 'Second.' })).status).toBe(200)
    const third = await reply.create({ content: 'Third.' })
    expect([third.status, third.headers.get('x-ratelimit-scope')]).toEqual([429, 'shared'])
  })

  test.each([
    ['discord-429', 429],
    ['discord-5xx', 503],
  ])('meets its share of %s', async (name, status) => {
    await set(`${name}:50`)
    const statuses: number[] = []
    // Each by a token of its own, which no wait holds back.
    for (let n = 0; n < 4; n += 1) statuses.push((await (await newReply()).edit({ content: 'x' })).status)
    expect(statuses.filter((one) => one === status)).toHaveLength(2)
    expect(statuses.filter((one) => one === 200)).toHaveLength(2)
  })

  test('AutoMod takes its words in every channel, and lets them be when it is calm', async () => {
    const reply = await newReply()
    await set('automod-is-strict')
    expect((await reply.edit({ content: 'I need no key.' })).body.code).toBe(200_000)
    expect((await reply.edit({ content: 'Nothing of that.' })).status).toBe(200)
    await set('calm')
    expect((await reply.edit({ content: 'I need no key.' })).status).toBe(200)
  })

  test('the threads are locked, and the channels are not', async () => {
    const [inThread, inChannel] = [await newReply(THREAD), await newReply()]
    await set('locked-threads')
    expect((await inThread.edit({ content: 'x' })).status).toBe(400)
    expect((await inChannel.edit({ content: 'x' })).status).toBe(200)
    await set('calm')
    expect((await inThread.edit({ content: 'x' })).status).toBe(200)
  })

  test('a moderator deletes what has stood for a while', async () => {
    setWeather(host.state, { ...calm, 'discord-deletes': 4 })
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { token } = await newReply()
    vi.advanceTimersByTime(3_999)
    expect(discord.reply(token).messages).toMatchObject([{ deleted: false }])
    vi.advanceTimersByTime(1)
    expect(discord.reply(token).messages).toMatchObject([{ deleted: true }])
  })
})

test('a crowd asks in every place of the server, some of it the same', async () => {
  bot.reset()
  const [status, done] = await call('POST', '/crowd')
  expect([status, done]).toEqual([200, { ok: true, asked: 50, taken: 50 }])
  const asked = crowd(1)
  const prompts = asked.map(({ options }) => JSON.stringify(options))
  expect(new Set(asked.map(({ member }) => JSON.stringify(member))).size).toBe(50)
  expect(new Set(prompts).size).toBe(30)
  expect(new Set(asked.map(({ channel }) => channel)).size).toBe(3)
  expect(bot.arrived).toHaveLength(50)
})
