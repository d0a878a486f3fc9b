/** Turns whose calls to Claude fail: other tries, the other model, an expired answer, or one sentence. */

import { describe, expect, test } from 'vitest'
import { ALL, type Breaker } from '../../src/converse/coordinator/breaker.ts'
import type { ModelNews } from '../../src/converse/coordinator/breaker-store.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import type { ModelEvent } from '../../src/converse/claude/model-event.ts'
import type { Case } from '../../src/sentences/sentences.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { guildId, transcript } from '../build.ts'
import { type Act, said, end, failed, type Play, play, english } from '../fakes/play-turn.ts'

describe('when Claude fails before a word', () => {
  test.each<[string, readonly (readonly Act[])[], readonly string[]]>([
    [
      'overloaded: the other model at once',
      [[failed('overloaded')], [said('Hi'), end()]],
      ['0 main', '0 other'],
    ],
    [
      'unreachable: once more, then the other model',
      [[failed('unreachable')], [failed('unreachable')], [said('Hi'), end()]],
      ['0 main', '300 main', '300 other'],
    ],
    [
      'a short rate limit: waited out',
      [[failed('rate limited', 1_200)], [said('Hi'), end()]],
      ['0 main', '1200 main'],
    ],
    ['cut off before a word: once more', [[failed('cut off')], [said('Hi'), end()]], ['0 main', '300 main']],
    [
      'cut off after a blank line: once more',
      [
        [said('\n'), failed('cut off')],
        [said('Hi'), end()],
      ],
      ['0 main', '300 main'],
    ],
  ])('%s', async (_, claude, expected) => {
    const { text, notes, calls, end: ended, complaints } = await play({ claude })
    expect(text.trim()).toBe('Hi')
    expect([notes, calls]).toEqual([[], expected])
    expect(ended.report).toMatchObject({ outcome: 'answered', claudeCalls: expected.length })
    expect(complaints).toHaveLength(expected.length - 1)
  })

  test('tokens of all attempts are counted, and the model is the one that answered', async () => {
    const { end: ended } = await play({ claude: [[failed('overloaded')], [said('Hi'), end()]] })
    expect(ended.report).toMatchObject({ inputTokens: 6, outputTokens: 4_000, model: 'other' })
  })

  test.each<[Why, Case, number]>([
    ['overloaded', 'overloaded', 2],
    ['rate limited', 'rate limited', 2],
    ['unknown model', 'unknown model', 2],
    ['unreachable', 'unreachable', 3],
    ['silent', 'silent', 2],
    ['cut off', 'unreachable', 3],
    ['spend limit', 'spend limit', 1],
    ['key refused', 'key refused', 1],
    ['forbidden', 'forbidden', 1],
    ['bad request', 'bad request', 1],
    ['too much text', 'too much text', 1],
  ])('"%s" without end is told as "%s" after %d attempts', async (why, told, attempts) => {
    const { text, notes, calls, end: ended } = await play({ claude: [[failed(why)]] })
    expect([text, notes, calls.length]).toEqual(['', [english(told)], attempts])
    expect(ended).toMatchObject({ exchange: undefined, report: { outcome: 'refused', why: told } })
  })

  test('the operator is told how, and nothing of what was said', async () => {
    const { complaints } = await play({ claude: [[failed('key refused')]] })
    expect(complaints).toEqual([{ why: 'key refused', detail: 'detail of key refused', model: 'main' }])
  })
})

const open = (why: Why, until: number, more: Partial<Breaker> = {}): Breaker => ({
  failures: [],
  opening: { why, at: 0, until, times: 1, probeUntil: 0 },
  changedAt: 0,
  ...more,
})

const news = (breakers: ModelNews['breakers'], permits: readonly string[] = []): { news: ModelNews } => ({
  news: { breakers, permits },
})

const kept = async (): Promise<Map<string, string>> => (await play({ claude: [[said('Once.'), end()]] })).kept

describe('a model that is not well', () => {
  test('is not asked at all: the other one is, at once', async () => {
    const { text, calls, complaints } = await play({
      ...news({ main: open('overloaded', 5_000) }),
      claude: [[said('Hi'), end()]],
    })
    expect([text, calls, complaints]).toEqual(['Hi', ['0 other'], []])
  })

  test('is asked by the one turn that may try, and by no other', async () => {
    const halfOpen = { main: open('overloaded', 500) }
    expect((await play({ startAt: 900, ...news(halfOpen, ['main']) })).calls).toEqual(['900 main'])
    expect((await play({ startAt: 900, ...news(halfOpen) })).calls).toEqual(['900 other'])
  })

  test('that fails the one who tries is not asked twice', async () => {
    const { calls, text } = await play({
      startAt: 900,
      ...news({ main: open('unreachable', 500) }, ['main']),
      claude: [[failed('unreachable')], [said('Hi'), end()]],
    })
    expect([calls, text]).toEqual([['900 main', '900 other'], 'Hi'])
  })

  test('is not asked a second time where it was given up while the turn waited to', async () => {
    const { calls } = await play({
      claude: [[failed('rate limited', 1_500)], [said('Hello.'), end()]],
      others: async (circuit, clock) => {
        await clock.sleep(1_000)
        const turn = circuit.turn('2')
        for (const startedAt of [1, 2, 3])
          turn.failed({ model: 'main', startedAt }, { why: 'silent', detail: '' })
      },
    })
    expect(calls).toEqual(['0 main', '1500 other'])
  })

  test('and the other neither: one sentence says when to ask again', async () => {
    const {
      text,
      notes,
      calls,
      end: ended,
    } = await play({
      ...news({ main: open('overloaded', 30_000), other: open('silent', 20_500) }),
    })
    expect([text, calls, notes]).toEqual(['', [], [sentence('resting', 'en', 21)]])
    expect(notes[0]).toContain('<t:21:T>')
    expect(ended.report).toMatchObject({ outcome: 'refused', why: 'resting', model: '', claudeCalls: 0 })
  })

  test.each<Why & Case>(['key refused', 'spend limit', 'forbidden'])(
    'because of "%s" is told as that, and nobody is asked',
    async (why) => {
      const { notes, calls } = await play(news({ [ALL]: open(why, 60_000) }))
      expect([notes, calls]).toEqual([[english(why)], []])
    },
  )

  test('is asked all the same where the coordinator says nothing in time', async () => {
    expect((await play({ news: 'late' })).calls).toEqual(['150 main'])
  })

  test('is asked at once where the coordinator cannot be reached', async () => {
    expect((await play({ news: undefined })).calls).toEqual(['0 main'])
  })

  test('gives way to an expired answer to the same question, marked as such', async () => {
    const cache = await kept()
    const {
      text,
      notes,
      calls,
      end: ended,
      kept: after,
    } = await play({
      cache,
      expired: true,
      startAt: 9_000,
      ...news({ main: open('overloaded', 30_000), other: open('overloaded', 30_000) }),
    })
    expect([text, calls, notes]).toEqual(['Once.', [], [sentence('stale', 'en', 4)]])
    expect(ended.report).toMatchObject({
      outcome: 'partial',
      why: 'resting',
      cache: 'stale',
      cacheWhy: '',
      cacheAgeMs: 5_000,
    })
    expect(ended.exchange).toMatchObject({ answered: 'Once.' })
    expect(await ended.note).toBeUndefined()
    expect([...after.values()]).toEqual(['Once.'])
  })

  test.each<Why>(['overloaded', 'rate limited', 'unreachable', 'silent', 'key refused', 'spend limit'])(
    'after "%s" from all tries an expired answer is better than none',
    async (why) => {
      const cache = await kept()
      const { text, notes } = await play({ cache, expired: true, claude: [[failed(why)]] })
      expect([text, notes]).toEqual(['Once.', [sentence('stale', 'en', -5)]])
    },
  )

  test.each<[string, Play]>([
    ['where Claude answers', { claude: [[said('New.'), end()]] }],
    ['where Claude has begun to', { claude: [[said('New.'), failed('overloaded')]] }],
    ['where Claude declines', { claude: [[end('refusal')]] }],
    ['where the question was a fault', { claude: [[failed('bad request')]] }],
    ['to a member who asks afresh', { claude: [[failed('overloaded')]], question: { fresh: true } }],
    ['in private', { claude: [[failed('overloaded')]], question: { private: true } }],
    ['to another guild', { claude: [[failed('overloaded')]], question: { guild: guildId('5') } }],
  ])('shows no expired answer %s', async (_, how) => {
    const cache = await kept()
    const { text, end: ended } = await play({ cache, expired: true, ...how })
    expect(text).not.toContain('Once.')
    expect(ended.report.cache).not.toBe('stale')
  })
})

describe('where Claude says that it is too much text', () => {
  const said1 = { name: '', asked: 'first', answered: 'one' }
  const said2 = { name: '', asked: 'second', answered: 'two' }
  const said3 = { name: '', asked: 'third', answered: 'three' }
  const turn = { transcript: transcript({ summary: 'Past.', exchanges: [said1, said2, said3] }) }
  const answered = [said('Hello.'), end()]

  test.each<[string, ModelEvent]>([
    ['before the answer', failed('too much text')],
    ['instead of one', end('model_context_window_exceeded')],
  ])('%s, it is asked once more with the newer half of the conversation', async (_, tooMuch) => {
    const { end: ended, text, shown, forgotten, notes } = await play({ claude: [[tooMuch], answered], turn })
    expect([text, notes, forgotten]).toEqual(['Hello.', [], ['second']])
    expect(shown.map((messages) => messages.length)).toEqual([7, 3])
    expect(shown[1]?.join('')).toMatch(/Past\..*third.*monad/)
    expect(ended.report).toMatchObject({ outcome: 'answered', claudeCalls: 2 })
    expect(ended.shown).toBe(turn.transcript)
  })

  test('a second time, it is told to the member', async () => {
    const { calls, notes, forgotten } = await play({ claude: [[failed('too much text')]], turn })
    expect([calls.length, notes, forgotten]).toEqual([2, [english('too much text')], ['second']])
  })

  test('of the question alone, it is told at once', async () => {
    const { calls, notes, forgotten } = await play({ claude: [[failed('too much text')]] })
    expect([calls.length, notes, forgotten]).toEqual([1, [english('too much text')], []])
  })

  test('after some words, those stay and nothing is asked again', async () => {
    const { calls, text, forgotten } = await play({
      claude: [[said('Hel'), end('model_context_window_exceeded')]],
      turn,
    })
    expect([calls.length, text, forgotten]).toEqual([1, 'Hel', []])
  })
})
