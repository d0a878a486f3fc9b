/** The Worker's side of the fast lane: a first response in time, whatever the thread does, and nothing lost behind it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fastLane, type FirstResponse } from '../../src/arrive/fast-lane.ts'
import type { FirstWord } from '../../src/converse/thread/first-word.ts'
import { question } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const offer = { content: 'Paris.', plainLinks: false }

interface Outcome {
  readonly first: FirstResponse
  /** When the first response was decided. */
  readonly at: number
  readonly settled: readonly boolean[]
  readonly handed: number
}

/** A thread that says its word after so long; undefined when it cannot be reached. */
async function play(word: FirstWord | undefined, afterMs: number): Promise<Outcome> {
  const clock = testClock()
  const settled: boolean[] = []
  let handed = 0
  const lane = fastLane({
    clock,
    mayBeKnown: () => true,
    ask: async () => {
      await clock.sleep(afterMs)
      if (word === undefined) throw new Error('Network connection lost.')
      return word
    },
    settle: (_, wasShown) => {
      settled.push(wasShown)
      return Promise.resolve()
    },
    hand: () => {
      handed += 1
      return Promise.resolve()
    },
  })
  const first = await clock.until(lane.respond(question()))
  const at = clock.now()
  await clock.until(first.afterwards())
  return { first, at, settled, handed }
}

test('an answer that comes in time is the first response, and the thread hears of it', async () => {
  const { first, at, settled, handed } = await play(offer, 20)
  expect([first.show, at, settled, handed]).toEqual([offer, 20, [true], 0])
})

test('an answer that comes late is left to the thread', async () => {
  const { first, at, settled, handed } = await play(offer, 300)
  expect([first.show, at, settled, handed]).toEqual(['thinking', 250, [false], 0])
})

test('a thread with nothing to say at once is not waited for any longer', async () => {
  const { first, at, settled, handed } = await play('taken', 15)
  expect([first.show, at, settled, handed]).toEqual(['thinking', 15, [], 0])
})

test('a full thread says so in the first response', async () => {
  const { first, settled, handed } = await play('full', 10)
  expect([first.show, settled, handed]).toEqual(['full', [], 0])
})

test('a thread that is full too late is asked once more, and says it in the reply', async () => {
  const { first, handed } = await play('full', 400)
  expect([first.show, handed]).toEqual(['thinking', 1])
})

test.each([0, 20, 900])(
  'a thread that cannot be reached after %i ms gets the question once more',
  async (ms) => {
    const { first, settled, handed } = await play(undefined, ms)
    expect([first.show, settled, handed]).toEqual(['thinking', [], 1])
  },
)

test('whatever comes and when, the response is in time and an offer is settled once, as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<FirstWord | undefined>(offer, 'taken', 'duplicate', 'full', undefined),
      fc.integer({ min: 0, max: 1_000 }),
      async (word, afterMs) => {
        const { first, at, settled, handed } = await play(word, afterMs)
        expect(at).toBeLessThanOrEqual(250)
        expect(settled).toEqual(word === offer ? [first.show === offer] : [])
        const isLost = word === undefined || (word === 'full' && first.show === 'thinking')
        expect(handed).toBe(isLost ? 1 : 0)
      },
    ),
  )
})

test('a question that cannot be known is deferred at once and handed over', async () => {
  const clock = testClock()
  const handed: string[] = []
  const lane = fastLane({
    clock,
    mayBeKnown: ({ text }) => text !== 'new',
    ask: () => Promise.reject(new Error('not asked')),
    settle: () => Promise.resolve(),
    hand: ({ text }) => Promise.resolve(void handed.push(text)),
  })
  const { show, afterwards } = await lane.respond(question({ text: 'new' }))
  await afterwards()
  expect([show, clock.now(), handed]).toEqual(['thinking', 0, ['new']])
})

test('with four waiting the next is deferred at once, and there is room again when they are done or were cut off', async () => {
  const clock = testClock()
  let asked = 0
  const lane = fastLane({
    clock,
    mayBeKnown: () => true,
    ask: () => {
      asked += 1
      return new Promise(() => undefined)
    },
    settle: () => Promise.resolve(),
    hand: () => Promise.resolve(),
  })
  const all = Array.from({ length: 4 }, () => lane.respond(question()))
  expect((await lane.respond(question())).show).toBe('thinking')
  expect([asked, clock.now()]).toEqual([4, 0])
  await clock.until(Promise.all(all))
  void lane.respond(question())
  expect(asked).toBe(5)
})
