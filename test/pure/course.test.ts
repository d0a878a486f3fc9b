/** How a turn goes, event by event. */

import { describe, expect, test } from 'vitest'
import type { Hit } from '../../src/converse/cache/cache.ts'
import { type Answer, endedBy } from '../../src/converse/turn/answer.ts'
import { type CacheResult, notAsked } from '../../src/converse/turn/cache-result.ts'
import {
  checkpointOf,
  type Course,
  type CourseEvent,
  hasEnded,
  next,
  startCourse,
  textOf,
} from '../../src/converse/turn/course.ts'
import { answer, fileRef, question, spoken, transcript, variants } from '../build.ts'

const hit: Hit = {
  answer: 'Once.',
  madeAt: 5_000,
  expiresAt: 9_000,
  key: 'k',
  fingerprint: 'f',
  model: 'main',
}
const miss: CacheResult = { use: 'miss', why: 'none' }
const begun = (cached: CacheResult = miss, left: Answer = answer()): Course =>
  startCourse(
    {
      question: question(),
      spoken: spoken(),
      transcript: transcript(),
      session: 'new',
      variants: variants(),
      attempt: 1,
      answer: left,
    },
    cached,
    100,
  )
/** Each event comes a second after the one before. */
const after = (start: Course, ...events: readonly CourseEvent[]): Course =>
  events.reduce((course, event, n) => next(course, event, (n + 1) * 1_000), start)

const asks: CourseEvent = { kind: 'asks', isFirst: true }
const follows: CourseEvent = { kind: 'asks', isFirst: false }
const grows = (said: Partial<Answer>): CourseEvent => ({ kind: 'grows', answer: answer(said) })
const isStopped: CourseEvent = { kind: 'is stopped', before: answer() }
const cost = { model: 'main', claudeCalls: 2, usage: answer().cost.usage, usd: 0.5, toolHits: 1 }

test.each<[string, Course, Partial<Course>]>([
  ['a turn begins by waiting', begun(), { stage: 'waiting', startedAt: 100, cached: miss }],
  ['a hit is shown at once', begun({ use: 'hit', why: '', hit }), { stage: 'cached', shown: hit }],
  [
    'an answer that has ended is shown at once',
    begun(miss, endedBy(answer({ text: 'Half' }), 'cut off')),
    { stage: 'ended' },
  ],
  [
    'a turn waits at a position',
    after(begun(), { kind: 'waits', position: 3 }),
    { stage: 'waiting', position: 3, waitedUntil: undefined },
  ],
  [
    'the wait ends',
    after(begun(), { kind: 'waits', position: 3 }, { kind: 'has waited' }, asks),
    { stage: 'asking', position: undefined, waitedUntil: 2_000 },
  ],
  [
    'too many wait',
    after(begun(), { kind: 'waits', position: 3 }, { kind: 'is refused', why: 'too many waiting' }),
    { stage: 'stopped', position: undefined },
  ],
  ['the file is known', after(begun(), { kind: 'has files', files: [fileRef()] }), { files: [fileRef()] }],
  [
    'the first text is remembered',
    after(begun(), asks, grows({}), grows({ text: 'H' }), grows({ text: 'Hel' })),
    { stage: 'asking', firstTextAt: 3_000 },
  ],
  ['the answer ends', after(begun(), asks, grows({ text: 'Hi.', ending: { why: '' } })), { stage: 'ended' }],
  ['an equal question has the answer', after(begun(), follows), { cached: { use: 'joined', why: 'none' } }],
])('%s', (_, course, expected) => expect(course).toMatchObject(expected))

describe('a turn that is stopped', () => {
  test.each<[string, readonly CourseEvent[], string, string]>([
    ['before a word', [asks], '', 'silent'],
    ['after white space', [asks, grows({ text: '\n' })], '\n', 'silent'],
    ['midway', [asks, grows({ text: 'Half' })], 'Half', 'time limit'],
  ])('%s keeps what there is, with a sentence', (_, events, text, why) => {
    const course = after(begun(), ...events, isStopped)
    expect(course).toMatchObject({ stage: 'stopped', answer: { text, ending: { why } } })
    expect(hasEnded(course)).toBe(false)
  })

  const by = { ...isStopped, by: 'Mia' } as const
  test.each<[string, readonly CourseEvent[], string, string]>([
    ['before Claude is asked', [], '', 'cancelled'],
    ['while it waits for a session', [{ kind: 'waits', position: 3 }], '', 'cancelled'],
    ['before a word', [asks], '', 'stopped'],
    ['midway', [asks, grows({ text: 'Half' })], 'Half', 'stopped'],
  ])('by a member %s says who it was, and shows no expired answer', (_, events, text, why) => {
    const course = after(begun({ ...miss, stale: hit }), ...events, by)
    expect(course).toMatchObject({ stage: 'stopped', position: undefined, shown: undefined })
    expect(course.answer).toMatchObject({ text, ending: { why, by: 'Mia' } })
  })

  test('before a word of this life keeps those of the one before', () => {
    const before = answer({ text: 'Half' })
    const course = after(begun(notAsked('taken up'), before), follows, grows({}), {
      kind: 'is stopped',
      before,
    })
    expect([textOf(course), course.answer.ending?.why]).toEqual(['Half', 'time limit'])
  })
})

describe('an expired answer', () => {
  const stale: CacheResult = { ...miss, stale: hit }
  test('stands in where Claude has none, and is not written down as Claude’s', () => {
    const course = after(begun(stale), asks, grows({ ending: { why: 'overloaded' } }))
    expect(course).toMatchObject({ stage: 'ended', shown: hit, cached: { use: 'stale', why: '' } })
    expect([textOf(course), checkpointOf(course).text, hasEnded(course)]).toEqual(['Once.', '', false])
  })

  test('does not where Claude has said something', () => {
    const course = after(begun(stale), asks, grows({ text: 'Hi', ending: { why: 'overloaded' } }))
    expect([textOf(course), hasEnded(course)]).toEqual(['Hi', true])
  })
})

describe('the answer of another turn', () => {
  test('costs this one nothing', () => {
    expect(after(begun(), follows, grows({ cost })).answer.cost.claudeCalls).toBe(0)
    expect(after(begun(), asks, grows({ cost })).answer.cost.claudeCalls).toBe(2)
  })

  test('is followed again by the next life, where tools are behind it', () => {
    const midway = grows({ text: 'Half', hasUsedTools: true })
    expect(checkpointOf(after(begun(), asks, midway)).text).toBe('Half')
    expect(checkpointOf(after(begun(), follows, midway)).text).toBe('')
    expect(checkpointOf(after(begun(), follows, midway, isStopped)).text).toBe('')
    const whole = grows({ text: 'All.', hasUsedTools: true, ending: { why: '' } })
    expect(checkpointOf(after(begun(), follows, whole)).text).toBe('All.')
  })
})
