/** The control routes of the local Discord: how a test in another process makes interactions and sees what came of them. */

import { verifyKey } from 'discord-interactions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call, deferred, hold, handClock, quiet } from '../fakes/discord-bot.ts'

const clock = handClock()
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord({ now: clock.now })
})
afterAll(() => discord.close())

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`${discord.url}/_local${path}`, { method: 'POST', body: JSON.stringify(body) })

interface Made {
  id: string
  token: string
  body: string
  headers: Record<string, string>
}
async function interact(wanted: object = {}): Promise<Made> {
  const made: Made = JSON.parse(await (await post('/interactions', wanted)).text())
  return made
}
const genuine = (body: string, headers: Record<string, string>): Promise<boolean> =>
  verifyKey(
    body,
    headers['X-Signature-Ed25519'] ?? '',
    headers['X-Signature-Timestamp'] ?? '',
    discord.publicKey,
  )

test('an interaction comes signed, with a token of its own and an id that tells its age', async () => {
  const { id, token, body, headers } = await interact({
    options: { prompt: 'hi' },
    script: { created: 5_000 },
  })
  expect(await genuine(body, headers)).toBe(true)
  expect(await genuine(`${body} `, headers)).toBe(false)
  expect(token).toMatch(/^aW50ZXJhY3Rpb246[\w-]+$/)
  expect(Number((BigInt(id) >> 22n) + 1_420_070_400_000n)).toBe(clock.now() - 5_000)
  expect(JSON.parse(body)).toMatchObject({
    id,
    token,
    type: 2,
    data: { name: 'ask', options: [{ value: 'hi' }] },
  })
})

test('one channel can be given a limit of its own, which counts edits too', async () => {
  const channel = '290000000000000777'
  const put = (limit: unknown): Promise<Response> =>
    fetch(`${discord.url}/_local/channels/${channel}/limit`, { method: 'PUT', body: JSON.stringify(limit) })
  expect((await put({ limit: 1, windowMs: 1_000, edits: true })).status).toBe(204)
  const [here, elsewhere] = [await deferred(discord, { channel }), await deferred(discord)]
  const statuses = [
    await here.edit({ content: '1' }),
    await here.edit({ content: '2' }),
    await elsewhere.edit({ content: '1' }),
    await elsewhere.edit({ content: '2' }),
  ].map(({ status, headers }) => `${status} ${headers.get('x-ratelimit-scope') ?? ''}`.trim())
  expect(statuses).toEqual(['200', '429 shared', '200', '200'])
  expect((await put({ limit: 1 })).status).toBe(400)
})

test('the timestamp can be another, and any body can be signed', async () => {
  const { body, headers } = await interact({ timestamp: 12 })
  expect(headers['X-Signature-Timestamp']).toBe('12')
  expect(await genuine(body, headers)).toBe(true)
  const signed: Record<string, string> = JSON.parse(await (await post('/sign', { body: 'nonsense' })).text())
  expect(await genuine('nonsense', signed)).toBe(true)
  expect(signed['X-Signature-Timestamp']).toBe(String(Math.floor(clock.now() / 1_000)))
})

test('the key of an earlier start makes the same public key', async () => {
  const again = await startDiscord({ keySeed: discord.keySeed })
  expect(again.publicKey).toBe(discord.publicKey)
  expect(discord.publicKey).toMatch(/^[\da-f]{64}$/)
  await again.close()
  await expect(startDiscord({ keySeed: { kty: 'OKP' } })).rejects.toThrow('not an Ed25519 JWK')
})

test('an attached file is resolved and can be fetched', async () => {
  const { body } = await interact({ attachments: [{ filename: 'notes.txt', text: 'remember' }] })
  const { data } = JSON.parse(body)
  const [option] = data.options
  expect(option).toMatchObject({ type: 11, name: 'file' })
  const file = data.resolved.attachments[option.value]
  expect(file).toMatchObject({ filename: 'notes.txt', size: 8, content_type: 'text/plain', ephemeral: true })
  expect(await (await fetch(file.url)).text()).toBe('remember')
})

test('the answer is judged as Discord judges it', async () => {
  const good = await interact()
  expect((await post(`/acks/${good.token}`, { status: 200, body: { type: 5 } })).status).toBe(204)
  const bad = await interact()
  const refused = await post(`/acks/${bad.token}`, { status: 200, body: { type: 4, data: { content: '' } } })
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({
    reason: 'the message is refused: Cannot send an empty message',
  })
  expect(discord.reply(bad.token)).toMatchObject({
    ack: { state: 'dead' },
    messages: [{ failed: 'The application did not respond' }],
    violations: [{ rule: 'the message is refused: Cannot send an empty message' }],
  })
  expect(await hold(discord, bad.token).edit({ content: 'x' })).toMatchObject({
    status: 404,
    body: { code: 10_015 },
  })
})

test('an interaction is answered once', async () => {
  const { token } = await interact()
  await post(`/acks/${token}`, { status: 200, body: { type: 5 } })
  const again = await post(`/acks/${token}`, { status: 200, body: { type: 5 } })
  expect([again.status, await again.json()]).toMatchObject([
    422,
    { reason: 'this interaction is acknowledged already' },
  ])
})

test('three seconds are in time, a moment more is not, and the token is dead', async () => {
  const [early, late, third] = [await interact(), await interact(), await interact()]
  expect(
    (await post(`/acks/${third.token}`, { status: 200, body: { type: 5 }, afterMs: 3_001 })).status,
  ).toBe(422)
  clock.pass(3_000)
  expect((await post(`/acks/${early.token}`, { status: 200, body: { type: 5 } })).status).toBe(204)
  clock.pass(1)
  const refused = await post(`/acks/${late.token}`, { status: 200, body: { type: 5 } })
  expect([refused.status, await refused.json()]).toMatchObject([
    422,
    { reason: 'too late: no answer within 3 seconds' },
  ])
  expect(await hold(discord, late.token).edit({ content: 'x' })).toMatchObject({
    status: 404,
    body: { code: 10_015 },
  })
  expect(discord.reply(late.token).messages).toMatchObject([
    { failed: 'The application did not respond', ephemeral: true },
  ])
})

test('an answer that takes a while is processed when it is there', async () => {
  const { token } = await interact()
  await post(`/acks/${token}`, { status: 200, body: { type: 5 }, afterMs: 400 })
  expect(await hold(discord, token).edit({ content: 'x' })).toMatchObject({ body: { code: 10_015 } })
  clock.pass(400)
  expect((await hold(discord, token).edit({ content: 'x' })).status).toBe(200)
  expect(discord.reply(token).ack).toEqual({ state: 'processed', type: 5, ms: 400 })
})

test('a long poll answers with the next call, and at once when it has happened', async () => {
  const bot = await deferred(discord)
  const view = async (query: string): Promise<unknown> =>
    (await fetch(`${discord.url}/_local/replies/${bot.token}${query}`)).json()
  expect(await view('')).toMatchObject({ calls: [] })
  const next = view('?after=0')
  await bot.edit({ content: 'news' })
  expect(await next).toMatchObject({ calls: [{ n: 1 }], messages: [{ content: 'news' }] })
  expect(await view('?after=0')).toMatchObject({ calls: [{ n: 1 }] })
  expect((await fetch(`${discord.url}/_local/replies/none`)).status).toBe(404)
})

test('a script and a moderator come over HTTP, too', async () => {
  const bot = await deferred(discord)
  const script = { faults: [{ on: 'edit', answer: { status: 503 } }], bucket: { limit: 9, windowMs: 1_000 } }
  expect((await post(`/replies/${bot.token}/script`, script)).status).toBe(204)
  expect((await bot.edit({ content: 'x' })).status).toBe(503)
  const { headers, body } = await bot.edit({ content: 'x' })
  expect(headers.get('x-ratelimit-limit')).toBe('9')
  const remove = (): Promise<Response> =>
    fetch(`${discord.url}/_local/messages/${body.id}`, { method: 'DELETE' })
  expect((await remove()).status).toBe(204)
  expect((await remove()).status).toBe(404)
  expect(await bot.edit({ content: 'y' })).toMatchObject({ body: { code: 10_008 } })
  expect((await post(`/replies/${bot.token}/script`, { faults: [{ answer: {} }] })).status).toBe(400)
})

test('violations name the interaction, never the token', async () => {
  const { id, token } = await interact()
  await post(`/acks/${token}`, { status: 500, body: '' })
  const text = await (await fetch(`${discord.url}/_local/violations`)).text()
  expect(JSON.parse(text)).toContainEqual({
    at: clock.now(),
    interaction: id,
    rule: 'the answer has status 500, not 200',
  })
  expect(text).not.toContain(token)
})

test('commands are registered with the bot token, for the right application and guild', async () => {
  const path = `/applications/${discord.applicationId}/commands`
  const commands = [{ name: 'ask', description: 'Ask Claude' }]
  expect(await call(discord, 'PUT', path, commands)).toMatchObject({ status: 401, body: { code: 0 } })
  const undefinedToken = { ...AS_BOT, Authorization: 'Bot undefined' }
  expect((await call(discord, 'PUT', path, commands, undefinedToken)).status).toBe(401)
  const done = await call(discord, 'PUT', path, commands, AS_BOT)
  expect(done).toMatchObject({
    status: 200,
    body: [{ name: 'ask', type: 1, application_id: discord.applicationId }],
  })
  expect((await call(discord, 'GET', path, undefined, AS_BOT)).body).toEqual(done.body)
  expect(await call(discord, 'PUT', '/applications/1/commands', [], AS_BOT)).toMatchObject({
    status: 404,
    body: { code: 10_002 },
  })
  const foreign = `/applications/${discord.applicationId}/guilds/1/commands`
  expect(await call(discord, 'PUT', foreign, [], AS_BOT)).toMatchObject({
    status: 403,
    body: { code: 50_001 },
  })
  const home = `/applications/${discord.applicationId}/guilds/290000000000000001/commands`
  expect((await call(discord, 'PUT', home, commands, AS_BOT)).status).toBe(200)
  expect(await call(discord, 'PUT', path, [{ name: 'Ask' }], AS_BOT)).toMatchObject({
    status: 400,
    body: { code: 50_035 },
  })
  expect(discord.commands()).toMatchObject({
    global: [{ name: 'ask' }],
    guilds: { '290000000000000001': [{ name: 'ask' }] },
  })
})

test('a command keeps its id when it is registered again', async () => {
  const path = `/applications/${discord.applicationId}/commands`
  const ids = async (...names: string[]): Promise<unknown[]> => {
    const commands = names.map((name) => ({ name, description: 'x' }))
    const { body } = await call(discord, 'PUT', path, commands, AS_BOT)
    return Array.isArray(body) ? body.map(({ id }: { id: string }) => id) : []
  }
  const [stop] = await ids('stop')
  const [forget, same] = await ids('forget', 'stop')
  expect(same).toBe(stop)
  expect(forget).not.toBe(stop)
})

test('the application tells its key', async () => {
  const { body } = await call(discord, 'GET', '/applications/@me', undefined, AS_BOT)
  expect(body).toMatchObject({ id: discord.applicationId, verify_key: discord.publicKey })
  expect((await call(discord, 'GET', '/applications/@me')).status).toBe(401)
})

test('with a bot token of its own it takes no other', async () => {
  const strict = await startDiscord({ botToken: 'right' })
  const ask = (token: string): ReturnType<typeof call> =>
    call(strict, 'GET', '/applications/@me', undefined, { ...AS_BOT, Authorization: `Bot ${token}` })
  expect([(await ask('right')).status, (await ask('wrong')).status]).toEqual([200, 401])
  await strict.close()
})

test('a token is taken once', async () => {
  const { token } = await interact({ token: 'mine' })
  expect(token).toBe('mine')
  expect((await post('/interactions', { token: 'mine' })).status).toBe(400)
})

test('a press needs a message that there is', async () => {
  expect((await post('/interactions', { type: 3, message: '5' })).status).toBe(400)
})

test('an update of the pressed message is what @original means then', async () => {
  const bot = await deferred(discord)
  const components = [{ type: 1, components: [{ type: 2, style: 1, label: 'Stop', custom_id: 'stop' }] }]
  const { id } = (await bot.edit({ content: 'growing', components })).body
  const { token, body } = await interact({ type: 3, message: id, customId: 'stop' })
  expect(JSON.parse(body)).toMatchObject({
    type: 3,
    message: { id, content: 'growing' },
    data: { custom_id: 'stop' },
  })
  await post(`/acks/${token}`, { status: 200, body: { type: 7, data: { components: [], ...quiet } } })
  expect(discord.reply(bot.token).messages[0]).toMatchObject({ content: 'growing', components: [] })
  expect((await hold(discord, token).get()).body.id).toBe(id)
})
