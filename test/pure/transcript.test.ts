/** What Claude is shown of a conversation, and how much that is. */

import { expect, test } from 'vitest'
import {
  bytesOf,
  type Exchange,
  newerHalf,
  newestTooOld,
  sizeOf,
} from '../../src/converse/claude/transcript.ts'
import { fileRef, transcript } from '../build.ts'

const exchange = (asked: string): Exchange => ({ name: '', asked, answered: '' })
const exchanges = (count: number): readonly Exchange[] =>
  Array.from({ length: count }, (_, n) => exchange(`question ${n + 1}`))

test('names, questions and answers count, four characters to a token', () => {
  const frame = sizeOf(exchange(''), new Set())
  const long = { name: 'Ada', asked: 'x'.repeat(397), answered: 'y'.repeat(400) }
  expect(sizeOf(long, new Set()) - frame).toBe(200)
})

test('a file counts while it is attached', () => {
  const shown = { ...exchange(''), files: [fileRef({ id: 7, tokens: 1_500 })] }
  const frame = sizeOf(exchange(''), new Set())
  expect(sizeOf(shown, new Set([7]))).toBe(frame + 1_500)
  expect(sizeOf(shown, new Set([8]))).toBe(frame)
})

test('of too much, the newer half stays, and the summary', () => {
  const all = exchanges(5)
  const half = newerHalf(transcript({ summary: 'Before.', exchanges: all }))
  expect(half).toEqual(transcript({ summary: 'Before.', exchanges: all.slice(3) }))
  expect(newestTooOld(transcript({ exchanges: all }))).toBe(all[2])
})

test('a single exchange that is too much is left out, and without one nothing is', () => {
  const [only] = exchanges(1)
  expect(newerHalf(transcript({ exchanges: exchanges(1) })).exchanges).toEqual([])
  expect(newestTooOld(transcript({ exchanges: exchanges(1) }))).toEqual(only)
  expect(newestTooOld(transcript())).toBeUndefined()
})

test('in memory a character takes at most two bytes', () => {
  expect(bytesOf(transcript())).toBe(0)
  const held = bytesOf(transcript({ summary: 'x'.repeat(50), exchanges: [exchange('y'.repeat(500))] }))
  expect(held).toBe(100 + 1_000 + 100)
})
