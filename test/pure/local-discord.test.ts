/** What the local Discord lets an interaction's token do, over real HTTP. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocalDiscord } from '../../src/playground/discord.ts'
import {
  call,
  deferred,
  HEADERS,
  hold,
  handClock,
  quiet,
  rulesBroken,
  startUnlimited,
} from '../fakes/discord-bot.ts'

const clock = handClock()
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startUnlimited(clock.now)
})
afterAll(() => discord.close())

const rules = (token: string): readonly string[] => rulesBroken(discord, token)

test('a deferred reply is loading until its first edit, which does not count as edited', async () => {
  const bot = await deferred(discord)
  expect((await bot.get()).body).toMatchObject({ content: '', flags: 128 })
  expect(discord.reply(bot.token).messages[0]).toMatchObject({ loading: true, content: '' })
  const first = await bot.edit({ content: 'Hello' })
  expect(first).toMatchObject({ status: 200, body: { content: 'Hello', flags: 0, edited_timestamp: null } })
  const second = await bot.edit({ content: 'Hello you' })
  expect(second.body).not.toMatchObject({ edited_timestamp: null })
  expect(discord.reply(bot.token)).toMatchObject({
    ack: { state: 'processed', type: 5 },
    messages: [
      { loading: false, content: 'Hello you', edits: [{ content: 'Hello' }, { content: 'Hello you' }] },
    ],
    violations: [],
  })
})

test('each call is recorded with its kind, status and content, and without the token', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'one' })
  await bot.create({ content: 'two' })
  await bot.edit({ content: '' })
  const { calls } = discord.reply(bot.token)
  expect(calls).toMatchObject([
    { n: 1, kind: 'edit', method: 'PATCH', status: 200, content: 'one' },
    { n: 2, kind: 'create', method: 'POST', status: 200, content: 'two' },
    { n: 3, kind: 'edit', method: 'PATCH', status: 400, code: 50_006, content: '' },
  ])
  expect(JSON.stringify(calls)).not.toContain(bot.token)
})

test('an ephemeral deferral makes an ephemeral reply, and no edit can change that', async () => {
  const bot = await deferred(discord, {}, { flags: 64 })
  expect((await bot.edit({ content: 'secret', flags: 0 })).body.flags).toBe(64)
  const open = await deferred(discord)
  expect((await open.edit({ content: 'open', flags: 64 })).body.flags).toBe(0)
  expect(rules(open.token)).toEqual(['an edit tries to set a flag that only a creation can set'])
})

test('a call without a User-Agent of the right form is blocked', async () => {
  const bot = await deferred(discord)
  const path = `/webhooks/${discord.applicationId}/${bot.token}/messages/@original`
  for (const agent of ['node', 'Mozilla/5.0', 'DiscordBot', 'DiscordBot (https://example.com)']) {
    const blocked = await call(discord, 'GET', path, undefined, { 'User-Agent': agent })
    expect(blocked).toMatchObject({ status: 403, body: { code: 40_333, message: 'internal network error' } })
  }
  expect(discord.reply(bot.token).calls).toEqual([])
  expect(discord.violations().some(({ rule }) => rule.startsWith('the User-Agent'))).toBe(true)
})

test('a body of another type is refused', async () => {
  const bot = await deferred(discord)
  const path = `/webhooks/${discord.applicationId}/${bot.token}/messages/@original`
  const refused = await call(discord, 'PATCH', path, '{"content":"x"}', {
    ...HEADERS,
    'Content-Type': 'text/plain',
  })
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 50_035, errors: { _errors: [{ code: 'CONTENT_TYPE_INVALID' }] } },
  })
})

test('a body that is no JSON is refused', async () => {
  const bot = await deferred(discord)
  const path = `/webhooks/${discord.applicationId}/${bot.token}/messages/@original`
  expect(await call(discord, 'PATCH', path, '{"content":')).toMatchObject({
    status: 400,
    body: { code: 50_109 },
  })
})

test('2,000 code points are a message, one more is none', async () => {
  const bot = await deferred(discord)
  expect((await bot.edit({ content: '😀'.repeat(2_000) })).status).toBe(200)
  const refused = await bot.edit({ content: 'x'.repeat(2_001) })
  expect(refused).toMatchObject({ status: 400, body: { code: 50_035, message: 'Invalid Form Body' } })
  expect(refused.body.errors).toEqual({
    content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
  })
})

test('an empty message is refused, spaces included', async () => {
  const bot = await deferred(discord)
  for (const content of ['', ' \n ', null])
    expect(await bot.edit({ content })).toMatchObject({ status: 400, body: { code: 50_006 } })
  expect(await bot.edit({})).toMatchObject({ status: 400, body: { code: 50_006 } })
})

test('components V2 excludes content, is set by an edit and cannot be taken back', async () => {
  const bot = await deferred(discord)
  const components = [{ type: 10, content: 'Hello' }]
  expect(await bot.edit({ components })).toMatchObject({ status: 400, body: { code: 50_035 } })
  const both = await bot.edit({ flags: 32_768, content: 'x', components })
  expect(both.body.errors).toMatchObject({
    content: { _errors: [{ code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2' }] },
  })
  expect(await bot.edit({ flags: 32_768, components })).toMatchObject({
    status: 200,
    body: { flags: 32_768 },
  })
  expect((await bot.edit({ flags: 0, content: 'x' })).status).toBe(400)
})

test('text that was there has to be nulled before the message becomes one of components', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'old' })
  const components = [{ type: 10, content: 'new' }]
  expect((await bot.edit({ flags: 32_768, components })).status).toBe(400)
  expect((await bot.edit({ flags: 32_768, content: null, components })).status).toBe(200)
})

test('omitted fields keep their value', async () => {
  const bot = await deferred(discord)
  const components = [{ type: 1, components: [{ type: 2, style: 1, label: 'Stop', custom_id: 'stop' }] }]
  await bot.edit({ content: 'a', components })
  await bot.edit({ content: 'b' })
  expect(discord.reply(bot.token).messages[0]).toMatchObject({ content: 'b', components })
})

test('an unknown token, another application and an unknown message are told apart', async () => {
  const bot = await deferred(discord)
  expect(await hold(discord, 'nonsense').edit({ content: 'x' })).toMatchObject({
    status: 404,
    body: { code: 10_015 },
  })
  const other = await call(discord, 'PATCH', `/webhooks/1/${bot.token}/messages/@original`, { content: 'x' })
  expect(other).toMatchObject({ status: 404, body: { code: 10_015 } })
  expect(await bot.edit({ content: 'x' }, '123')).toMatchObject({ status: 404, body: { code: 10_008 } })
})

test('one interaction cannot touch the message of another', async () => {
  const [mine, other] = [await deferred(discord), await deferred(discord)]
  const id = (await other.edit({ content: 'mine' })).body.id
  expect(await mine.edit({ content: 'stolen' }, id)).toMatchObject({ status: 404, body: { code: 10_008 } })
})

test('a text without allowed_mentions is accepted, and a violation', async () => {
  const bot = await deferred(discord)
  const path = `/webhooks/${discord.applicationId}/${bot.token}/messages/@original`
  expect((await call(discord, 'PATCH', path, { content: '@everyone' })).status).toBe(200)
  expect(rules(bot.token)).toEqual(['allowed_mentions is absent: the text may ping people'])
})

test('mentions are either parsed or listed', async () => {
  const bot = await deferred(discord)
  const refused = await bot.edit({ content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } })
  expect(refused).toMatchObject({ status: 400, body: { code: 50_035 } })
  expect((await bot.edit({ content: 'x', allowed_mentions: { users: ['1'] } })).status).toBe(200)
})

test('two edits of one message at the same time are a violation, of two messages they are none', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'one' })
  const { id } = (await bot.create({ content: 'two' })).body
  discord.script(bot.token, { latencyMs: 30 })
  await Promise.all([bot.edit({ content: 'one!' }), bot.edit({ content: 'two!' }, id)])
  expect(rules(bot.token)).toEqual([])
  await Promise.all([bot.edit({ content: 'one?' }), bot.edit({ content: 'one.' })])
  expect(rules(bot.token)).toEqual(['two calls under way on one message: they may land in the wrong order'])
})

test('an edit that changes nothing is a violation', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: 'same' })
  expect((await bot.edit({ content: 'same' })).status).toBe(200)
  expect(rules(bot.token)).toEqual(['an edit that changes nothing: it costs a call for no news'])
})

test('half an emoji is a violation', async () => {
  const bot = await deferred(discord)
  await bot.edit({ content: '\ud83d' })
  expect(rules(bot.token)).toEqual(['the text has half a surrogate pair: a torn emoji'])
})

test('an unknown route is not found', async () => {
  expect(await call(discord, 'GET', '/nowhere')).toMatchObject({
    status: 404,
    body: { message: '404: Not Found', code: 0 },
  })
})

test('a message of the answer itself can be edited', async () => {
  const { token } = await discord.interact()
  const body = { type: 4, data: { content: 'at once', ...quiet } }
  expect(discord.acknowledge(token, { status: 200, contentType: 'application/json', body })).toMatchObject({
    ok: true,
  })
  expect(discord.reply(token).messages).toMatchObject([{ content: 'at once', loading: false }])
  expect((await hold(discord, token).edit({ content: 'later' })).status).toBe(200)
})
