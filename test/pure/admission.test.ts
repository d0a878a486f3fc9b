/** Never more sessions than allowed, the longest idle closed first, and whoever waits goes in by the time of asking. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Admission,
  admission,
  ANSWERING_AT_MOST_MS,
  type Arrival,
  type Kept,
  MOST_WAITING,
  type Place,
} from '../../src/converse/coordinator/admission.ts'

const IDLE_MS = 1_800_000

const opened = (max: number, kept: Partial<Kept> = {}): Admission =>
  admission({ max: () => max, idleMs: IDLE_MS }, { sessions: [], answering: [], ...kept })

const arrival = (turn: string, partial: Partial<Arrival> = {}): Arrival => ({
  turn,
  thread: `thread of ${turn}`,
  askedAt: 0,
  isOpen: false,
  ...partial,
})

/** Arrives at `now`, and has been asked then. */
const place = (fleet: Admission, turn: string, now = 0, partial: Partial<Arrival> = {}): Place =>
  fleet.arrive(arrival(turn, { askedAt: now, ...partial }), now).place

describe('where there is room', () => {
  test('a turn goes in, and another of its thread too, however full it is', () => {
    const fleet = opened(1)
    expect([place(fleet, 'a'), place(fleet, 'b', 1, { thread: 'thread of a' })]).toEqual(['in', 'in'])
    expect(fleet.usage(1)).toEqual({ inUse: 1, answering: 1, waiting: 0 })
  })

  test('a session stays in use when its turn has ended, and until it is idle', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    fleet.end({ thread: 'thread of a', turn: 'a' }, 1_000)
    expect(fleet.usage(1_000 + IDLE_MS - 1)).toEqual({ inUse: 1, answering: 0, waiting: 0 })
    expect(fleet.usage(1_000 + IDLE_MS)).toEqual({ inUse: 0, answering: 0, waiting: 0 })
    expect(fleet.arrive(arrival('b'), 1_000 + IDLE_MS).changes).toMatchObject({
      closes: [],
      expired: ['thread of a'],
    })
  })
})

describe('where all sessions are in use', () => {
  test('the longest idle is closed for a newcomer, and not one that was used since', () => {
    const fleet = opened(3)
    for (const turn of ['a', 'b', 'c']) place(fleet, turn)
    for (const turn of ['b', 'a', 'c']) fleet.end({ thread: `thread of ${turn}`, turn }, 1)
    place(fleet, 'b again', 2, { thread: 'thread of b' })
    fleet.end({ thread: 'thread of b', turn: 'b again' }, 3)
    expect(fleet.arrive(arrival('d'), 4)).toMatchObject({ place: 'in', changes: { closes: ['thread of a'] } })
    expect(fleet.usage(4).inUse).toBe(3)
  })

  test('a question waits while all are answering, and the places are those of the order of asking', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    expect(place(fleet, 'late', 300)).toEqual({ before: 1 })
    expect(place(fleet, 'early', 200)).toEqual({ before: 1 })
    expect(place(fleet, 'late', 300)).toEqual({ before: 2 })
    const { entered, closes } = fleet.end({ thread: 'thread of a', turn: 'a' }, 400)
    expect(entered.map(({ turn }) => turn)).toEqual(['early'])
    expect(closes).toEqual(['thread of a'])
    expect(place(fleet, 'early', 200)).toBe('in')
    expect(place(fleet, 'late', 300)).toEqual({ before: 1 })
  })

  test('questions of one thread go in together, so the second has nobody more before it', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    place(fleet, 'b', 1)
    place(fleet, 'c', 2)
    expect(place(fleet, 'b too', 3, { thread: 'thread of b' })).toEqual({ before: 1 })
    const { entered } = fleet.end({ thread: 'thread of a', turn: 'a' }, 4)
    expect(entered.map(({ turn }) => turn)).toEqual(['b', 'b too'])
  })

  test('a thread whose next turn is written down already keeps its session', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    place(fleet, 'b', 1)
    const { entered } = fleet.end({ thread: 'thread of a', turn: 'a', next: 'a two' }, 2)
    expect(entered).toEqual([{ turn: 'a two', thread: 'thread of a' }])
    expect(place(fleet, 'b', 1)).toEqual({ before: 1 })
  })

  test('no turn that has ended is taken for one at work, in whatever order that is heard', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    place(fleet, 'a two', 1, { thread: 'thread of a' })
    fleet.end({ thread: 'thread of a', turn: 'a two' }, 2)
    // Told with what was next when the turn ended; the one that was next has overtaken it.
    fleet.end({ thread: 'thread of a', turn: 'a', next: 'a two' }, 3)
    expect(fleet.usage(3).answering).toBe(0)
    fleet.stays('thread of a', ['a two'], 4)
    place(fleet, 'a two', 5, { thread: 'thread of a', isOpen: true })
    expect(fleet.usage(5)).toEqual({ inUse: 1, answering: 0, waiting: 0 })
    expect(place(fleet, 'b', 6)).toBe('in')
  })

  test('a question that waits no more gives its place up', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    place(fleet, 'b', 1)
    place(fleet, 'c', 2)
    fleet.end({ thread: 'thread of b', turn: 'b' }, 3)
    expect(place(fleet, 'c', 2)).toEqual({ before: 1 })
    expect(fleet.usage(3).inUse).toBe(1)
  })

  test('one that was not heard of for a minute is forgotten, and comes back to its old place', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    place(fleet, 'b', 1)
    place(fleet, 'c', 2)
    expect(place(fleet, 'c', 60_001, { askedAt: 2 })).toEqual({ before: 1 })
    expect(place(fleet, 'b', 60_002, { askedAt: 1 })).toEqual({ before: 1 })
    expect(place(fleet, 'c', 60_003, { askedAt: 2 })).toEqual({ before: 2 })
  })

  test('beyond 500 that wait a newcomer is refused, and nobody who waits is', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    for (let n = 0; n < MOST_WAITING; n += 1) place(fleet, `${n}`, 10 + n)
    expect(place(fleet, 'early', 5)).toBe('full')
    expect(place(fleet, '0', 10)).toEqual({ before: 1 })
    expect(fleet.usage(600).waiting).toBe(MOST_WAITING)
  })
})

describe('what does not come by the front door', () => {
  test('a session that is open already goes in, and an idle one is closed for it', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    fleet.end({ thread: 'thread of a', turn: 'a' }, 1)
    expect(fleet.arrive(arrival('b', { isOpen: true }), 2)).toMatchObject({
      place: 'in',
      changes: { closes: ['thread of a'] },
    })
    expect(place(fleet, 'c', 3, { isOpen: true })).toBe('in')
    expect(fleet.usage(3).inUse).toBe(2)
  })

  test('a session that has turns at work is not closed, and what is one too many goes with the next end', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    fleet.end({ thread: 'thread of a', turn: 'a' }, 1)
    place(fleet, 'b', 2)
    fleet.stays('thread of a', ['a two'], 3)
    expect(fleet.usage(3)).toEqual({ inUse: 2, answering: 2, waiting: 0 })
    expect(fleet.end({ thread: 'thread of a', turn: 'a two' }, 4).closes).toEqual(['thread of a'])
    expect(fleet.usage(4).inUse).toBe(1)
  })

  test('the end of a turn that nobody has heard of tells of an open session', () => {
    const fleet = opened(2)
    fleet.end({ thread: 'thread of a', turn: 'a' }, 1)
    expect(fleet.usage(1)).toEqual({ inUse: 1, answering: 0, waiting: 0 })
  })

  test('a thread that has forgotten everything makes room', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    fleet.end({ thread: 'thread of a', turn: 'a' }, 1)
    fleet.close('thread of a', 2)
    expect(fleet.usage(2).inUse).toBe(0)
    expect(fleet.arrive(arrival('b'), 3).changes.closes).toEqual([])
  })

  test('a turn whose end was never reported holds nobody up for more than 15 minutes', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    place(fleet, 'b', ANSWERING_AT_MOST_MS - 1)
    const { changes } = fleet.arrive(
      arrival('b', { askedAt: ANSWERING_AT_MOST_MS - 1 }),
      ANSWERING_AT_MOST_MS,
    )
    expect(changes).toMatchObject({ lost: ['a'], closes: ['thread of a'] })
    expect(changes.entered.map(({ turn }) => turn)).toEqual(['b'])
  })

  test('who looks on sees no ghosts, also where nothing has happened since', () => {
    const fleet = opened(1)
    place(fleet, 'a')
    place(fleet, 'b', 1)
    expect(fleet.usage(60_000)).toEqual({ inUse: 1, answering: 1, waiting: 1 })
    expect(fleet.usage(60_001)).toEqual({ inUse: 1, answering: 1, waiting: 0 })
    expect(fleet.usage(ANSWERING_AT_MOST_MS)).toEqual({ inUse: 0, answering: 0, waiting: 0 })
  })

  test('a fleet that begins again knows who is answering and which session is idle the longest', () => {
    const fleet = opened(2, {
      sessions: [
        { thread: 'thread of a', usedAt: 1 },
        { thread: 'thread of b', usedAt: 2 },
      ],
      answering: [{ turn: 'a', thread: 'thread of a', beganAt: 1 }],
    })
    expect(fleet.usage(3)).toEqual({ inUse: 2, answering: 1, waiting: 0 })
    expect(fleet.arrive(arrival('c'), 4).changes.closes).toEqual(['thread of b'])
    expect(place(fleet, 'd', 5)).toEqual({ before: 1 })
  })
})

/** What may happen: a new question of one of so many threads, one that asks again, the end of one that is in. */
const happening = fc.record({
  what: fc.constantFrom('ask', 'ask', 'again', 'end', 'end twice'),
  thread: fc.nat(8),
  which: fc.nat(1_000),
  late: fc.nat(3_000),
})

/** Plays what happens, looking at the fleet after each event; then ends what is in until nothing waits. */
function play(
  max: number,
  events: readonly (typeof happening extends fc.Arbitrary<infer T> ? T : never)[],
  look: (fleet: Admission, at: Played) => void,
): Played {
  const fleet = opened(max)
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
    const { place: where, changes } = fleet.arrive(asked, at.now)
    take(changes.entered)
    expect(where === 'in').toBe(at.inside.has(asked.turn))
  }
  const end = (asked: Arrival): void => {
    at.inside.delete(asked.turn)
    at.ended.add(asked.turn)
    take(fleet.end(asked, at.now).entered)
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
    look(fleet, at)
  }
  while (at.inside.size > 0) {
    at.now += 1
    for (const one of at.inside.values()) end(one)
    look(fleet, at)
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
  test('never more sessions than allowed are in use, and nobody waits beside an idle one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), evening, (max, events) => {
        play(max, events, (fleet, { now, waiting }) => {
          const usage = fleet.usage(now)
          expect(usage.inUse).toBeLessThanOrEqual(max)
          expect(usage.waiting).toBe(waiting.size)
          expect(usage.waiting === 0 || usage.answering === max).toBe(true)
        })
      }),
      { numRuns: 500 },
    )
  })

  test('nobody who asked earlier goes on waiting, unless the session was in use already', () => {
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
