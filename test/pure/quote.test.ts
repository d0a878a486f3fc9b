/** A quoted text is shown to the letter: nothing in it comes to life, and it fits. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { quote } from '../../src/deliver/quote.ts'

/** What a reader sees of it: the mark of the quote and the backslashes are Discord's, the rest is the text. */
const seen = (quoted: string): string =>
  quoted
    .split('\n')
    .map((line) =>
      line
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
      for (const line of quoted.split('\n')) expect(line.startsWith('> ')).toBe(true)
      expect(quoted.isWellFormed()).toBe(true)
      expect(quoted).not.toMatch(/@(?!\u200b)|(?<!\\)[`<]/)
      const whole = seen(quote(raw, 10_000))
      expect(whole.startsWith(seen(quoted).replace(/…$/, '').trimEnd())).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
