/** One turn with everything around it faked: what is shown, reported and remembered of an ordinary answer. */

import { describe, expect, test } from 'vitest'
import type { Question } from '../../src/converse/question/question.ts'
import { variantFields } from '../../src/measure/variants.ts'
import { variants } from '../build.ts'
import { sessionWait } from '../fakes/session-wait.ts'
import type { TestClock } from '../fakes/clock.ts'
import { said, end, play, english } from '../fakes/play-turn.ts'

test('an answer is shown as it comes and ends without a note', async () => {
  const { text, notes, calls, end: ended } = await play({ claude: [[said('Hel'), 50, said('lo.'), end()]] })
  expect([text, notes, calls]).toEqual(['Hello.', [], ['0 main']])
  expect(ended.exchange).toEqual({ name: 'Ada', person: 1, asked: 'What is a monad?', answered: 'Hello.' })
})

test('a report tells the times and the tokens', async () => {
  const { end: ended } = await play({
    startAt: 300,
    claude: [[400, said('Hello.'), 600, end()]],
    turn: { session: 'reused', attempt: 2 },
    delivered: { pages: 3, edits: 7, rateLimited: 1 },
  })
  expect(ended.report).toEqual({
    turn: '786008729715212338',
    thread: '645027906669510667',
    guild: '290926798626357999',
    outcome: 'answered',
    why: '',
    cache: 'miss',
    cacheWhy: 'none',
    cacheAgeMs: undefined,
    notKept: '',
    toolCalls: 0,
    toolMs: 0,
    toolHits: 0,
    healed: '',
    session: 'reused',
    attempt: 2,
    model: 'main',
    claudeCalls: 1,
    inputTokens: 1,
    cacheReadTokens: 20,
    cacheWriteTokens: 300,
    outputTokens: 4_000,
    waitedMs: 300,
    firstTextMs: 400,
    firstWordsMs: 410,
    totalMs: 1_020,
    cacheMs: 0,
    lastEditMs: 20,
    pages: 3,
    edits: 7,
    rateLimited: 1,
    refused: 0,
    characters: 6,
    usd: undefined,
    usdMicro: '',
    ...variantFields(variants()),
  })
})

test('a reply that can show nothing any more stops Claude', async () => {
  const {
    stopped,
    calls,
    clock,
    end: ended,
    kept,
  } = await play({
    claude: [[said('So far'), 'for ever']],
    abandonAfterMs: 2_000,
    delivered: { outcome: 'gone', lastEditAt: 1_500, firstWordsAt: 400 },
  })
  expect([stopped, calls.length, clock.now()]).toEqual([true, 1, 2_000])
  expect(ended.exchange).toBeUndefined()
  expect(ended.report).toMatchObject({
    outcome: 'undelivered',
    why: 'gone',
    totalMs: 1_500,
    firstWordsMs: 400,
  })
  expect(kept.size).toBe(0)
})

describe('the wait for a session', () => {
  test('is no part of how long the answer takes', async () => {
    let clock: Pick<TestClock, 'sleep'> | undefined
    const { end: ended, text } = await play({
      question: { askedAt: 0 },
      claude: [[700, said('Hello.'), end()]],
      begin: (one) => (clock = one),
      waitForSession: async function* waitForSession() {
        yield 1
        await clock?.sleep(90_000)
        yield undefined
        return 'waited'
      },
    })
    expect(text).toBe('Hello.')
    expect(ended.report).toMatchObject({
      waitedMs: 90_000,
      firstTextMs: 700,
      firstWordsMs: 710,
      totalMs: 720,
    })
  })

  test('that nobody can be asked to take ends in a sentence, and Claude is not asked', async () => {
    const { end: ended, calls, notes } = await play({ waitForSession: sessionWait('full') })
    expect([calls, notes]).toEqual([[], [english('too many waiting')]])
    expect(ended.report).toMatchObject({ outcome: 'refused', why: 'too many waiting', claudeCalls: 0 })
    expect(ended.exchange).toBeUndefined()
  })

  test('is not for an answer from the cache', async () => {
    const cache = new Map<string, string>()
    await play({ cache })
    const { end: ended, text } = await play({ cache, waitForSession: sessionWait('full') })
    expect([ended.report.cache, ended.report.why, text]).toEqual(['hit', '', 'Hello.'])
  })
})

test('a turn of which nothing arrived lasted until it ended', async () => {
  const { end: ended } = await play({
    claude: [[700, said('x'), end()]],
    delivered: { outcome: 'expired', firstWordsAt: undefined, lastEditAt: undefined, pages: 0, edits: 0 },
  })
  expect(ended.report).toMatchObject({ totalMs: 700, firstWordsMs: undefined, why: 'expired' })
})

describe('names', () => {
  test.each<[string, Partial<Question>, string]>([
    ['stand where others can read along', {}, 'Ada'],
    ['do not in private', { private: true }, ''],
    ['do not in direct messages', { guild: null }, ''],
  ])('%s', async (_, change, name) => {
    expect((await play({ question: change })).end.exchange?.name).toBe(name)
  })
})
