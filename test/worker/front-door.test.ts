/** The front door: only Discord's word counts, and nothing that comes in gives an error of ours. */

import { exports } from 'cloudflare:workers'
import { inject, expect, test } from 'vitest'
import { snowflake, unique } from './ids.ts'
import { modelCalls } from './local-claude.ts'
import { ask, post, signed } from './member.ts'

const PING = '{"type":1}'
const nowSeconds = (): number => Math.floor(Date.now() / 1_000)

test('a ping is answered with a pong', async () => {
  const response = await post(PING, await signed(PING))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await response.json()).toEqual({ type: 1 })
})

test('a body without a signature is 401', async () => {
  expect((await post(PING)).status).toBe(401)
})

test.each([
  ['another body', async () => ({ ...(await signed('{"type":2}')) })],
  ['a malformed signature', async () => ({ ...(await signed(PING)), 'x-signature-ed25519': 'zz' })],
  ['a shortened signature', async () => shortened(await signed(PING))],
  ['a malformed timestamp', async () => ({ ...(await signed(PING)), 'x-signature-timestamp': 'now' })],
  [
    'another timestamp',
    async () => ({ ...(await signed(PING)), 'x-signature-timestamp': String(nowSeconds() - 1) }),
  ],
  ['a timestamp of six minutes ago', async () => signed(PING, nowSeconds() - 360)],
  ['a timestamp in six minutes', async () => signed(PING, nowSeconds() + 360)],
])('a signature with %s is 401', async (_, headers) => {
  expect((await post(PING, await headers())).status).toBe(401)
})

test('a signature of four minutes ago still counts', async () => {
  expect((await post(PING, await signed(PING, nowSeconds() - 240))).status).toBe(200)
})

test.each([
  ['no JSON', 'hello'],
  ['empty', ''],
  ['a list', '[]'],
  ['null', 'null'],
  ['without a type', '{}'],
  [
    'of an unknown type',
    JSON.stringify({ type: 13, id: '1', token: 'a', channel_id: '2', user: { id: '3' } }),
  ],
  ['a command without its token', '{"type":2,"id":"1","data":{"name":"ask"}}'],
  [
    'with a token that would leave its path',
    JSON.stringify({ type: 2, id: '1', token: '../x', channel_id: '2', user: { id: '3' } }),
  ],
  ['deeply nested', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
])('a signed body that is %s is 400', async (_, body) => {
  expect((await post(body, await signed(body))).status).toBe(400)
})

test('a body over 256 KiB is refused, whether it says so or not', async () => {
  const large = 'x'.repeat(300 * 1_024)
  expect((await post(large, await signed('x'))).status).toBe(413)
  const stream = new Blob([large]).stream()
  expect((await post(stream, await signed('x'))).status).toBe(413)
})

test('an unknown command, an unknown button and an unknown modal get a sentence that only the member sees', async () => {
  const base = {
    channel_id: snowflake(),
    member: { user: { id: snowflake(), username: 'ada' } },
    token: unique('token'),
  }
  const answers = await Promise.all(
    [
      { type: 2, data: { name: 'dance', type: 1 } },
      { type: 3, data: { custom_id: 'old', component_type: 2 } },
      { type: 5, data: { custom_id: 'form' } },
    ].map(async (part) => {
      const body = JSON.stringify({ ...base, id: snowflake(), ...part })
      const response = await post(body, await signed(body))
      return response.json<{ type: number; data: { content: string; flags: number } }>()
    }),
  )
  for (const { type, data } of answers) {
    expect(type).toBe(4)
    expect(data.flags).toBe(64)
    expect(data).toHaveProperty('allowed_mentions', { parse: [] })
  }
  expect(answers.map(({ data }) => data.content)).toEqual([
    'I do not know this command. Use `/ask`.',
    'This button no longer works. Ask again with `/ask`.',
    'This button no longer works. Ask again with `/ask`.',
  ])
})

test('a German member reads German', async () => {
  const { answer } = await ask({ prompt: 'x'.repeat(6_001), locale: 'de' })
  expect(answer.data?.content).toBe('Deine Frage ist länger als 6.000 Zeichen. Bitte kürze sie.')
})

test('what is refused at the door never reaches Claude', async () => {
  const word = unique()
  await ask({ prompt: `${word}${'x'.repeat(6_001)}` })
  const body = JSON.stringify({
    type: 2,
    id: '1',
    data: { name: 'ask', options: [{ name: 'prompt', value: word }] },
  })
  await post(body, await signed(body))
  expect(await modelCalls(word)).toEqual([])
})

test('there is a welcome with the way to add the bot, and nothing else', async () => {
  const welcome = await exports.default.fetch('https://bot.example/')
  expect(welcome.status).toBe(200)
  expect(await welcome.text()).toContain(`client_id=${inject('applicationId')}`)
  expect((await exports.default.fetch('https://bot.example/admin')).status).toBe(404)
  expect((await exports.default.fetch('https://bot.example/interactions')).status).toBe(404)
})

const shortened = (headers: Record<string, string>): Record<string, string> => ({
  ...headers,
  'x-signature-ed25519': (headers['x-signature-ed25519'] ?? headers['X-Signature-Ed25519'] ?? '').slice(
    0,
    64,
  ),
})
