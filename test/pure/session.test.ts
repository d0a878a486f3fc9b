/** When a thread's session is open, what its alarm is for, and when that goes off. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dutyAt,
  type Keeping,
  nextAlarm,
  outlook,
  sessionAt,
  type ThreadTimes,
} from '../../src/converse/thread/session.ts'
import { SIGNATURE_LIFE_MS, WATCHDOG_MS } from '../../src/limits.ts'

const START = 1_795_000_000_000
const MINUTE = 60_000
const DAY = 86_400_000
const keeping: Keeping = { sessionIdleSeconds: 1_800, transcriptRetentionDays: 30 }
const times = (partial: Partial<ThreadTimes> = {}): ThreadTimes => ({
  sessionOpenedAt: START,
  lastTurnAt: START,
  openTurns: 0,
  remembers: true,
  reportDueAt: undefined,
  heldUntil: undefined,
  ...partial,
})
const after = (ms: number): number => START + ms

describe('the session', () => {
  test('is new for the first turn', () => {
    expect(sessionAt(times({ sessionOpenedAt: undefined, lastTurnAt: undefined }), keeping, 5)).toBe('new')
  })

  test('is reused within its idle time, and not a moment later', () => {
    expect(sessionAt(times(), keeping, after(30 * MINUTE - 1))).toBe('reused')
    expect(sessionAt(times(), keeping, after(30 * MINUTE))).toBe('new')
  })

  test('is new after it was closed, however recent the last turn', () => {
    expect(sessionAt(times({ sessionOpenedAt: undefined }), keeping, after(1))).toBe('new')
  })

  test('is reused by a turn that comes while the first one is answered', () => {
    const first = times({ lastTurnAt: undefined, openTurns: 2 })
    expect(sessionAt(first, keeping, after(1_000))).toBe('reused')
    const afterLong = times({ lastTurnAt: after(-3 * DAY), openTurns: 2 })
    expect(sessionAt(afterLong, keeping, after(1_000))).toBe('reused')
  })
})

describe('what the alarm is for', () => {
  test.each<[string, Partial<ThreadTimes>, number, string]>([
    ['an open turn is watched', { openTurns: 1 }, 0, 'watch'],
    ['nothing is closed under an open turn', { openTurns: 1 }, 99 * DAY, 'watch'],
    ['a session in use stays', {}, 30 * MINUTE - 1, 'nothing'],
    ['an idle session is closed', {}, 30 * MINUTE, 'close session'],
    ['a closed one is not closed again', { sessionOpenedAt: undefined }, 30 * MINUTE, 'nothing'],
    ['a transcript is kept for its days', { sessionOpenedAt: undefined }, 30 * DAY - 1, 'nothing'],
    ['then everything is forgotten', { sessionOpenedAt: undefined }, 30 * DAY, 'forget everything'],
    ['also when the session was never closed', {}, 30 * DAY, 'forget everything'],
    [
      'a thread that was never asked has none',
      { lastTurnAt: undefined, sessionOpenedAt: undefined },
      DAY,
      'nothing',
    ],
  ])('%s', (_, partial, ms, duty) => expect(dutyAt(times(partial), keeping, after(ms))).toBe(duty))

  test('with a retention of 0 days all goes when the session closes', () => {
    expect(dutyAt(times(), { ...keeping, transcriptRetentionDays: 0 }, after(30 * MINUTE))).toBe(
      'forget everything',
    )
  })

  test('an id is kept for as long as its interaction could be replayed', () => {
    const brief = { sessionIdleSeconds: 60, transcriptRetentionDays: 0 }
    expect(dutyAt(times(), brief, after(2 * SIGNATURE_LIFE_MS - 1))).toBe('close session')
    expect(dutyAt(times(), brief, after(2 * SIGNATURE_LIFE_MS))).toBe('forget everything')
  })
})

const forgetful = (partial: Partial<ThreadTimes> = {}): ThreadTimes =>
  times({ sessionOpenedAt: undefined, remembers: false, ...partial })

describe('a thread that remembers nothing', () => {
  test('is erased as soon as none of its ids can be replayed', () => {
    expect(nextAlarm(forgetful(), keeping, after(0))).toBe(after(2 * SIGNATURE_LIFE_MS))
    expect(dutyAt(forgetful(), keeping, after(2 * SIGNATURE_LIFE_MS - 1))).toBe('nothing')
    expect(dutyAt(forgetful(), keeping, after(2 * SIGNATURE_LIFE_MS))).toBe('forget everything')
  })

  test('keeps a session that was opened since, and goes with it', () => {
    const failed = forgetful({ sessionOpenedAt: START })
    expect(dutyAt(failed, keeping, after(30 * MINUTE - 1))).toBe('nothing')
    expect(dutyAt(failed, keeping, after(30 * MINUTE))).toBe('forget everything')
  })

  test('is not erased under a turn that is still answered', () => {
    expect(dutyAt(forgetful({ openTurns: 1 }), keeping, after(DAY))).toBe('watch')
  })
})

describe('what a member is told', () => {
  test('since when the session is open, and when all is forgotten', () => {
    expect(outlook(times(), keeping, after(MINUTE))).toEqual({
      sessionSince: START,
      forgetsAt: after(30 * DAY),
    })
  })

  test('that it is closed, also before the alarm closed it', () => {
    expect(outlook(times(), keeping, after(30 * MINUTE)).sessionSince).toBeUndefined()
    expect(outlook(times({ sessionOpenedAt: undefined }), keeping, after(1)).sessionSince).toBeUndefined()
  })

  test('with a retention of 0 days all is forgotten with the session', () => {
    const { forgetsAt } = outlook(times(), { ...keeping, transcriptRetentionDays: 0 }, after(MINUTE))
    expect(forgetsAt).toBe(after(30 * MINUTE))
  })

  test('while a turn is answered, that the time runs from its end', () => {
    const first = times({ lastTurnAt: undefined, openTurns: 1, remembers: false })
    expect(outlook(first, keeping, after(MINUTE)).forgetsAt).toBe(after(MINUTE + 30 * DAY))
  })

  test('nothing of the end where nothing is kept', () => {
    const nothing = times({ sessionOpenedAt: undefined, remembers: false })
    expect(outlook(nothing, keeping, after(1))).toEqual({ sessionSince: undefined, forgetsAt: undefined })
  })
})

describe('the alarm', () => {
  test('beats while a turn is open', () => {
    expect(nextAlarm(times({ openTurns: 1 }), keeping, after(7))).toBe(after(7) + WATCHDOG_MS)
  })

  test('is not set where there is nothing to do', () => {
    expect(
      nextAlarm(times({ lastTurnAt: undefined, sessionOpenedAt: undefined }), keeping, 5),
    ).toBeUndefined()
  })

  test('goes off for news that the coordinator has not acknowledged, but never while a turn is watched', () => {
    expect(nextAlarm(times({ reportDueAt: after(5_000) }), keeping, after(1))).toBe(after(5_000))
    const closed = times({ sessionOpenedAt: undefined, reportDueAt: after(5_000) })
    expect(nextAlarm(closed, keeping, after(1))).toBe(after(5_000))
    const open = times({ openTurns: 1, reportDueAt: after(1) })
    expect(nextAlarm(open, keeping, after(7))).toBe(after(7) + WATCHDOG_MS)
    expect(dutyAt(times({ reportDueAt: after(5_000) }), keeping, after(5_000))).toBe('nothing')
  })

  const moment = fc.integer({ min: 0, max: 100 * DAY })
  const anyTimes = fc
    .record({
      opened: fc.option(moment, { nil: undefined }),
      gap: fc.nat(DAY),
      openTurns: fc.nat(2),
      remembers: fc.boolean(),
    })
    .map(({ opened, gap, openTurns, remembers }): ThreadTimes => {
      const lastTurnAt = (opened ?? 0) + gap
      return {
        sessionOpenedAt: opened,
        lastTurnAt,
        openTurns,
        remembers,
        reportDueAt: undefined,
        heldUntil: undefined,
      }
    })
  const anyKeeping = fc.record({
    sessionIdleSeconds: fc.integer({ min: 60, max: 86_400 }),
    transcriptRetentionDays: fc.integer({ min: 0, max: 3_650 }),
  })

  test('never goes off before its duty is due', () => {
    fc.assert(
      fc.property(anyTimes, anyKeeping, fc.nat(DAY), (state, keep, wait) => {
        const now = (state.lastTurnAt ?? 0) + wait
        const next = nextAlarm(state, keep, now)
        expect(next).toBeDefined()
        expect(dutyAt(state, keep, next ?? 0)).not.toBe('nothing')
        expect(dutyAt(state, keep, (next ?? 0) - 1)).toBe(state.openTurns > 0 ? 'watch' : 'nothing')
      }),
      { numRuns: 1_000 },
    )
  })

  test('once its duty is done, the next one is later, and the last one ends it', () => {
    fc.assert(
      fc.property(anyTimes, anyKeeping, (state, keep) => {
        let left: ThreadTimes = { ...state, openTurns: 0 }
        let now = left.lastTurnAt ?? 0
        const done: string[] = []
        for (let alarm = nextAlarm(left, keep, now); alarm !== undefined;) {
          expect(alarm).toBeGreaterThan(now)
          now = alarm
          const duty = dutyAt(left, keep, now)
          done.push(duty)
          if (duty === 'close session') left = { ...left, sessionOpenedAt: undefined }
          if (duty === 'forget everything')
            left = times({ sessionOpenedAt: undefined, lastTurnAt: undefined, remembers: false })
          alarm = nextAlarm(left, keep, now)
        }
        expect(done.at(-1)).toBe('forget everything')
        expect(done.length).toBeLessThanOrEqual(2)
      }),
      { numRuns: 1_000 },
    )
  })

  test('an alarm that comes too early, as alarms may, does nothing and is set again for the same moment', () => {
    fc.assert(
      fc.property(anyTimes, anyKeeping, fc.nat(1_000), (state, keep, early) => {
        const idle = { ...state, openTurns: 0 }
        const next = nextAlarm(idle, keep, 0) ?? 0
        expect(nextAlarm(idle, keep, next - early)).toBe(next)
      }),
    )
  })
})
