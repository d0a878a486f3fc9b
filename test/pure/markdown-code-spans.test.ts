/** Where the code spans and square brackets of a paragraph end, and how much of a growing one can be shown. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBrackets, shownLength } from '../../src/deliver/markdown/code-spans.ts'
import { cpuMs } from '../fakes/cpu-time.ts'

const spans = (text: string, growing = false): readonly string[] =>
  Array.from(findBrackets(text, growing, 0).code.values(), ({ inner, outer }) => text.slice(inner, outer))
const pairs = (text: string): readonly string[] =>
  Array.from(findBrackets(text, false, 0).pairs, ([from, to]) => text.slice(from, to + 1)).toSorted()
const shown = (text: string): string => text.slice(0, shownLength(text, findBrackets(text, true, 0)))

test.each([
  ['a `b` c', ['b']],
  ['``a ` b``', ['a ` b']],
  ['`a` and `b`', ['a', 'b']],
  ['`a', []],
  ['\\`a`', []],
  ['`a``', []],
])('the code of %j is %j', (text, code) => expect(spans(text)).toEqual(code))

test.each([
  ['[a]', ['[a]']],
  ['[a [b]]', ['[a [b]]', '[b]']],
  ['\\[a] [`]`', []],
  ['a] [', []],
])('the brackets of %j are %j', (text, found) => expect(pairs(text)).toEqual(found))

test('code that is still open is code while the text grows', () => {
  expect(spans('so `ls -l', true)).toEqual(['ls -l'])
  expect(spans(`so \`${'a'.repeat(500)}`, true)).toEqual([])
})

test('code that began on an earlier page goes on', () => {
  const { code } = findBrackets('ls` and `pwd`', false, 1)
  expect(Array.from(code.values())).toEqual([
    { from: -1, inner: 0, outer: 2, to: 3 },
    { from: 8, inner: 9, outer: 12, to: 13 },
  ])
})

test.each([
  ['see [the docs](https://x.o', 'see '],
  ['see ![a cat', 'see '],
  ['see <https://x.o', 'see '],
  ['so **', 'so '],
  ['so <b', 'so '],
  ['a &am', 'a '],
  ['run `', 'run '],
  ['run `ls', 'run `ls'],
  ['a < b', 'a < b'],
  ['[docs](https://x.org) a', '[docs](https://x.org) a'],
])('of the growing %j is shown %j', (text, part) => expect(shown(text)).toBe(part))

test('spans follow one another and lie within the text', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('`', '``', 'a', ' ', '[', ']', '\\')),
      fc.boolean(),
      (signs, growing) => {
        const text = signs.join('')
        const { code } = findBrackets(text, growing, 0)
        const places = Array.from(code.values()).flatMap(({ from, inner, outer, to }) => [
          from,
          inner,
          outer,
          to,
        ])
        expect([0, ...places, text.length]).toEqual([0, ...places, text.length].toSorted((a, b) => a - b))
      },
    ),
  ))

test('a row of backticks of all lengths takes time that grows with the text', () => {
  const text = Array.from({ length: 400 }, (_, at) => '`'.repeat(at + 1)).join('a')
  expect(spans(text)).toEqual([])
  expect(cpuMs(() => spans(text))).toBeLessThan(2_000)
})
