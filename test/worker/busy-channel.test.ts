/** One channel in which many ask: with and without a limit of Discord's on edits, and told to all conversations there. */

import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { ThreadObject } from '../../src/converse/thread/thread.ts'
import { eventually } from './eventually.ts'
import { snowflake, unique } from './ids.ts'
import { release, script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { skippedTime } from './time.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const HOUR_MS = 3_600_000
const MINUTE_MS = 61_000

/** Gives a channel of the local Discord a limit of its own, for creates and edits. */
async function limitEdits(channel: string, limit: number): Promise<void> {
  const body = JSON.stringify({ limit, windowMs: 60_000, edits: true })
  const address = `${inject('discord')}/_local/channels/${channel}/limit`
  const { ok } = await fetch(address, { method: 'PUT', body })
  expect(ok).toBe(true)
}

interface Question {
  readonly asked: Asked
  readonly end: string
}

async function question(channel: string, more: Parameters<typeof ask>[0] = {}): Promise<Question> {
  const word = unique()
  await script(word, { say: `Said ${word}.`, chunkChars: 100 })
  return { asked: await ask({ prompt: word, channel, ...more }), end: `Said ${word}.` }
}

async function answered(channel: string): Promise<Asked> {
  const { asked, end } = await question(channel)
  await asked.text(end)
  await ended(channel)
  return asked
}

const statuses = async (asked: Asked): Promise<readonly (number | undefined)[]> =>
  (await asked.reply(() => true)).calls.map(({ status }) => status)

const isRefused = async (asked: Asked): Promise<boolean> => (await statuses(asked)).includes(429)

/** So few edits that a question or two of a test meet the limit. */
const FEW = 3

/** Asks until a call is refused; gives that question, whose answer does not stand there yet. */
async function untilRefused(channel: string): Promise<Question> {
  for (;;) {
    const one = await question(channel)
    await one.asked.reply(({ calls }) => calls.some(({ status }) => status !== undefined))
    if (await isRefused(one.asked)) return one
    await one.asked.text(one.end)
  }
}

/** Another conversation begins to answer. */
function begin(key: string) {
  const turn = snowflake()
  const arrival = { turn, thread: key, askedAt: Date.now(), isIn: true }
  return env.COORDINATOR.getByName('fleet').began(turn, 1, Date.now(), arrival)
}

/** The minute of Discord's limit is over: it takes calls again. */
async function minutePasses(channel: string, pass: (ms: number) => Promise<void>): Promise<void> {
  await limitEdits(channel, 1_000)
  await pass(MINUTE_MS)
}

test('more edits than thirty in a minute are made where Discord takes them', async () => {
  const channel = snowflake()
  const calls: (number | undefined)[] = []
  while (calls.length <= 40) {
    const all = await Promise.all(Array.from({ length: 4 }, () => answered(channel)))
    calls.push(...(await Promise.all(all.map(statuses))).flat())
  }
  expect(new Set(calls)).toEqual(new Set([200]))
})

test('four members at once see their first words and their ends, and no call is refused', async () => {
  const channel = snowflake()
  await limitEdits(channel, 30)
  const words = Array.from({ length: 4 }, () => unique())
  await Promise.all(
    words.map((word) =>
      script(word, { say: `First ${word}. Last ${word}.`, hold: true, holdAfterChars: 12 }),
    ),
  )
  const all = await Promise.all(words.map((word) => ask({ prompt: word, channel })))
  await Promise.all(all.map((asked) => asked.growing(/^First/)))
  await Promise.all(words.map((word) => release(word)))
  await Promise.all(all.map((asked, n) => asked.text(`Last ${words[n] ?? ''}.`)))
  expect((await Promise.all(all.map(isRefused))).includes(true)).toBe(false)
})

test('a limit that nobody knew of costs one 429, and nothing is lost', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const channel = snowflake()
  await limitEdits(channel, FEW)
  const pass = await skippedTime(channel)
  const { asked, end } = await untilRefused(channel)
  await minutePasses(channel, pass)
  await asked.text(end)
  expect((await statuses(asked)).filter((status) => status === 429)).toHaveLength(1)
  const [event] = warn.mock.calls.flat().filter((one) => one.evt === 'discord.channel_limited')
  expect(event).toMatchObject({ thread: channel, per_minute: 30 })
  const health = await env.COORDINATOR.getByName('fleet').health(Date.now())
  expect(health.discord.limitedChannels).toBeGreaterThan(0)
})

test('who asks in a channel that takes no more edits reads why at once, and the answer comes', async () => {
  vi.spyOn(console, 'warn').mockReturnValue()
  const channel = snowflake()
  await limitEdits(channel, FEW)
  const pass = await skippedTime(channel)
  const first = await untilRefused(channel)
  const second = await question(channel, { locale: 'de' })
  expect(second.asked.answer.type).toBe(4)
  expect(second.asked.answer.data?.content).toMatch(
    /^-# Discord begrenzt gerade die Änderungen in diesem Kanal: Die Antwort beginnt in etwa \d+ s$/,
  )
  await minutePasses(channel, pass)
  await first.asked.text(first.end)
  await second.asked.text(second.end)
  expect([await isRefused(first.asked), await isRefused(second.asked)]).toEqual([true, false])
})

test('all conversations of a channel learn of its limit, whether they are answering or begin later', async () => {
  vi.spyOn(console, 'warn').mockReturnValue()
  const channelNews = vi.spyOn(ThreadObject.prototype, 'channelNews')
  const channel = snowflake()
  const member = snowflake()
  const word = unique()
  await script(word, { say: `First ${word}. Last ${word}.`, hold: true, holdAfterChars: 12 })
  const own = await ask({ prompt: word, channel, member, private: true })
  await own.growing(/^First \w/)
  await limitEdits(channel, FEW)
  const before = Date.now()
  const pass = await skippedTime(channel)
  const { asked, end } = await untilRefused(channel)
  await eventually(() =>
    expect(channelNews.mock.calls.some(([news]) => news.limitedUntil !== undefined)).toBe(true),
  )
  await minutePasses(channel, pass)
  await asked.text(end)
  await ended(channel)
  await release(word)
  await own.text(`Last ${word}.`)
  const { channel: news } = await begin(`${channel}:7`)
  expect(news?.limitedUntil).toBeGreaterThanOrEqual(before + HOUR_MS)
})

test('an evicted thread is told of the limit when its next turn begins, and keeps to its part of it', async () => {
  vi.spyOn(console, 'warn').mockReturnValue()
  const channel = snowflake()
  await limitEdits(channel, FEW)
  const pass = await skippedTime(channel)
  const { asked, end } = await untilRefused(channel)
  await minutePasses(channel, pass)
  await asked.text(end)
  await ended(channel)
  await evictDurableObject(thread(channel))
  // Ten conversations have 30 edits in a minute, three for each.
  for (let n = 1; n < 10; n += 1) {
    await begin(`${channel}:${n}`)
  }
  const lines: string[] = []
  while (lines.length < 4 && !lines.some((line) => line !== '')) {
    const next = await question(channel)
    const line = next.asked.answer.data?.content ?? ''
    lines.push(line)
    if (line === '') await next.asked.text(next.end)
  }
  expect(lines.at(-1)).toMatch(/^-# Discord limits edits in this channel right now: the answer starts/)
})
