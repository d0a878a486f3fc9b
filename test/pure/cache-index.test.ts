/** The index of cached answers, against a plain model of "the least recently used goes first". */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cacheIndex, entriesTable, type CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { STALE_SECONDS } from '../../src/limits.ts'
import { fakeSql } from '../fakes/sql.ts'

const note = (key: string, partial: Partial<CacheNote> = {}): CacheNote => ({
  key,
  scope: 'guild 1',
  wrote: true,
  madeAt: 0,
  expiresAt: 1_000_000,
  ...partial,
})

test('beyond the limit the least recently used goes, and a hit is a use', () => {
  const index = cacheIndex(fakeSql(entriesTable), 3)
  for (const [at, key] of ['a', 'b', 'c'].entries()) expect(index.note(note(key), at)).toEqual([])
  expect(index.note(note('a', { wrote: false }), 3)).toEqual([])
  expect(index.note(note('d'), 4)).toEqual(['b'])
  expect(index.size(5)).toBe(3)
})

test('an entry that was not known is known by its hit', () => {
  const index = cacheIndex(fakeSql(entriesTable), 2)
  index.note(note('a', { wrote: false }), 0)
  expect(index.size(0)).toBe(1)
})

test('of a full cache a twentieth goes at once, so that not every answer sorts it', () => {
  const index = cacheIndex(fakeSql(entriesTable), 100)
  for (let n = 0; n < 100; n += 1) index.note(note(`k${n}`), n)
  expect(index.note(note('one more'), 100)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5'])
  expect(index.note(note('and one'), 101)).toEqual([])
  expect(index.size(101)).toBe(96)
})

test('what has expired makes room first, however lately it was used', () => {
  const index = cacheIndex(fakeSql(entriesTable), 2)
  index.note(note('old', { expiresAt: 10 }), 9)
  index.note(note('a'), 1)
  expect([index.size(9), index.size(11)]).toEqual([2, 1])
  expect(index.note(note('b'), 11)).toEqual(['old'])
  expect(index.size(11)).toBe(2)
})

test('what KV no longer keeps makes room and is left to KV', () => {
  const index = cacheIndex(fakeSql(entriesTable), 2)
  const dayLater = 10 + STALE_SECONDS * 1_000
  index.note(note('old', { expiresAt: 10 }), 9)
  index.note(note('a', { expiresAt: 2 * dayLater }), 11)
  expect(index.note(note('b', { expiresAt: 2 * dayLater }), dayLater)).toEqual([])
  expect(index.size(dayLater)).toBe(2)
})

test('after the limit was lowered what is too much goes in parts', () => {
  const sql = fakeSql(entriesTable)
  const wide = cacheIndex(sql, 2_000)
  for (let n = 0; n < 1_200; n += 1) wide.note(note(`k${n}`), n)
  const narrow = cacheIndex(sql, 100)
  expect(narrow.note(note('a'), 5_000)).toHaveLength(500)
  expect(narrow.note(note('b'), 5_001)).toHaveLength(500)
  expect(narrow.note(note('c'), 5_002)).toHaveLength(108)
  expect(narrow.size(5_003)).toBe(95)
})

test('a scope forgets its own entries and no other’s', () => {
  const index = cacheIndex(fakeSql(entriesTable), 10)
  index.note(note('a'), 0)
  index.note(note('b', { scope: 'guild 2' }), 1)
  index.note(note('c'), 2)
  expect(index.forget('guild 1', 0).toSorted()).toEqual(['a', 'c'])
  expect(index.forget('guild 1', 0)).toEqual([])
  expect(index.size(3)).toBe(1)
})

test('it never grows beyond the limit, and keeps what was used last', () => {
  const act = fc.record({ key: fc.nat(30).map(String), scope: fc.constantFrom('guild 1', 'guild 2') })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120 }), fc.integer({ min: 1, max: 20 }), (acts, most) => {
      const index = cacheIndex(fakeSql(entriesTable), most)
      let used: string[] = []
      for (const [at, { key, scope }] of acts.entries()) {
        const name = `${scope} ${key}`
        const gone = index.note(note(name, { scope }), at)
        used = [...used.filter((other) => other !== name), name]
        expect(gone).toEqual(used.slice(0, gone.length))
        used = used.slice(gone.length)
        expect(index.size(at)).toBe(used.length)
        expect(used.length).toBeLessThanOrEqual(most)
      }
      const forgotten = index.forget('guild 1', 0)
      expect(forgotten.toSorted()).toEqual(used.filter((name) => name.startsWith('guild 1 ')).toSorted())
    }),
    { numRuns: 60 },
  )
})
