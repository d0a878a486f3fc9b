/** What a turn is given from the cache, what it leaves there, and what the coordinator is told of that. */

import { describe, expect, test } from 'vitest'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import type { Turn } from '../../src/converse/turn/turn.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { guildId, memberId, transcript } from '../build.ts'
import { said, end, failed, type Play, play } from '../fakes/play-turn.ts'

const hitAfter = async (first: Play, second: Play): Promise<boolean> => {
  const cache = new Map<string, string>()
  await play({ cache, ...first })
  const again = await play({ cache, ...second })
  return again.calls.length === 0
}

/** What the coordinator is told of a turn where questions may be refreshed ahead. */
const note = async (how: Play): Promise<unknown> => {
  const { end: ended, told } = await play({ settings: { predict: 1 }, ...how })
  return (await ended.note) ?? told[0]
}

describe('the cache', () => {
  test('answers a question that was answered before, without Claude', async () => {
    const cache = new Map<string, string>()
    expect((await play({ cache, claude: [[said('Once.'), end()]] })).ttls).toEqual([600])
    const again = await play({ cache, question: { text: 'what is a monad' } })
    expect(again).toMatchObject({
      text: 'Once.',
      notes: [`-# ${sentence('from the cache', 'en', -5)}`],
      calls: [],
      ttls: [],
    })
    expect(again.end.report).toMatchObject({
      outcome: 'answered',
      cache: 'hit',
      cacheWhy: '',
      cacheAgeMs: 5_000,
      model: '',
      claudeCalls: 0,
      outputTokens: 0,
      firstTextMs: undefined,
    })
    expect(again.end.exchange).toMatchObject({ answered: 'Once.' })
  })

  test('is for a guild, or for a member in direct messages', async () => {
    const ben = { member: memberId('77') }
    expect(await hitAfter({}, { question: ben })).toBe(true)
    expect(await hitAfter({}, { question: { guild: guildId('5') } })).toBe(false)
    expect(await hitAfter({}, { question: { guild: null } })).toBe(false)
    expect(await hitAfter({ question: { guild: null } }, { question: { guild: null } })).toBe(true)
    expect(await hitAfter({ question: { guild: null } }, { question: { guild: null, ...ben } })).toBe(false)
  })

  test('is for the member where only the member installed the app', async () => {
    const own = { userInstall: true }
    expect(await hitAfter({ question: own }, { question: own })).toBe(true)
    expect(await hitAfter({ question: own }, {})).toBe(false)
    expect(await hitAfter({}, { question: own })).toBe(false)
    expect(await hitAfter({ question: own }, { question: { ...own, member: memberId('77') } })).toBe(false)
  })

  test('knows nothing of private questions, and tells them nothing', async () => {
    expect(await hitAfter({ question: { private: true } }, {})).toBe(false)
    expect(await hitAfter({}, { question: { private: true } })).toBe(false)
    expect((await play({ question: { private: true } })).kept.size).toBe(0)
  })

  test('is passed over by a fresh question, whose answer takes the place of the old', async () => {
    const cache = new Map<string, string>()
    await play({ cache, claude: [[said('Old.'), end()]] })
    const fresh = await play({ cache, question: { fresh: true }, claude: [[said('New.'), end()]] })
    expect(fresh).toMatchObject({ text: 'New.', end: { report: { cache: 'bypass', cacheWhy: 'fresh' } } })
    expect((await play({ cache })).text).toBe('New.')
  })

  test.each<[string, Play]>([
    ['that was cut off', { claude: [[said('Half'), failed('cut off')]] }],
    ['that was too long', { claude: [[said('Half'), end('max_tokens')]] }],
    ['that Claude stopped', { claude: [[said('Half'), end('refusal')]] }],
    ['that was never said', { claude: [[end()]] }],
    ['that did not arrive', { delivered: { outcome: 'gone' } }],
    ['that Discord did not want', { delivered: { outcome: 'unwanted' } }],
  ])('does not keep an answer %s', async (_, how) => {
    expect((await play(how)).kept.size).toBe(0)
  })

  const madeWith = { answered: 'Hello.', name: 'Ada' }
  const after = (...asked: readonly string[]): Partial<Turn> => ({
    transcript: transcript({ exchanges: asked.map((text) => ({ ...madeWith, asked: text })) }),
  })

  test('answers what was asked just before, also here', async () => {
    expect(await hitAfter({}, { turn: after('What is a monad?') })).toBe(true)
    const why = { question: { text: 'Why is it called that?' }, verdict: { ...GENERAL, alone: false } }
    expect(await hitAfter(why, { ...why, turn: after('Something else') })).toBe(false)
  })

  test('is replaced by a fresh answer in a conversation too, for all others as well', async () => {
    const cache = new Map<string, string>()
    await play({ cache, claude: [[said('Old.'), end()]] })
    const turn = after('What is a monad?')
    await play({ cache, turn, question: { fresh: true }, claude: [[said('New.'), end()]] })
    expect((await play({ cache, claude: [[said('Third.'), end()]] })).text).toBe('Third.')
    expect((await play({ cache, turn })).text).toBe('Third.')
  })

  test.each<[string, Verdict]>([
    ['Quelle heure est-il ?', { ...GENERAL, time: true }],
    ['Lance un dé', { ...GENERAL, chance: true }],
    ['Ben kimim?', { ...GENERAL, asker: true }],
    ['続けて', { ...GENERAL, alone: false }],
    ['Pamiętaj: mam na imię Ola', { ...GENERAL, thread: true }],
  ])('keeps nothing but the verdict on %j', async (text, verdict) => {
    const cache = new Map<string, string>()
    const first = await play({ cache, verdict, question: { text } })
    expect([[...first.kept.values()], first.judged, first.told]).toEqual([[''], [text], []])
    const asked = { question: { text, member: memberId('77') }, claude: [[said('Another.'), end()]] }
    const again = await play({ cache, verdict, ...asked })
    expect([again.text, again.judged]).toEqual(['Another.', []])
    expect(again.end.report.cache).toBe('miss')
  })

  test('keeps nothing without a verdict', async () => {
    const { kept, end: ended, told } = await play({ verdict: 'none' })
    expect([kept.size, told, await ended.note]).toEqual([0, [], undefined])
  })

  test('answers without verdicts only what opens a conversation with the same words', async () => {
    const off = { verdict: 'off' } as const
    expect(await hitAfter(off, { ...off, question: { member: memberId('77') } })).toBe(true)
    expect(await hitAfter(off, { ...off, turn: after('Something else') })).toBe(false)
    expect(await hitAfter(off, { ...off, turn: after('What is a monad?') })).toBe(false)
  })

  test('asks for no verdict in the middle of a conversation, nor on an answer that is not kept', async () => {
    expect((await play({ turn: after('Something else') })).judged).toEqual([])
    expect((await play({ question: { private: true } })).judged).toEqual([])
    expect((await play({ claude: [[said('Half'), failed('cut off')]] })).judged).toEqual([])
    expect((await play({ claude: [[said('Sure, Ada!'), end()]] })).judged).toEqual([])
  })

  test('never answers what was asked just before and goes on from there, whatever the language', async () => {
    const text = 'Continue'
    const verdict = { ...GENERAL, alone: false }
    const cache = new Map<string, string>()
    for (const turn of [{}, after('Tell me a story'), after('Tell me a story', text), after(text)]) {
      await play({ cache, verdict, question: { text }, turn })
      const next = { ...after(...(turn.transcript?.exchanges ?? []).map(({ asked }) => asked), text) }
      expect((await play({ cache, verdict, question: { text }, turn: next })).calls).toHaveLength(1)
    }
  })

  test('does not keep what names the member', async () => {
    expect((await play({ claude: [[said('Sure, Ada!'), end()]] })).kept.size).toBe(0)
  })

  test('tells the coordinator of what it kept and of what it gave, and of no question', async () => {
    const cache = new Map<string, string>()
    const first = await play({ cache, startAt: 1_000 })
    const known = { key: 'key of guild 290926798626357999', scope: 'guild 290926798626357999' }
    expect(first.told).toEqual([{ ...known, wrote: true, madeAt: 1_000, expiresAt: 601_000 }])
    expect(await first.end.note).toBeUndefined()
    const again = await play({ cache, startAt: 7_000 })
    expect(await again.end.note).toEqual({ ...known, wrote: false, madeAt: 2_000, expiresAt: 12_000 })
    expect((await play({ full: true })).told).toEqual([])
  })

  test('tells it a question before which nothing was said, where that is wanted', async () => {
    expect(await note({})).toMatchObject({ question: 'What is a monad?' })
    expect(await note({ turn: after('Something else') })).not.toHaveProperty('question')
    expect(await note({ question: { private: true } })).toBeUndefined()
  })

  test('tells it the question again with each cached answer, also in the middle of a conversation', async () => {
    const cache = new Map<string, string>()
    await play({ cache, settings: { predict: 1 } })
    const again = { wrote: false, question: 'What is a monad?' }
    expect(await note({ cache })).toMatchObject(again)
    expect(await note({ cache, turn: after('Who was Mozart?') })).toMatchObject(again)
    const here = { cache, question: { text: 'Why is it so?' }, turn: after('Something else') }
    await note(here)
    const other = await note(here)
    expect(other).toMatchObject({ wrote: false })
    expect(other).not.toHaveProperty('question')
  })

  test('can be off', async () => {
    const { end: ended, text } = await play({ cache: undefined })
    expect(text).toBe('Hello.')
    expect(ended.report).toMatchObject({ cache: 'bypass', cacheWhy: 'off' })
    expect(await ended.note).toBeUndefined()
  })
})
