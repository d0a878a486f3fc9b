/** The front door over HTTP: statuses, bodies, the signature, and what it tells the log. */

import { expect, test } from 'vitest'
import { createHelplessApp } from '../../src/arrive/app.ts'
import { BODY_BYTES } from '../../src/limits.ts'
import { variantFields } from '../../src/measure/variants.ts'
import { shown } from '../fakes/health.ts'
import { payload } from '../fakes/payload.ts'
import { stage } from '../fakes/front-door.ts'

test('the signature is checked over the raw body, before anything is read', async () => {
  const { request, verified, handed, log } = stage()
  const body = ' {"type":1,  "x":"ü"}\n'
  const response = await request('/interactions', {
    method: 'POST',
    body,
    headers: { 'X-Signature-Ed25519': 'forged', 'X-Signature-Timestamp': '123' },
  })
  expect(response.status).toBe(401)
  expect(verified).toEqual([{ body, claim: { signature: 'forged', timestamp: '123' }, now: 1_005 }])
  expect([handed, log]).toEqual([[], []])
})

test('missing headers are handed on as missing', async () => {
  const { request, verified } = stage()
  await request('/interactions', { method: 'POST', body: '{}' })
  expect(verified).toMatchObject([{ claim: { signature: undefined, timestamp: undefined } }])
})

test.each(['', 'no json', '[]', 'null', '{}', '{"type":77}', '{"type":2}', '\ud800'])(
  '%j is no interaction: 400 with the reason',
  async (body) => {
    const { post, handed } = stage()
    const response = await post(body)
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(/^Not an interaction: the .+\.$/)
    expect(handed).toEqual([])
  },
)

test('a body over 256 KiB is refused unread, whether it tells its length or not', async () => {
  const { post, request, verified } = stage()
  expect((await post('x'.repeat(BODY_BYTES + 1))).status).toBe(413)
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(64 * 1_024)),
  })
  const init = { method: 'POST', body: endless, duplex: 'half' }
  expect((await request('/interactions', init as RequestInit)).status).toBe(413)
  expect(verified).toEqual([])
})

test('a body of 256 KiB is read', async () => {
  expect((await stage().post(' '.repeat(BODY_BYTES))).status).toBe(400)
})

test('each interaction leaves one event with its times', async () => {
  const { post, log } = stage()
  await post(payload('ask-in-guild'))
  await post(payload('button'))
  await post({})
  expect(log).toEqual([
    {
      evt: 'ask.accept',
      v: 1,
      outcome: 'ask',
      why: '',
      shows: 'thinking',
      turn: '786008729715212338',
      verify_ms: 5,
      accept_ms: 10,
      x_streaming: 'on',
      x_cache: 'on',
      x_fast_lane: 'on',
      x_prompt_cache: 'on',
      x_predict: 'off',
      x_side_by_side_tools: 'on',
      x_eta: 'on',
      x_first_phrase_wait: 'on',
    },
    {
      evt: 'ask.accept',
      v: 1,
      outcome: 'refuse',
      why: 'unknown button',
      shows: '',
      turn: '',
      verify_ms: 5,
      accept_ms: 10,
      ...variantFields(),
    },
    {
      evt: 'ask.accept',
      v: 1,
      outcome: 'reject',
      why: 'the interaction type is unknown',
      shows: '',
      turn: '',
      verify_ms: 5,
      accept_ms: 10,
      ...variantFields(),
    },
  ])
})

test.each([
  'ask-in-guild',
  'ask-with-file',
  'ask-in-thread',
  'ask-in-bot-dm',
  'ask-in-foreign-guild',
  'button',
  'modal',
])('no event of %s carries a token, a name or a text', async (name) => {
  const { post, log } = stage()
  const raw = payload(name)
  await post(raw)
  const logged = JSON.stringify(log)
  expect(log).toHaveLength(1)
  for (const secret of [String(raw['token']), 'ason', 'Hello', 'What is this', 'And then', 'stop:abc'])
    expect(logged).not.toContain(secret)
})

test.each([
  ['GET', '/interactions'],
  ['PUT', '/interactions'],
  ['POST', '/'],
  ['POST', '/health'],
  ['GET', '/interactions/x'],
  ['GET', '/nothing'],
])('%s %s is not there', async (method, path) => {
  const response = await stage().request(path, { method })
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('Not found.')
})

test('health is fresh JSON', async () => {
  const response = await stage().request('/health')
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual(shown())
})

test('the front page invites', async () => {
  const response = await stage().request('/')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/html/)
  const html = await response.text()
  expect(html).toContain('https://discord.com/oauth2/authorize?client_id=775799577604522054')
  expect(html).toContain('/ask')
})

test('a bug shows nothing of itself', async () => {
  const { request } = stage({ health: () => Promise.reject(new Error('sk-ant-secret')) })
  const response = await request('/health')
  expect(response.status).toBe(500)
  expect(await response.text()).toBe('Something went wrong.')
})

test.each([
  ['POST', '/interactions'],
  ['GET', '/'],
  ['GET', '/health'],
  ['DELETE', '/any/where'],
])('without settings %s %s says what is missing', async (method, path) => {
  const app = createHelplessApp(['DISCORD_PUBLIC_KEY is missing.', 'MODEL is "?".'])
  const response = await app.request(path, { method })
  expect(response.status).toBe(503)
  expect(await response.text()).toBe(
    'Threadkeeper is not set up yet:\n- DISCORD_PUBLIC_KEY is missing.\n- MODEL is "?".\n',
  )
})
