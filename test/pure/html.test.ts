/** Tags that models write: which of them are markup, and what stands between a tag and its end. */
import { describe, expect, test } from 'vitest'
import {
  attributeOf,
  contentOf,
  entity,
  isAlone,
  raised,
  tagAt,
  tagNamed,
} from '../../src/deliver/markdown/html.ts'
import type { FoundTag } from '../../src/deliver/markdown/html.ts'

const found = (source: string, from = 0): FoundTag => {
  const tag = tagAt(source, from)
  if (tag === undefined) throw new Error(`no tag in ${source}`)
  return tag
}

test.each([
  ['<b>', 'b', false, ''],
  ['</B>', 'b', true, ''],
  ['<br/>', 'br', false, ''],
  ['<a href="x">', 'a', false, ' href="x"'],
])('%j is a tag', (source, name, isClosing, attributes) =>
  expect(tagAt(source, 0)).toMatchObject({ name, isClosing, attributes, to: source.length }),
)
test.each(['<T>', '<your name>', '< b>', '<b', 'b>', '<constructor>'])('%j is text', (source) =>
  expect(tagAt(source, 0)).toBeUndefined(),
)
test('a name that every object has is no tag', () => expect(tagNamed('toString')).toBeUndefined())

test.each([
  ['amp', '&'],
  ['nbsp', '\u00a0'],
  ['#65', 'A'],
  ['#x1f44d', '👍'],
  ['#0', undefined],
  ['#xd800', undefined],
  ['#1114112', undefined],
  ['toString', undefined],
  ['nothing', undefined],
])('&%s; stands for %j', (body, char) => expect(entity(body)).toBe(char))

describe('the content of a tag', () => {
  test('ends where the tag ends', () =>
    expect(contentOf('<b>bold</B> x', found('<b>bold</B> x'))).toEqual({ inner: 'bold', end: 11 }))
  test.each(['<b>', '<b></b>', '<b> spaced </b>', `<b>${'a'.repeat(700)}</b>`])('%j has none', (source) =>
    expect(contentOf(source, found(source))).toBeUndefined(),
  )
})

test.each([
  ['<div>', 0, true],
  ['<p align="center">words', 0, true],
  ['<p>words', 0, false],
  ['the <div> tag', 4, false],
  ['words</div>', 5, true],
  ['a\n<ul><li>', 2, true],
])('whether the tag of %j at %i shapes the page: %s', (source, from, alone) =>
  expect(isAlone(source, from, found(source, from))).toBe(alone),
)

test.each([
  [' src="a.png" alt="b"', 'a.png'],
  [" src='a.png'", 'a.png'],
  [' SRC=a.png', 'a.png'],
  [' data-src="b"', undefined],
  ['', undefined],
])('the src of %j is %s', (attributes, value) => expect(attributeOf('src', attributes)).toBe(value))

test.each([
  ['2', false, '²'],
  ['10', true, '₁₀'],
  ['n', false, '^n'],
  ['-x', false, '^-x'],
  ['n+1', false, '^(n+1)'],
  ['i', true, '_i'],
  ['<b>', false, undefined],
])('%j, lowered %s, is %s', (inner, lowered, shown) => expect(raised(inner, lowered)).toBe(shown))
