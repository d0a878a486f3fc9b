/** The text of one paragraph, read as Discord reads it and written so that it shows what Claude meant. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readInline } from '../../src/deliver/markdown/inline-parser.ts'
import type { ReadOptions } from '../../src/deliver/markdown/inline-parser.ts'
import { cpuMs } from '../fakes/cpu-time.ts'

const sent = (text: string, options?: ReadOptions): string =>
  readInline(text, options)
    .tokens.map(({ out }) => out)
    .join('')

test.each([
  ['plain words', 'plain words'],
  ['**a** `b` [c](https://x.org) ||d||', '**a** `b` [c](https://x.org) ||d||'],
  ['5*4*3', '5\\*4\\*3'],
  ['so ` it', 'so \\` it'],
  ['```a``` b', '`a` b'],
  ['```a`b```', '`` a`b ``'],
  ['$x^2$ costs $5', '`x^2` costs $5'],
  ['$5 or 7$', '$5 or 7$'],
  ['a &lt; b', 'a \\< b'],
  ['¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
])('%j is sent as %j', (text, message) => expect(sent(text)).toBe(message))

test('a line end brings what stands in front of each line', () =>
  expect(sent('a\nb', { lineStart: '> ' })).toBe('a\n> b'))
test('inside a link nothing is escaped', () => expect(sent('5*4 `', { inside: 'link' })).toBe('5*4 `'))
test('a mark goes on from before', () =>
  expect(sent('b** c', { opened: [{ mark: 'strong', open: '**', close: '**' }] })).toBe('b** c'))
test('a mark that nothing closes stays open where it reaches over', () => {
  expect(readInline('||a', { carryOver: true }).tokens.at(-1)?.opens).toMatchObject([{ mark: 'spoiler' }])
  expect(readInline('||a').mayCarry).toBe(true)
  expect(sent('||a')).toBe('\\|\\|a')
})

describe('while the text grows', () => {
  test.each([
    ['so **bo', 'so **bo'],
    ['see [docs](htt', 'see '],
    ['run `ls', 'run `ls'],
    ['so *', 'so '],
    ['a <b', 'a '],
  ])('of %j is shown %j', (text, shown) => expect(sent(text, { growing: true })).toBe(shown))

  const sign = fc.constantFrom(
    'word ',
    '*',
    '**',
    '_',
    '`',
    '[',
    '](https://x.org)',
    '<b>',
    '</b>',
    '$',
    '||',
    '\n',
    '. ',
  )
  test('what is surely read changes nothing but its marks', () =>
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), fc.nat(200), (signs, cut) => {
        const whole = signs.join('')
        const { tokens, sure } = readInline(whole.slice(0, cut), { growing: true })
        const letters = (all: typeof tokens): string =>
          all
            .filter(({ kind }) => kind !== 'mark')
            .map(({ out }) => out.replace(/[^a-z]/g, ''))
            .join('')
        // In the whole text a link may reach over the place that was sure.
        const read = tokens.filter(({ to }) => to <= sure)
        expect(letters(readInline(whole).tokens).startsWith(letters(read))).toBe(true)
      }),
      { examples: [[['[', 'word ', '`', '](https://x.org)', '](https://x.org)'], 38]] },
    ))
})

const fragment = fc.constantFrom(
  '*',
  '**',
  '_',
  '__',
  '~~',
  '||',
  '`',
  '``',
  '```',
  '[',
  ']',
  '](',
  ')',
  '![',
  '(',
  '<',
  '>',
  '<b>',
  '</b>',
  '<br>',
  '<!--',
  '-->',
  '$',
  '\\',
  '\\(',
  '\\)',
  '\n',
  ' ',
  'word',
  'Word. ',
  'https://x.org/a_b',
  '&amp;',
  '[^1]',
  '日',
  '👍',
)
const text = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(''))

test('the tokens follow one another and cover the text', () =>
  fc.assert(
    fc.property(text, (source) => {
      const { tokens, sure } = readInline(source)
      let at = 0
      for (const { from, to } of tokens) {
        expect(from).toBe(at)
        at = to
      }
      expect([at, sure]).toEqual([source.length, source.length])
    }),
  ))

const count = (source: string): number => source.split(/word/i).length
test('no word is lost', () =>
  fc.assert(
    fc.property(text, (source) => {
      // What stands in a comment is not shown.
      fc.pre(!source.includes('<!--'))
      expect(count(sent(source))).toBe(count(source))
    }),
  ))

test.each(['*a ', '[', '`a ', '<b>', '$a ', '\\(', '||a ', '[a](', '![', '<!-- ', '&', '_a', '`a``'])(
  'many of %j take no time to speak of',
  (unit) => {
    const source = unit.repeat(20_000 / unit.length)
    expect(readInline(source).tokens.length).toBeGreaterThan(0)
    expect(cpuMs(() => readInline(source))).toBeLessThan(2_000)
  },
)
