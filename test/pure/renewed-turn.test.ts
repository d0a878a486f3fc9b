/** Which conversation a question finds that is asked once more, and what its turn leaves of the answers before. */

import { expect, test } from 'vitest'
import type { Exchange } from '../../src/converse/claude/transcript.ts'
import type { EndedTurn, Version } from '../../src/converse/thread/ended-turn.ts'
import { asOf, leavesOf } from '../../src/converse/thread/renewed-turn.ts'
import { interactionId, question, transcript } from '../build.ts'

const said = (answered: string): Exchange => ({ name: '', asked: 'Why?', answered })
const exchanges = [said('a'), said('b'), said('c')]
const how = { isCut: false, hasText: true, hasTools: false, by: interactionId('1') }
const version = (content: string): Version => ({ content, plainLinks: false, ...how })
const turn = interactionId('1')
const old: EndedTurn = {
  id: turn,
  question: {},
  exchange: 2,
  left: { isCut: false },
  versions: [version('b')],
  at: 0,
  renewed: 'retry',
}
/** The rows of the exchanges are 1, 2 and 3. */
const stored = (ended: EndedTurn | undefined): Parameters<typeof asOf>[1] => ({
  transcript: () => transcript({ exchanges }),
  before: (row) => ({
    transcript: transcript({ exchanges: row === undefined ? exchanges : exchanges.slice(0, row - 1) }),
    exchange: row === undefined ? undefined : exchanges[row - 1],
  }),
  ended: (id) => (id === turn ? ended : undefined),
})
const retry = { does: 'retry', turn, version: 2, from: 0, fence: '' } as const
const goOn = { does: 'continue', turn, version: 1, from: 1, fence: '' } as const

test.each([
  ['a question that was typed', {}, old, ['a', 'b', 'c'], undefined],
  ['another try', { renews: retry }, old, ['a'], undefined],
  ['the rest', { renews: goOn }, old, ['a'], 'b'],
  ['another try, when all was forgotten', { renews: retry }, undefined, ['a', 'b', 'c'], undefined],
  ['the rest, when all was forgotten', { renews: goOn }, undefined, ['a', 'b', 'c'], undefined],
])('%s', (_, asked, ended, shown, before) => {
  const found = asOf(question(asked), stored(ended))
  expect(found.transcript.exchanges.map(({ answered }) => answered)).toEqual(shown)
  expect(found.before?.answered).toBe(before)
})

const left = { ...how, only: { content: 'new', plainLinks: false } }

test('another try leaves the earlier answer with its exchange beside its own, and takes its place', () => {
  const leaves = leavesOf(question({ renews: retry }), left, stored(old))
  expect(leaves.versions).toEqual([{ ...version('b'), exchange: said('b') }, version('new')])
  expect([leaves.at, leaves.exchange]).toEqual([1, 2])
})

test('after another question each answer knows the one that it was given to', () => {
  const before = {
    ...old,
    question: { text: 'Why?' },
    versions: [{ ...version('a'), asked: { text: 'How?' } }, version('b')],
  }
  const asking = (text: string) =>
    leavesOf(question({ text, renews: { ...retry, version: 3 } }), left, stored({ ...before, at: 1 }))
  const asked = (text: string) => asking(text).versions.map((one) => one.asked?.text)
  expect(asked('Who?')).toEqual(['How?', 'Why?', undefined])
  expect(asked('How?')).toEqual([undefined, 'Why?', undefined])
  expect(asked('Why?')).toEqual(['How?', undefined, undefined])
})

test.each([
  ['a question that was typed', {}, left, ['new'], undefined],
  ['the rest of an answer', { renews: goOn }, left, ['new'], 2],
  ['one in a message of its own', { renews: { ...retry, version: 1 } }, left, ['new'], 2],
  ['one of several messages', { renews: retry }, how, [], 2],
])('%s leaves', (_, asked, what, shown, row) => {
  const leaves = leavesOf(question(asked), what, stored(old))
  expect(leaves.versions.map(({ content }) => content)).toEqual(shown)
  expect(leaves.exchange).toBe(row)
})
