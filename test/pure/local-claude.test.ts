/** The local Claude over real HTTP: how it streams an answer. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../src/playground/claude/answer.ts'
import { type Params, type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
beforeAll(async () => {
  on = await stage()
})
afterAll(() => on.claude.close())

test('a scripted answer arrives whole through the SDK', async () => {
  const message = await on.ask(await on.scripted({ say: 'Hello 👋 there, ä ö ü!' }))
  expect(message.content).toEqual([{ type: 'text', text: 'Hello 👋 there, ä ö ü!' }])
  expect(message.stop_reason).toBe('end_turn')
})

test('answers come in turn and the last one repeats', async () => {
  const question = await on.scripted({ say: 'one' }, { say: 'two' })
  const said = [await on.ask(question), await on.ask(question), await on.ask(question)]
  expect(said.map((message) => message.content[0])).toMatchObject([
    { text: 'one' },
    { text: 'two' },
    { text: 'two' },
  ])
})

test('without stream the message comes as one JSON', async () => {
  const message = await on.client.messages.create(on.params(await on.scripted({ say: 'all at once' })))
  expect(message).toMatchObject({
    type: 'message',
    content: [{ text: 'all at once' }],
    stop_reason: 'end_turn',
  })
})

test('any prefix before /v1 is a gateway’s', async () => {
  const response = await on.post(
    on.params(await on.scripted({ say: 'x' })),
    {},
    '/gateway/anthropic/v1/messages',
  )
  expect(response.status).toBe(200)
})

test('a stream has its events in order, its ping and its headers', async () => {
  const { text, headers } = await on.raw(await on.scripted({ say: 'hi', chunkChars: 1 }))
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
  const question = await on.scripted({ say: 'many words, cut into many small parts', chunkChars: 2 })
  const { text } = await on.raw(question)
  const runs = text.match(/ +(?=\}$)/gm) ?? []
  expect(new Set(runs).size).toBeGreaterThan(5)
})

test('message_start counts one to eight output tokens, message_delta all of them', async () => {
  const { text } = await on.raw(await on.scripted({ say: 'x'.repeat(400) }))
  const counts = [...text.matchAll(/"output_tokens":(\d+)/g)].map((match) => Number(match[1]))
  expect(counts[0]).toBeLessThanOrEqual(8)
  expect(counts[1]).toBe(100)
})

test('max_tokens cuts at four characters to a token', async () => {
  const message = await on.ask(await on.scripted({ say: 'abcdefghijkl' }), { max_tokens: 2 })
  expect(message).toMatchObject({ content: [{ text: 'abcdefgh' }], stop_reason: 'max_tokens' })
})

test('a tool call that max_tokens cuts has arguments that are not whole', async () => {
  const tools: Answer = { say: '', tools: [{ name: 'now', input: { zone: 'Europe/Berlin' } }] }
  const { text } = await on.raw(await on.scripted(tools), { max_tokens: 3 })
  const json = [...text.matchAll(/"partial_json":("(?:[^"\\]|\\.)*")/g)].map(
    (match) => JSON.parse(match[1] ?? '""') as string,
  )
  expect(json.join('')).toBe('{"zone":"Eur')
  expect(text).toContain('"stop_reason":"max_tokens"')
})

test('a stop sequence ends the text before it', async () => {
  const message = await on.ask(await on.scripted({ say: 'one END two' }), { stop_sequences: ['END'] })
  expect(message).toMatchObject({
    content: [{ text: 'one ' }],
    stop_reason: 'stop_sequence',
    stop_sequence: 'END',
  })
})

test('a refusal is 200 and has its details', async () => {
  const message = await on.ask(await on.scripted({ say: 'I could', stop: 'refusal' }))
  expect(message.stop_reason).toBe('refusal')
  expect(message.stop_details).toEqual({ type: 'refusal', category: null, explanation: null })
})

test('tool calls come with their arguments, and the results get the next answer', async () => {
  const question = await on.scripted(
    { say: 'let me see', tools: [{ name: 'now', input: { zone: 'UTC' } }] },
    { say: 'noon' },
  )
  const tools: Params['tools'] = [{ name: 'now', input_schema: { type: 'object' } }]
  const first = await on.ask(question, { tools })
  expect(first.stop_reason).toBe('tool_use')
  const [, call] = first.content
  if (call?.type !== 'tool_use') throw new Error('no call')
  expect(call.input).toEqual({ zone: 'UTC' })
  const second = await on.ask(question, {
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
  const message = await on.ask(await on.scripted({ say: 'five', thinking: 'one, two, three' }))
  expect(message.content).toMatchObject([{ type: 'thinking', thinking: 'one, two, three' }, { text: 'five' }])
})
