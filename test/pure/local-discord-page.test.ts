/** The local Discord as a newcomer's page sees it: saying, pressing, the stream of events. */

import { verifyKey } from 'discord-interactions'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { call, HEADERS, hold, quiet } from '../fakes/discord-bot.ts'
import { png } from '../fakes/files.ts'
import { type BotAnswer, type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'
import { eventsAt } from '../fakes/server-events.ts'

const GENERAL = '290000000000000011'
const button = { type: 1, components: [{ type: 2, style: 2, label: 'Stop', custom_id: 'stop' }] }

let discord: LocalDiscord
let bot: ListeningBot

beforeAll(async () => {
  bot = await startListeningBot()
  discord = await startDiscord({
    botUrl: () => `${bot.url}/interactions`,
    bucket: { limit: 100, windowMs: 1_000 },
  })
})
afterEach(() => bot.reset())
afterAll(async () => {
  await discord.close()
  bot.close()
})

const local = async (path: string, body: unknown): Promise<unknown> =>
  (await fetch(`${discord.url}/_local${path}`, { method: 'POST', body: JSON.stringify(body) })).json()
const say = (more: object = {}): Promise<unknown> =>
  local('/say', { channel: GENERAL, member: 'Ben', command: 'ask', options: { prompt: 'hi' }, ...more })

interface PageMessage {
  readonly id: string
  readonly content: string
  readonly failed: string | null
  readonly ephemeralFor: string | null
  readonly attachments: readonly object[]
}
type Change = { readonly change?: string; readonly message?: PageMessage }
const shown = async (): Promise<readonly PageMessage[]> => {
  const state: { messages: PageMessage[] } = JSON.parse(
    await (await fetch(`${discord.url}/_local/state`)).text(),
  )
  return state.messages
}

const setEndpoint = (): ReturnType<typeof call> =>
  call(
    discord,
    'PATCH',
    '/applications/@me',
    { interactions_endpoint_url: `${bot.url}/` },
    {
      'User-Agent': 'DiscordBot (https://example.com, 1.0)',
      'Content-Type': 'application/json',
      Authorization: 'Bot secret',
    },
  )

const tokenOf = (index = -1): string => {
  const body: { token: string } = JSON.parse(bot.arrived.at(index)?.body ?? '{}')
  return body.token
}

test('the state has the servers, their channels and their members, in several languages', async () => {
  expect(discord.state()).toMatchObject({
    guild: { name: expect.any(String) },
    app: { id: discord.applicationId },
    channels: expect.arrayContaining([
      expect.objectContaining({ name: 'general', kind: 'text' }),
      expect.objectContaining({ name: 'random', kind: 'text' }),
      expect.objectContaining({ kind: 'thread', parent: GENERAL }),
      expect.objectContaining({ kind: 'dm' }),
      expect.objectContaining({ kind: 'group' }),
    ]),
    members: [
      { name: 'Ada', locale: 'en-US' },
      { name: 'Ben', locale: 'en-GB' },
      { name: 'Cleo', locale: 'de' },
      { name: 'Dora', locale: 'fr' },
      { name: 'Emre', roles: [] },
      { name: 'Finn', hasInstalled: true },
    ],
  })
})

test('what is said arrives at the bot, signed, and its answer is shown as loading', async () => {
  const done = await say({ private: true })
  expect(done).toMatchObject({ ok: true, failed: null, modal: null })
  const [{ request: incoming, body } = { request: undefined, body: '' }] = bot.arrived
  const header = (name: string): string => String(incoming?.headers[name])
  expect(incoming?.url).toBe('/interactions')
  expect(
    await verifyKey(body, header('x-signature-ed25519'), header('x-signature-timestamp'), discord.publicKey),
  ).toBe(true)
  expect(JSON.parse(body)).toMatchObject({
    member: { user: { username: 'ben' } },
    data: {
      options: [
        { name: 'prompt', value: 'hi' },
        { name: 'private', type: 5, value: true },
      ],
    },
  })
  expect((await shown()).at(-1)).toMatchObject({
    channel: GENERAL,
    author: { kind: 'app' },
    command: { name: 'Ben', line: '/ask prompt: hi private: true' },
    loading: true,
    content: '',
  })
})

test('a member speaks in the locale of their client', async () => {
  await say({ member: 'Cleo' })
  expect(JSON.parse(bot.arrived[0]?.body ?? '')).toMatchObject({ locale: 'de' })
})

test('an ephemeral answer is for one member only', async () => {
  bot.answer = () => ({ body: { type: 4, data: { content: 'psst', flags: 64, ...quiet } } })
  await say()
  expect((await shown()).at(-1)).toMatchObject({ content: 'psst', ephemeralFor: '290000000000000022' })
})

test('a bot that is not there, breaks off or answers nonsense ends in a sentence', async () => {
  const failures: BotAnswer[] = [
    'hang up',
    { status: 500, body: 'Internal Server Error', type: 'text/plain' },
    { body: '{"type":' },
    { body: { type: 4, data: { content: '' } } },
    { body: { type: 5 }, type: 'text/html' },
  ]
  for (const failure of failures) {
    bot.answer = () => failure
    const done = await say()
    const sentence =
      failure === 'hang up' ? 'cannot be reached. Is it started?' : 'The application did not respond'
    expect(done).toMatchObject({ ok: true, failed: expect.stringContaining(sentence) })
    expect((await shown()).at(-1)).toMatchObject({
      failed: expect.stringContaining(sentence),
      ephemeralFor: '290000000000000022',
      loading: false,
    })
  }
})

test('without a bot the page says so', async () => {
  const alone = await startDiscord()
  expect(await alone.say({ options: { prompt: 'hi' } })).toMatchObject({
    ok: true,
    failed: expect.stringContaining('There is no bot'),
  })
  await alone.close()
})

test('a channel that there is not is refused with a sentence', async () => {
  expect(await say({ channel: 'nowhere' })).toEqual({ ok: false, reason: 'There is no channel nowhere.' })
})

test('a button is pressed where there is one', async () => {
  bot.answer = () => ({ body: { type: 4, data: { content: 'growing', components: [button], ...quiet } } })
  await say()
  const message = (await shown()).at(-1)?.id
  bot.answer = () => ({ body: { type: 7, data: { content: 'stopped', components: [], ...quiet } } })
  expect(await local('/press', { message, customId: 'go', member: 'Ada' })).toMatchObject({ ok: false })
  expect(await local('/press', { message, customId: 'stop', member: 'Ada' })).toMatchObject({
    ok: true,
    message,
  })
  expect(JSON.parse(bot.arrived.at(-1)?.body ?? '')).toMatchObject({
    type: 3,
    message: { id: message },
    member: { user: { username: 'ada' } },
    data: { custom_id: 'stop' },
  })
  expect((await shown()).find(({ id }) => id === message)).toMatchObject({
    content: 'stopped',
    components: [],
  })
})

/** How many answers the page has figures of. */
const figures = async (): Promise<number> => {
  const { stats }: { stats: { turns: unknown[] } } = JSON.parse(
    await (await fetch(`${discord.url}/_local/state`)).text(),
  )
  return stats.turns.length
}

test('what a press shows to the one who pressed is no answer of its own in the figures', async () => {
  bot.answer = () => ({ body: { type: 4, data: { content: 'growing', components: [button], ...quiet } } })
  await say()
  const message = (await shown()).at(-1)?.id
  const before = await figures()
  bot.answer = () => ({ body: { type: 4, data: { content: 'for you', flags: 64, ...quiet } } })
  await local('/press', { message, customId: 'stop', member: 'Ada' })
  expect((await shown()).at(-1)).toMatchObject({ content: 'for you', ephemeralFor: expect.any(String) })
  expect(await figures()).toBe(before)
  bot.answer = () => ({ body: { type: 4, data: { content: 'for all', ...quiet } } })
  await local('/press', { message, customId: 'stop', member: 'Ada' })
  expect(await figures()).toBe(before + 1)
})

test('a picture that the bot sends comes to the page with its measures, any other file without', async () => {
  bot.answer = () => ({ body: { type: 5 } })
  await say()
  const form = new FormData()
  const attachments = [
    { id: 0, filename: 'chart.png' },
    { id: 1, filename: 'sums.csv' },
  ]
  form.set('payload_json', JSON.stringify({ content: 'here', attachments, ...quiet }))
  form.set('files[0]', new File([png(30, 20)], 'chart.png', { type: 'image/png' }))
  form.set('files[1]', new File(['a,b'], 'sums.csv', { type: 'text/csv' }))
  const place = `/webhooks/${discord.applicationId}/${tokenOf()}/messages/@original`
  const { status } = await fetch(discord.apiBaseUrl + place, {
    method: 'PATCH',
    headers: { 'User-Agent': HEADERS['User-Agent'] },
    body: form,
  })
  expect(status).toBe(200)
  const [picture, table] = (await shown()).at(-1)?.attachments ?? []
  expect(picture).toMatchObject({ filename: 'chart.png', width: 30, height: 20 })
  expect(table).toMatchObject({ filename: 'sums.csv' })
  expect(table).not.toHaveProperty('width')
})

test('a modal comes back to the page and is sent off from there', async () => {
  const part = { type: 18, label: 'Prompt', component: { type: 4, custom_id: 'q', style: 2 } }
  bot.answer = () => ({ body: { type: 9, data: { custom_id: 'long', title: 'Ask', components: [part] } } })
  expect(await say()).toMatchObject({ ok: true, modal: { custom_id: 'long', title: 'Ask' } })
  bot.answer = () => ({ body: { type: 5 } })
  await local('/submit', { channel: GENERAL, member: 'Ben', customId: 'long', values: { q: 'two\nlines' } })
  expect(JSON.parse(bot.arrived.at(-1)?.body ?? '')).toMatchObject({
    type: 5,
    data: {
      custom_id: 'long',
      components: [{ type: 18, component: { type: 4, custom_id: 'q', value: 'two\nlines' } }],
    },
  })
})

test('events begin with the whole state, follow each change, and never tell a token', async () => {
  const events = await eventsAt<Change>(`${discord.url}/_local/events`)
  expect(await events.next()).toMatchObject({
    value: { event: 'state', data: { guild: {}, messages: expect.any(Array) } },
  })
  await say()
  const held = hold(discord, tokenOf())
  await held.edit({ content: '-# reading' })
  await held.edit({ content: 'Hello' })
  await held.remove()
  const seen: { event: string; data: Change }[] = []
  for await (const one of events) {
    seen.push(one)
    if (one.data.change === 'deleted') break
  }
  const changes = seen.filter(({ event }) => event === 'message')
  expect(changes.map(({ data }) => [data.change, data.message?.content])).toEqual([
    ['created', ''],
    ['updated', '-# reading'],
    ['updated', 'Hello'],
    ['deleted', 'Hello'],
  ])
  expect(seen.findLast(({ event }) => event === 'stats')).toMatchObject({
    data: { turns: expect.any(Array) },
  })
  expect(JSON.stringify(seen)).not.toContain(held.token)
})

test('an endpoint is accepted only if it knows good signatures from bad ones', async () => {
  bot.answer = () => ({ body: { type: 1 } })
  expect(await setEndpoint()).toMatchObject({ status: 400, body: { code: 50_035 } })
  bot.answer = () =>
    bot.arrived.length % 2 === 0 ? { status: 401, body: 'bad signature' } : { body: { type: 1 } }
  bot.arrived.length = 0
  expect(await setEndpoint()).toMatchObject({ status: 200 })
  bot.answer = () => ({ body: { type: 5 } })
  expect((await setEndpoint()).status).toBe(400)
})
