/** The Worker's side of the fast lane: a first response in time, whatever the thread does, and nothing lost behind it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fastLane, type FirstResponse } from '../../src/arrive/fast-lane.ts'
import type { FirstReply } from '../../src/converse/thread/first-response.ts'
import { question } from '../build.ts'
import { settle, type TestClock, testClock } from '../fakes/clock.ts'

const proposal = { content: 'Paris.', plainLinks: false }

interface Outcome {
  readonly first: FirstResponse
  /** When the first response was decided. */
  readonly at: number
  readonly confirmed: readonly boolean[]
  readonly handed: number
}

/** A thread that replies after so long; undefined when it cannot be reached. */
async function play(reply: FirstReply | undefined, afterMs: number): Promise<Outcome> {
  const clock = testClock()
  const confirmed: boolean[] = []
  let handed = 0
  const lane = fastLane({
    clock,
    variants: () => ({ fastLane: 'on' }),
    mayBeKnown: () => true,
    ask: async () => {
      await clock.sleep(afterMs)
      if (reply === undefined) throw new Error('Network connection lost.')
      return reply
    },
    confirm: (_, wasShown) => {
      confirmed.push(wasShown)
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
  return { first, at, confirmed, handed }
}

test('an answer that comes in time is the first response, and the thread hears of it', async () => {
  const { first, at, confirmed, handed } = await play(proposal, 20)
  expect([first.show, at, confirmed, handed]).toEqual([proposal, 20, [true], 0])
})

test('an answer that comes late is left to the thread', async () => {
  const { first, at, confirmed, handed } = await play(proposal, 300)
  expect([first.show, at, confirmed, handed]).toEqual(['thinking', 250, [false], 0])
})

test('a thread with nothing to say at once is not waited for any longer', async () => {
  const { first, at, confirmed, handed } = await play('taken', 15)
  expect([first.show, at, confirmed, handed]).toEqual(['thinking', 15, [], 0])
})

test('a full thread says so in the first response', async () => {
  const { first, confirmed, handed } = await play('full', 10)
  expect([first.show, confirmed, handed]).toEqual(['full', [], 0])
})

test('a thread that is full too late is asked once more, and says it in the reply', async () => {
  const { first, handed } = await play('full', 400)
  expect([first.show, handed]).toEqual(['thinking', 1])
})

test.each([0, 20, 900])(
  'a thread that cannot be reached after %i ms gets the question once more',
  async (ms) => {
    const { first, confirmed, handed } = await play(undefined, ms)
    expect([first.show, confirmed, handed]).toEqual(['thinking', [], 1])
  },
)

test('whatever comes and when, the response is in time and a proposal is confirmed once, as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<FirstReply | undefined>(proposal, 'taken', 'duplicate', 'full', undefined),
      fc.integer({ min: 0, max: 1_000 }),
      async (reply, afterMs) => {
        const { first, at, confirmed, handed } = await play(reply, afterMs)
        expect(at).toBeLessThanOrEqual(250)
        expect(confirmed).toEqual(reply === proposal ? [first.show === proposal] : [])
        const isLost = reply === undefined || (reply === 'full' && first.show === 'thinking')
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
    variants: () => ({ fastLane: 'on' }),
    mayBeKnown: ({ text }) => text !== 'new',
    ask: () => Promise.reject(new Error('not asked')),
    confirm: () => Promise.resolve(),
    hand: ({ text }) => Promise.resolve(void handed.push(text)),
  })
  const { show, afterwards } = await lane.respond(question({ text: 'new' }))
  await afterwards()
  expect([show, clock.now(), handed]).toEqual(['thinking', 0, ['new']])
})

test.each([{}, { isTyped: true }])('without the lane every question is deferred at once, %o', async (how) => {
  const clock = testClock()
  const handed: string[] = []
  const lane = fastLane({
    clock,
    variants: ({ text }) => ({ fastLane: text === 'off' ? 'off' : 'on' }),
    mayBeKnown: () => true,
    ask: () => Promise.resolve(proposal),
    confirm: () => Promise.resolve(),
    hand: ({ text }) => Promise.resolve(void handed.push(text)),
  })
  const { show, afterwards } = await lane.respond(question({ ...how, text: 'off' }))
  await afterwards()
  expect([show, clock.now(), handed]).toEqual(['thinking', 0, ['off']])
  expect((await lane.respond(question({ ...how, text: 'on' }))).show).toEqual(proposal)
})

interface Lane {
  readonly clock: TestClock
  /** How many questions are with their threads. */
  readonly asked: () => number
  /** How many were handed over, or got a proposal too late. */
  readonly left: () => number
  readonly respond: () => Promise<FirstResponse>
}

/** A lane of threads that answer after so long each, one after the other where they share a processor. */
function laneOf(tookMs: number, isShared = false, reply: FirstReply = proposal): Lane {
  const clock = testClock()
  let [asked, left, freeAt] = [0, 0, 0]
  const lane = fastLane({
    clock,
    variants: () => ({ fastLane: 'on' }),
    mayBeKnown: () => true,
    ask: async () => {
      asked += 1
      freeAt = Math.max(freeAt, clock.now()) + tookMs
      await clock.sleep(isShared ? freeAt - clock.now() : tookMs)
      asked -= 1
      return reply
    },
    confirm: (_, wasShown) => Promise.resolve(void (left += wasShown ? 0 : 1)),
    hand: () => Promise.resolve(void (left += 1)),
  })
  return { clock, asked: () => asked, left: () => left, respond: () => lane.respond(question()) }
}

const shownOf = (responses: readonly FirstResponse[]): number =>
  responses.filter(({ show }) => show !== 'thinking').length

const burst = async ({ clock, respond }: Lane, size = 20): Promise<readonly FirstResponse[]> =>
  clock.until(Promise.all(Array.from({ length: size }, respond)))

test('a question that finds the lane full is given to its thread when there is room', async () => {
  const lane = laneOf(40)
  const all = Promise.all(Array.from({ length: 6 }, lane.respond))
  await settle()
  expect(lane.asked()).toBe(4)
  await lane.clock.advance(50)
  expect(lane.asked()).toBe(2)
  expect(shownOf(await lane.clock.until(all))).toBe(6)
})

test('of twenty at once on a busy isolate those are deferred for whom no time is left, and each is answered once', async () => {
  const lane = laneOf(25, true)
  const responses = await burst(lane)
  expect(shownOf(responses)).toBeGreaterThanOrEqual(8)
  expect(shownOf(responses)).toBeLessThan(12)
  expect(lane.clock.now()).toBeLessThanOrEqual(250)
  await lane.clock.until(Promise.all(responses.map(({ afterwards }) => afterwards())))
  expect(shownOf(responses) + lane.left()).toBe(20)
})

test('of fifty new questions at once five go to their threads, and none waits behind another', async () => {
  const lane = laneOf(40, false, 'taken')
  await burst(lane, 4)
  const began = lane.clock.now()
  const at: number[] = []
  const all = Array.from({ length: 50 }, async () => {
    const response = await lane.respond()
    at.push(lane.clock.now() - began)
    return response
  })
  const responses = await lane.clock.until(Promise.all(all))
  expect(shownOf(responses)).toBe(0)
  expect([0, 40].map((ms) => at.filter((one) => one === ms).length)).toEqual([45, 5])
  await lane.clock.until(Promise.all(responses.map(({ afterwards }) => afterwards())))
  expect(lane.left()).toBe(45)
})

test('a lane of threads that are quick side by side takes twenty at once', async () => {
  const lane = laneOf(30)
  for (let n = 0; n < 2; n += 1) expect(shownOf(await burst(lane))).toBe(20)
  void burst(lane, 60)
  await settle()
  expect(lane.asked()).toBeGreaterThan(8)
})

test('threads that hang leave room for two', async () => {
  const clock = testClock()
  let asked = 0
  const lane = fastLane({
    clock,
    variants: () => ({ fastLane: 'on' }),
    mayBeKnown: () => true,
    ask: () => {
      asked += 1
      return new Promise(() => undefined)
    },
    confirm: () => Promise.resolve(),
    hand: () => Promise.resolve(),
  })
  const responses = await clock.until(Promise.all(Array.from({ length: 9 }, () => lane.respond(question()))))
  expect([shownOf(responses), clock.now(), asked]).toEqual([0, 250, 4])
  for (let n = 0; n < 3; n += 1) void lane.respond(question())
  await settle()
  expect(asked).toBe(6)
})
