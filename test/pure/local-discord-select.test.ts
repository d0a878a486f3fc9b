/** The selects under a message: what the page may choose, and what the bot is told. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call, quiet } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

const options = [
  { label: 'Tea', value: 'tea' },
  { label: 'Coffee', value: 'coffee' },
]
const menu = { type: 1, components: [{ type: 3, custom_id: 'drink', options }] }

let discord: LocalDiscord
let bot: ListeningBot

beforeAll(async () => {
  bot = await startListeningBot()
  discord = await startDiscord({ botUrl: () => `${bot.url}/interactions` })
})
afterAll(async () => {
  await discord.close()
  bot.close()
})

test('a choice reaches the bot with its value; any other, or none, stays here', async () => {
  bot.answer = () => ({ body: { type: 4, data: { content: 'A drink?', components: [menu], ...quiet } } })
  const said = await discord.say({ member: 'Ben', options: { prompt: 'hi' } })
  const message = said.ok ? said.message : undefined
  bot.answer = () => ({ body: { type: 6 } })
  const before = bot.arrived.length
  for (const values of [undefined, [], ['wine'], ['tea', 'coffee']])
    expect(await discord.press({ member: 'Ben', message, customId: 'drink', values })).toMatchObject({
      ok: false,
    })
  expect(bot.arrived).toHaveLength(before)
  expect(await discord.press({ member: 'Ben', message, customId: 'drink', values: ['tea'] })).toMatchObject({
    ok: true,
    failed: null,
  })
  expect(JSON.parse(bot.arrived.at(-1)?.body ?? '')).toMatchObject({
    type: 3,
    data: { component_type: 3, custom_id: 'drink', values: ['tea'] },
  })
})

const [ADA, BEN, FINN] = ['290000000000000021', '290000000000000022', '290000000000000026']
const LIBRARIANS = '290000000000000031'
const [GENERAL, WEEKEND, BENS_DM] = ['290000000000000011', '290000000000000013', '290000000000000015']

/** Ben is shown the select, in `general` where nothing else is said; what comes of it when he chooses. */
async function shown(
  select: object,
  channel = GENERAL,
): Promise<(values: unknown) => ReturnType<LocalDiscord['press']>> {
  const components = [{ type: 1, components: [{ custom_id: 'which', ...select }] }]
  bot.answer = () => ({ body: { type: 4, data: { content: 'Which?', components, ...quiet } } })
  const said = await discord.say({ member: 'Ben', channel, options: { prompt: 'hi' } })
  bot.answer = () => ({ body: { type: 6 } })
  return (values) =>
    discord.press({
      member: 'Ben',
      message: said.ok ? said.message : undefined,
      customId: 'which',
      values,
    })
}

const data = (): unknown => JSON.parse(bot.arrived.at(-1)?.body ?? '').data

test('members come with what the server knows of them', async () => {
  const choose = await shown({ type: 5, max_values: 2 })
  expect(await choose([BEN, ADA])).toMatchObject({ ok: true, failed: null })
  expect(data()).toMatchObject({
    component_type: 5,
    values: [BEN, ADA],
    resolved: {
      users: { [ADA]: { id: ADA, username: 'ada', global_name: 'Ada' }, [BEN]: { username: 'ben' } },
      members: { [ADA]: { roles: [LIBRARIANS], permissions: expect.any(String) } },
    },
  })
  expect(data()).not.toHaveProperty(['resolved', 'members', ADA, 'user'])
})

test('roles, and members with roles in one list', async () => {
  const roles = await shown({ type: 6 })
  expect(await roles([LIBRARIANS])).toMatchObject({ ok: true })
  expect(data()).toMatchObject({ resolved: { roles: { [LIBRARIANS]: { name: 'Librarians' } } } })
  expect(await roles([ADA])).toMatchObject({ ok: false })
  const both = await shown({ type: 7, max_values: 2 })
  expect(await both([LIBRARIANS, ADA])).toMatchObject({ ok: true })
  expect(data()).toMatchObject({ resolved: { roles: { [LIBRARIANS]: {} }, users: { [ADA]: {} } } })
})

test('channels are those of the server, of the types that the select names', async () => {
  const all = await shown({ type: 8, max_values: 3 })
  expect(await all([GENERAL, WEEKEND])).toMatchObject({ ok: true })
  expect(data()).toMatchObject({
    resolved: {
      channels: { [GENERAL]: { name: 'general', type: 0 }, [WEEKEND]: { type: 11, parent_id: GENERAL } },
    },
  })
  expect(await all([BENS_DM])).toMatchObject({ ok: false })
  const texts = await shown({ type: 8, channel_types: [0, 5] })
  expect(await texts([WEEKEND])).toMatchObject({ ok: false })
  expect(await texts([GENERAL])).toMatchObject({ ok: true })
})

test('who is not in the place is not chosen, and direct messages have neither roles nor channels', async () => {
  const inServer = await shown({ type: 5 })
  expect(await inServer([FINN])).toMatchObject({ ok: false, reason: 'This menu has no such choice.' })
  const inDm = await shown({ type: 5 }, BENS_DM)
  expect(await inDm([ADA])).toMatchObject({ ok: false, reason: 'This menu has no such choice.' })
  expect(await inDm([BEN])).toMatchObject({ ok: true, failed: null })
  const either = await shown({ type: 7 }, BENS_DM)
  expect(await either([LIBRARIANS])).toMatchObject({ ok: false })
  const channels = await shown({ type: 8 }, BENS_DM)
  expect(await channels([GENERAL])).toMatchObject({ ok: false })
})

test('nothing foreign, nothing twice, not too few and not too many is sent', async () => {
  const choose = await shown({ type: 8, min_values: 0, max_values: 1 })
  const before = bot.arrived.length
  for (const values of [['290000000000000099'], [GENERAL, GENERAL], [GENERAL, WEEKEND], [7]])
    expect(await choose(values)).toMatchObject({ ok: false })
  expect(bot.arrived).toHaveLength(before)
  expect(await choose([])).toMatchObject({ ok: true })
  expect(data()).toMatchObject({ values: [], resolved: {} })
  const two = await shown({ type: 5, min_values: 2, max_values: 2 })
  expect(await two([ADA])).toMatchObject({ ok: false })
})

test('what is switched off is not used', async () => {
  const choose = await shown({ type: 8, disabled: true })
  expect(await choose([GENERAL])).toMatchObject({ ok: false })
})

test('a command for members with a permission is hidden from the others, but not in direct messages', async () => {
  const settings = { name: 'settings', description: 'Settings', default_member_permissions: '32' }
  const path = `/applications/${discord.applicationId}/commands`
  await call(discord, 'PUT', path, [settings], AS_BOT)
  bot.answer = () => ({ body: { type: 4, data: { content: 'Here.', ...quiet } } })
  const use = (member: string, channel: string): ReturnType<LocalDiscord['say']> =>
    discord.say({ member, channel, command: 'settings' })
  expect(await use('Ben', GENERAL)).toMatchObject({ ok: false })
  for (const [member, channel] of [
    ['Ben', BENS_DM],
    ['Ada', GENERAL],
    ['Cleo', GENERAL],
  ] as const)
    expect(await use(member, channel)).toMatchObject({ ok: true, failed: null })
})
