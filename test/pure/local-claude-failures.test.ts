/** How the local Claude fails when a script makes it: refusals, cuts, stalls, silence. */

import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
beforeAll(async () => {
  on = await stage()
})
afterAll(() => on.claude.close())

test('a status is the SDK’s error of that class', async () => {
  expect(await on.failure(await on.scripted({ status: 529 }))).toMatchObject({
    status: 529,
    type: 'overloaded_error',
  })
})

test('a rate limit carries the headers of the script', async () => {
  const response = await on.post(
    on.params(await on.scripted({ status: 429, headers: { 'retry-after': '37' } })),
  )
  expect(response.headers.get('retry-after')).toBe('37')
})

test('a spent budget is a 429 without retry-after', async () => {
  const error = await on.failure(await on.scripted({ spendLimit: true }))
  expect(error).toMatchObject({ status: 429, errorCode: 'enforced_spend_limit_reached' })
})

test('a blocked region has no top-level type and no request id', async () => {
  const response = await on.post(on.params(await on.scripted({ region: true })))
  expect([response.status, response.headers.get('request-id')]).toEqual([403, null])
  expect(await response.json()).toEqual({ error: { type: 'forbidden', message: 'Request not allowed' } })
})

test('a proxy’s page is HTML', async () => {
  const response = await on.post(on.params(await on.scripted({ status: 502, html: true })))
  expect(response.headers.get('content-type')).toContain('text/html')
})

test('a clean cut ends without message_stop', async () => {
  const { text, broken } = await on.raw(await on.scripted({ say: 'abcdef', cut: 'eof', afterChars: 3 }))
  expect(broken).toBe(false)
  expect(text).toMatch(/"text":"abc"}\s*}\s*$/)
})

test('a reset breaks the stream after what was said', async () => {
  const { text, broken } = await on.raw(await on.scripted({ say: 'abcdef', cut: 'reset', afterChars: 3 }))
  expect(broken).toBe(true)
  expect(text).toContain('"text":"abc"')
})

test('our own reset is not taken for a client that went away', async () => {
  const question = await on.scripted({ say: 'abcdef', cut: 'reset', afterChars: 3 })
  await on.raw(question)
  const [record] = await on.records(question)
  expect([typeof record?.lastTextAt, record?.abortedAt]).toEqual(['number', undefined])
})

test('a stall says nothing more until the client goes, which is written down', async () => {
  const question = await on.scripted({ say: 'abcdef', cut: 'stall', afterChars: 3 })
  const said: RawMessageStreamEvent[] = []
  const stream = await on.client.messages.create({ ...on.params(question), stream: true })
  for await (const event of stream) {
    said.push(event)
    if (event.type === 'content_block_delta') break
  }
  expect(said.at(-1)).toMatchObject({ delta: { text: 'abc' } })
  await expect.poll(async () => (await on.records(question))[0]?.abortedAt).toBeTypeOf('number')
})

test('an error event may be the very first', async () => {
  const { text } = await on.raw(await on.scripted({ say: 'x', error: 'overloaded_error', afterChars: 0 }))
  expect(text).toMatch(/^event: error\n.*overloaded_error.*\n\n$/)
})

test('an error event may come after words', async () => {
  const question = await on.scripted({ say: 'abcdef', error: 'overloaded_error', afterChars: 3 })
  expect(await on.failure(question)).toMatchObject({ type: 'overloaded_error' })
})

test('silence sends no headers', async () => {
  const question = await on.scripted({ silence: true })
  const away = new AbortController()
  const asking = on.client.messages
    .create(on.params(question), { signal: away.signal })
    .catch((error: unknown) => error)
  const [record] = await on.records(question, 0)
  expect(record?.answeredAt).toBeUndefined()
  away.abort()
  await asking
  await expect.poll(async () => (await on.records(question))[0]?.abortedAt).toBeTypeOf('number')
})

test('unknown events and deltas do not disturb the SDK', async () => {
  const question = await on.scripted({ say: 'abcdef', oddities: true })
  let said = ''
  for await (const event of await on.client.messages.create({ ...on.params(question), stream: true }))
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') said += event.delta.text
  expect(said).toBe('abcdef')
  expect((await on.raw(question)).text).toContain('event: weather_report')
})
