/** The edge to Claude against a real local server: what is asked, and every way it can answer or break. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claude } from '../../src/converse/claude/claude.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import type { Answer } from '../../src/playground/claude/answer.ts'
import { testClock } from '../fakes/clock.ts'
import { request, all, textOf, edgeTo } from '../fakes/claude-edge.ts'

let local: LocalClaude

/** The time of Claude's pauses, and of ours. */
const clock = testClock()

beforeAll(async () => {
  local = await startClaude({ sleep: (ms, signal) => clock.sleep(ms, signal), now: () => clock.now() })
})

afterAll(() => local.close())

const { scripted, asking } = edgeTo(() => local, clock)

test('an answer comes as text and one end with what it cost', async () => {
  const events = await all(asking(scripted({ say: 'Grüße 👋, and more.' })))
  expect(textOf(events)).toBe('Grüße 👋, and more.')
  expect(events.at(-1)).toMatchObject({ kind: 'end', stop: 'end_turn' })
  const end = events.at(-1)
  expect(end?.kind === 'end' ? end.usage.outputTokens : 0).toBeGreaterThan(0)
  expect(events.filter(({ kind }) => kind !== 'text')).toHaveLength(1)
})

test('what is sent is the request and its key, and nothing is asked twice', async () => {
  const word = scripted({ say: 'Hi' })
  await all(asking(word))
  const requests = await local.requests(word)
  expect(requests).toHaveLength(1)
  expect(requests[0]?.body).toEqual({ ...request(word), stream: true })
  expect(requests[0]?.headers).toMatchObject({ authorization: expect.stringMatching(/^Bearer/) })
})

test.each(['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-haiku-4-5'])(
  'a request to %s is one that the API takes',
  async (model) => {
    const ask = claude({ apiKey: 'sk-ant-test', baseUrl: local.url }, clock)
    const events = await all(ask(request(scripted({ say: 'Yes.' }), model), new AbortController().signal))
    expect(textOf(events)).toBe('Yes.')
  },
)

test('a gateway’s address is kept whole', async () => {
  const ask = claude({ apiKey: 'sk-ant-test', baseUrl: `${local.url}/gateway/anthropic` }, clock)
  const events = await all(ask(request(scripted({ say: 'Yes.' })), new AbortController().signal))
  expect(textOf(events)).toBe('Yes.')
})

test('events and deltas of tomorrow, thinking and tool calls are passed over', async () => {
  const tools = [{ name: 'now', input: {} }]
  const events = await all(asking(scripted({ say: 'Just this.', oddities: true, thinking: 'Hm.', tools })))
  expect(textOf(events)).toBe('Just this.')
  expect(events.at(-1)?.kind).toBe('end')
})

describe('an answer that is an error', () => {
  test.each<[string, Answer, Why]>([
    ['400', { status: 400 }, 'bad request'],
    [
      '400 for a long prompt',
      { status: 400, message: 'prompt is too long: 9 tokens > 8 maximum' },
      'too much text',
    ],
    ['401', { status: 401 }, 'key refused'],
    ['402', { status: 402 }, 'spend limit'],
    ['403', { status: 403 }, 'forbidden'],
    ['a blocked region', { region: true }, 'forbidden'],
    ['404', { status: 404 }, 'unknown model'],
    ['408', { status: 408 }, 'silent'],
    ['413', { status: 413 }, 'too much text'],
    ['429', { status: 429 }, 'rate limited'],
    ['a spent budget', { spendLimit: true }, 'spend limit'],
    ['500', { status: 500 }, 'unreachable'],
    ['502 with a page of HTML', { status: 502, html: true }, 'unreachable'],
    ['503 with an empty body', { status: 503, body: '' }, 'unreachable'],
    ['529', { status: 529 }, 'overloaded'],
  ])('%s is a value', async (_, answer, why) => {
    const word = scripted(answer)
    const events = await all(asking(word))
    expect(events).toMatchObject([{ kind: 'failed', failure: { why }, usage: { inputTokens: 0 } }])
    expect(await local.requests(word)).toHaveLength(1)
  })

  test.each([
    ['37', 37_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
    ['', undefined],
  ])('retry-after: %j is a wait of %s ms', async (value, wait) => {
    const [event] = await all(asking(scripted({ status: 429, headers: { 'retry-after': value } })))
    expect(event?.kind === 'failed' ? event.failure.retryAfterMs : 'no failure').toBe(wait)
  })

  test('no failure repeats the key or the question', async () => {
    const word = scripted({ say: 'Another script is to come.' })
    local.script(word, [{ status: 400, message: `messages.0: ${word} sk-ant-test` }])
    expect(JSON.stringify(await all(asking(word)))).not.toMatch(/sk-ant|question/)
  })
})

test('a Claude that is not there is a value', async () => {
  const gone = await startClaude()
  await gone.close()
  const ask = claude({ apiKey: 'sk-ant-test', baseUrl: gone.url }, clock)
  expect(await all(ask(request('hi'), new AbortController().signal))).toMatchObject([
    { kind: 'failed', failure: { why: 'unreachable' } },
  ])
})

describe('a stream that breaks', () => {
  test.each<[string, Answer, string, Why]>([
    ['ends too early', { say: 'Half of it', cut: 'eof', afterChars: 4 }, 'Half', 'cut off'],
    ['is reset', { say: 'Half of it', cut: 'reset', afterChars: 4 }, 'Half', 'cut off'],
    ['ends before a word', { say: 'Half of it', cut: 'eof', afterChars: 0 }, '', 'cut off'],
    [
      'tells an overload midway',
      { say: 'Half of it', error: 'overloaded_error', afterChars: 4 },
      'Half',
      'overloaded',
    ],
    ['tells an overload at once', { say: 'x', error: 'overloaded_error', afterChars: 0 }, '', 'overloaded'],
    [
      'tells an error of tomorrow',
      { say: 'Half of it', error: 'new_error', afterChars: 4 },
      'Half',
      'unreachable',
    ],
  ])('%s: what was said, then the failure', async (_, answer, said, why) => {
    const events = await all(asking(scripted(answer)))
    expect(textOf(events)).toBe(said)
    expect(events.at(-1)).toMatchObject({ kind: 'failed', failure: { why } })
    expect(events.filter(({ kind }) => kind !== 'text')).toHaveLength(1)
  })

  test('what was spent until then is told', async () => {
    const events = await all(asking(scripted({ say: 'Half of it', cut: 'eof', afterChars: 4 })))
    const last = events.at(-1)
    const usage = last?.kind === 'failed' ? last.usage : undefined
    expect(
      (usage?.inputTokens ?? 0) + (usage?.cacheReadTokens ?? 0) + (usage?.cacheWriteTokens ?? 0),
    ).toBeGreaterThan(500)
  })
})
