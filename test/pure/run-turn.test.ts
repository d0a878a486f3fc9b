/** One turn with everything around it faked: cache, attempts, deadline, what is kept, what is reported. */

import { describe, expect, test } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { ALL, type Breaker } from '../../src/converse/coordinator/breaker.ts'
import type { ModelNews } from '../../src/converse/coordinator/breaker-store.ts'
import type { Circuit } from '../../src/converse/turn/circuit.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import type { Question } from '../../src/converse/question.ts'
import { type Answer, hasFailed } from '../../src/converse/turn/answer.ts'
import { readAnswer, writeEnded } from '../../src/converse/turn/answer-row.ts'
import type { TurnEnd } from '../../src/converse/turn/outcome.ts'
import { runTurn } from '../../src/converse/turn/run-turn.ts'
import type { TurnDeps, TurnThread } from '../../src/converse/turn/turn-deps.ts'
import { sharedAnswers } from '../../src/converse/turn/shared-answers.ts'
import type { Turn } from '../../src/converse/turn/turn.ts'
import type { TurnFiles } from '../../src/converse/turn/turn-files.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import type { Content } from '../../src/deliver/content.ts'
import type { Delivered } from '../../src/deliver/reply-state.ts'
import { parseJson } from '../../src/json.ts'
import type { Case } from '../../src/sentences.ts'
import { sentence } from '../../src/sentences.ts'
import { answer, guildId, memberId, question, settings, transcript } from '../build.ts'
import { mapCache } from '../fakes/cache.ts'
import { sessionWait } from '../fakes/session-wait.ts'
import { fakeModels, noNews } from '../fakes/models.ts'
import { fakeTools } from '../fakes/turn-tools.ts'
import { settle, testClock, type TestClock } from '../fakes/clock.ts'

/** What Claude does when it is asked: events, pauses in milliseconds, and `'for ever'`. */
type Act = ModelEvent | number | 'for ever'

const said = (text: string): ModelEvent => ({ kind: 'text', text })
const end = (stop = 'end_turn'): ModelEvent => ({
  kind: 'end',
  stop,
  usage: { inputTokens: 1, cacheReadTokens: 20, cacheWriteTokens: 300, outputTokens: 4_000 },
  content: [],
})
const failed = (why: Why, retryAfterMs?: number): ModelEvent => ({
  kind: 'failed',
  failure: { why, detail: `detail of ${why}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  usage: { ...noUsage, inputTokens: 5 },
})

interface Outcome {
  readonly end: TurnEnd
  /** What the reply was fed, in order. */
  readonly text: string
  readonly notes: readonly string[]
  /** The model of each call to Claude and when it was made. */
  readonly calls: readonly string[]
  /** The signal of the last call has fired. */
  readonly stopped: boolean
  readonly kept: Map<string, string>
  /** For how long each answer was to be kept. */
  readonly ttls: readonly number[]
  /** The questions on which Claude was asked for a verdict. */
  readonly judged: readonly string[]
  /** What the coordinator was told of the cache after the turn. */
  readonly told: readonly CacheNote[]
  readonly complaints: readonly unknown[]
  /** What the thread was told to forget: the question of the newest exchange of it. */
  readonly forgotten: readonly string[]
  /** The messages of each call. */
  readonly shown: readonly (readonly string[])[]
  /** What was proposed as the first response. */
  readonly proposed: readonly Content[]
  readonly known: Known
  readonly clock: TestClock
}

/** What is written down of a turn while it goes on. */
interface Known {
  /** With the last edit. */
  said: string
  /** Undefined while it has not ended. */
  ended: Answer | undefined
  /** How many notes stood under the answer when its ending was written down. */
  after: number
}

/** Where nobody attaches anything. */
const noFiles: TurnFiles = {
  attach: () => Promise.reject(new Error('there is no file')),
  blocks: () => new Map(),
  held: () => new Set(),
  evict: () => undefined,
}

interface Play {
  readonly files?: TurnFiles
  /** One script for each call; the last one repeats. */
  readonly claude?: readonly (readonly Act[])[]
  readonly question?: Partial<Question>
  readonly turn?: Partial<Turn>
  readonly settings?: Partial<TurnDeps['settings']>
  /** Answers by fingerprint; undefined turns the cache off. */
  readonly cache?: Map<string, string> | undefined
  /** KV takes nothing. */
  readonly full?: boolean
  /** What Claude says of the question; GENERAL where nothing is said. `off` is CACHE_VERDICT. */
  readonly verdict?: Verdict | 'none' | 'off'
  /** All that the cache has is too old. */
  readonly expired?: boolean
  /** What the fleet knows of Claude's models; undefined where nothing comes of it. */
  readonly news?: ModelNews | 'late' | undefined
  /** What other turns of the thread meet with Claude's models. */
  readonly others?: (circuit: Circuit, clock: TestClock) => Promise<void>
  readonly delivered?: Partial<Delivered>
  /** The reply finds out after so many milliseconds that nothing can be shown. */
  readonly abandonAfterMs?: number
  readonly startAt?: number
  /** The first response has shown this of a proposal. */
  readonly shown?: readonly Shown[]
  /** Shared with other turns. */
  readonly answers?: TurnDeps['shared']
  /** The way to Claude; open where nothing is said. */
  readonly waitForSession?: TurnDeps['claude']['waitForSession']
  /** Is handed the clock before anything happens. */
  readonly begin?: (clock: TestClock) => void
  readonly tools?: TurnDeps['tools']
  /** The bot takes the reply over when its token ends. */
  readonly outlives?: boolean
  /** How long it takes the bot to look whether it can. */
  readonly looksMs?: number
}

async function play(how: Play): Promise<Outcome> {
  const clock = testClock(how.startAt ?? 0)
  how.begin?.(clock)
  const kept = how.cache ?? new Map<string, string>()
  const calls: string[] = []
  const complaints: unknown[] = []
  const forgotten: string[] = []
  const shown: (readonly string[])[] = []
  const signals: AbortSignal[] = []
  let text = ''
  const notes: string[] = []
  const ttls: number[] = []
  const proposed: Content[] = []
  const known: Known = { said: '', ended: undefined, after: -1 }
  const scripts = how.claude ?? [[said('Hello.'), end()]]
  const ask: Ask = async function* ask(request, signal) {
    signals.push(signal)
    const script = scripts[Math.min(calls.length, scripts.length - 1)] ?? []
    calls.push(`${clock.now()} ${request.model}`)
    shown.push(request.messages.map(({ content }) => JSON.stringify(content)))
    for (const act of script) {
      if (act === 'for ever') await clock.sleep(1e9, signal)
      else if (typeof act === 'number') await clock.sleep(act, signal)
      else yield act
      if (signal.aborted) return
    }
  }
  const deliver: TurnDeps['show']['deliver'] = async (contents, { abandon, checkpoint }) => {
    if (how.abandonAfterMs !== undefined) void clock.sleep(how.abandonAfterMs).then(abandon)
    let firstWordsAt: number | undefined
    for await (const content of contents) {
      // A reply relies on that.
      expect(content.text.slice(0, text.length)).toBe(text)
      text = content.text
      if (text !== '') firstWordsAt ??= clock.now() + 10
      if (content.note !== undefined) notes.push(content.note)
      checkpoint([])
    }
    return {
      outcome: 'whole',
      pages: 1,
      edits: 2,
      rateLimited: 0,
      refused: 0,
      firstWordsAt,
      lastEditAt: clock.now() + 20,
      ...how.delivered,
    }
  }
  const judged: string[] = []
  const told: CacheNote[] = []
  const work: Promise<void>[] = []
  const { circuit } = fakeModels(clock)
  const models = circuit.turn('1')
  void how.others?.(circuit, clock)
  if (how.news !== 'late') models.receive('news' in how ? how.news : noNews)
  const thread: TurnThread = {
    checkpoint(heard, stands) {
      if (stands === undefined) {
        const conclusion = parseJson(writeEnded(heard))
        known.ended = readAnswer(question().id, { said: heard.text, conclusion })
        known.after = notes.length
      } else known.said = heard.text
    },
    forget: (through) => forgotten.push(through.asked),
    later: (one) => work.push(one),
    kept: (note) => told.push(note),
  }
  const running = runTurn(
    {
      clock,
      settings: settings({ model: 'main', fallbackModel: 'other', maxTokens: 100, ...how.settings }),
      claude: {
        ask,
        models,
        waitForSession: how.waitForSession ?? sessionWait(),
        judge:
          how.verdict === 'off'
            ? undefined
            : (asked) => {
                judged.push(asked)
                return Promise.resolve(typeof how.verdict === 'string' ? undefined : (how.verdict ?? GENERAL))
              },
        complain: (what) => complaints.push(what),
      },
      files: how.files ?? noFiles,
      cache:
        'cache' in how && how.cache === undefined
          ? undefined
          : mapCache(clock, kept, { ttls, full: how.full === true, expired: how.expired === true }),
      tools: how.tools,
      shared: how.answers ?? sharedAnswers(hasFailed),
      show: {
        propose: (content) => {
          proposed.push(content)
          return Promise.resolve(how.shown)
        },
        deliver,
        outlives: async () => {
          if (how.looksMs !== undefined) await clock.sleep(how.looksMs)
          return how.outlives === true
        },
      },
      thread,
    },
    {
      question: question(how.question),
      transcript: transcript(),
      session: 'new',
      attempt: 1,
      answer: answer(),
      ...how.turn,
    },
  )
  const ended = await clock.until(running)
  await Promise.all(work)
  return {
    end: ended,
    text,
    notes,
    calls,
    stopped: signals.at(-1)?.aborted === true,
    kept,
    ttls,
    judged,
    told,
    complaints,
    forgotten,
    shown,
    proposed,
    known,
    clock,
  }
}

const english = (which: Case): string => sentence(which, 'en')

test('an answer is shown as it comes and ends without a note', async () => {
  const { text, notes, calls, end: ended } = await play({ claude: [[said('Hel'), 50, said('lo.'), end()]] })
  expect([text, notes, calls]).toEqual(['Hello.', [], ['0 main']])
  expect(ended.exchange).toEqual({ name: 'Ada', asked: 'What is a monad?', answered: 'Hello.' })
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
    pages: 3,
    edits: 7,
    rateLimited: 1,
    refused: 0,
    characters: 6,
  })
})

/** What the coordinator is told of a turn where questions may be refreshed ahead. */
const note = async (how: Play): Promise<unknown> => {
  const { end: ended, told } = await play({ settings: { predict: 1 }, ...how })
  return (await ended.note) ?? told[0]
}

describe('the cache', () => {
  const hitAfter = async (first: Play, second: Play): Promise<boolean> => {
    const cache = new Map<string, string>()
    await play({ cache, ...first })
    const again = await play({ cache, ...second })
    return again.calls.length === 0
  }

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

describe('a model that is not well', () => {
  const kept = async (): Promise<Map<string, string>> =>
    (await play({ claude: [[said('Once.'), end()]] })).kept

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

  test('is asked all the same where the fleet says nothing in time', async () => {
    expect((await play({ news: 'late' })).calls).toEqual(['150 main'])
  })

  test('is asked at once where the fleet cannot say anything', async () => {
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
    ['to whoever asks afresh', { claude: [[failed('overloaded')]], question: { fresh: true } }],
    ['in private', { claude: [[failed('overloaded')]], question: { private: true } }],
    ['to another guild', { claude: [[failed('overloaded')]], question: { guild: guildId('5') } }],
  ])('shows no expired answer %s', async (_, how) => {
    const cache = await kept()
    const { text, end: ended } = await play({ cache, expired: true, ...how })
    expect(text).not.toContain('Once.')
    expect(ended.report.cache).not.toBe('stale')
  })
})

describe('how an answer can end', () => {
  test.each<[string, readonly Act[], Case, boolean]>([
    ['as long as allowed', [said('Half'), end('max_tokens')], 'length limit', true],
    ['out of context', [said('Half'), end('model_context_window_exceeded')], 'length limit', true],
    ['refused midway', [said('Half'), end('refusal')], 'refused midway', false],
  ])('%s: the text stays, with a sentence', async (_, script, why, isKept) => {
    const { text, notes, calls, end: ended } = await play({ claude: [script] })
    expect([text, notes, calls.length]).toEqual(['Half', [english(why)], 1])
    expect(ended.report).toMatchObject({ outcome: 'partial', why })
    expect(ended.exchange !== undefined).toBe(isKept)
  })

  test('cut off again and again, the text stays, with a sentence', async () => {
    const scripts = [[said('Half'), failed('unreachable')], [failed('unreachable')]]
    const { text, notes, calls, end: ended } = await play({ claude: scripts })
    expect([text, notes, calls]).toEqual(['Half', [english('cut off')], ['0 main', '300 main', '300 other']])
    expect(ended.report).toMatchObject({ outcome: 'partial', why: 'cut off' })
    expect(ended.exchange?.answered).toBe('Half')
  })

  test.each<[string, Case]>([
    ['end_turn', 'empty answer'],
    ['max_tokens', 'empty answer'],
    ['refusal', 'refused'],
    ['model_context_window_exceeded', 'too much text'],
    ['stop_of_tomorrow', 'empty answer'],
  ])('"%s" without a word is told as "%s"', async (stop, why) => {
    for (const script of [[end(stop)], [said(' \n'), end(stop)]]) {
      const { notes, end: ended } = await play({ claude: [script] })
      expect(notes).toEqual([english(why)])
      expect(ended).toMatchObject({ exchange: undefined, report: { outcome: 'refused', why } })
    }
  })

  test('a stop of tomorrow ends an answer like any other', async () => {
    const { notes, end: ended } = await play({ claude: [[said('Hi'), end('stop_of_tomorrow')]] })
    expect(notes).toEqual([])
    expect(ended.report.outcome).toBe('answered')
  })

  test('sentences speak the member’s language', async () => {
    const { notes } = await play({ claude: [[end('refusal')]], question: { language: 'de' } })
    expect(notes).toEqual([sentence('refused', 'de')])
  })
})

describe('the deadline', () => {
  const deadline = { settings: { turnDeadlineSeconds: 60 } }

  test('ends an answer that goes on, and Claude’s stream with it', async () => {
    const {
      text,
      notes,
      stopped,
      end: ended,
      clock,
    } = await play({
      ...deadline,
      claude: [[said('So far'), 'for ever', said('never')]],
    })
    expect([text, notes, stopped]).toEqual(['So far', [english('time limit')], true])
    expect(clock.now()).toBe(60_000)
    expect(ended).toMatchObject({
      report: { outcome: 'partial', why: 'time limit' },
      exchange: { answered: 'So far' },
    })
  })

  test('after that of the token lets the bot take the reply over', async () => {
    const { text, notes, clock } = await play({
      settings: { turnDeadlineSeconds: 1_800 },
      outlives: true,
      claude: [[said('So far'), 1_200_000, said(' and further'), end()]],
    })
    expect([text, notes]).toEqual(['So far and further', []])
    expect(clock.now()).toBe(1_200_000)
  })

  test('of a turn that is taken up without its token shows nothing until the bot has it', async () => {
    const { text, end: ended } = await play({
      settings: { turnDeadlineSeconds: 1_800 },
      outlives: true,
      looksMs: 80,
      startAt: 900_000,
      turn: { answer: answer({ text: 'So far' }), attempt: 2 },
      claude: [[said('So far and further'), end()]],
    })
    expect(text).toBe('So far and further')
    expect(ended.report).toMatchObject({ firstTextMs: 80, outcome: 'answered' })
  })

  test('counts from the question, not from the turn that waited', async () => {
    const { clock } = await play({ ...deadline, startAt: 45_000, claude: [['for ever']] })
    expect(clock.now()).toBe(60_000)
  })

  test.each<[string, readonly Act[]]>([
    ['said nothing', ['for ever']],
    ['said a blank line', [said('\n'), 'for ever']],
    ['is between two attempts', [59_900, failed('unreachable')]],
  ])('is told as silence where Claude %s', async (_, script) => {
    const { notes, calls, end: ended } = await play({ ...deadline, claude: [script] })
    expect([notes, calls.length]).toEqual([[english('silent')], 1])
    expect(ended).toMatchObject({ exchange: undefined, report: { outcome: 'refused', why: 'silent' } })
  })

  test('that has passed already leaves one sentence', async () => {
    const { notes, clock } = await play({ ...deadline, startAt: 90_000, claude: [['for ever']] })
    expect(notes).toEqual([english('silent')])
    expect(clock.now()).toBe(90_000)
  })

  test('does not outlive its turn', async () => {
    const { clock } = await play(deadline)
    await settle()
    expect(clock.sleepers()).toBe(0)
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

const half = 'The first half of a longer ans'
const rest = (more: string): readonly Act[] => [said(half), said(more), end()]

describe('an answer that breaks off is gone on with', () => {
  test.each<Why>(['cut off', 'unreachable', 'silent', 'overloaded', 'rate limited'])(
    'after "%s", as if nothing had been',
    async (why) => {
      const {
        text,
        notes,
        calls,
        shown,
        end: ended,
      } = await play({
        claude: [[said(half), failed(why)], rest('wer.')],
      })
      expect([text, notes, calls.length]).toEqual([`${half}wer.`, [], 2])
      expect(ended.exchange?.answered).toBe(`${half}wer.`)
      expect(ended.report).toMatchObject({ outcome: 'answered', why: '', claudeCalls: 2 })
      expect(shown[1]?.at(-2)).toContain(half)
      expect(shown[1]?.at(-1)).toMatch(
        /ended with The first half of a longer ans\\n.*Continue from where you left off/,
      )
    },
  )

  test('as often as it takes, while each call brings something', async () => {
    const words = 'one two three four five six seven eight'.split(' ')
    const claude = words.map((_, n) => [
      said(`${words.slice(0, n + 1).join(' ')} `),
      n === words.length - 1 ? end() : failed('cut off'),
    ])
    const { text, notes, calls } = await play({ claude })
    expect([text.trim(), notes, calls.length]).toEqual([words.join(' '), [], words.length])
  })

  test('but not for ever', async () => {
    let n = 0
    const claude = Array.from({ length: 40 }, () => [said(` word${(n += 1)}`), failed('cut off')])
    const { notes, calls } = await play({ claude })
    expect([notes, calls.length]).toEqual([[english('cut off')], 12])
  })

  test('a crash takes the stream, and another life goes on from what was heard', async () => {
    const {
      text,
      calls,
      shown,
      known,
      end: ended,
    } = await play({
      turn: { answer: answer({ text: half }), attempt: 2 },
      claude: [rest('wer.')],
    })
    expect([text, calls.length]).toEqual([`${half}wer.`, 1])
    expect(shown[0]?.at(-2)).toContain(half)
    expect(known.said).toBe(`${half}wer.`)
    expect(ended.report).toMatchObject({ cache: 'bypass', cacheWhy: 'taken up', outcome: 'answered' })
  })

  test('what was concluded is shown again and asks nobody', async () => {
    const first = await play({ claude: [[said('All of it.'), end('max_tokens')]] })
    const {
      text,
      notes,
      calls,
      end: ended,
    } = await play({
      turn: { answer: first.known.ended ?? answer(), attempt: 2 },
    })
    expect([text, notes, calls]).toEqual(['All of it.', [english('length limit')], []])
    expect(ended.exchange).toEqual(first.end.exchange)
    const same = ['outcome', 'why', 'model', 'claudeCalls', 'outputTokens', 'characters'] as const
    for (const figure of same) expect(ended.report[figure]).toEqual(first.end.report[figure])
  })

  test('what was taken up is not kept for others: of its rounds not all may be known any more', async () => {
    const first = await play({ claude: [[said('All of it.'), end()]], cache: undefined })
    const { kept, end: ended } = await play({
      turn: { answer: first.known.ended ?? answer(), attempt: 2 },
    })
    expect([kept.size, ended.report.notKept]).toEqual([0, 'taken up'])
  })

  test('that tools were answered from memory is counted in the next life too', async () => {
    const tools = fakeTools({ figures: () => ({ calls: 3, hits: 2 }) })
    const first = await play({ tools })
    expect(first.end.report.toolHits).toBe(2)
    const second = await play({
      tools: fakeTools(),
      turn: { answer: first.known.ended ?? answer(), attempt: 2 },
    })
    expect(second.end.report.toolHits).toBe(2)
  })

  test('files of a shared answer are written down for who only listens, too', async () => {
    const answers: TurnDeps['shared'] = sharedAnswers(hasFailed)
    const file = { name: 'chart.png', type: 'image/png', content: new Uint8Array([1]) }
    const taken: unknown[] = []
    const take = (files: readonly unknown[]): unknown => taken.push(...files)
    const [first, second] = await Promise.all([
      play({ answers, tools: fakeTools({ outgoing: () => [file], take }) }),
      play({ answers, tools: fakeTools({ take }) }),
    ])
    expect([first.calls.length, second.calls.length]).toEqual([1, 0])
    expect(taken).toEqual([file])
  })

  test('its ending is written down before our sentences stand under it', async () => {
    const { known } = await play({ claude: [[said('All of it.'), end('max_tokens')]] })
    expect([known.ended?.text, known.after]).toEqual(['All of it.', 0])
  })

  test('at the deadline what was heard stands, with a sentence', async () => {
    const { text, notes, calls } = await play({
      startAt: 900_000,
      question: { askedAt: 0 },
      turn: { answer: answer({ text: half }), attempt: 2 },
      claude: [['for ever']],
    })
    expect([text, notes, calls.length <= 1]).toEqual([half, [english('time limit')], true])
  })
})
