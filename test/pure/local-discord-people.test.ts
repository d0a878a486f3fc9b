/** The members of the local Discord: each has a view of their own, and nobody sees what is another's alone. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { viewerNamed } from '../../src/playground/discord/seen-by.ts'
import { AS_BOT, call, hold, quiet } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'
import { eventsAt } from '../fakes/server-events.ts'

const GENERAL = '290000000000000011'
const [ADAS_DM, BENS_DM, FINNS_DM] = ['290000000000000014', '290000000000000015', '290000000000000019']
const DORAS_DM = '290000000000000017'
const [DEPARTURES, FILM_NIGHT] = ['290000000000000041', '290000000000000042']
const [GUILD, FINN] = ['290000000000000001', '290000000000000026']
const stop = { type: 1, components: [{ type: 2, style: 2, label: 'Stop', custom_id: 'stop' }] }

let discord: LocalDiscord
let bot: ListeningBot

beforeAll(async () => {
  bot = await startListeningBot()
  discord = await startDiscord({ smallTalk: true, botUrl: () => `${bot.url}/interactions` })
})
afterEach(() => bot.reset())
afterAll(async () => {
  await discord.close()
  bot.close()
})

interface Shown {
  readonly self: string
  readonly channels: readonly { readonly id: string; readonly kind: string }[]
  readonly guilds: readonly { readonly name: string }[]
  readonly messages: readonly { readonly id: string; readonly channel: string; readonly content: string }[]
  readonly stats: { readonly turns: readonly unknown[] }
}
type Event = Partial<Shown> & { readonly message?: { readonly content: string } }

const seenBy = async (member: string): Promise<Shown> =>
  JSON.parse(await (await fetch(`${discord.url}/_local/state?as=${member}`)).text())
const contents = async (member: string): Promise<readonly string[]> =>
  (await seenBy(member)).messages.map(({ content }) => content)
const turns = async (member: string): Promise<number> => (await seenBy(member)).stats.turns.length
const use = (member: string, channel: string, more: object = {}): ReturnType<LocalDiscord['say']> =>
  discord.say({ member, channel, options: { prompt: 'hi' }, ...more })
const rules = (member: string, channel: string): ReturnType<typeof use> =>
  use(member, channel, { command: 'rules', options: {} })
const answerWith = (content: string, flags = 0): void => {
  bot.answer = () => ({ body: { type: 4, data: { content, flags, components: [stop], ...quiet } } })
}
const arrived = (): unknown => JSON.parse(bot.arrived.at(-1)?.body ?? '{}')
const tokenOf = (): string => {
  const { token }: { token: string } = JSON.parse(bot.arrived.at(-1)?.body ?? '{}')
  return token
}

test.each([
  ['ada', ['The Reading Corner'], ['text', 'text', 'thread', 'dm']],
  ['ben', ['The Reading Corner'], ['text', 'text', 'thread', 'dm', 'group']],
  ['emre', ['The Reading Corner', 'Night Train'], ['text', 'text', 'thread', 'dm', 'text']],
  ['finn', ['Night Train'], ['dm', 'text', 'group']],
])('%s sees their own servers and channels, and their own direct messages', async (name, servers, kinds) => {
  const { guilds, channels } = await seenBy(name)
  expect(guilds.map((one) => one.name)).toEqual(servers)
  expect(channels.map(({ kind }) => kind)).toEqual(kinds)
})

test('what is said in direct messages, and what is for one member, comes to that member alone', async () => {
  answerWith('for all')
  await use('ada', GENERAL)
  answerWith('for Ada alone', 64)
  await use('ada', GENERAL)
  answerWith('in direct messages')
  await use('ada', ADAS_DM)
  expect(await contents('ada')).toEqual(
    expect.arrayContaining(['for all', 'for Ada alone', 'in direct messages']),
  )
  const bens = await contents('ben')
  expect(bens).toContain('for all')
  expect(bens).not.toContain('for Ada alone')
  expect(bens).not.toContain('in direct messages')
  expect((await turns('ada')) - (await turns('ben'))).toBe(2)
  expect(await turns('finn')).toBe(0)
})

test('the events of a page are those that its member sees, until the message is gone', async () => {
  const events = await eventsAt<Event>(`${discord.url}/_local/events?as=ben`)
  await events.next()
  await use('ada', ADAS_DM)
  const direct = hold(discord, tokenOf())
  await direct.edit({ content: 'secret in direct messages' })
  await direct.remove()
  answerWith('secret for Ada alone', 64)
  await use('ada', GENERAL)
  answerWith('for all to see')
  await use('ada', GENERAL)
  const seen: { readonly event: string; readonly data: Event }[] = []
  for await (const one of events) {
    seen.push(one)
    if (one.data.message?.content === 'for all to see') break
  }
  expect(JSON.stringify(seen)).not.toContain('secret')
  expect(seen.filter(({ event }) => event === 'message')).toHaveLength(1)
})

describe('the bot is there', () => {
  test.each([
    ['ada', GENERAL, { guild_id: GUILD, context: 0, authorizing_integration_owners: { '0': GUILD } }],
    ['ben', BENS_DM, { context: 1, authorizing_integration_owners: { '0': '0' } }],
    ['finn', FINNS_DM, { context: 1, authorizing_integration_owners: { '1': FINN } }],
    [
      'finn',
      DEPARTURES,
      { guild_id: '290000000000000002', context: 0, authorizing_integration_owners: { '1': FINN } },
    ],
    [
      'finn',
      FILM_NIGHT,
      { context: 2, channel: { id: FILM_NIGHT, type: 3 }, authorizing_integration_owners: { '1': FINN } },
    ],
  ])('for %s in %s as for a server or for a member', async (member, channel, payload) => {
    expect(await use(member, channel)).toMatchObject({ ok: true })
    expect(arrived()).toMatchObject({ channel_id: channel, ...payload })
  })

  test('for nobody who has not installed it, where the server has not either', async () => {
    const before = bot.arrived.length
    for (const [member, channel] of [
      ['emre', DEPARTURES],
      ['ben', FILM_NIGHT],
    ] as const)
      expect(await use(member, channel)).toEqual({
        ok: false,
        reason: expect.stringContaining('has not installed it'),
      })
    expect(bot.arrived).toHaveLength(before)
  })

  test('and a command is offered only where it is installed and meant to be', async () => {
    const path = `/applications/${discord.applicationId}/commands`
    const [everywhere, servers] = [
      { integration_types: [0, 1], contexts: [0, 1, 2] },
      { integration_types: [0], contexts: [0] },
    ]
    await call(
      discord,
      'PUT',
      path,
      [
        { name: 'ask', description: 'Ask', options: [], ...everywhere },
        { name: 'rules', description: 'Rules', ...servers },
      ],
      AS_BOT,
    )
    expect(await rules('ada', GENERAL)).toMatchObject({ ok: true })
    for (const [member, channel] of [
      ['ada', ADAS_DM],
      ['finn', DEPARTURES],
      ['finn', FILM_NIGHT],
    ] as const)
      expect(await rules(member, channel)).toMatchObject({ ok: false })
  })
})

test('a button works for everybody who sees the message, in the name of the member who has brought the bot along', async () => {
  answerWith('Subtitles.')
  const said = await use('finn', FILM_NIGHT)
  const message = said.ok ? said.message : null
  bot.answer = () => ({ body: { type: 6 } })
  expect(await discord.press({ message, customId: 'stop', member: 'ben' })).toMatchObject({ ok: true })
  expect(arrived()).toMatchObject({
    user: { username: 'ben' },
    context: 2,
    authorizing_integration_owners: { '1': FINN },
  })
  expect(await discord.press({ message, customId: 'stop', member: 'ada' })).toEqual({
    ok: false,
    reason: 'This message is gone.',
  })
})

test('the bot token opens neither a server nor direct messages that the bot is not in', async () => {
  for (const channel of [DEPARTURES, FILM_NIGHT])
    expect(await call(discord, 'GET', `/channels/${channel}/messages`, undefined, AS_BOT)).toMatchObject({
      status: 403,
      body: { code: 50_001 },
    })
  expect((await call(discord, 'GET', '/guilds/290000000000000002', undefined, AS_BOT)).status).toBe(404)
})

test('a page without a member begins as one who speaks its language', () => {
  expect(viewerNamed('Ben', 'de-DE').name).toBe('Ben')
  expect(viewerNamed(undefined, 'de-AT').name).toBe('Cleo')
  expect(viewerNamed('nobody', 'xx').name).toBe('Ada')
  expect(viewerNamed(undefined, '').name).toBe('Ada')
})

test('the terminal is told who asked what where, and what a press was about', async () => {
  answerWith('Tea.')
  const long = 'Which \u001b[2J tea is best\nin the morning, and which one late at night?'
  const said = await use('ben', GENERAL, { options: { prompt: long } })
  const text = 'Which [2J tea is best in the morning, an…'
  expect(said.ok && discord.asked(said.interaction)).toEqual({ member: 'Ben', channel: '#general', text })
  bot.answer = () => ({ body: { type: 6 } })
  const pressed = await discord.press({ message: said.ok && said.message, customId: 'stop', member: 'ada' })
  expect(pressed.ok && discord.asked(pressed.interaction)).toEqual({
    member: 'Ada',
    channel: '#general',
    text,
  })
  const status = await use('dora', DORAS_DM, { options: {} })
  expect(status.ok && discord.asked(status.interaction)).toMatchObject({ channel: 'direct messages' })
  expect(discord.asked('1')).toBeUndefined()
})
