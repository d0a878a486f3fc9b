/** Names with underscores around them, and underlined text, which is written the same way. */
import { expect, test } from 'vitest'
import { readInline } from '../../src/deliver/markdown/inline-parser.ts'

const sent = (text: string): string =>
  readInline(text)
    .tokens.map(({ out }) => out)
    .join('')

test.each([
  ['Call __init__ first', 'Call \\_\\_init\\_\\_ first'],
  ['obj.__anything__', 'obj.\\_\\_anything\\_\\_'],
  ['__anything__()', '\\_\\_anything\\_\\_()'],
  ['__FILE__ and __two_words__', '\\_\\_FILE\\_\\_ and \\_\\_two\\_words\\_\\_'],
])('%j keeps the underscores of a name', (text, message) => expect(sent(text)).toBe(message))

test.each(['__important__', 'It is __very__ late', '__two words__', '__Wichtig__.', '(__Wichtig__.)'])(
  '%j is underlined',
  (text) => expect(sent(text)).toBe(text),
)

test('the label of a link needs no escapes', () =>
  expect(sent('[__init__](https://x.org)')).toBe('[__init__](https://x.org)'))
