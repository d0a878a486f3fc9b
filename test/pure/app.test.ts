/** The front door over HTTP: statuses, answers, and what it tells the log. */

import { expect, test } from 'vitest'
import { createApp, createHelplessApp, type Front } from '../../src/arrive/app.ts'
import type { Question } from '../../src/converse/question.ts'
import { BODY_BYTES } from '../../src/limits.ts'
import { emptyStatus } from '../../src/converse/thread/status.ts'
import { unknownHealth } from '../../src/measure/health.ts'
import type { AcceptEvent } from '../../src/measure/accept-event.ts'
import { settle, testClock } from '../fakes/clock.ts'
import { asking, payload } from '../fakes/payload.ts'
import { sentence } from '../../src/sentences.ts'

interface Stage {
  readonly handed: Question[]
  readonly log: AcceptEvent[]
  readonly waitedFor: Promise<unknown>[]
  readonly verified: { readonly body: string; readonly claim: unknown; readonly now: number }[]
  readonly request: (path: string, init?: RequestInit) => Promise<Response>
  /** Discord's POST. */
  readonly post: (body: unknown) => Promise<Response>
}

const welcome = { tooFast: false, afterwards: () => Promise.resolve() }

/** A front door whose thread takes its time, and whose clock moves by 5 ms at each look and each short sleep. */
function stage(change: Partial<Front> = {}): Stage {
  const handed: Question[] = []
  const log: AcceptEvent[] = []
  const waitedFor: Promise<unknown>[] = []
  const verified: Stage['verified'] = []
  let now = 1_000
  const app = createApp({
    applicationId: '775799577604522054',
    clock: {
      now: () => (now += 5),
      sleep: (ms) => (ms <= 5 ? Promise.resolve() : new Promise(() => undefined)),
    },
    mayBeKnown: () => false,
    ask: () => Promise.reject(new Error('not asked')),
    confirm: () => Promise.resolve(),
    admit: () => Promise.resolve(welcome),
    isFromDiscord: (body, claim, at) => {
      verified.push({ body: new TextDecoder().decode(body), claim, now: at })
      return Promise.resolve(claim.signature !== 'forged')
    },
    hand: (question) => {
      handed.push(question)
      return new Promise(() => undefined)
    },
    conversation: () => ({
      forget: () => Promise.resolve('all'),
      details: () => Promise.resolve('-# 1 tool · 0.1 s'),
      status: () => Promise.resolve(emptyStatus),
    }),
    fleetHealth: () => Promise.resolve(unknownHealth()),
    complain: () => undefined,
    health: () => Promise.resolve(unknownHealth()),
    log: (event) => log.push(event),
    ...change,
  })
  const context = {
    waitUntil: (work: Promise<unknown>) => waitedFor.push(work),
    passThroughOnException: () => undefined,
    props: {},
  }
  const request: Stage['request'] = async (path, init) => app.request(path, init, {}, context)
  return {
    handed,
    log,
    waitedFor,
    verified,
    request,
    post: (body) =>
      request('/interactions', {
        method: 'POST',
        headers: { 'x-signature-ed25519': 'good', 'x-signature-timestamp': '1' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

test('a ping is answered with a pong and not logged', async () => {
  const { post, log } = stage()
  const response = await post(payload('ping'))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await response.json()).toEqual({ type: 1 })
  expect(log).toEqual([])
})

test('a question is deferred at once, and its thread goes on afterwards', async () => {
  const { post, handed, waitedFor } = stage()
  const response = await post(payload('ask-in-guild'))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ type: 5 })
  expect(handed).toMatchObject([{ id: '786008729715212338', text: 'Hello' }])
  expect(waitedFor).toHaveLength(1)
})

test('a question goes to its thread 5 ms after the response', async () => {
  const clock = testClock()
  const { post, handed, waitedFor } = stage({ clock })
  const response = await post(payload('ask-in-guild'))
  await clock.advance(4)
  expect([response.status, handed.length, waitedFor.length]).toEqual([200, 0, 1])
  await clock.advance(1)
  expect(handed).toHaveLength(1)
})

test('a private question is deferred for the member alone', async () => {
  const { post } = stage()
  const response = await post(asking({ name: 'prompt', value: 'psst' }, { name: 'private', value: true }))
  expect(await response.json()).toEqual({ type: 5, data: { flags: 64 } })
})

test('a press of Details is answered with a message of its own, for whoever pressed', async () => {
  const { post, log } = stage()
  const response = await post(payload('button', { data: { component_type: 2, custom_id: 'details:1' } }))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    type: 4,
    data: { content: '-# 1 tool · 0.1 s', flags: 68, allowed_mentions: { parse: [] } },
  })
  expect(log).toMatchObject([{ outcome: 'details', why: '', turn: '' }])
})

test('a refusal is seen by the member alone and pings nobody', async () => {
  const { post, handed } = stage()
  const response = await post(payload('button'))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    type: 4,
    data: {
      content: sentence('unknown button', 'de'),
      flags: 64,
      allowed_mentions: { parse: [] },
    },
  })
  expect(handed).toEqual([])
})

const never = (): Promise<never> => new Promise(() => undefined)
const silent = { forget: never, status: never, details: never }

const command = (name: string): unknown => payload('ask-in-guild', { data: { name, type: 1 } })

test('what a thread says of /forget is the first response, for the member alone, without pings and previews', async () => {
  const { post, handed, waitedFor, log } = stage()
  const response = await post(command('forget'))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    type: 4,
    data: { content: sentence('forgotten', 'en'), flags: 68, allowed_mentions: { parse: [] } },
  })
  expect([handed, waitedFor]).toEqual([[], []])
  expect(log).toMatchObject([{ outcome: 'forget', why: 'forgotten', turn: '' }])
})

test('/status waits for its thread, and the event tells how long that took', async () => {
  const threads: string[] = []
  const { post, log } = stage({
    conversation: (thread) => {
      threads.push(thread)
      return { ...silent, status: () => Promise.resolve({ ...emptyStatus, exchanges: 7 }) }
    },
  })
  expect(await (await post(command('status'))).json()).toMatchObject({
    type: 4,
    data: { content: expect.stringContaining('remembered in full: 7') as string, flags: 68 },
  })
  expect(threads).toEqual(['645027906669510667'])
  expect(log).toMatchObject([{ outcome: 'status', why: '', verify_ms: 5, accept_ms: 10 }])
})

test('who asks too fast is told so in private, and no thread hears of it', async () => {
  const members: string[] = []
  const { post, handed, log, waitedFor } = stage({
    mayBeKnown: () => true,
    admit: (member) => {
      members.push(member)
      return Promise.resolve({ ...welcome, tooFast: true })
    },
  })
  expect(await (await post(payload('ask-with-file'))).json()).toEqual({
    type: 4,
    data: { content: sentence('asking too fast', 'de'), flags: 64, allowed_mentions: { parse: [] } },
  })
  expect([members, handed, waitedFor]).toEqual([['53908232506183680'], [], []])
  expect(log).toMatchObject([{ outcome: 'refuse', why: 'asking too fast', turn: '' }])
})

test('only questions that Discord signed are counted', async () => {
  let counted = 0
  const { post, request } = stage({
    admit: () => {
      counted += 1
      return Promise.resolve(welcome)
    },
  })
  for (const raw of [payload('ping'), payload('button'), payload('autocomplete'), command('forget'), {}])
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as they would come
    await post(raw)
  const init = { method: 'POST', headers: { 'x-signature-ed25519': 'forged' } }
  await request('/interactions', { ...init, body: JSON.stringify(payload('ask-in-guild')) })
  expect(counted).toBe(0)
  await post(payload('ask-in-guild'))
  expect(counted).toBe(1)
})

test('what is counted after the answer does not hold it up, nor the thread', async () => {
  const counting = Promise.withResolvers<void>()
  let counted = 0
  const { post, handed, waitedFor } = stage({
    admit: () =>
      Promise.resolve({
        tooFast: false,
        afterwards: () => {
          counted += 1
          return counting.promise
        },
      }),
  })
  expect(await (await post(payload('ask-in-guild'))).json()).toEqual({ type: 5 })
  expect([counted, handed.length, waitedFor.length]).toEqual([1, 1, 1])
  counting.resolve()
})

test('an autocompletion suggests nothing', async () => {
  const response = await stage().post(payload('autocomplete'))
  expect(await response.json()).toEqual({ type: 8, data: { choices: [] } })
})

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
  expect(await response.json()).toEqual(unknownHealth())
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

test('an answer that is there already is the first response, and the thread hears that it was shown', async () => {
  const confirmed: boolean[] = []
  const { post, handed, log, waitedFor } = stage({
    mayBeKnown: () => true,
    ask: () => Promise.resolve({ content: 'Paris.', plainLinks: true }),
    confirm: (_, wasShown) => {
      confirmed.push(wasShown)
      return Promise.resolve()
    },
  })
  const response = await post(payload('ask-in-guild'))
  expect(await response.json()).toEqual({
    type: 4,
    data: { content: 'Paris.', flags: 4, allowed_mentions: { parse: [] } },
  })
  await Promise.all(waitedFor)
  expect([confirmed, handed, log.map(({ shows }) => shows)]).toEqual([[true], [], ['answer']])
})

test('a full thread says so to the member alone, in the first response', async () => {
  const { post, log } = stage({ mayBeKnown: () => true, ask: () => Promise.resolve('full' as const) })
  const response = await post(payload('ask-in-guild'))
  expect(await response.json()).toMatchObject({
    type: 4,
    data: { content: sentence('too many waiting', 'en'), flags: 64 },
  })
  expect(log).toMatchObject([{ shows: 'full' }])
})

test('a thread that cannot be reached at once still gets the question', async () => {
  const { post, handed, waitedFor } = stage({ mayBeKnown: () => true, hand: () => Promise.resolve() })
  const { post: postAgain, handed: handedAgain } = stage({ mayBeKnown: () => true })
  expect(await (await post(payload('ask-in-guild'))).json()).toEqual({ type: 5 })
  await Promise.all(waitedFor)
  expect(await (await postAgain(payload('ask-in-guild'))).json()).toEqual({ type: 5 })
  await settle()
  expect([handed, handedAgain.length]).toEqual([[], 1])
})
