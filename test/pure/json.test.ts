/** Untrusted JSON: a wrong shape is undefined or empty, never an exception. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRecord, listAt, numberAt, parseJson, recordAt, textAt } from '../../src/json.ts'

const raw = { text: 'a', number: 1.5, list: [1], record: { inner: 2 }, null: null }

test('each reader finds its own kind', () => {
  expect(textAt(raw, 'text')).toBe('a')
  expect(numberAt(raw, 'number')).toBe(1.5)
  expect(listAt(raw, 'list')).toEqual([1])
  expect(recordAt(raw, 'record')).toEqual({ inner: 2 })
})

test.each([raw, null, undefined, 5, 'text', [raw], () => raw])(
  'each reader is calm at what is not there (%#)',
  (value) => {
    for (const field of ['nothing', 'null', 'length', '0']) {
      expect(textAt(value, field)).toBeUndefined()
      expect(numberAt(value, field)).toBeUndefined()
      expect(listAt(value, field)).toEqual([])
      expect(recordAt(value, field)).toEqual({})
    }
  },
)

test('numbers that no arithmetic survives are not there', () => {
  expect(numberAt({ n: Number.NaN }, 'n')).toBeUndefined()
  expect(numberAt(parseJson('{"n": 1e999}'), 'n')).toBeUndefined()
})

test('lists and null are no records', () => {
  expect([{}, Object.create(null)].map(isRecord)).toEqual([true, true])
  expect([[], null, 'x', 1, undefined].map(isRecord)).toEqual([false, false, false, false, false])
})

test('what was written can be read, and everything else is undefined', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(JSON.stringify(parseJson(text))).toBe(text)
    }),
    { numRuns: 1_000 },
  )
  for (const text of ['', '{', 'undefined', '<html>', '{"a":1,}']) expect(parseJson(text)).toBeUndefined()
})
