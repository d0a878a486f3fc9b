/** Which parts of a text are code. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf } from '../../src/deliver/markdown/code-parts.ts'

const code = (text: string): readonly string[] =>
  partsOf(text).flatMap((part) => (part.code ? [part.text] : []))

test.each<[string, readonly string[]]>([
  ['', []],
  ['no code', []],
  ['`a`', ['`a`']],
  ['what does `ls -A` do, and `ls`?', ['`ls -A`', '`ls`']],
  ['``a ` b`` and c', ['``a ` b``']],
  ['```\na\n```\nb', ['```\na\n```']],
  ['```a``` b', ['```a```']],
  ['open `a b', ['`a b']],
  ['open ```a `b` c', ['```a `b` c']],
  ['`a``b`', ['`a``b`']],
])('in %j it is %j', (text, expected) => expect(code(text)).toEqual(expected))

test('the parts are the text, code has its marks, prose has none, and none is empty', () => {
  const text = fc.string({ unit: fc.constantFrom('`', '``', 'a', ' ', '\n') })
  fc.assert(
    fc.property(text, (one) => {
      const parts = partsOf(one)
      expect(parts.map((part) => part.text).join('')).toBe(one)
      expect(parts.every((part) => part.text !== '' && part.code === part.text.includes('`'))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('a text of nothing but backticks takes no time', () => {
  const worst = Array.from({ length: 100 }, (_, n) => '`'.repeat((n % 50) + 1)).join(' ')
  expect(
    partsOf(worst.slice(0, 6_000))
      .map((part) => part.text)
      .join(''),
  ).toBe(worst.slice(0, 6_000))
})
