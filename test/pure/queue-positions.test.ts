/** A member who waits reads a position that is true, and none after the own answer has begun. */

import { expect, test } from 'vitest'
import { queuePositions } from '../../src/converse/thread/queue-positions.ts'
import { type Live, waitingTurns } from '../../src/converse/thread/queue.ts'
import type { InteractionId } from '../../src/ids.ts'
import { interactionId, memberId } from '../build.ts'
import { settle, testClock } from '../fakes/clock.ts'

const one = interactionId('1')
const two = interactionId('2')
const ada = memberId('11')
const ben = memberId('12')

/** Turns that run, none of which is silent. */
const liveOf = (ids: readonly InteractionId[]): Live => new Map(ids.map((id) => [id, { heardAt: undefined }]))

test('a member waits for the own earlier questions only', () => {
  const open = [
    { id: one, member: ada },
    { id: two, member: ben },
    { id: interactionId('3'), member: ada },
    { id: interactionId('4'), member: ada },
  ]
  expect(waitingTurns(open, liveOf([one, two]), 0)).toEqual([
    { id: '3', before: 1 },
    { id: '4', before: 2 },
  ])
})

test('where four are answered at once, the fifth waits for one of them and the sixth for two', () => {
  const open = ['1', '2', '3', '4', '5', '6'].map((n) => ({
    id: interactionId(n),
    member: memberId(`1${n}`),
  }))
  const live = liveOf(open.slice(0, 4).map(({ id }) => id))
  expect(waitingTurns(open, live, 0)).toEqual([
    { id: '5', before: 1 },
    { id: '6', before: 2 },
  ])
})

test('a position is shown once, and again when it has changed', async () => {
  const reported: number[] = []
  const clock = testClock()
  const waiting = queuePositions(clock)
  const show = ({ before }: { readonly before: number }): Promise<void> => {
    reported.push(before)
    return Promise.resolve()
  }
  for (const before of [2, 2, 1, 1]) {
    waiting.show([{ id: one, before }], show)
    await settle()
  }
  expect(reported).toEqual([2])
  await clock.advance(5_000)
  expect(reported).toEqual([2, 1])
})

test('in a crowd a reply shows its position every five seconds at most, and the latest then', async () => {
  const clock = testClock()
  const reported: number[] = []
  const waiting = queuePositions(clock)
  for (let before = 40; before > 0; before -= 1) {
    waiting.show([{ id: one, before }], ({ before: position }) => {
      reported.push(position)
      return Promise.resolve()
    })
    await clock.advance(500)
  }
  expect(reported).toEqual([40, 31, 21, 11, 1])
})

test('a turn that starts does not wait for the pause between two positions', async () => {
  const clock = testClock()
  const reported: number[] = []
  const waiting = queuePositions(clock)
  for (const before of [2, 1]) {
    waiting.show([{ id: one, before }], ({ before: position }) => {
      reported.push(position)
      return Promise.resolve()
    })
    await settle()
  }
  await waiting.settled(one)
  expect([reported, clock.now()]).toEqual([[2], 0])
})

test('a slow edit makes fewer edits, and the answer waits for the last of them', async () => {
  const reported: number[] = []
  const slow = Promise.withResolvers<void>()
  const waiting = queuePositions(testClock())
  const show = ({ before }: { readonly before: number }): Promise<void> => {
    reported.push(before)
    return slow.promise
  }
  for (const before of [3, 2, 1]) {
    waiting.show([{ id: one, before }], show)
    await settle()
  }
  let isSettled = false
  const waited = waiting.settled(one).then(() => (isSettled = true))
  await settle()
  expect([reported, isSettled]).toEqual([[3], false])
  slow.resolve()
  await waited
  expect(reported).toEqual([3])
})
