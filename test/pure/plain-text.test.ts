/** Strangers' text is shown to the letter: nothing in it comes to life, hides, or breaks out of its place. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import {
  escaped,
  identifier,
  line,
  name,
  quote,
  shownFileName,
  visible,
} from '../../src/deliver/plain-text.ts'
import { breakFence, fenced } from '../../src/deliver/markdown/code-block.ts'
import { readMessage, type Run, visibleText } from '../reading/discord-reading.ts'

/** What a reader sees of it: the mark of the quote and the backslashes are Discord's, the rest is the text. */
const seen = (quoted: string): string =>
  quoted
    .split('\n')
    .map((one) =>
      one
        .slice(2)
        .replaceAll(/\\([^0-9A-Za-z\s])/g, '$1')
        .replaceAll('\u200b', ''),
    )
    .join('\n')

test('each line is quoted', () => {
  expect(quote('One.\n\nTwo.\r\nThree.', 100)).toBe('> One.\n> \n> Two.\n> Three.')
})

describe('nothing in it comes to life', () => {
  test.each([
    ['<@53908232506183680>', '> \\<@\u200b53908232506183680\\>'],
    ['@everyone', '> @\u200beveryone'],
    ['**bold** _i_ ~~s~~ ||x||', '> \\*\\*bold\\*\\* \\_i\\_ \\~\\~s\\~\\~ \\|\\|x\\|\\|'],
    ['```js\ncode', '> \\`\\`\\`js\n> code'],
    ['[here](https://evil.example)', '> \\[here\\]\\(https\\://evil.example\\)'],
    ['# big', '> \\# big'],
    ['>>> deep', '> \\>\\>\\> deep'],
    ['\\*', '> \\\\\\*'],
  ])('%s', (text, expected) => {
    expect(quote(text, 200)).toBe(expected)
    expect(seen(quote(text, 200))).toBe(text)
  })

  test('a sign that turns the direction of the lines is taken out', () => {
    expect(quote('a\u202eb\u2066c\u0007d', 100)).toBe('> abcd')
  })
})

test('a long text is cut between graphemes, and says so', () => {
  const family = '👨‍👩‍👧'
  expect(quote(family.repeat(9), 2 + 5 * 2 + 1)).toBe(`> ${family.repeat(2)}…`)
  expect(quote('x'.repeat(50), 10)).toBe('> xxxxxxx…')
  expect(quote('x'.repeat(8), 10)).toBe('> xxxxxxxx')
})

test('as much as fits is shown', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 3, max: 200 }), (length, room) => {
      const size = codePoints(quote('x'.repeat(length), room))
      expect(size).toBe(Math.min(2 + length, room))
    }),
  )
})

test('whatever the text, it fits, every line is quoted, and what is seen is its beginning', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('`', '*', '@', '<', '\n', '👨‍👩‍👧', '🇩', 'e\u0301', 'a', ' '),
      maxLength: 300,
    }),
  )
  fc.assert(
    fc.property(text, fc.integer({ min: 3, max: 400 }), (raw, room) => {
      const quoted = quote(raw, room)
      expect(codePoints(quoted)).toBeLessThanOrEqual(room)
      for (const one of quoted.split('\n')) expect(one.startsWith('> ')).toBe(true)
      expect(quoted.isWellFormed()).toBe(true)
      expect(quoted).not.toMatch(/@(?!\u200b)|(?<!\\)[`<]/)
      const whole = seen(quote(raw, 10_000))
      expect(whole.startsWith(seen(quoted).replace(/…$/, '').trimEnd())).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

const trick = fc.constantFrom(
  '**',
  '*',
  '_',
  '__',
  '~~',
  '||',
  '`',
  '``',
  '```',
  '```js\n',
  '\n```\n',
  '# ',
  '## ',
  '-# ',
  '> ',
  '>>> ',
  '- ',
  '* ',
  '1. ',
  '[a](https://evil.example)',
  '](https://evil.example)',
  '<https://evil.example>',

  'https://evil.example',
  '<@53908232506183680>',
  '<@!1>',
  '<@&1>',
  '<#1>',
  '</ask:1>',
  '<:x:1>',
  '<t:1:R>',

  '@everyone',
  '@here',
  '@\u200beveryone',
  '\\',
  '\\\\',
  '\n',
  '\r\n',
  '\u2028',
  '\u2029',
  '\u0085',
  '\0',
  '\u001b',

  '\u202e',
  '\u202a',
  '\u2066',
  '\u2069',
  '\u200f',
  '\u061c',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u3164',
  '\u{e0041}',
  '\ufe0f',
  '👨‍👩‍👧',
  '❤️',
  '🏳️‍🌈',
  '\ud83d',
  'שלום',
  'नमस्ते',
  'Ada',
  ' ',
)
const hostile = fc
  .array(fc.oneof(trick, fc.string({ unit: 'binary', maxLength: 6 })), { minLength: 1, maxLength: 20 })
  .map((parts) => parts.join(''))

const TURNS = /[\u202a-\u202e\u2066-\u2069]/
/** Joins emoji, and nothing else; colours them, and nothing else. */
const STRAY =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})|(?<!\p{Emoji})\ufe0f/u

/** What a reader of the message sees that is no plain text. */
const alive = (runs: readonly Run[]): readonly Run[] =>
  runs.filter(({ styles, href, marker }) => styles.size > 0 || href !== undefined || marker === true)

describe('a line', () => {
  test('cannot break out of its place in a message, whatever it is made of', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 5, max: 100 }), (text, most) => {
        const plain = line(text, most)
        expect(plain).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        expect(plain).not.toMatch(TURNS)
        expect(plain).not.toMatch(STRAY)
        expect(plain.isWellFormed()).toBe(true)
        expect(codePoints(plain)).toBeLessThanOrEqual(most)
        const runs = readMessage(`x ${escaped(plain)} x`)
        expect(alive(runs)).toEqual([])
        expect(visibleText(runs).replaceAll('\u200b', '')).toBe(`x ${plain} x`)
        expect(escaped(plain)).not.toMatch(/@(?!\u200b)/)
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['👨‍👩‍👧 ❤️ 🏳️‍🌈 👩🏽‍💻', '👨‍👩‍👧 ❤️ 🏳️‍🌈 👩🏽‍💻'],
    ['a\u200db\u200cc\ufe0f', 'abc'],
    ['\u200d👨\u200d\u200d👩', '👨👩'],
    ['two\u200b\n\t lines', 'two lines'],
    ['\u3164 \u2800x', 'x'],
  ])('%j is %j', (text, shown) => expect(line(text, 99).replace(/^\u2800/, '')).toBe(shown))

  test('that is too long is cut between graphemes, and says so', () => {
    expect(line('👨‍👩‍👧'.repeat(4), 12)).toBe(`${'👨‍👩‍👧'.repeat(2)}…`)
    expect(line('word '.repeat(9), 9)).toBe('word wor…')
  })
})

test('a name is as a line, and ends without a sign', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const whole = line(text, 10_000)
      expect(whole.startsWith(name(text, 64))).toBe(true)
      expect(codePoints(name(text, 64))).toBeLessThanOrEqual(64)
    }),
  )
})

test('the name of a file cannot end the quotation marks or the brackets around it', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(shownFileName(text)).not.toMatch(/[[\]"“”\p{C}\u2028\u2029]/u)
    }),
  )
})

test('what nobody has checked stays within its code span', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const runs = readMessage(`\`${identifier(text)}\` x`)
      expect(runs.map((run) => [...run.styles])).toEqual([['code'], []])
    }),
  )
})

test('a block of code ends where we end it', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const runs = readMessage(`${fenced('', `${breakFence(visible(text))}\n`)}\nafter`)
      const outside = runs.filter(({ styles }) => !styles.has('block'))
      expect(visibleText(outside).trim()).toBe('after')
      expect(visibleText(runs)).not.toMatch(TURNS)
    }),
    { numRuns: 1_000 },
  )
})

test('a quote is a quote to its end, and nothing in it comes to life', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const runs = readMessage(`${quote(text, 400)}\nafter`)
      const other = alive(runs).filter(({ styles }) => [...styles].some((style) => style !== 'quote'))
      expect(other).toEqual([])
      expect(visibleText(runs.filter(({ styles }) => !styles.has('quote'))).trim()).toBe('after')
    }),
    { numRuns: 1_000 },
  )
})
