/** Lengths as Discord counts them, columns as readers see them, and places where a text may be parted. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  boundaryBefore,
  codePoints,
  columns,
  isBlank,
  settledLength,
} from '../../src/deliver/markdown/graphemes.ts'

const family = '👩‍👩‍👧'
const flags = '🇩🇪🇫🇷🇮🇹'
const sign = fc.constantFrom(
  'a',
  ' ',
  '\n',
  'é',
  'e\u0301',
  '日',
  'ア',
  '👍🏽',
  family,
  flags,
  '한',
  '각',
  '\u0e01\u0e33',
)
const text = fc.array(sign, { maxLength: 60 }).map((signs) => signs.join(''))

test('a length counts code points, as Discord does', () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '日', '👍', '\ud83d', '\udc4d') }), (any) => {
      expect(codePoints(any)).toBe(Array.from(any).length)
    }),
  ))

test('a boundary never lies inside a grapheme', () =>
  fc.assert(
    fc.property(text, fc.nat(400), (any, at) => {
      const starts = Array.from(new Intl.Segmenter('en').segment(any), ({ index }) => index)
      expect([...starts, any.length]).toContain(boundaryBefore(any, at))
      expect(boundaryBefore(any, at)).toBe([...starts, any.length].findLast((start) => start <= at))
    }),
  ))

test('a grapheme without end is parted, but no pair of surrogates', () => {
  const stacked = `a${'\u0301'.repeat(500)}`
  expect(boundaryBefore(stacked, 300)).toBe(300)
  const tags = `🏴${'\u{e0067}'.repeat(300)}`
  expect(tags.slice(0, boundaryBefore(tags, 301)).isWellFormed()).toBe(true)
})

test.each([
  ['', 0],
  ['two words.', 10],
  ['half a flag 🇩', 12],
  ['cafe', 3],
  ['cafe ', 5],
  ['so 👩‍', 3],
])('of %j the first %i units are settled', (growing, length) => expect(settledLength(growing)).toBe(length))

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['👍', 2],
  [family, 2],
  ['\u200b', 0],
  ['│', 1],
  ['ｶ', 1],
])('%j takes %i columns', (shown, wide) => expect(columns(shown)).toBe(wide))

test.each([
  ['', true],
  [' \n\t', true],
  ['\u200b\u2060', true],
  ['\ufe0f', true],
  ['.', false],
  ['👍', false],
])('whether %j shows nothing: %s', (shown, nothing) => expect(isBlank(shown)).toBe(nothing))
