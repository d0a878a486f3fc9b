/** The votes on an answer: one for each member, which a second press changes or takes back. */

import { beforeEach, expect, test } from 'vitest'
import { type VoteRows, voteRows, votesTable } from '../../src/converse/thread/vote-rows.ts'
import { nextOpinion, type Opinion, votes } from '../../src/converse/thread/votes.ts'
import { threadOf } from '../../src/ids.ts'
import { channelId, interactionId, memberId } from '../build.ts'
import { storageInMemory } from '../fakes/storage.ts'

const turn = interactionId('5')
const [ana, ben] = [memberId('1'), memberId('2')]
const told: unknown[] = []
let rows: { readonly public: VoteRows; readonly evict: () => void; readonly erase: () => void }

beforeEach(() => {
  told.length = 0
  rows = voteRows(
    storageInMemory(`CREATE TABLE turns (id TEXT); INSERT INTO turns VALUES ('5');${votesTable}`),
  )
})

const cast = (member: typeof ana, says: Opinion, isKnown = true) =>
  votes({
    store: () => ({
      answeredTurn: () => (isKnown ? { id: turn, member: ana } : undefined),
      votes: rows.public,
    }),
    notify: (...standing) => told.push(standing),
    log: ({ vote, good, bad }) => told.push({ vote, good, bad }),
  })({ turn, thread: threadOf(channelId('9')), member, says })

test.each<[Opinion | undefined, Opinion, Opinion | undefined]>([
  [undefined, 'good', 'good'],
  [undefined, 'bad', 'bad'],
  ['good', 'good', undefined],
  ['bad', 'bad', undefined],
  ['good', 'bad', 'bad'],
  ['bad', 'good', 'good'],
])('after %s, a press of %s makes it %s', (before, says, after) => {
  expect(nextOpinion(before, says)).toBe(after)
})

test('each member counts once, and every change is told with how the answer stands', () => {
  expect(cast(ana, 'good')).toBe('voted good')
  expect(cast(ben, 'good')).toBe('voted good')
  expect(cast(ben, 'bad')).toBe('voted bad')
  expect(cast(ana, 'good')).toBe('vote taken back')
  expect(told).toEqual([
    ['5', 1, 0],
    { vote: 'good', good: 1, bad: 0 },
    ['5', 2, 0],
    { vote: 'good', good: 2, bad: 0 },
    ['5', 1, 1],
    { vote: 'bad', good: 1, bad: 1 },
    ['5', 0, 1],
    { vote: 'none', good: 0, bad: 1 },
  ])
})

test('nobody votes on an answer that is known no longer', () => {
  expect(cast(ana, 'good', false)).toBe('answer past')
  expect(told).toEqual([])
  expect(rows.public.of(turn, ana)).toBeUndefined()
})

test('votes go with their turns', () => {
  rows.public.put(turn, ana, 'good')
  rows.public.put(interactionId('6'), ana, 'bad')
  rows.evict()
  expect([rows.public.of(turn, ana), rows.public.of(interactionId('6'), ana)]).toEqual(['good', undefined])
  rows.erase()
  expect(rows.public.of(turn, ana)).toBeUndefined()
})
