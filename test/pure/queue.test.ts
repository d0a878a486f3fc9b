/** Which turns may be answered now: one of each member, in order, and not too many. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Live,
  type OpenTurn,
  SILENT_MS,
  silentAt,
  startable,
  waitingTurns,
} from '../../src/converse/thread/queue.ts'
import type { InteractionId } from '../../src/ids.ts'
import { TURNS_AT_ONCE } from '../../src/limits.ts'
import { interactionId, memberId } from '../build.ts'

const NOW = 100_000

/** `1a` is turn 1 of member a, `1a!` is one that is stopped. */
const turn = (short: string): OpenTurn => ({
  id: interactionId(short.replace(/\D.*/, '')),
  member: memberId(String(/[a-z]/.exec(short)?.[0].charCodeAt(0))),
  isStopped: short.endsWith('!'),
})
const turns = (open: string): readonly OpenTurn[] => open.split(' ').filter(Boolean).map(turn)

/** `1` runs, `1~20` has said nothing for 20 seconds. */
const running = (live: string): Live =>
  new Map(
    live
      .split(' ')
      .filter(Boolean)
      .map((one) => {
        const [id = '', silent] = one.split('~')
        return [
          interactionId(id),
          { heardAt: silent === undefined ? undefined : NOW - Number(silent) * 1_000 },
        ]
      }),
  )
const started = (open: string, live = '', atOnce?: number): string =>
  startable(turns(open), running(live), NOW, atOnce).join(' ')
const positions = (open: string, live = '', atOnce?: number): string =>
  waitingTurns(turns(open), running(live), NOW, atOnce)
    .map(({ id, before }) => `${id}:${before}`)
    .join(' ')

describe('who is next', () => {
  test('nobody, where nobody waits', () => expect(started('')).toBe(''))
  test('different members side by side', () => expect(started('1a 2b 3c')).toBe('1 2 3'))
  test('one member one after another', () => expect(started('1a 2a 3a')).toBe('1'))
  test('a member who is being answered waits', () => expect(started('1a 2a 3b', '1')).toBe('3'))
  test('an orphan is started again', () => expect(started('1a 2b', '2')).toBe('1'))
  test('not more than may run', () => expect(started('1a 2b 3c', '', 2)).toBe('1 2'))
  test('those that run already count', () => expect(started('1a 2b 3c 4d', '1 2', 3)).toBe('3'))
  test('nobody starts twice', () => expect(started('1a 2b', '1 2')).toBe(''))
  test('a member whose later turn runs already waits all the same', () => {
    expect(started('1a 2a', '2')).toBe('')
  })
  test('by default four run at once', () => {
    expect(started('1a 2b 3c 4d 5e')).toBe('1 2 3 4')
    expect(TURNS_AT_ONCE).toBe(4)
  })
})

describe('a member whose own turn says nothing', () => {
  test('waits for less than 20 seconds', () => expect(started('1a 2a', '1~19.9')).toBe(''))
  test('may have the next one started after that', () => expect(started('1a 2a', '1~20')).toBe('2'))
  test('may have one more started, not all', () => expect(started('1a 2a 3a', '1~60')).toBe('2'))
  test('waits for the second as for the first', () => {
    expect(started('1a 2a 3a', '1~60 2~5')).toBe('')
    expect(started('1a 2a 3a', '1~60 2~20')).toBe('3')
  })
  test('takes no more than the thread has room for', () => expect(started('1a 2a', '1~60', 1)).toBe(''))
  test('waits where Claude is not asked yet', () => expect(started('1a 2a', '1')).toBe(''))
  test('is told a position that does not count it', () => {
    expect(positions('1a 2a 3a', '1~60 2~5')).toBe('3:1')
    expect(positions('1a 2a 3a', '1~5')).toBe('2:1 3:2')
  })

  test.each([
    ['nobody waits for it', '1a 2b', '1~5', undefined],
    ['its next one waits', '1a 2a', '1~5', NOW + 15_000],
    ['it is silent already, and only room is missing', '1a 2a', '1~25', undefined],
    ['the first of several', '1a 2a 3b 4b', '1~5 3~19', NOW + 1_000],
    ['it waits for a session', '1a 2a', '1', undefined],
  ])('is looked at again in time where %s', (_, open, live, at) => {
    expect(silentAt(turns(open), running(live), NOW)).toBe(at)
  })
})

describe('a turn that is stopped', () => {
  test('before it ran starts at once, to say so', () => expect(started('1a 2a! 3a', '1')).toBe('2'))
  test('takes no room and lets the next one start', () => expect(started('1a! 2a 3b', '', 1)).toBe('1 2'))
  test('while it runs is waited for: its last edit is on its way', () =>
    expect(started('1a! 2a', '1')).toBe(''))
  test('moves the others up', () => {
    expect(positions('1a 2a 3a 4a', '1')).toBe('2:1 3:2 4:3')
    expect(positions('1a 2a! 3a 4a', '1')).toBe('3:1 4:2')
  })
})

interface Played {
  open: readonly OpenTurn[]
  readonly live: Map<InteractionId, { heardAt: number | undefined }>
}

const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('asked' as const), member: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ended' as const), which: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stopped' as const), which: fc.nat(10) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('silent' as const), which: fc.nat(10) }) },
)

const pick = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(1, from.length)]

test('whatever comes, ends, is stopped, silent or lost: never two of a member that speak, never too many, in order, and all get their turn', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (events, atOnce) => {
      const played: Played = { open: [], live: new Map() }
      const { live } = played
      /** In the order in which they first ran. */
      const begun: OpenTurn[] = []
      let [asked, ended] = [0, 0]
      const start = (): void => {
        for (const id of startable(played.open, live, NOW, atOnce)) {
          live.set(id, { heardAt: NOW })
          const one = played.open.find((other) => other.id === id)
          if (one !== undefined && one.isStopped !== true && !begun.some((other) => other.id === id))
            begun.push(one)
        }
        const runs = played.open.filter(({ id, isStopped }) => live.has(id) && isStopped !== true)
        const loud = runs.filter(({ id }) => live.get(id)?.heardAt === NOW)
        expect(runs.length).toBeLessThanOrEqual(atOnce)
        expect(new Set(loud.map(({ member }) => member)).size).toBe(loud.length)
        expect(live.size > 0 || played.open.length === 0).toBe(true)
      }
      const end = (which: number): void => {
        const over = pick(
          played.open.filter(({ id }) => live.has(id)),
          which,
        )
        if (over === undefined) return
        live.delete(over.id)
        played.open = played.open.filter(({ id }) => id !== over.id)
        ended += 1
      }
      for (const what of events) {
        if (what.kind === 'asked') {
          const id = interactionId(String((asked += 1)))
          played.open = [...played.open, { id, member: memberId(String(what.member)) }]
        } else if (what.kind === 'ended') end(what.which)
        else if (what.kind === 'lost') live.clear()
        else if (what.kind === 'silent') {
          const id = pick([...live.keys()], what.which)
          if (id !== undefined) live.set(id, { heardAt: NOW - SILENT_MS })
        } else {
          const one = pick(played.open, what.which)
          played.open = played.open.map((other) => (other === one ? { ...other, isStopped: true } : other))
        }
        start()
      }
      while (played.open.length > 0) {
        end(0)
        start()
      }
      expect(ended).toBe(asked)
      for (const member of new Set(begun.map((one) => one.member))) {
        const ids = begun.filter((one) => one.member === member).map(({ id }) => Number(id))
        expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      }
    }),
    { numRuns: 1_000 },
  )
})

test('a position never says fewer turns than have to end: while none speaks anew, it only falls', () => {
  const line = fc.array(fc.record({ member: fc.nat(3), isStopped: fc.boolean() }), { maxLength: 12 })
  fc.assert(
    fc.property(
      line,
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat(10)),
      (asked, atOnce, choices) => {
        let open = asked.map(({ member, isStopped }, n): OpenTurn => ({
          id: interactionId(String(n + 1)),
          member: memberId(String(member)),
          isStopped,
        }))
        const live = new Map<InteractionId, { heardAt: number | undefined }>()
        const last = new Map<InteractionId, number>()
        for (;;) {
          for (const id of startable(open, live, NOW, atOnce)) live.set(id, { heardAt: undefined })
          for (const { id, before } of waitingTurns(open, live, NOW, atOnce)) {
            expect(before).toBeGreaterThanOrEqual(1)
            expect(before).toBeLessThanOrEqual(last.get(id) ?? Infinity)
            last.set(id, before)
          }
          const over = pick(
            open.filter(({ id }) => live.has(id)),
            choices.next().value,
          )
          if (over === undefined) break
          live.delete(over.id)
          open = open.filter(({ id }) => id !== over.id)
        }
        expect(open).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})
