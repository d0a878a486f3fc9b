/** Which turns may be answered now: one of each member, in order, and not too many. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type OpenTurn, startable } from '../../src/converse/thread/queue.ts'
import type { InteractionId } from '../../src/ids.ts'
import { TURNS_AT_ONCE } from '../../src/limits.ts'
import { interactionId, memberId } from '../build.ts'

/** `1a` is turn 1 of member a. */
const turn = (short: string): OpenTurn => ({
  id: interactionId(short.slice(0, -1)),
  member: memberId(String(short.charCodeAt(short.length - 1))),
})
const started = (open: string, live = '', atOnce?: number): string =>
  startable(
    open.split(' ').filter(Boolean).map(turn),
    new Set(live.split(' ').filter(Boolean).map(interactionId)),
    atOnce,
  ).join(' ')

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

test('whatever comes, ends or is lost: never two of a member, never too many, in order, and all get their turn', () => {
  const event = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('asked' as const), member: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('ended' as const), which: fc.nat(10) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const) }) },
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (events, atOnce) => {
      let open: readonly OpenTurn[] = []
      const live = new Set<InteractionId>()
      const ended: OpenTurn[] = []
      let asked = 0
      const start = (): void => {
        for (const id of startable(open, live, atOnce)) live.add(id)
        const running = open.filter(({ id }) => live.has(id))
        expect(running.length).toBeLessThanOrEqual(atOnce)
        expect(new Set(running.map(({ member }) => member)).size).toBe(running.length)
        expect(running.length > 0 || open.length === 0).toBe(true)
      }
      const end = (which: number): void => {
        const running = open.filter(({ id }) => live.has(id))
        const over = running[which % Math.max(1, running.length)]
        if (over === undefined) return
        live.delete(over.id)
        open = open.filter((other) => other !== over)
        ended.push(over)
      }
      for (const what of events) {
        if (what.kind === 'asked')
          open = [...open, { id: interactionId(String((asked += 1))), member: memberId(String(what.member)) }]
        else if (what.kind === 'ended') end(what.which)
        else live.clear()
        start()
      }
      while (open.length > 0) {
        end(0)
        start()
      }
      expect(ended).toHaveLength(asked)
      for (const member of new Set(ended.map((one) => one.member))) {
        const ids = ended.filter((one) => one.member === member).map(({ id }) => Number(id))
        expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      }
    }),
    { numRuns: 1_000 },
  )
})
