/** HTML inside a text: markup becomes the nearest thing in Discord, and what is talked about stays. */
import { expect, test } from 'vitest'
import { readInline } from '../../src/deliver/markdown/inline-parser.ts'

const sent = (text: string, lineStart = ''): string =>
  readInline(text, { lineStart })
    .tokens.map(({ out }) => out)
    .join('')

test.each([
  ['<b>bold</b> <em>slanted</em>', '**bold** *slanted*'],
  ['<u>a</u> <s>b</s>', '__a__ ~~b~~'],
  ['press <kbd>Ctrl</kbd>', 'press `Ctrl`'],
  ['<code>a &lt; b</code>', '`a < b`'],
  ['x<sup>2</sup>, a<sub>i</sub>', 'x², a_i'],
  ['<a href="https://x.org">here</a>', '[here](https://x.org)'],
  ['<img src="https://x.org/c.png" alt="a cat">', '[a cat](https://x.org/c.png)'],
  ['one<br>two', 'one\ntwo'],
  ['<span style="x">words</span>', 'words'],
  ['<div>', ''],
  ['a <!-- note -->', 'a '],
  ['Tom &amp; Ann &copy;', 'Tom & Ann ©'],
  ['5 &#42; 3 &lt;b&gt;', '5 \\* 3 \\<b\\>'],
])('%j is sent as %j', (text, message) => expect(sent(text)).toBe(message))

test.each([
  'the <b> tag',
  'Map<K, V> and <T>',
  'the <br> tag',
  'a <!-- note --> in a sentence',
  '<your name>',
  '<@123456789012345678> <#1> <:wave:1> <t:1700000000:R> </ask:12>',
  '<https://x.org/a_b>',
  '&unknown; & more',
])('%j stays as it is', (text) => expect(sent(text)).toBe(text))

test('a line that a tag breaks has the quote mark of its lines', () =>
  expect(sent('a<br>b', '> ')).toBe('a\n> b'))

test('tags that are left out do not join the words beside them', () =>
  expect(sent('<li>one</li><li>two</li>')).toBe('one two'))

test('a tag inside its own mark ends nothing', () => expect(sent('**a <b>b</b> c**')).toBe('**a b c**'))
