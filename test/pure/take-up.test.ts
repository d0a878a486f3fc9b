/** What becomes of a turn after each crash. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasBegun, type Life, type Reached, takeUp } from '../../src/converse/thread/take-up.ts'

interface Crash {
  /** UTF-16 units of the answer that are written down. */
  readonly said?: number
  readonly begun?: number
  readonly ended?: number
  readonly whole?: true
  readonly shown?: true
  readonly waiting?: true
  readonly stopped?: true
}

const reachedAt = ({
  said = 0,
  ended = 0,
  begun = ended,
  whole,
  shown,
  waiting,
  stopped,
}: Crash): Reached => ({
  characters: said,
  rounds: { begun, ended },
  isWhole: whole === true,
  isShown: shown === true,
  isWaiting: waiting === true,
  isStopped: stopped === true,
})

/**
 * What each life of a turn does, the first included; `crashes` are what its lives have reached when they end.
 *
 * @param found what the first finds
 */
function lives(crashes: readonly Crash[], found: Crash = {}): readonly string[] {
  let last: Life | undefined
  return [found, ...crashes].map((crash) => {
    const next = takeUp(last, reachedAt(crash))
    last = next.life
    return next.does === 'go on' ? next.does : `${next.does}: ${next.why}`
  })
}

const times = (count: number, crash: Crash): readonly Crash[] => Array.from({ length: count }, () => crash)

const GO = 'go on'
const SHOW = 'show: interrupted midway'
const MIDWAY = 'give up: interrupted midway'
const LOST = 'give up: lost'

const on = (count: number): readonly string[] => Array.from({ length: count }, () => GO)

/** A turn that crashes at the same step in each of its lives. */
const everyLife: readonly (readonly [step: string, crash: Crash, does: readonly string[]])[] = [
  ['before Claude has said anything', {}, [...on(3), LOST, LOST, LOST]],
  ['before its first edit is written down', { shown: true }, [...on(3), MIDWAY, MIDWAY, MIDWAY]],
  ['in mid-stream', { said: 150, shown: true }, [...on(3), SHOW, MIDWAY, MIDWAY]],
  ['in mid-stream, with nothing in Discord yet', { said: 20 }, [...on(3), SHOW, LOST, LOST]],
  ['while it uses its first tool', { begun: 1 }, [...on(3), LOST, LOST, LOST]],
  [
    'while it uses its first tool, after some words',
    { said: 9, begun: 1, shown: true },
    [...on(3), SHOW, MIDWAY, MIDWAY],
  ],
  ['after the results of a tool', { ended: 1 }, [...on(3), LOST, LOST, LOST]],
  [
    'after the results of a tool, after some words',
    { said: 9, ended: 1, shown: true },
    [...on(3), SHOW, MIDWAY, MIDWAY],
  ],
  ['while it uses its second tool', { ended: 1, begun: 2 }, [...on(3), LOST, LOST, LOST]],
  ['before the final edit', { said: 300, whole: true, shown: true }, [...on(4), MIDWAY, MIDWAY]],
  ['before the final edit of an empty answer', { whole: true }, [...on(4), LOST, LOST]],
  ['before the only edit of a whole answer', { said: 20, whole: true }, [...on(4), LOST, LOST]],
  ['while it waits for a session', { waiting: true }, on(6)],
]

/** The rest of an answer: 90 characters of it were said by an earlier turn, and a new message shows nothing of them. */
const ofTheRest: readonly (readonly [step: string, crash: Crash, does: readonly string[]])[] = [
  ['before Claude has said anything', { said: 90 }, [...on(3), SHOW, LOST, LOST]],
  ['in mid-stream', { said: 150, shown: true }, [...on(3), SHOW, MIDWAY, MIDWAY]],
  ['before the final edit', { said: 150, whole: true, shown: true }, [...on(4), MIDWAY, MIDWAY]],
]

describe('a turn that crashes in each of its lives', () => {
  test.each(everyLife)('%s', (_, crash, does) => {
    expect(lives(times(5, crash))).toEqual(does)
  })

  test.each(ofTheRest)('that asks for the rest of an answer: %s', (_, crash, does) => {
    expect(lives(times(5, crash), { said: 90 })).toEqual(does)
  })
})

/** A turn that crashes at different steps. */
const inOrder: readonly (readonly [story: string, crashes: readonly Crash[], does: readonly string[]])[] = [
  ['has not begun: it waits in the queue of its thread', [], [GO]],
  ['says something new in each life', [{ said: 10 }, { said: 20 }, { said: 30 }, { said: 40 }], on(5)],
  ['ends a round in each life', [{ ended: 1 }, { ended: 2 }, { ended: 3 }, { ended: 4 }], on(5)],
  ['says something at last', [{}, {}, { said: 10 }, { said: 10 }, { said: 10 }], [...on(5), SHOW]],
  ['starts a round, which alone is nothing new', [{}, { begun: 1 }, { begun: 1 }], [...on(3), LOST]],
  [
    'waits for a session, gets one, and brings nothing',
    [...times(3, { waiting: true }), ...times(4, {})],
    [...on(6), LOST, LOST],
  ],
  ['waits in its first life only', [{ waiting: true }, ...times(3, {})], [...on(4), LOST]],
  ['waits again after it spoke', times(3, { said: 10, waiting: true }), [...on(3), SHOW]],
  [
    'is received to its end after two lives that brought nothing',
    [{ said: 10 }, { said: 10 }, { said: 10, whole: true }, { said: 10, whole: true }],
    [...on(4), LOST],
  ],
]

/** A turn that a member has stopped, which was written down before the crash. */
const stopped: readonly (readonly [when: string, crashes: readonly Crash[], does: readonly string[]])[] = [
  ['while it waited for a session', [{ waiting: true, stopped: true }], [GO, 'give up: cancelled']],
  [
    'while it waited for a session, and each life crashes at its last edit',
    [{ waiting: true, stopped: true }, ...times(3, { stopped: true })],
    [GO, ...times(4, {}).map(() => 'give up: cancelled')],
  ],
  ['before a word', [{ stopped: true }], [GO, 'give up: stopped']],
  ['midway', [{ said: 20, shown: true, stopped: true }], [GO, 'show: stopped']],
  ['while a tool was at work', [{ begun: 1, stopped: true }], [GO, 'give up: stopped']],
  ['when all of it had come', [{ said: 20, whole: true, stopped: true }], [GO, GO]],
  [
    'midway, and each life crashes at its last edit',
    times(4, { said: 20, stopped: true }),
    [GO, ...times(3, {}).map(() => 'show: stopped'), 'give up: stopped'],
  ],
]

describe('a turn that is stopped', () => {
  test.each(stopped)('%s asks nobody any more', (_, crashes, does) => {
    expect(lives(crashes)).toEqual(does)
  })

  test.each([0, 90])(
    'before it ran says so in each life, however often its last edit crashes: %i',
    (said) => {
      const crash = { said, stopped: true } as const
      expect(lives(times(4, crash), crash)).toEqual(times(5, {}).map(() => 'give up: cancelled'))
    },
  )

  test.each([
    ['', 0],
    [', where it was to go on with an answer', 90],
  ])('before it ran only says so%s', (_, said) => {
    expect(takeUp(undefined, reachedAt({ said, stopped: true }))).toMatchObject({
      does: 'give up',
      why: 'cancelled',
    })
  })
})

describe('a turn that', () => {
  test.each(inOrder)('%s', (_, crashes, does) => {
    expect(lives(crashes)).toEqual(does)
  })
})

test.each([
  ['nothing was said or done', {}, false],
  ['only its position was shown', { waiting: true as const }, false],
  ['some of it was said', { said: 1 }, true],
  ['a tool is at work', { begun: 1 }, true],
  ['a tool was at work', { ended: 1 }, true],
])('where a turn %s, it is known whether the coordinator has let it in', (_, crash: Crash, has) => {
  expect(hasBegun(reachedAt(crash))).toBe(has)
})

const anyLife = fc.record({ brings: fc.nat(2), said: fc.boolean() })

test('a turn goes on after each life that brought something, and never after four in a row that did not', () => {
  fc.assert(
    fc.property(fc.array(anyLife, { maxLength: 12 }), (brought) => {
      let [said, ended, idle] = [0, 0, 0]
      const crashes = brought.map((life) => {
        if (life.said) said += life.brings
        else ended += life.brings
        return { said, ended }
      })
      const wrong = lives(crashes)
        .slice(1)
        .filter((does, n) => {
          const isNew = (brought[n]?.brings ?? 0) > 0
          idle = isNew ? 0 : idle + 1
          return isNew ? does !== GO : idle >= 4 && does === GO
        })
      expect(wrong).toEqual([])
    }),
    { numRuns: 1_000 },
  )
})
