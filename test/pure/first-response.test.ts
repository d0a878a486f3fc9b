/** What a thread proposes for the first response: every reply comes, and every proposal ends. */

import { expect, test } from 'vitest'
import { firstResponses } from '../../src/converse/thread/first-response.ts'
import { interactionId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const id = interactionId('786008729715212338')
const proposal = { content: 'Paris.', plainLinks: false }

test('a proposal is the first reply, and confirmed once it was shown', async () => {
  const all = firstResponses(testClock())
  const reply = all.expect(id)
  const became = all.propose(id, proposal)
  expect(await reply).toEqual(proposal)
  all.confirm(id, true)
  expect(await became).toBe('shown')
})

test('a proposal that was not shown is late', async () => {
  const all = firstResponses(testClock())
  void all.expect(id)
  const became = all.propose(id, proposal)
  all.confirm(id, false)
  expect(await became).toBe('late')
})

test('a proposal that nobody confirms counts as late after two seconds', async () => {
  const clock = testClock()
  const all = firstResponses(clock)
  void all.expect(id)
  expect(await clock.until(all.propose(id, proposal))).toBe('late')
  expect(clock.now()).toBe(2_000)
  all.confirm(id, true)
})

test('nothing is proposed where no first response waits', async () => {
  const all = firstResponses(testClock())
  expect(await all.propose(id, proposal)).toBe('nobody')
})

test('a first response is declined once', async () => {
  const all = firstResponses(testClock())
  const reply = all.expect(id)
  expect(all.decline(id)).toBe(true)
  expect(all.decline(id)).toBe(false)
  expect(await reply).toBe('taken')
  expect(await all.propose(id, proposal)).toBe('nobody')
})

test('a confirmed proposal leaves no timer', async () => {
  const clock = testClock()
  const all = firstResponses(clock)
  void all.expect(id)
  const became = all.propose(id, proposal)
  all.confirm(id, true)
  await became
  expect(clock.sleepers()).toBe(0)
})
