/** How many questions wait on the fast lane at once: as many as were answered in time of late. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { begin, emptyLane, end, type Lane, type LaneEnd, nextStep } from '../../src/arrive/lane.ts'

/** The lane after questions that were with their threads together and took so long, one after the other. */
const after = (lane: Lane, tookMs: readonly number[], how: LaneEnd = 'known'): Lane => {
  const full = tookMs.reduce((one) => begin(one, 0), lane)
  return tookMs.reduce((one, took) => end(one, 0, took, how), full)
}

const times = (count: number, ms: number): readonly number[] => Array.from({ length: count }, () => ms)

test('four questions go to their threads at first, and the fifth looks again', () => {
  const three = after(emptyLane, [])
  const steps = [1, 2, 3, 4, 5].reduce<{ lane: Lane; seen: readonly string[] }>(
    ({ lane, seen }) => ({ lane: begin(lane, 0), seen: [...seen, nextStep(lane, 0, 0)] }),
    { lane: three, seen: [] },
  )
  expect(steps.seen).toEqual(['ask', 'ask', 'ask', 'ask', 'look again'])
})

test('the lane grows with quick answers while it is full, and only then', () => {
  expect(after(emptyLane, times(4, 20)).width).toBe(5)
  expect(after(emptyLane, times(3, 20)).width).toBe(4)
  expect(after(emptyLane, times(4, 126)).width).toBe(4)
})

test('a full lane is waited for while answers are known, and no longer once they are new', () => {
  const full = (lane: Lane) => times(lane.width, 0).reduce((one) => begin(one, 0), lane)
  const known = after(emptyLane, times(3, 130))
  const steps = [1, 2, 3, 4].map((count) => nextStep(full(after(known, times(count, 130), 'unknown')), 0, 0))
  expect(nextStep(full(known), 0, 0)).toBe('look again')
  expect(steps).toEqual(['look again', 'defer', 'defer', 'defer'])
  expect(nextStep(full(after(known, times(9, 250), 'late')), 0, 0)).toBe('look again')
  const again = after(after(known, times(4, 130), 'unknown'), times(2, 130))
  expect(nextStep(full(again), 0, 0)).toBe('look again')
})

test('a new question finds room on a lane that is not full, whatever came before it', () => {
  expect(nextStep(after(emptyLane, times(40, 20), 'unknown'), 0, 0)).toBe('ask')
})

test('each late answer halves the lane, down to two', () => {
  const wide: Lane = { ...emptyLane, width: 12 }
  expect([1, 2, 3, 9].map((count) => after(wide, times(count, 250), 'late').width)).toEqual([6, 3, 2, 2])
})

test('nobody begins when the time that is left is less than an answer takes', () => {
  const busy = begin({ ...emptyLane, tookMs: 100 }, 0)
  expect([149, 150].map((now) => nextStep(busy, 0, now))).toEqual(['ask', 'defer'])
})

test('the first always begins, however slow the last answers were', () => {
  const slow: Lane = { ...emptyLane, tookMs: 9_000 }
  expect([nextStep(slow, 0, 0), nextStep(begin(slow, 0), 0, 0)]).toEqual(['ask', 'defer'])
})

test('a question that was cut off is forgotten after a second', () => {
  const lost = begin({ ...emptyLane, width: 1 }, 0)
  expect([999, 1_000].map((now) => nextStep(lost, now, now))).toEqual(['look again', 'ask'])
  expect(end(lost, 5, 9, 'known').asked).toEqual([0])
})

test('whatever was measured, a question knows within a quarter of a second what becomes of it', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ tookMs: fc.nat(400), how: fc.constantFrom<LaneEnd>('known', 'unknown', 'late') }),
        {
          maxLength: 40,
        },
      ),
      fc.nat(12),
      (took, before) => {
        const measured = took.reduce(
          (lane, { tookMs, how }) => end(begin(lane, 0), 0, tookMs, how),
          emptyLane,
        )
        const lane = Array.from({ length: before }).reduce<Lane>((one) => begin(one, 0), measured)
        expect(nextStep(lane, 0, 250)).toBe('defer')
        expect(nextStep(measured, 0, 0)).toBe('ask')
      },
    ),
  )
})
