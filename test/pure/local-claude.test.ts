/** The local Claude over real HTTP: how it streams, what scripts make it do, what it writes down. */

import { request } from 'node:http'
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../src/playground/claude/answer.ts'
import type { RecordedRequest } from '../../src/playground/claude/control.ts'
import { type Params, type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
beforeAll(async () => {
  on = await stage()
})
afterAll(() => on.claude.close())

/** Sets the answers over the control API and gives the question that gets them. */
async function scripted(...answers: Answer[]): Promise<string> {
  const match = on.question()
  const response = await on.local('POST', 'scripts', { match, answers })
  expect(response.status).toBe(200)
  return match
}
const ask = (question: string, more: Params = {}) =>
  on.client.messages.stream(on.params(question, more)).finalMessage()
const failure = (question: string, more: Params = {}) => ask(question, more).catch((error: unknown) => error)
/** The raw bytes of a stream, with what broke it. */
async function raw(
  question: string,
  more = {},
): Promise<{ text: string; broken: boolean; headers: Headers }> {
  const response = await on.post({ ...on.params(question), stream: true, ...more })
  let text = ''
  let broken = false
  try {
    for await (const part of response.body ?? []) text += Buffer.from(part).toString('utf8')
  } catch {
    broken = true
  }
  return { text, broken, headers: response.headers }
}
const records = async (question: string, after?: number): Promise<RecordedRequest[]> => {
  const query = new URLSearchParams({
    match: question,
    ...(after === undefined ? {} : { after: String(after) }),
  })
  return (await on.local('GET', `requests?${query.toString()}`)).json<RecordedRequest[]>()
}

test('a scripted answer arrives whole through the SDK', async () => {
  const message = await ask(await scripted({ say: 'Hello 👋 there, ä ö ü!' }))
  expect(message.content).toEqual([{ type: 'text', text: 'Hello 👋 there, ä ö ü!' }])
  expect(message.stop_reason).toBe('end_turn')
})

test('answers come in turn and the last one repeats', async () => {
  const question = await scripted({ say: 'one' }, { say: 'two' })
  const said = [await ask(question), await ask(question), await ask(question)]
  expect(said.map((message) => message.content[0])).toMatchObject([
    { text: 'one' },
    { text: 'two' },
    { text: 'two' },
  ])
})

test('without stream the message comes as one JSON', async () => {
  const message = await on.client.messages.create(on.params(await scripted({ say: 'all at once' })))
  expect(message).toMatchObject({
    type: 'message',
    content: [{ text: 'all at once' }],
    stop_reason: 'end_turn',
  })
})

test('any prefix before /v1 is a gateway’s', async () => {
  const response = await on.post(
    on.params(await scripted({ say: 'x' })),
    {},
    '/gateway/anthropic/v1/messages',
  )
  expect(response.status).toBe(200)
})

test('a stream has its events in order, its ping and its headers', async () => {
  const { text, headers } = await raw(await scripted({ say: 'hi', chunkChars: 1 }))
  expect(text.match(/(?<=^event: ).*/gm)).toEqual([
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(headers.get('request-id')).toMatch(/^req_/)
  expect(headers.get('anthropic-ratelimit-requests-limit')).toBe('1000')
})

test('events are padded with spaces of varying length', async () => {
  const question = await scripted({ say: 'many words, cut into many small parts', chunkChars: 2 })
  const { text } = await raw(question)
  const runs = text.match(/ +(?=\}$)/gm) ?? []
  expect(new Set(runs).size).toBeGreaterThan(5)
})

test('message_start counts one to eight output tokens, message_delta all of them', async () => {
  const { text } = await raw(await scripted({ say: 'x'.repeat(400) }))
  const counts = [...text.matchAll(/"output_tokens":(\d+)/g)].map((match) => Number(match[1]))
  expect(counts[0]).toBeLessThanOrEqual(8)
  expect(counts[1]).toBe(100)
})

test('max_tokens cuts at four characters to a token', async () => {
  const message = await ask(await scripted({ say: 'abcdefghijkl' }), { max_tokens: 2 })
  expect(message).toMatchObject({ content: [{ text: 'abcdefgh' }], stop_reason: 'max_tokens' })
})

test('a tool call that max_tokens cuts has arguments that are not whole', async () => {
  const tools: Answer = { say: '', tools: [{ name: 'now', input: { zone: 'Europe/Berlin' } }] }
  const { text } = await raw(await scripted(tools), { max_tokens: 3 })
  const json = [...text.matchAll(/"partial_json":("(?:[^"\\]|\\.)*")/g)].map(
    (match) => JSON.parse(match[1] ?? '""') as string,
  )
  expect(json.join('')).toBe('{"zone":"Eur')
  expect(text).toContain('"stop_reason":"max_tokens"')
})

test('a stop sequence ends the text before it', async () => {
  const message = await ask(await scripted({ say: 'one END two' }), { stop_sequences: ['END'] })
  expect(message).toMatchObject({
    content: [{ text: 'one ' }],
    stop_reason: 'stop_sequence',
    stop_sequence: 'END',
  })
})

test('a refusal is 200 and has its details', async () => {
  const message = await ask(await scripted({ say: 'I could', stop: 'refusal' }))
  expect(message.stop_reason).toBe('refusal')
  expect(message.stop_details).toEqual({ type: 'refusal', category: null, explanation: null })
})

test('tool calls come with their arguments, and the results get the next answer', async () => {
  const question = await scripted(
    { say: 'let me see', tools: [{ name: 'now', input: { zone: 'UTC' } }] },
    { say: 'noon' },
  )
  const tools: Params['tools'] = [{ name: 'now', input_schema: { type: 'object' } }]
  const first = await ask(question, { tools })
  expect(first.stop_reason).toBe('tool_use')
  const [, call] = first.content
  if (call?.type !== 'tool_use') throw new Error('no call')
  expect(call.input).toEqual({ zone: 'UTC' })
  const second = await ask(question, {
    tools,
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: first.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: '12:00' }] },
    ],
  })
  expect(second.content).toMatchObject([{ text: 'noon' }])
})

test('thinking comes before the text and is signed', async () => {
  const message = await ask(await scripted({ say: 'five', thinking: 'one, two, three' }))
  expect(message.content).toMatchObject([{ type: 'thinking', thinking: 'one, two, three' }, { text: 'five' }])
})

test('a status is the SDK’s error of that class', async () => {
  expect(await failure(await scripted({ status: 529 }))).toMatchObject({
    status: 529,
    type: 'overloaded_error',
  })
})

test('a rate limit carries the headers of the script', async () => {
  const response = await on.post(on.params(await scripted({ status: 429, headers: { 'retry-after': '37' } })))
  expect(response.headers.get('retry-after')).toBe('37')
})

test('a spent budget is a 429 without retry-after', async () => {
  const error = await failure(await scripted({ spendLimit: true }))
  expect(error).toMatchObject({ status: 429, errorCode: 'enforced_spend_limit_reached' })
})

test('a blocked region has no top-level type and no request id', async () => {
  const response = await on.post(on.params(await scripted({ region: true })))
  expect([response.status, response.headers.get('request-id')]).toEqual([403, null])
  expect(await response.json()).toEqual({ error: { type: 'forbidden', message: 'Request not allowed' } })
})

test('a proxy’s page is HTML', async () => {
  const response = await on.post(on.params(await scripted({ status: 502, html: true })))
  expect(response.headers.get('content-type')).toContain('text/html')
})

test('a clean cut ends without message_stop', async () => {
  const { text, broken } = await raw(await scripted({ say: 'abcdef', cut: 'eof', afterChars: 3 }))
  expect(broken).toBe(false)
  expect(text).toMatch(/"text":"abc"}\s*}\s*$/)
})

test('a reset breaks the stream after what was said', async () => {
  const { text, broken } = await raw(await scripted({ say: 'abcdef', cut: 'reset', afterChars: 3 }))
  expect(broken).toBe(true)
  expect(text).toContain('"text":"abc"')
})

test('our own reset is not taken for a client that went away', async () => {
  const question = await scripted({ say: 'abcdef', cut: 'reset', afterChars: 3 })
  await raw(question)
  const [record] = await records(question)
  expect([typeof record?.lastTextAt, record?.abortedAt]).toEqual(['number', undefined])
})

test('a stall says nothing more until the client goes, which is written down', async () => {
  const question = await scripted({ say: 'abcdef', cut: 'stall', afterChars: 3 })
  const said: RawMessageStreamEvent[] = []
  const stream = await on.client.messages.create({ ...on.params(question), stream: true })
  for await (const event of stream) {
    said.push(event)
    if (event.type === 'content_block_delta') break
  }
  expect(said.at(-1)).toMatchObject({ delta: { text: 'abc' } })
  await expect.poll(async () => (await records(question))[0]?.abortedAt).toBeTypeOf('number')
})

test('an error event may be the very first', async () => {
  const { text } = await raw(await scripted({ say: 'x', error: 'overloaded_error', afterChars: 0 }))
  expect(text).toMatch(/^event: error\n.*overloaded_error.*\n\n$/)
})

test('an error event may come after words', async () => {
  const question = await scripted({ say: 'abcdef', error: 'overloaded_error', afterChars: 3 })
  expect(await failure(question)).toMatchObject({ type: 'overloaded_error' })
})

test('silence sends no headers', async () => {
  const question = await scripted({ silence: true })
  const away = new AbortController()
  const asking = on.client.messages
    .create(on.params(question), { signal: away.signal })
    .catch((error: unknown) => error)
  const [record] = await records(question, 0)
  expect(record?.answeredAt).toBeUndefined()
  away.abort()
  await asking
  await expect.poll(async () => (await records(question))[0]?.abortedAt).toBeTypeOf('number')
})

test('unknown events and deltas do not disturb the SDK', async () => {
  const question = await scripted({ say: 'abcdef', oddities: true })
  let said = ''
  for await (const event of await on.client.messages.create({ ...on.params(question), stream: true }))
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') said += event.delta.text
  expect(said).toBe('abcdef')
  expect((await raw(question)).text).toContain('event: weather_report')
})

test('a held answer goes on when it is released', async () => {
  const question = await scripted({ say: 'abcdef', hold: true, holdAfterChars: 3 })
  const texts: string[] = []
  const seen: unknown[] = []
  for await (const event of await on.client.messages.create({ ...on.params(question), stream: true })) {
    if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue
    texts.push(event.delta.text)
    if (texts.length > 1) continue
    const [record] = await records(question)
    seen.push(record?.scripted, typeof record?.firstTextAt, record?.stopAt)
    seen.push(await (await on.local('POST', 'release', { match: question })).json())
  }
  expect(texts).toEqual(['abc', 'def'])
  expect(seen).toEqual([true, 'number', undefined, { released: 1 }])
})

test('a release before the hold is reached counts', async () => {
  const question = await scripted({ say: 'abc', hold: true })
  const asking = ask(question)
  await records(question, 0)
  await on.local('POST', 'release', { match: question })
  expect((await asking).content).toMatchObject([{ text: 'abc' }])
})

test('requests are written down without their key', async () => {
  const question = await scripted({ say: 'abc' })
  await ask(question, { system: 'be kind' })
  const [record] = await records(question)
  expect(record).toMatchObject({
    model: 'claude-haiku-5-5',
    body: { system: 'be kind', stream: true },
    headers: { authorization: 'Bearer' },
    usage: { output_tokens: 1 },
    scripted: true,
  })
  expect(JSON.stringify(record)).not.toContain('sk-ant')
})

test('a question for more requests waits for them', async () => {
  const question = await scripted({ say: 'abc' })
  const waiting = records(question, 1)
  await ask(question)
  await ask(question)
  expect(await waiting).toHaveLength(2)
})

test('a misspelt script is refused by name', async () => {
  const response = await on.local('POST', 'scripts', { match: 'x', answers: [{ sya: 'hello' }] })
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: 'answers[0]: "sya" is not part of such an answer' },
  ])
})

test('a foreign Host is refused', async () => {
  const status = await new Promise((answered) => {
    request(`${on.claude.url}/_local/requests`, { headers: { host: 'evil.example' } }, (response) => {
      response.resume()
      answered(response.statusCode)
    }).end()
  })
  expect(status).toBe(403)
})

test('a page from elsewhere may not steer', async () => {
  const response = await fetch(`${on.claude.url}/_local/scripts`, {
    method: 'DELETE',
    headers: { origin: 'https://evil.example' },
  })
  expect(response.status).toBe(403)
})

test('a model is described with what it takes', async () => {
  const response = await fetch(`${on.claude.url}/v1/models/claude-sonnet-5-5`, {
    headers: { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' },
  })
  expect(await response.json()).toMatchObject({
    max_tokens: 128_000,
    capabilities: { thinking: { types: { disabled: { supported: false } } } },
  })
})

test('a long silence is filled with pings, and the pace is kept', async () => {
  const slept: number[] = []
  const paced = await stage({
    firstTokenMs: 600,
    tokensPerSecond: 50,
    sleep: async (ms) => {
      slept.push(ms)
    },
  })
  paced.claude.script('go', [{ say: 'abcdefgh', chunkChars: 4, gap: { afterChars: 4, ms: 25_000 } }])
  const response = await paced.post({ ...paced.params('go'), stream: true })
  expect((await response.text()).match(/^event: ping/gm)).toHaveLength(3)
  expect(slept).toEqual([600, 20, 10_000, 10_000, 5_000, 20])
  await paced.claude.close()
})

test('clearing the scripts gives the default talk back', async () => {
  const other = await stage()
  other.claude.script('hello', [{ say: 'scripted' }])
  await other.local('DELETE', 'scripts')
  const message = await other.client.messages.create(other.params('hello'))
  expect(message.content).toMatchObject([{ text: expect.stringContaining('local stand-in') }])
  expect((await other.claude.requests())[0]?.scripted).toBe(false)
  await other.claude.close()
})

test('a script can be for one model alone, and for a while', async () => {
  let now = 1_000
  const other = await stage({ now: () => now })
  const status = async (model: string, text = 'hello'): Promise<number> =>
    (await other.post({ ...other.params(text), model })).status
  const outage = { match: '', answers: [{ status: 529 }], model: 'claude-haiku-5-5', forMs: 500 }
  expect((await other.local('POST', 'scripts', outage)).status).toBe(200)
  expect(
    await Promise.all(
      ['claude-haiku-5-5', 'claude-haiku-5-5', 'claude-haiku-4-5'].map((model) => status(model)),
    ),
  ).toEqual([529, 529, 200])
  other.claude.script('hello', [{ status: 500 }], { model: 'claude-haiku-4-5' })
  expect(await Promise.all([status('claude-haiku-4-5'), status('claude-haiku-4-5', 'bye')])).toEqual([
    500, 200,
  ])
  now += 500
  expect(await status('claude-haiku-5-5')).toBe(200)
  await other.claude.close()
})

test.each([
  [{ match: '', answers: [{ say: 'x' }] }, 'match'],
  [{ match: '', model: '', answers: [{ say: 'x' }] }, 'model'],
  [{ match: 'x', model: 5, answers: [{ say: 'x' }] }, 'model'],
  [{ match: 'x', forMs: 0, answers: [{ say: 'x' }] }, 'forMs'],
])('the script %j is refused', async (script, what) => {
  const other = await stage()
  const response = await other.local('POST', 'scripts', script)
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(what)])
  await other.claude.close()
})

test('another talk can take the place of the default one, and scripts still win', async () => {
  const other = await stage()
  other.claude.answerBy((messages) => ({ say: `${messages.length} message` }))
  other.claude.script('scripted', [{ say: 'by script' }])
  const texts = await Promise.all(
    ['hello', 'scripted'].map(
      async (text) => (await other.client.messages.create(other.params(text))).content,
    ),
  )
  expect(texts).toMatchObject([[{ text: '1 message' }], [{ text: 'by script' }]])
  await other.claude.close()
})

const goOn = (ending: string): string =>
  `Your previous response was interrupted and ended with "${ending}". Continue from where you left off.`

test.each([
  ['by what Claude has said', 'One, two, one, two, one,'],
  ['by the ending that it is told', undefined],
])('a script that continues says only what is missing, found %s', async (_, before) => {
  const say = 'One, two, one, two, one, three. The end.'
  const question = await scripted({ say, continues: true })
  const message = await on.client.messages.create(
    on.params(question, {
      messages: [
        { role: 'user', content: question },
        ...(before === undefined ? [] : [{ role: 'assistant' as const, content: before }]),
        { role: 'user', content: goOn('two, one,') },
      ],
    }),
  )
  expect(message.content).toMatchObject([{ text: ' three. The end.' }])
  expect(await records(question)).toHaveLength(1)
})

test('a script can say the last words once more when it continues, and says all of it when nothing broke off', async () => {
  const question = await scripted({ say: 'One, two, three.', continues: true, repeatsChars: 4 })
  const rest = await on.client.messages.create(
    on.params(question, {
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: 'One, two,' },
        { role: 'user', content: goOn('two,') },
      ],
    }),
  )
  expect(rest.content).toMatchObject([{ text: 'two, three.' }])
  expect(await ask(question)).toMatchObject({ content: [{ text: 'One, two, three.' }] })
})
