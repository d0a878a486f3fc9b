/** Never more sessions answer than allowed, no session is closed for another, and waiting questions start in the order of asking. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ANSWERING_AT_MOST_MS,
  type Arrival,
  MOST_WAITING,
  type QueuePosition,
  type SessionPool,
  sessionPool,
} from '../../src/converse/coordinator/session-pool.ts'

const opened = (max: number, kept: Parameters<typeof sessionPool>[1] = []): SessionPool =>
  sessionPool(() => max, kept)

const arrival = (turn: string, partial: Partial<Arrival> = {}): Arrival => ({
  turn,
  thread: `thread of ${turn}`,
  askedAt: 0,
  isIn: false,
  ...partial,
})

/** Arrives at `now`, and has been asked then. */
const place = (pool: SessionPool, turn: string, now = 0, partial: Partial<Arrival> = {}): QueuePosition =>
  pool.arrive(arrival(turn, { askedAt: now, ...partial }), now).position

describe('where there is room', () => {
  test('a turn goes in, and another of its thread too, however full it is', () => {
    const pool = opened(1)
    expect([place(pool, 'a'), place(pool, 'b', 1, { thread: 'thread of a' })]).toEqual(['in', 'in'])
    expect(pool.usage(1)).toEqual({ answering: 1, waiting: 0, longestWaitMs: 0 })
  })

  test('the end of a turn makes room at once', () => {
    const pool = opened(1)
    place(pool, 'a')
    pool.end('a', 1)
    expect([place(pool, 'b', 2), pool.usage(2)]).toEqual([
      'in',
      { answering: 1, waiting: 0, longestWaitMs: 0 },
    ])
  })

  test('any number of sessions may be open: only those that answer count', () => {
    const pool = opened(2)
    for (let n = 0; n < 70; n += 1) {
      expect(place(pool, `${n}`, n)).toBe('in')
      pool.end(`${n}`, n)
    }
  })
})

describe('where all sessions are answering', () => {
  test('a question waits, and the places are those of the order of asking', () => {
    const pool = opened(1)
    place(pool, 'a')
    expect(place(pool, 'late', 300)).toEqual({ before: 1 })
    expect(place(pool, 'early', 200)).toEqual({ before: 1 })
    expect(place(pool, 'late', 300)).toEqual({ before: 2 })
    const { entered } = pool.end('a', 400)
    expect(entered).toEqual([{ turn: 'early', thread: 'thread of early' }])
    expect(place(pool, 'early', 200)).toBe('in')
    expect(place(pool, 'late', 300)).toEqual({ before: 1 })
  })

  test('the next question of a session that has answered waits like any other', () => {
    const pool = opened(1)
    place(pool, 'a')
    place(pool, 'b', 1)
    pool.end('a', 2)
    expect(place(pool, 'a two', 3, { thread: 'thread of a' })).toEqual({ before: 1 })
  })

  test('a session keeps its place until the last of its turns has ended', () => {
    const pool = opened(1)
    place(pool, 'a')
    place(pool, 'a two', 1, { thread: 'thread of a' })
    place(pool, 'b', 2)
    expect(pool.end('a', 3).entered).toEqual([])
    expect(pool.end('a two', 4).entered.map(({ turn }) => turn)).toEqual(['b'])
  })

  test('questions of one thread go in together, so the second has nobody more before it', () => {
    const pool = opened(1)
    place(pool, 'a')
    place(pool, 'b', 1)
    place(pool, 'c', 2)
    expect(place(pool, 'b too', 3, { thread: 'thread of b' })).toEqual({ before: 1 })
    expect(pool.end('a', 4).entered.map(({ turn }) => turn)).toEqual(['b', 'b too'])
  })

  test('no turn that has ended is taken for one at work, in whatever order that is heard', () => {
    const pool = opened(1)
    pool.end('a', 1)
    expect(place(pool, 'a', 2, { isIn: true })).toBe('in')
    pool.end('a', 3)
    expect(pool.usage(3)).toEqual({ answering: 0, waiting: 0, longestWaitMs: 0 })
    expect(place(pool, 'b', 4)).toBe('in')
  })

  test('a question that waits no more gives its place up', () => {
    const pool = opened(1)
    place(pool, 'a')
    place(pool, 'b', 1)
    place(pool, 'c', 2)
    pool.end('b', 3)
    expect(place(pool, 'c', 2)).toEqual({ before: 1 })
    expect(pool.usage(3)).toEqual({ answering: 1, waiting: 1, longestWaitMs: 1 })
  })

  test('one that was not heard of for a minute is forgotten, and comes back to its old place', () => {
    const pool = opened(1)
    place(pool, 'a')
    place(pool, 'b', 1)
    place(pool, 'c', 2)
    expect(place(pool, 'c', 60_001, { askedAt: 2 })).toEqual({ before: 1 })
    expect(place(pool, 'b', 60_002, { askedAt: 1 })).toEqual({ before: 1 })
    expect(place(pool, 'c', 60_003, { askedAt: 2 })).toEqual({ before: 2 })
  })

  test('beyond 500 that wait a newcomer is refused, and nobody who waits is', () => {
    const pool = opened(1)
    place(pool, 'a')
    for (let n = 0; n < MOST_WAITING; n += 1) place(pool, `${n}`, 10 + n)
    expect(place(pool, 'early', 5)).toBe('full')
    expect(place(pool, '0', 10)).toEqual({ before: 1 })
    expect(pool.usage(600).waiting).toBe(MOST_WAITING)
  })
})

describe('what does not come by the front door', () => {
  test('a turn that is answering already is counted, even if that is one too many', () => {
    const pool = opened(1)
    place(pool, 'a')
    expect(place(pool, 'b', 1, { isIn: true })).toBe('in')
    expect(pool.usage(1)).toEqual({ answering: 2, waiting: 0, longestWaitMs: 0 })
    place(pool, 'c', 2)
    expect(pool.end('a', 3).entered).toEqual([])
    expect(pool.end('b', 4).entered.map(({ turn }) => turn)).toEqual(['c'])
  })

  test('a turn whose end was never reported holds nobody up for more than 15 minutes', () => {
    const pool = opened(1)
    place(pool, 'a')
    const asked = arrival('b', { askedAt: ANSWERING_AT_MOST_MS - 1 })
    expect(pool.arrive(asked, ANSWERING_AT_MOST_MS - 1).position).toEqual({ before: 1 })
    const { changes } = pool.arrive(asked, ANSWERING_AT_MOST_MS)
    expect(changes).toEqual({ entered: [{ turn: 'b', thread: 'thread of b' }], lost: ['a'] })
  })

  test('who looks on sees no ghosts, also where nothing has happened since', () => {
    const pool = opened(1)
    place(pool, 'a')
    place(pool, 'b', 1)
    expect(pool.usage(60_000)).toEqual({ answering: 1, waiting: 1, longestWaitMs: 59_999 })
    expect(pool.usage(60_001)).toEqual({ answering: 1, waiting: 0, longestWaitMs: 0 })
    expect(pool.usage(ANSWERING_AT_MOST_MS)).toEqual({ answering: 0, waiting: 0, longestWaitMs: 0 })
  })

  test('a pool that begins again knows who is answering', () => {
    const pool = opened(1, [{ turn: 'a', thread: 'thread of a', beganAt: 1 }])
    expect(pool.usage(3)).toEqual({ answering: 1, waiting: 0, longestWaitMs: 0 })
    expect(place(pool, 'b', 4)).toEqual({ before: 1 })
    expect(pool.end('a', 5).entered.map(({ turn }) => turn)).toEqual(['b'])
  })
})

/** What may happen: a new question of one of so many threads, one that asks again, the end of one that is in. */
const happening = fc.record({
  what: fc.constantFrom('ask', 'ask', 'again', 'end', 'end twice'),
  thread: fc.nat(8),
  which: fc.nat(1_000),
  late: fc.nat(3_000),
})

/** Plays what happens, looking at the pool after each event; then ends what is in until nothing waits. */
function play(
  max: number,
  events: readonly (typeof happening extends fc.Arbitrary<infer T> ? T : never)[],
  look: (pool: SessionPool, at: Played) => void,
): Played {
  const pool = opened(max)
  const at: Played = { now: 10_000, inside: new Map(), waiting: new Map(), entries: [], ended: new Set() }
  const take = (entered: readonly { turn: string }[]): void => {
    for (const { turn } of entered) {
      const asked = at.waiting.get(turn)
      if (asked === undefined) continue
      at.waiting.delete(turn)
      const isNewcomer = ![...at.inside.values()].some(({ thread }) => thread === asked.thread)
      at.inside.set(turn, asked)
      at.entries.push({ ...asked, isNewcomer, passed: [...at.waiting.values()] })
    }
  }
  const arrive = (asked: Arrival): void => {
    if (!at.inside.has(asked.turn)) at.waiting.set(asked.turn, asked)
    const { position: where, changes } = pool.arrive(asked, at.now)
    take(changes.entered)
    expect(where === 'in').toBe(at.inside.has(asked.turn))
  }
  const end = (asked: Arrival): void => {
    at.inside.delete(asked.turn)
    at.ended.add(asked.turn)
    take(pool.end(asked.turn, at.now).entered)
  }
  for (const [n, { what, thread, which, late }] of events.entries()) {
    at.now += 1
    const asked = arrival(`turn ${n}`, { thread: `thread ${thread}`, askedAt: at.now - late })
    const known = [...at.inside.values(), ...at.waiting.values()]
    const inside = [...at.inside.values()]
    const one = inside[which % Math.max(1, inside.length)]
    if (what === 'ask') arrive(asked)
    else if (what === 'again') arrive(known[which % Math.max(1, known.length)] ?? asked)
    else if (one !== undefined) {
      end(one)
      if (what === 'end twice') end(one)
    }
    look(pool, at)
  }
  while (at.inside.size > 0) {
    at.now += 1
    for (const one of at.inside.values()) end(one)
    look(pool, at)
  }
  return at
}

interface Played {
  now: number
  readonly inside: Map<string, Arrival>
  readonly waiting: Map<string, Arrival>
  /** In the order of entering, with those that went on waiting. */
  readonly entries: (Arrival & { readonly isNewcomer: boolean; readonly passed: readonly Arrival[] })[]
  readonly ended: Set<string>
}

const evening = fc.array(happening, { maxLength: 60 })

describe('whatever happens', () => {
  test('never more sessions than allowed answer, and nobody waits while there is room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), evening, (max, events) => {
        play(max, events, (pool, { now, waiting }) => {
          const usage = pool.usage(now)
          expect(usage.answering).toBeLessThanOrEqual(max)
          expect(usage.waiting).toBe(waiting.size)
          expect(usage.waiting === 0 || usage.answering === max).toBe(true)
        })
      }),
      { numRuns: 500 },
    )
  })

  test('nobody who asked earlier goes on waiting, unless the session was answering already', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), evening, (max, events) => {
        const { entries } = play(max, events, () => undefined)
        const overtaken = entries.flatMap(({ thread, askedAt, isNewcomer, passed }) =>
          isNewcomer ? passed.filter((one) => one.thread !== thread && one.askedAt < askedAt) : [],
        )
        expect(overtaken).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  test('when turns end, everybody who waits has had a turn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), evening, (max, events) => {
        const { waiting, entries, ended } = play(max, events, () => undefined)
        expect(waiting.size).toBe(0)
        expect(new Set(entries.map(({ turn }) => turn))).toEqual(ended)
      }),
      { numRuns: 500 },
    )
  })
})
