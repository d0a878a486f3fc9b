/** One turn and the cache: what is shared, what is looked for, what is left there. */

import { describe, expect, test } from 'vitest'
import { type CacheResult, notAsked } from '../../src/converse/turn/cache-result.ts'
import { startCourse } from '../../src/converse/turn/course.ts'
import { cacheAnswer, recall, sharedName } from '../../src/converse/turn/cached-answer.ts'
import type { Judge } from '../../src/converse/cache/judge.ts'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import type { Turn } from '../../src/converse/turn/turn.ts'
import type { Settings } from '../../src/settings/settings.ts'
import type { Question } from '../../src/converse/question/question.ts'
import type { Delivered } from '../../src/deliver/reply-state.ts'
import { answer, question, settings, spoken, transcript, variants } from '../build.ts'
import { mapCache } from '../fakes/cache.ts'
import { testClock } from '../fakes/clock.ts'

const delivered: Delivered = {
  outcome: 'whole',
  messages: [],
  replaced: 0,
  freeAt: 0,
  shown: 0,
  pages: 1,
  edits: 1,
  rateLimited: 0,
  refused: 0,
  firstWordsAt: 1,
  lastEditAt: 2,
}

interface How {
  readonly settings?: Partial<Settings>
  readonly question?: Partial<Question>
  readonly cached?: CacheResult
  readonly isAboutFile?: boolean
  readonly answers?: Map<string, string>
  /** What Claude says of the question; GENERAL where nothing is said. */
  readonly verdict?: Verdict | 'none' | 'off' | 'never comes'
  readonly isInFlight?: boolean
  /** The flag CACHE is off. */
  readonly isOff?: boolean
  /** How long KV takes. */
  readonly slowMs?: number
}

interface At {
  readonly shared: () => Promise<string | undefined>
  readonly recall: () => ReturnType<typeof recall>
  /** What the coordinator is told, at the end of the turn or after it. */
  readonly keep: () => Promise<CacheNote | undefined>
}

const at = ({ cached = notAsked(''), isAboutFile = false, answers = new Map(), ...how }: How): At => {
  const clock = testClock()
  const turn: Turn = {
    question: question(how.question),
    spoken: spoken(question(how.question)),
    transcript: transcript(),
    session: 'new',
    variants: variants(),
    attempt: 1,
    answer: answer(),
  }
  const course = { ...startCourse(turn, cached, 5), answer: answer({ text: 'Kept.' }) }
  const { verdict = GENERAL } = how
  const judged = verdict === 'none' || verdict === 'off' || verdict === 'never comes' ? undefined : verdict
  const judge: Judge = () =>
    verdict === 'never comes' ? new Promise(() => undefined) : Promise.resolve(judged)
  const work: Promise<void>[] = []
  const cacheNotes: CacheNote[] = []
  const fast = mapCache(clock, answers)
  const cache: typeof fast = {
    ...fast,
    async recall(...asked) {
      if (how.slowMs !== undefined) await clock.sleep(how.slowMs)
      return fast.recall(...asked)
    },
  }
  const deps = {
    clock,
    settings: settings(how.settings),
    cache: how.isOff === true ? undefined : cache,
    claude: { judge: verdict === 'off' ? undefined : judge },
    thread: {
      later: (one: Promise<void>) => work.push(one),
      kept: (note: CacheNote) => cacheNotes.push(note),
    },
    shared: { isInFlight: () => how.isInFlight === true },
  }
  return {
    shared: () => clock.until(sharedName(deps, turn, cached, isAboutFile)),
    recall: () => clock.until(recall(deps, turn, isAboutFile)),
    async keep() {
      const note = await cacheAnswer(deps, turn, { course, delivered, isAboutFile }).note
      await Promise.all(work)
      return note ?? cacheNotes[0]
    },
  }
}

const by = (
  reader: 'member' | 'moderator',
  readChannel: Settings['readChannel'],
): Promise<string | undefined> => at({ question: { reader }, settings: { readChannel } }).shared()

describe('an answer in flight', () => {
  test('is shared by equal questions', async () => {
    const name = await at({}).shared()
    expect(await at({ question: { text: 'what is a Monad' }, isInFlight: true }).shared()).toBe(name)
    expect(await at({ question: { text: 'What is a comonad?' } }).shared()).not.toBe(name)
  })

  test('is not shared by one who may read the channel and one who may not', async () => {
    expect(await by('member', 'moderators')).not.toBe(await by('moderator', 'moderators'))
    expect(await by('member', 'everyone')).toBe(await by('moderator', 'everyone'))
    expect(await by('member', 'off')).toBe(await by('moderator', 'off'))
  })

  test.each<[string, How]>([
    ['in private', { question: { private: true } }],
    ['afresh', { question: { fresh: true } }],
    ['about a file', { isAboutFile: true }],
  ])('is not shared where it is asked %s', async (_, how) => expect(await at(how).shared()).toBeUndefined())

  test.each<[string, How]>([
    ['that throws a die', { verdict: { ...GENERAL, chance: true } }],
    ['about the one who asks', { verdict: { ...GENERAL, asker: true } }],
    ['that was judged so before', { cached: { ...notAsked(''), verdict: { ...GENERAL, asker: true } } }],
    ['without a verdict', { verdict: 'none' }],
    ['whose verdict does not come', { verdict: 'never comes' }],
    ['where no verdicts are wanted', { verdict: 'off' }],
  ])('is not joined by a question %s', async (_, how) => {
    expect(await at({ ...how, isInFlight: true }).shared()).toBeUndefined()
    expect(await at(how).shared()).toBeDefined()
  })

  test.each<[string, How]>([
    ['that goes on from the same messages', { verdict: { ...GENERAL, alone: false, thread: true } }],
    ['of the time, which is the same for both', { verdict: { ...GENERAL, time: true } }],
    ['that was judged so before', { cached: { ...notAsked(''), verdict: GENERAL }, verdict: 'none' }],
    ['where no answers are cached', { isOff: true }],
  ])('is joined by a question %s', async (_, how) => {
    expect(await at({ ...how, isInFlight: true }).shared()).toBe(await at({}).shared())
  })
})

test('one that was followed is kept by whom it was made for alone', async () => {
  const answers = new Map<string, string>()
  expect(await at({ answers, cached: { use: 'joined', why: 'none' } }).keep()).toBeUndefined()
  expect(answers.size).toBe(0)
  expect(await at({ answers, cached: { use: 'miss', why: 'none' } }).keep()).toMatchObject({ madeAt: 5 })
  expect(answers.size).toBe(1)
})

test('what may depend on a file is neither looked for nor kept', async () => {
  const answers = new Map<string, string>()
  await at({ answers }).keep()
  const one = at({ answers, isAboutFile: true })
  expect(await one.recall()).toEqual({ use: 'bypass', why: 'file' })
  expect(await one.keep()).toBeUndefined()
  expect(answers.size).toBe(1)
})

test('a hit says how old it is', async () => {
  const answers = new Map<string, string>()
  await at({ answers }).keep()
  expect(await at({ answers }).recall()).toMatchObject({
    use: 'hit',
    why: '',
    ageMs: 5_000,
    hit: { answer: 'Kept.' },
  })
})

test('a look is timed, whether it finds something or not', async () => {
  const answers = new Map<string, string>()
  expect(await at({ answers, slowMs: 40 }).recall()).toMatchObject({ use: 'miss', lookMs: 40 })
  await at({ answers }).keep()
  expect(await at({ answers, slowMs: 70 }).recall()).toMatchObject({ use: 'hit', lookMs: 70 })
  expect((await at({ answers, isAboutFile: true }).recall()).lookMs).toBeUndefined()
})

test('without CACHE nothing is looked for, and nothing is kept', async () => {
  const answers = new Map<string, string>()
  await at({ answers }).keep()
  const kept = new Map(answers)
  expect(kept.size).toBe(1)
  expect(await at({ answers, isOff: true }).recall()).toEqual(notAsked('off'))
  expect(await at({ answers, isOff: true, question: { text: 'What is a comonad?' } }).keep()).toBeUndefined()
  expect(answers).toEqual(kept)
})
