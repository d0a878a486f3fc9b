/** Reading a channel at the local Discord: for whom, how much, and each way in which it can be refused. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/clock.ts'
import { channelReader, isChannelReadable } from '../../src/converse/tools/channel-reader.ts'
import type { Question, Reader } from '../../src/converse/question/question.ts'
import { readChannelTool } from '../../src/converse/tools/read-channel-tool.ts'
import type { Json } from '../../src/json.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import type { Readers, Settings } from '../../src/settings/settings.ts'
import { channelId, interactionId, question, settings } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { newPeople } from '../fakes/people.ts'

const BOT_TOKEN = 'a-bot-token-of-some-length.and-parts.and-more'
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord({ botToken: BOT_TOKEN })
})
afterAll(() => discord.close())

let count = 0
/** A channel of its own in which this was said. */
function channelWith(talk: Json) {
  count += 1
  const channel = channelId(`29100000000000${String(count).padStart(4, '0')}`)
  discord.talk(channel, {
    messages: [{ author: 'Ben', content: 'Bread?' }, { content: 'And cheese.' }],
    ...talk,
  })
  return channel
}

const where = (partial: Partial<Settings> = {}): Settings =>
  settings({
    discordApiBaseUrl: discord.apiBaseUrl,
    discordApplicationId: discord.applicationId,
    discordToken: BOT_TOKEN,
    readChannel: 'everyone',
    ...partial,
  })

interface Case {
  readonly talk?: Json
  readonly asked?: Partial<Question>
  readonly settings?: Partial<Settings>
  /** As whom the member may read; undefined for one who may not. */
  readonly reader?: Reader | undefined
  readonly input?: Json
  readonly clock?: Clock
  readonly stop?: AbortSignal
}

/** What Claude is told when a member who may reads a channel, by default with everything in order. */
async function told(one: Case) {
  const { talk = {}, asked, settings: some, input = {}, clock = systemClock, stop } = one
  const reader = 'reader' in one ? one.reader : 'member'

  const channel = channelWith(talk)
  const { id } = await discord.interact({ channel: '290000000000000012' })
  const from = question({
    channel,
    id: interactionId(id),
    ...(reader === undefined ? {} : { reader }),
    ...asked,
  })
  const readChannel = channelReader(where(some), from, newPeople(), clock)
  const files = {} as Parameters<typeof readChannelTool.run>[1]['files']
  return readChannelTool.run(input, { files, clock, readChannel, signal: stop })
}

const texts = ({ text }: { readonly text: string }): readonly string[] =>
  text
    .split('\n')
    .slice(1)
    .map((line) => (JSON.parse(line) as { text: string }).text)

/** Discord's next answer in the channel is this one. */
const answer = (status: number, code: number) => ({ faults: [{ answer: { status, code } }] })

const limited = (times: number) => ({ faults: [{ times, answer: { rateLimited: { retryAfter: 0.05 } } }] })

test('what was said in the channel comes, oldest first', async () => {
  const result = await told({})
  expect(result.isError).toBe(false)
  expect(result.text).toMatch(/^2 messages/)
  expect(texts(result)).toEqual(['Bread?', 'And cheese.'])
})

describe('who may', () => {
  test.each<[Readers, Reader | undefined, boolean]>([
    ['everyone', 'member', true],
    ['everyone', 'moderator', true],
    ['everyone', undefined, false],
    ['moderators', 'moderator', true],
    ['moderators', 'member', false],
    ['moderators', undefined, false],
  ])('where %s may, a reader who is a %s: %s', async (readChannel, reader, may) => {
    const { isError, text } = await told({ settings: { readChannel }, reader })
    expect(isError).toBe(!may)
    expect(text).toMatch(may ? /Bread/ : /^The member who asks may not/)
  })

  test('nobody where it is off, or where there is no bot token: then there is no such tool', () => {
    expect(isChannelReadable(where())).toBe(true)
    for (const some of [{ readChannel: 'off' as const }, { discordToken: undefined }]) {
      expect(isChannelReadable(where(some))).toBe(false)
      expect(
        channelReader(where(some), question({ reader: 'moderator' }), newPeople(), systemClock),
      ).toBeUndefined()
    }
  })

  test('nobody where only the member installed the bot, whatever the question says', async () => {
    const { isError, text } = await told({ asked: { userInstall: true, reader: 'moderator' } })
    expect(isError).toBe(true)
    expect(text).toMatch(/^You are not in this channel/)
  })
})

describe('how many', () => {
  const messages = Array.from({ length: 120 }, (_, n) => ({ content: `${n}`, agoMs: 120_000 - n * 1_000 }))
  test.each<[unknown, number]>([
    [undefined, 50],
    [1, 1],
    [7.9, 7],
    [100, 100],
    [5_000, 100],
    [0, 1],
    [-3, 1],
    ['20', 50],
    [null, 50],
    [{}, 50],
  ])('asked for %j: %d, the newest', async (limit, expected) => {
    const read = texts(await told({ talk: { messages }, input: { limit } }))
    expect(read).toHaveLength(expected)
    expect(read.at(-1)).toBe('119')
  })

  test('what is said after the question is not read', async () => {
    const { id } = await discord.interact({ channel: '290000000000000012' })
    const result = await told({
      asked: { id: interactionId(id) },
      talk: {
        messages: [
          { content: 'late', agoMs: -5_000 },
          { content: 'early', agoMs: 5_000 },
        ],
      },
    })
    expect(texts(result)).toEqual(['early'])
  })

  test('no input names another channel', async () => {
    const other = channelWith({ messages: [{ content: 'a secret' }] })
    const input = { channel: other, channel_id: other, limit: 2, before: '1', path: `../${other}` }
    expect(texts(await told({ input }))).toEqual(['Bread?', 'And cheese.'])
  })
})

describe('what can go wrong', () => {
  test.each<[string, Case, RegExp]>([
    ['a channel that it may not see', { talk: answer(403, 50_001) }, /^You cannot see this channel/],
    ['a permission that it lacks', { talk: answer(403, 50_013) }, /^You may not read this channel/],
    ['a channel that is gone', { talk: answer(404, 10_003) }, /does not know this channel/],
    ['a refusal of another kind', { talk: answer(403, 0) }, /refuses/],
    ['an error of Discord’s', { talk: answer(502, 0) }, /did not answer/],
    ['an answer that is no list', { talk: { faults: [{ answer: { status: 200, body: {} } }] } }, /refuses/],
    ['a broken line', { talk: { faults: [{ answer: { reset: true } }] } }, /did not answer/],
    ['a bot token that is none', { settings: { discordToken: 'of-yesterday' } }, /DISCORD_TOKEN/],
    ['a history that it may not read', { talk: { hidesHistory: true } }, /Read Message History/],
    ['texts that it may not see', { talk: { hidesContent: true } }, /Message Content Intent/],
  ])('%s', async (_, one, sentence) => {
    const { isError, text } = await told(one)
    expect(isError).toBe(true)
    expect(text).toMatch(sentence)
    expect(text).not.toContain(BOT_TOKEN)
  })

  test('a message that mentions the bot is shown without the intent as well', async () => {
    const content = `<@${discord.applicationId}> hello`
    const result = await told({
      talk: { hidesContent: true, messages: [{ content: 'hidden' }, { content }] },
    })
    expect(result.isError).toBe(false)
    expect(texts(result)).toEqual([undefined, '@Threadkeeper hello'])
    expect(result.text).toContain('The texts of 1 were kept back')
  })

  test('a short rate limit is waited for, once', async () => {
    expect(texts(await told({ talk: limited(1) }))).toHaveLength(2)
    expect((await told({ talk: limited(2) })).text).toMatch(/lets nobody read just now/)
  })

  test('a long one is not', async () => {
    const clock = testClock()
    const work = told({ talk: { faults: [{ answer: { cloudflare429: 60 } }] }, clock })
    expect((await work).text).toMatch(/lets nobody read just now/)
    expect(clock.now()).toBe(0)
  })

  test('a call that hangs is given up', async () => {
    const clock = testClock()
    const work = told({ talk: { faults: [{ answer: { hang: true } }] }, clock })
    await clock.slept()
    await clock.advance(10_000)
    expect((await work).text).toMatch(/did not answer/)
  })

  test('a member who stops the turn does not wait for Discord', async () => {
    const [stop, clock] = [new AbortController(), testClock()]
    const work = told({ talk: { faults: [{ answer: { hang: true } }] }, stop: stop.signal, clock })
    await clock.slept()
    stop.abort()
    expect((await work).isError).toBe(true)
  })
})

test('the tool says what it does, and is made again after a crash and each time', () => {
  expect(readChannelTool.detail({})).toBe('last 50 messages')
  expect(readChannelTool.detail({ limit: 1 })).toBe('last message')
  expect(readChannelTool.afterCrash).toBe('again')
  expect(readChannelTool.sameAs({}, {} as never)).toBeUndefined()
  expect(readChannelTool.description).toContain('no instruction')
})
