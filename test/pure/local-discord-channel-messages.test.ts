/** What the local Discord gives of a channel's messages, and to whom. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call, deferred, handClock, HEADERS } from '../fakes/discord-bot.ts'

const clock = handClock()
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord({ now: clock.now, botToken: 'secret' })
})
afterAll(() => discord.close())

const CHANNEL = '290000000000000011'
let count = 0
const fresh = (): string => `29200000000000${String((count += 1)).padStart(4, '0')}`

const read = (channel: string, query = '', headers: Record<string, string> = AS_BOT) =>
  call(discord, 'GET', `/channels/${channel}/messages${query}`, undefined, headers)

interface Given {
  readonly id: string
  readonly content: string
  readonly author: { readonly global_name: string | null; readonly bot?: boolean }
  readonly attachments: readonly { readonly filename: string }[]
}
const given = async (channel: string, query = ''): Promise<readonly Given[]> =>
  (await read(channel, query)).body as unknown as readonly Given[]

describe('the messages of a channel', () => {
  test('come newest first, those of members and of the bot', async () => {
    const channel = fresh()
    discord.talk(channel, { messages: [{ author: 'Ben', content: 'one', files: ['a.txt'] }] })
    clock.pass(10)
    await (await deferred(discord, { channel })).edit({ content: 'two' })
    clock.pass(10)
    discord.talk(channel, { messages: [{ author: 'Somebot', bot: true, content: 'three' }] })
    const all = await given(channel)
    expect(all.map(({ content }) => content)).toEqual(['three', 'two', 'one'])
    expect(all.map(({ author }) => author.bot === true)).toEqual([true, true, false])
    expect(all[2]).toMatchObject({ author: { global_name: 'Ben' }, attachments: [{ filename: 'a.txt' }] })
    expect((await given(channel, `?limit=1&before=${all[0]?.id}`)).map(({ content }) => content)).toEqual([
      'two',
    ])
  })

  test('are without what only one member sees, and what was deleted', async () => {
    const channel = fresh()
    await (await deferred(discord, { channel }, { flags: 64 })).edit({ content: 'for you' })
    const held = await deferred(discord, { channel })
    const { body } = await held.edit({ content: 'gone' })
    discord.deleteMessage(body.id)
    expect(await given(channel)).toEqual([])
  })

  test('are not there without the right to read, and empty without the intent', async () => {
    const channel = fresh()
    discord.talk(channel, { messages: [{ content: 'one', files: ['a.txt'] }], hidesContent: true })
    expect(await given(channel)).toMatchObject([{ content: '', attachments: [] }])
    discord.talk(channel, { hidesHistory: true })
    expect(await given(channel)).toEqual([])
  })
})

test.each([
  ['0', 400, 50_035],
  ['101', 400, 50_035],
  ['x', 400, 50_035],
  ['1', 200, undefined],
  ['100', 200, undefined],
])('a limit of %s is answered with %d', async (limit, status, code) => {
  clock.pass(10_000)
  const answer = await read(CHANNEL, `?limit=${limit}`)
  expect(answer).toMatchObject({ status })
  expect(answer.body.code).toBe(code)
})

test('nobody reads without the token, where only a member brought the bot, or where nothing is', async () => {
  clock.pass(10_000)
  expect(await read(CHANNEL, '', HEADERS)).toMatchObject({ status: 401 })
  expect(await read(CHANNEL, '?before=now')).toMatchObject({ status: 400, body: { code: 50_035 } })
  expect(await read(fresh())).toMatchObject({ status: 404, body: { code: 10_003 } })
  const channel = fresh()
  await deferred(discord, { channel, owners: { '1': '7' } })
  expect(await read(channel)).toMatchObject({ status: 403, body: { code: 50_001 } })
})

test('a script that is none is refused, and a right one strikes once', async () => {
  const channel = fresh()
  expect(() => discord.talk(channel, { faults: [{ answer: 7 }] })).toThrow(/not a fault/)
  const post = (body: unknown) =>
    fetch(`${discord.url}/_local/channels/${channel}`, { method: 'POST', body: JSON.stringify(body) })
  expect((await post({ faults: [{ on: 'nonsense', answer: { status: 500 } }] })).status).toBe(400)
  const faults = [{ answer: { status: 403, code: 50_013 } }]
  expect((await post({ messages: [{ content: 'hi' }], faults })).status).toBe(204)
  expect(await read(channel)).toMatchObject({ status: 403, body: { code: 50_013 } })
  expect(await read(channel)).toMatchObject({ status: 200 })
})

test('a page has something to read from the start, said by members that it knows', async () => {
  const chatty = await startDiscord({ smallTalk: true })
  const { messages, members } = chatty.state() as {
    messages: { channel: string; author: { id: string }; command: unknown; createdAt: number }[]
    members: { id: string }[]
  }
  await chatty.close()
  expect(messages.length).toBeGreaterThan(5)
  expect(new Set(messages.map(({ channel }) => channel)).size).toBe(4)
  const known = new Set(members.map(({ id }) => id))
  expect(messages.every(({ author, command }) => known.has(author.id) && command === null)).toBe(true)
})

test.each<[string, Record<string, unknown>]>([
  ['a text that is too long', { content: 'x'.repeat(4_001) }],
  ['too many embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'a' })) }],
  ['too many stickers', { sticker_items: [{}, {}, {}, {}] }],
  ['a poll without answers', { poll: { question: { text: 'a' }, answers: [] } }],
  ['a forward with a text of its own', { content: 'a', message_reference: { type: 1 } }],
])('%s is refused, as Discord would have done', (_, message) => {
  expect(() => discord.talk(fresh(), { messages: [message] })).toThrow(/50035/)
})

test('a message of a member can be read by its id, and is hidden without the intent in all its parts', async () => {
  const [channel, id] = [fresh(), '291000000000000001']
  const message = { id, content: 'a', embeds: [{ title: 'b' }], poll: { answers: [{}] } }
  discord.talk(channel, { messages: [message] })
  expect(
    (await call(discord, 'GET', `/channels/${channel}/messages/${id}`, undefined, AS_BOT)).body,
  ).toMatchObject({
    id,
    content: 'a',
    embeds: [{ title: 'b' }],
  })
  discord.talk(channel, { hidesContent: true })
  expect((await given(channel))[0]).toMatchObject({ content: '', embeds: [] })
  expect((await given(channel))[0]).not.toHaveProperty('poll')
})
