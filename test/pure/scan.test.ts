/** How a rule adds to what has been read of a paragraph, and where a page may be cut inside of words and code. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findBrackets } from '../../src/deliver/markdown/code-spans.ts'
import {
  emitCode,
  emitCodeMark,
  emitSource,
  emit,
  emitCodeSpan,
  emitWords,
} from '../../src/deliver/markdown/scan.ts'
import type { Scan } from '../../src/deliver/markdown/scan.ts'

const scanOf = (source: string, its: Partial<Scan> = {}): Scan => ({
  source,
  inside: undefined,
  brackets: findBrackets(source, false, 0),
  lineStart: '',
  coarse: false,
  mentions: undefined,
  nodes: [],
  label: (text) => text,
  ...its,
})
const outs = ({ nodes }: Scan): readonly string[] =>
  nodes.flatMap((node) => (node.kind === 'token' ? [node.token.out] : []))
const wordsOf = (source: string, its?: Partial<Scan>): readonly string[] => {
  const scan = scanOf(source, its)
  emitWords(scan, 0, source.length)
  return outs(scan)
}
const codeOf = (source: string, rule?: 'code span', its?: Partial<Scan>): readonly string[] => {
  const scan = scanOf(source, its)
  emitCode(scan, 0, source.length, rule)
  return outs(scan)
}

test('what a rule adds stands for a stretch of the text, with its reason', () => {
  const scan = scanOf('a *b')
  expect(emitSource(scan, 'word', 0, 2)).toBe(2)
  expect(emit(scan, 'word', 2, 3, '\\*', 'plain sign')).toBe(3)
  expect(scan.nodes).toEqual([
    { kind: 'token', token: { kind: 'word', from: 0, to: 2, out: 'a ' } },
    { kind: 'token', token: { kind: 'word', from: 2, to: 3, out: '\\*', rule: 'plain sign' } },
  ])
})

describe('words', () => {
  test('are parted behind their spaces', () =>
    expect(wordsOf('one  two\nthree')).toEqual(['one  ', 'two\n', 'three']))
  test('are not parted where nothing is cut', () =>
    expect(wordsOf('one two', { coarse: true })).toEqual(['one two']))
  test('that are too long are parted behind a sign', () =>
    expect(wordsOf(`${'a'.repeat(20)}/${'b'.repeat(60)}`)[0]).toBe(`${'a'.repeat(20)}/`))
  test('together are the text, and none ends inside a grapheme', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'word', ' ', '/', '日', '👩‍👩‍👧', '🇩🇪', 'e\u0301'), { maxLength: 200 }),
        (signs) => {
          const source = signs.join('')
          const parts = wordsOf(source)
          expect(parts.join('')).toBe(source)
          const starts = new Set(Array.from(new Intl.Segmenter().segment(source), ({ index }) => index))
          let at = 0
          for (const part of parts) {
            expect(starts).toContain(at)
            at += part.length
          }
        },
      ),
    ))
})

describe('code', () => {
  test('breaks its lines as the paragraph does', () =>
    expect(codeOf('a\nb', undefined, { lineStart: '> ' })).toEqual(['a', '\n> ', 'b']))
  test('has no row of backticks where fewer stand around it', () =>
    expect(codeOf('a``b', 'code span')).toEqual(['a`\u200b`b']))
  test('together is the text', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '日', '👍', '\u0301') }),
        (source) => {
          expect(codeOf(source).join('')).toBe(source)
        },
      ),
    ))
  test.each([
    ['x^2', '`x^2`'],
    [' a\n b ', '`a b`'],
    ['a`b', '`` a`b ``'],
  ])('that stands for %j is %j', (inner, out) => {
    const scan = scanOf(inner)
    emitCodeSpan(scan, inner, 0, inner.length, 'formula')
    expect(outs(scan)).toEqual([out])
  })
  test('that goes on from an earlier page has no backticks of its own', () => {
    const scan = scanOf('a`')
    emitCodeMark(scan, 0, 0, 'open', { mark: 'code', open: '`', close: '`' })
    emitCodeMark(scan, 1, 2, 'close', { mark: 'code', open: '`', close: '`' })
    expect(scan.nodes).toMatchObject([
      { kind: 'open', out: '' },
      { kind: 'close', mark: 'code', out: '`' },
    ])
  })
})
