/** `PATCH /applications/@me` at the local Discord: what it refuses, what it keeps, and how it tries an endpoint. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { discordVerifier } from '../../src/arrive/verify.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call, type Heard } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

let discord: LocalDiscord
let bot: ListeningBot
beforeAll(async () => {
  discord = await startDiscord()
  bot = await startListeningBot()
})
afterAll(async () => {
  bot.close()
  await discord.close()
})

const patch = (body: unknown): Promise<Heard> => call(discord, 'PATCH', '/applications/@me', body, AS_BOT)
const params = (type: string, oauth2_install_params: unknown): unknown => ({
  integration_types_config: { [type]: { oauth2_install_params } },
})
const commands = ['applications.commands']

test.each([
  ['a long description', { description: 'x'.repeat(401) }, 'description'],
  ['a description that is no text', { description: 5 }, 'description'],
  ['an endpoint that is no address', { interactions_endpoint_url: 'here' }, 'interactions_endpoint_url'],
  ['no kind of installation', { integration_types_config: {} }, 'integration_types_config'],
  ['a kind that there is not', params('2', { scopes: commands }), 'integration_types_config'],
  ['a scope that there is not', params('0', { scopes: ['admin'] }), 'integration_types_config'],
  ['a bot in an account', params('1', { scopes: ['bot'] }), 'integration_types_config'],
  ['no scope', params('0', { scopes: [] }), 'integration_types_config'],
  ['permissions in words', params('0', { scopes: commands, permissions: 'all' }), 'integration_types_config'],
])('%s is refused', async (_, body, field) => {
  const { status, body: said } = await patch(body)
  expect([status, said.code, Object.keys(said.errors ?? {})]).toEqual([400, 50_035, [field]])
})

test('what it takes it keeps, permissions as text, and leaves the rest', async () => {
  await patch({ description: 'Ours' })
  await patch(params('0', { scopes: ['bot', ...commands], permissions: 2_048 }))
  expect((await call(discord, 'GET', '/applications/@me', undefined, AS_BOT)).body).toMatchObject({
    description: 'Ours',
    integration_types_config: {
      '0': { oauth2_install_params: { scopes: ['bot', 'applications.commands'], permissions: '2048' } },
    },
  })
})

test.each([
  ['answers everything', () => ({ body: { type: 1 } }), 'it accepts a wrong signature.'],
  ['refuses everything', () => ({ status: 401, body: '' }), 'it does not answer a PING.'],
  ['answers no PING', () => ({ body: { type: 4 } }), 'it does not answer a PING.'],
  ['hangs up', () => 'hang up' as const, 'nobody answers there.'],
])('an endpoint that %s is not taken', async (_, answer, why) => {
  bot.reset()
  bot.answer = answer
  const { status, body } = await patch({ interactions_endpoint_url: `${bot.url}/interactions` })
  expect([status, JSON.stringify(body.errors)]).toEqual([400, expect.stringContaining(why)])
})

test('the first PING is signed and the second one is not', async () => {
  bot.reset()
  bot.answer = () => ({ body: { type: 1 } })
  await patch({ interactions_endpoint_url: `${bot.url}/interactions` })
  const isGenuine = discordVerifier(discord.publicKey)
  const checked = bot.arrived.map(({ request, body }) =>
    isGenuine(
      Uint8Array.from(Buffer.from(body)).buffer,
      {
        signature: String(request.headers['x-signature-ed25519']),
        timestamp: String(request.headers['x-signature-timestamp']),
      },
      Date.now(),
    ),
  )
  expect(await Promise.all(checked)).toEqual([true, false])
})
