/** A stream of Claude’s in which nothing comes, and one that is given up: the line is closed. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import type { Answer } from '../../src/playground/claude/answer.ts'
import { settle, testClock } from '../fakes/clock.ts'
import { all, textOf, edgeTo } from '../fakes/claude-edge.ts'

let local: LocalClaude

/** The time of Claude's pauses, and of ours. */
const clock = testClock()

beforeAll(async () => {
  local = await startClaude({ sleep: (ms, signal) => clock.sleep(ms, signal), now: () => clock.now() })
})

afterAll(() => local.close())

const { scripted, asking, abandoned } = edgeTo(() => local, clock)

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
    const [end, ...more] = await rest
    expect([first, end?.kind, more]).toEqual(['Half', 'stopped', []])
    const usage = (await abandoned(word))?.usage
    expect(end).toMatchObject({
      usage: { inputTokens: usage?.['input_tokens'], outputTokens: expect.toSatisfy((n) => n >= 1) },
    })
  })

  test('an abort before the headers ends it too', async () => {
    const word = scripted({ silence: true })
    const stop = new AbortController()
    const events = all(asking(word, stop.signal))
    await local.requests(word, 0)
    stop.abort()
    expect(await events).toEqual([{ kind: 'stopped', usage: noUsage }])
    expect(await abandoned(word)).toBeDefined()
  })

  test('one who was stopped already asks nothing', async () => {
    const word = scripted({ say: 'Hi' })
    expect(await all(asking(word, AbortSignal.abort()))).toEqual([{ kind: 'stopped', usage: noUsage }])
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
