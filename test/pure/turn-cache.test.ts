/** One turn and the cache: what is shared, what is looked for, what is left there. */

import { describe, expect, test } from 'vitest'
import { type Account, openAccount, type Turn } from '../../src/converse/turn/account.ts'
import { recall, remember, sharedName } from '../../src/converse/turn/turn-cache.ts'
import type { Settings } from '../../src/settings.ts'
import type { Question } from '../../src/converse/question.ts'
import type { Delivered } from '../../src/deliver/reply-state.ts'
import { question, settings, transcript } from '../build.ts'
import { mapCache } from '../fakes/cache.ts'
import { testClock } from '../fakes/clock.ts'

const delivered: Delivered = {
  outcome: 'whole',
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
  readonly account?: Partial<Account>
  readonly answers?: Map<string, string>
}

interface At {
  readonly account: Account
  readonly shared: string | undefined
  readonly recall: () => ReturnType<typeof recall>
  readonly keep: () => ReturnType<typeof remember>
}

const at = ({ question: asked, account, answers = new Map(), settings: some }: How): At => {
  const clock = testClock()
  const turn: Turn = {
    question: question(asked),
    transcript: transcript(),
    session: 'new',
    attempt: 1,
    said: '',
  }
  const own = { ...openAccount('main'), answer: 'Kept.', ...account }
  const deps = { clock, settings: settings(some), cache: mapCache(clock, answers) }
  return {
    account: own,
    shared: sharedName(deps, turn, own),
    recall: () => recall(deps, turn, own),
    keep: () => remember(deps, turn, own, delivered, 5),
  }
}

const by = (reader: 'member' | 'moderator', readChannel: Settings['readChannel']): string | undefined =>
  at({ question: { reader }, settings: { readChannel } }).shared

describe('an answer in flight', () => {
  test('is shared by equal questions', () => {
    expect(at({}).shared).toBe(at({ question: { text: 'what is a Monad' } }).shared)
    expect(at({}).shared).not.toBe(at({ question: { text: 'What is a comonad?' } }).shared)
  })

  test('is not shared by one who may read the channel and one who may not', () => {
    expect(by('member', 'moderators')).not.toBe(by('moderator', 'moderators'))
    expect(by('member', 'everyone')).toBe(by('moderator', 'everyone'))
    expect(by('member', 'off')).toBe(by('moderator', 'off'))
  })

  test.each<[string, How]>([
    ['in private', { question: { private: true } }],
    ['afresh', { question: { fresh: true } }],
    ['about a file', { account: { seesFile: true } }],
    ['for a roll of the dice', { question: { text: 'Roll a die please' } }],
    ['about the one who asks', { question: { text: 'Who am I?' } }],
  ])('is not shared where it is asked %s', (_, how) => expect(at(how).shared).toBeUndefined())
})

test('one that was listened to is kept by whom it was made for alone', async () => {
  const answers = new Map<string, string>()
  expect(await at({ answers, account: { cache: 'joined' } }).keep()).toBeUndefined()
  expect(answers.size).toBe(0)
  expect(await at({ answers, account: { cache: 'miss' } }).keep()).toMatchObject({ madeAt: 5 })
  expect(answers.size).toBe(1)
})

test('what may depend on a file is neither looked for nor kept', async () => {
  const answers = new Map<string, string>()
  await at({ answers }).keep()
  const one = at({ answers, account: { seesFile: true } })
  expect(await one.recall()).toBeUndefined()
  expect(one.account).toMatchObject({ cache: 'bypass', cacheWhy: 'file' })
  expect(await one.keep()).toBeUndefined()
  expect(answers.size).toBe(1)
})

test('the account is told of a hit, and how old it is', async () => {
  const answers = new Map<string, string>()
  await at({ answers }).keep()
  const one = at({ answers })
  expect(await one.recall()).toMatchObject({ answer: 'Kept.' })
  expect(one.account).toMatchObject({ cache: 'hit', cacheWhy: '', cacheAgeMs: 5_000, answer: 'Kept.' })
})
