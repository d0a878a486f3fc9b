/** Backslashes: an escape stays one, and a sign of its own stays visible. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMath } from '../../src/deliver/markdown/escapes.ts'
import { readInline } from '../../src/deliver/markdown/inline-parser.ts'
import { readMessage, visibleText } from '../reading/discord-reading.ts'

const sent = (text: string): string =>
  readInline(text)
    .tokens.map(({ out }) => out)
    .join('')
const seen = (text: string): string => visibleText(readMessage(sent(text)))

test.each([
  ['2 \\* 3', '2 * 3'],
  ['\\_a\\_', '_a_'],
  ['C:\\Users\\x', 'C:\\Users\\x'],
  ['C:\\_a\\b', 'C:\\_a\\b'],
  ['\\d+\\.\\d', '\\d+\\.\\d'],
  ['¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
  ['so \\Ä', 'so \\Ä'],
  ['\\\\server', '\\\\server'],
  ['one\\\ntwo', 'one\ntwo'],
  ['the end\\', 'the end\\'],
])('of %j a reader sees %j', (text, shown) => expect(seen(text)).toBe(shown))

test.each([
  ['C:\\Users\\x', 'C:\\Users\\x'],
  ['\\d+\\.', '\\\\d+\\\\.'],
  ['\\(x^2\\)', '`x^2`'],
  ['\\[ a = b \\]', '`a = b`'],
  ['\\(see below\\)', '\\(see below\\)'],
  ['\\(a', '\\\\(a'],
])('%j is sent as %j', (text, message) => expect(sent(text)).toBe(message))

test.each([
  ['x^2', true],
  ['\\alpha', true],
  ['n', true],
  ['a, b', true],
  ['a_1', true],
  ['x + y', true],
  ['see below', false],
  ['a](https://x.org', false],
  ['', false],
])('whether %j is a formula: %s', (inner, math) => expect(isMath(inner)).toBe(math))

test('a path of letters is seen as it was said', () =>
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/), { minLength: 1 }), (names) => {
      const path = `C:\\${names.join('\\')}`
      expect(seen(path)).toBe(path)
    }),
  ))
