/** The thread's side of the fast lane: every first word comes, and every offer ends. */

import { expect, test } from 'vitest'
import { offers } from '../../src/converse/thread/offers.ts'
import { interactionId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const id = interactionId('786008729715212338')
const offer = { content: 'Paris.', plainLinks: false }

test('an offer is the first word, and its maker hears that it was shown', async () => {
  const all = offers(testClock())
  const word = all.expect(id)
  const became = all.make(id, offer)
  expect(await word).toEqual(offer)
  all.settle(id, true)
  expect(await became).toBe('shown')
})

test('an offer that came too late is told so', async () => {
  const all = offers(testClock())
  void all.expect(id)
  const became = all.make(id, offer)
  all.settle(id, false)
  expect(await became).toBe('late')
})

test('an offer that nobody speaks of again counts as late after two seconds', async () => {
  const clock = testClock()
  const all = offers(clock)
  void all.expect(id)
  expect(await clock.until(all.make(id, offer))).toBe('late')
  expect(clock.now()).toBe(2_000)
  all.settle(id, true)
})

test('where nobody waits, nothing is offered', async () => {
  const all = offers(testClock())
  expect(await all.make(id, offer)).toBe('nobody')
})

test('who waits for nothing is let go, once', async () => {
  const all = offers(testClock())
  const word = all.expect(id)
  expect(all.pass(id)).toBe(true)
  expect(all.pass(id)).toBe(false)
  expect(await word).toBe('taken')
  expect(await all.make(id, offer)).toBe('nobody')
})

test('a settled offer leaves nobody sleeping', async () => {
  const clock = testClock()
  const all = offers(clock)
  void all.expect(id)
  const became = all.make(id, offer)
  all.settle(id, true)
  await became
  expect(clock.sleepers()).toBe(0)
})
