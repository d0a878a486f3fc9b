/** What the local Claude refuses, each rule through real HTTP. */

import { base64, png } from '../fakes/files.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
beforeAll(async () => {
  on = await stage()
})
afterAll(() => on.claude.close())

const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })
const text = (words: string, more = {}) => ({ type: 'text', text: words, ...more })
const call = (id: string) => ({ type: 'tool_use', id, name: 'now', input: {} })
const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' })
const now = { name: 'now', input_schema: { type: 'object' } }
const hour = { cache_control: { type: 'ephemeral', ttl: '1h' } }
const short = { cache_control: { type: 'ephemeral' } }
const invalid = (message: string) => expect.stringContaining(`400 invalid_request_error ${message}`)

test('a good request is taken', async () => {
  expect((await on.post(on.params('hi'))).status).toBe(200)
})

test('without credentials the answer is 401', async () => {
  const response = await on.post(on.params('hi'), { authorization: undefined })
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } })
})

test('an x-api-key is as good as a Bearer token', async () => {
  const response = await on.post(on.params('hi'), { authorization: undefined, 'x-api-key': 'sk' })
  expect(response.status).toBe(200)
})

test('a missing version header is refused', async () => {
  expect((await on.post(on.params('hi'), { 'anthropic-version': undefined })).status).toBe(400)
})

test('an unknown version is refused', async () => {
  expect((await on.post(on.params('hi'), { 'anthropic-version': '1999-01-01' })).status).toBe(400)
})

test('what is not JSON is refused', async () => {
  expect((await on.post('{')).status).toBe(400)
})

test('a request over 32 MB is refused with 413', async () => {
  const response = await on.post('x'.repeat(32 * 1_024 * 1_024 + 1))
  expect(response.status).toBe(413)
  expect(await response.json()).toMatchObject({ error: { type: 'request_too_large' } })
})

test('an unknown model is 404 and named', async () => {
  expect(await on.refusal({ model: 'xyz' })).toBe('404 not_found_error model: xyz')
})

test('max_tokens is needed', async () => {
  expect(await on.refusal({ max_tokens: undefined })).toEqual(invalid('max_tokens: Field required'))
})

test('max_tokens beyond the model is refused', async () => {
  expect(await on.refusal({ max_tokens: 128_001 })).toEqual(invalid('max_tokens: 128001 > 128000'))
})

test('sampling parameters are refused', async () => {
  expect(await on.refusal({ temperature: 1 })).toEqual(invalid('temperature: Extra inputs'))
})

test('empty messages are refused', async () => {
  expect(await on.refusal({ messages: [] })).toEqual(invalid('messages: at least one'))
})

test('the first message is the user’s', async () => {
  expect(await on.refusal({ messages: [assistant('a'), user('b')] })).toEqual(
    invalid('messages: first message must use the "user" role'),
  )
})

test('the last message may not be the assistant’s', async () => {
  expect(await on.refusal({ messages: [user('a'), assistant('b')] })).toEqual(invalid('This model does not'))
})

test('a system role among the messages is refused', async () => {
  expect(await on.refusal({ messages: [user('a'), { role: 'system', content: 'b' }, user('c')] })).toEqual(
    invalid('messages.1.role'),
  )
})

test('neighbours of the same role are taken', async () => {
  expect((await on.post({ ...on.params('hi'), messages: [user('a'), user('b')] })).status).toBe(200)
})

test('an empty text block is refused', async () => {
  expect(await on.refusal({ messages: [user([text('')])] })).toEqual(
    invalid('messages: text content blocks must be non-empty'),
  )
})

test('a text block of spaces is refused', async () => {
  expect(await on.refusal({ messages: [user([text(' \n')])] })).toEqual(invalid('messages: text content'))
})

test('an empty string as content is refused', async () => {
  expect(await on.refusal({ messages: [user('')] })).toEqual(invalid('messages.0'))
})

test('an empty text in the system prompt is refused', async () => {
  expect(await on.refusal({ system: [text('')] })).toEqual(invalid('messages: text content'))
})

test('a fifth breakpoint is refused, the automatic one counted', async () => {
  const four = user([text('a', short), text('b', short), text('c', short), text('d', short), text('e')])
  expect(await on.refusal({ messages: [four], ...short })).toEqual(
    invalid('A maximum of 4 blocks with cache_control may be provided. Found 5.'),
  )
})

test('a long-lived breakpoint may not follow a short-lived one', async () => {
  expect(await on.refusal({ system: [text('a', short)], messages: [user([text('b', hour)])] })).toEqual(
    invalid("cache_control: a ttl='1h'"),
  )
})

test('the automatic breakpoint may not contradict the one on the last block', async () => {
  expect(await on.refusal({ ...short, messages: [user([text('b', hour)])] })).toEqual(
    invalid('cache_control: top-level'),
  )
})

test('an unknown ttl is refused', async () => {
  const odd = text('a', { cache_control: { type: 'ephemeral', ttl: '2h' } })
  expect(await on.refusal({ messages: [user([odd])] })).toEqual(
    invalid('messages.0.content.0.text.cache_control'),
  )
})

test('a call without its result is refused', async () => {
  expect(
    await on.refusal({ tools: [now], messages: [user('a'), assistant([call('t1')]), user('b')] }),
  ).toEqual(
    invalid('messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1'),
  )
})

test('results stand before the text', async () => {
  const late = user([text('b'), result('t1')])
  expect(await on.refusal({ tools: [now], messages: [user('a'), assistant([call('t1')]), late] })).toEqual(
    invalid('messages.1: `tool_use` ids were found without'),
  )
})

test('all results of a turn come together', async () => {
  const messages = [user('a'), assistant([call('t1'), call('t2')]), user([result('t1')])]
  expect(await on.refusal({ tools: [now], messages })).toEqual(
    invalid('messages.1: `tool_use` ids were found'),
  )
})

test('a result without its call is refused', async () => {
  expect(await on.refusal({ messages: [user([result('t9')])] })).toEqual(
    invalid('messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t9'),
  )
})

test('two results for one call are refused', async () => {
  const messages = [user('a'), assistant([call('t1')]), user([result('t1'), result('t1')])]
  expect(await on.refusal({ tools: [now], messages })).toEqual(invalid('messages.2.content.1: each tool_use'))
})

test('results first, text after them, is taken', async () => {
  const messages = [user('a'), assistant([call('t1')]), user([result('t1'), text('b')])]
  expect((await on.post({ ...on.params('hi'), tools: [now], messages })).status).toBe(200)
})

test('a document in an assistant message is refused', async () => {
  const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } }
  expect(await on.refusal({ messages: [user('a'), assistant([document]), user('b')] })).toEqual(
    invalid('messages.1.content.0: `document` blocks are not permitted'),
  )
})

test('an image whose bytes are of another kind is refused', async () => {
  const source = { type: 'base64', media_type: 'image/jpeg', data: 'iVBORw0KGgoA' }
  expect(await on.refusal({ messages: [user([{ type: 'image', source }])] })).toEqual(
    invalid('messages.0.content.0.image.source.base64.data'),
  )
})

test('an image of the right kind is taken', async () => {
  const source = { type: 'base64', media_type: 'image/png', data: base64(png()) }
  const messages = [user([{ type: 'image', source }, text('look')])]
  expect((await on.post({ ...on.params('hi'), messages })).status).toBe(200)
})

test('citations in a user text are refused', async () => {
  expect(await on.refusal({ messages: [user([text('a', { citations: [{}] })])] })).toEqual(
    invalid('messages.0.content.0.text.citations'),
  )
})

test('Sonnet 5.5 does not take disabled thinking', async () => {
  expect(await on.refusal({ model: 'claude-sonnet-5-5' })).toEqual(invalid("thinking.type: 'disabled'"))
})

test('Sonnet 5.5 takes thinking between tools', async () => {
  const body = { ...on.params('hi'), model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } }
  expect((await on.post(body)).status).toBe(200)
})

test('Sonnet 5.5 does not take a forced tool', async () => {
  const forced = { tools: [now], tool_choice: { type: 'any' }, thinking: { type: 'between_tools' } }
  expect(await on.refusal({ model: 'claude-sonnet-5-5', ...forced })).toEqual(invalid('tool_choice: forced'))
})

test('Haiku 5.5 does not take a thinking budget', async () => {
  expect(
    await on.refusal({ thinking: { type: 'enabled', budget_tokens: 1_024 }, max_tokens: 4_096 }),
  ).toEqual(invalid("thinking.type: 'enabled'"))
})

test('disabled thinking needs an effort of at most high', async () => {
  expect(await on.refusal({ output_config: { effort: 'max' } })).toEqual(invalid("thinking: 'disabled'"))
})

test('Haiku 4.5 takes no effort', async () => {
  const old = { model: 'claude-haiku-4-5', thinking: undefined }
  expect(await on.refusal({ ...old, output_config: { effort: 'low' } })).toEqual(
    invalid('output_config.effort'),
  )
})

test('a thinking budget is less than max_tokens', async () => {
  const old = {
    model: 'claude-haiku-4-5',
    max_tokens: 2_000,
    thinking: { type: 'enabled', budget_tokens: 2_000 },
  }
  expect(await on.refusal(old)).toEqual(invalid('`max_tokens` must be greater'))
})

test('a forced tool has to be among the tools', async () => {
  expect(await on.refusal({ tools: [now], tool_choice: { type: 'tool', name: 'then' } })).toEqual(
    invalid('tool_choice.tool.name'),
  )
})

test('the bash tool takes no description', async () => {
  const bash = { type: 'bash_20250124', name: 'bash', description: 'x' }
  expect(await on.refusal({ tools: [bash] })).toEqual(invalid('tools.0.bash_20250124.description'))
})

test('two tools of one name are refused', async () => {
  expect(await on.refusal({ tools: [now, now] })).toEqual(invalid('tools: Tool names must be unique'))
})

test('a prompt longer than the context is refused', async () => {
  const old = { model: 'claude-haiku-4-5', thinking: undefined, messages: [user('x'.repeat(800_004))] }
  expect(await on.refusal(old)).toEqual(invalid('prompt is too long: 200001 tokens > 200000 maximum'))
})

test('pre-warming takes no stream', async () => {
  expect(await on.refusal({ max_tokens: 0, stream: true })).toEqual(invalid('max_tokens: 0'))
})

test('counting takes no max_tokens', async () => {
  const body = on.params('hi')
  const response = await on.post(body, {}, '/v1/messages/count_tokens')
  expect(response.status).toBe(400)
})

test('counting gives a token for four characters', async () => {
  const { model, messages } = on.params('x'.repeat(40))
  const response = await on.post({ model, messages }, {}, '/v1/messages/count_tokens')
  expect(await response.json()).toEqual({ input_tokens: 10 })
})

test('thinking comes back only behind the prompt that it was thought for', async () => {
  const question = on.question()
  on.claude.script(question, [{ say: 'done', thinking: 'hm' }])
  const first = await on.client.messages.create(on.params(question, { system: 'be kind' }))
  const again = [user(question), assistant(first.content), user('and now?')]
  expect((await on.post({ ...on.params('hi'), system: 'be kind', messages: again })).status).toBe(200)
  expect(await on.refusal({ system: 'be rude', messages: again })).toEqual(
    invalid('messages.1.content.0: Invalid `signature` in `thinking` block'),
  )
})

test('what paused goes back as it is, and nothing else does', async () => {
  const question = on.question()
  on.claude.script(question, [{ say: 'half of it', stop: 'pause_turn' }])
  const first = await on.client.messages.create(on.params(question))
  expect(first.stop_reason).toBe('pause_turn')
  const messages = [user(question), assistant(first.content)]
  expect((await on.post({ ...on.params('hi'), messages })).status).toBe(200)
})
