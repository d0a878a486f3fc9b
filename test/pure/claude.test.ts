/** The edge to Claude against a real local server: every way it can answer, break, or say nothing. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { type Ask, claude } from '../../src/converse/claude/claude.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import type { ModelEvent } from '../../src/converse/claude/model-event.ts'
import { modelRequest, type ModelRequest } from '../../src/converse/claude/prompt.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import type { Answer } from '../../src/playground/claude/answer.ts'
import type { RecordedRequest } from '../../src/playground/claude/control.ts'
import { transcript } from '../build.ts'
import { settle, testClock } from '../fakes/clock.ts'

let local: LocalClaude
/** The time of Claude's pauses, and of ours. */
const clock = testClock()
beforeAll(async () => {
  local = await startClaude({ sleep: (ms, signal) => clock.sleep(ms, signal), now: () => clock.now() })
})
afterAll(() => local.close())

let asked = 0
/** A question that nobody else asks, with what Claude will do when it is asked. */
function scripted(...answers: Answer[]): string {
  const word = `question ${(asked += 1)};`
  if (answers.length > 0) local.script(word, answers)
  return word
}
const request = (text: string, model = 'claude-haiku-5-5'): ModelRequest =>
  modelRequest({
    model,
    maxTokens: 512,
    systemPrompt: '',
    transcript: transcript(),
    asked: { name: 'Ada', asked: text },
  })
const asking = (text: string, signal = new AbortController().signal, by: Clock = clock): ReturnType<Ask> =>
  claude({ apiKey: 'sk-ant-test', baseUrl: local.url }, by)(request(text), signal)

async function all(events: AsyncIterable<ModelEvent>): Promise<readonly ModelEvent[]> {
  const list: ModelEvent[] = []
  for await (const event of events) list.push(event)
  return list
}
const textOf = (events: readonly ModelEvent[]): string =>
  events.map((event) => (event.kind === 'text' ? event.text : '')).join('')

/** The recorded request, once the server knows that the client went away. */
async function abandoned(word: string): Promise<RecordedRequest | undefined> {
  await expect
    .poll(async () => (await local.requests(word))[0]?.abortedAt, { interval: 1, timeout: 5_000 })
    .toBeDefined()
  return (await local.requests(word))[0]
}

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

/** Reads the first words, so that the stream surely runs. */
async function begun(
  events: ReturnType<Ask>,
): Promise<{ readonly first: string; readonly rest: Promise<readonly ModelEvent[]> }> {
  const iterator = events[Symbol.asyncIterator]()
  const { value } = await iterator.next()
  const rest = all({ [Symbol.asyncIterator]: () => iterator })
  return { first: value?.kind === 'text' ? value.text : '', rest }
}

/** Our clock, and a way to let time pass until the edge has heard of something and looked at the clock for it. */
function watchedClock(): { readonly watched: Clock; readonly pass: (ms: number) => Promise<void> } {
  let look = Promise.withResolvers<void>()
  const watched: Clock = {
    sleep: (ms, signal) => clock.sleep(ms, signal),
    now() {
      look.resolve()
      return clock.now()
    },
  }
  const pass = async (ms: number): Promise<void> => {
    look = Promise.withResolvers()
    await clock.advance(ms)
    await look.promise
  }
  return { watched, pass }
}

/** Lets so much time pass that the stream is nearly given up, and then the rest. */
async function silentFor(word: string, ms: number): Promise<void> {
  await clock.advance(ms - 1)
  expect((await local.requests(word))[0]?.abortedAt).toBeUndefined()
  await clock.advance(1)
}
const failed = (detail: string) => [{ kind: 'failed', failure: { why: 'silent', detail } }]

describe('silence', () => {
  test('a text without an event for 20 s has failed, and its line is closed', async () => {
    const word = scripted({ say: 'Half of it', chunkChars: 4, cut: 'stall', afterChars: 4 })
    const { first, rest } = await begun(asking(word))
    await silentFor(word, 20_000)
    expect([first, await rest]).toMatchObject(['Half', failed('no event for 20 s, in a text')])
    expect(await abandoned(word)).toMatchObject({ scripted: true })
  })

  test.each<[string, Answer]>([
    ['with headers', { say: 'Half of it', firstTokenMs: 90_000 }],
    ['without headers', { silence: true }],
  ])('a stream that does not begin for 30 s has failed: %s', async (_, answer) => {
    const word = scripted(answer)
    const events = all(asking(word))
    await local.requests(word, 0)
    await silentFor(word, 30_000)
    expect(await events).toMatchObject(failed('no event for 30 s, before the first event'))
    expect(await abandoned(word)).toBeDefined()
  })

  test('the input of a tool may be silent for longer', async () => {
    const tools = [{ name: 'now', input: { zone: 'x'.repeat(100) } }]
    const word = scripted({ say: '', tools, tokensPerSecond: 0.01 })
    const { rest } = await begun(asking(word))
    await clock.advance(44_000)
    expect((await local.requests(word))[0]?.abortedAt).toBeUndefined()
    await clock.advance(44_000)
    expect(await rest).toMatchObject(failed('no event for 45 s, between texts'))
  })

  test('a ping is a sign of life', async () => {
    const word = scripted({ say: 'Half, and the rest', chunkChars: 4, gap: { afterChars: 4, ms: 200_000 } })
    const { watched, pass } = watchedClock()
    const { first, rest } = await begun(asking(word, undefined, watched))
    for (let pings = 0; pings < 19; pings += 1) await pass(10_000)
    await clock.advance(10_000)
    const events = await rest
    expect(first + textOf(events)).toBe('Half, and the rest')
    expect(events.at(-1)?.kind).toBe('end')
  })

  test('an abort closes the line to Claude, and nothing more is said', async () => {
    const word = scripted({ say: 'Half of it', chunkChars: 4, hold: true, holdAfterChars: 4 })
    const stop = new AbortController()
    const { first, rest } = await begun(asking(word, stop.signal))
    stop.abort()
    expect([first, await rest]).toEqual(['Half', []])
    expect(await abandoned(word)).toBeDefined()
  })

  test('an abort before the headers ends it too', async () => {
    const word = scripted({ silence: true })
    const stop = new AbortController()
    const events = all(asking(word, stop.signal))
    await local.requests(word, 0)
    stop.abort()
    expect(await events).toEqual([])
    expect(await abandoned(word)).toBeDefined()
  })

  test('one who was stopped already asks nothing', async () => {
    const word = scripted({ say: 'Hi' })
    expect(await all(asking(word, AbortSignal.abort()))).toEqual([])
    expect(await local.requests(word)).toEqual([])
  })

  test('a reader who goes away closes the line', async () => {
    const word = scripted({ say: 'Half of it', chunkChars: 4, hold: true, holdAfterChars: 4 })
    for await (const event of asking(word)) {
      expect(event).toEqual({ kind: 'text', text: 'Half' })
      break
    }
    expect(await abandoned(word)).toBeDefined()
  })

  test('nothing is left behind that waits', async () => {
    const before = clock.sleepers()
    await all(asking(scripted({ say: 'Hi' })))
    await settle()
    expect(clock.sleepers()).toBe(before)
  })
})
