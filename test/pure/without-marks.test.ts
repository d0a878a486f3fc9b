/** The words of a text without its marks. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutMarks } from '../../src/deliver/markdown/without-marks.ts'

test.each([
  ['**bold** and *slanted*', 'bold and slanted'],
  ['`code` and ``a ` b``', 'code and a ` b'],
  ['||hidden||', 'hidden'],
  ['[docs](https://x.org)', 'docs (https://x.org)'],
  ['<https://x.org>', 'https://x.org'],
  ['$x^2$', 'x^2'],
  ['a<br>b', 'a b'],
  ['a\nb', 'a b'],
  ['2 \\* 3, 5*4*3', '2 * 3, 5*4*3'],
  ['Tom &amp; Ann', 'Tom & Ann'],
  ['<b>bold</b>', 'bold'],
  ['C:\\Users', 'C:\\Users'],
])('of %j are %j', (text, words) => expect(withoutMarks(text)).toBe(words))

test('of a text without marks are the text', () =>
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9 .,;!?日é-]*$/), (text) => {
      expect(withoutMarks(text)).toBe(text)
    }),
  ))
