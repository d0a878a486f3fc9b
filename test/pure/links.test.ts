/** Links: how they are written, and which pages want their previews. */
import { expect, test } from 'vitest'
import { embedsUnwanted, linkText } from '../../src/deliver/markdown/links.ts'

test('a page without links needs nothing', () =>
  expect(embedsUnwanted('plain `https://x.org` text')).toBe(false))
test('one bare link keeps its preview', () => expect(embedsUnwanted('See https://x.org/a.')).toBe(false))
test('two bare links have none', () => expect(embedsUnwanted('https://x.org https://y.org')).toBe(true))
test('a masked link has none', () => expect(embedsUnwanted('[x](https://x.org)')).toBe(true))
test('a bare link among masked ones has none', () => {
  expect(embedsUnwanted('https://x.org and [y](https://y.org)')).toBe(true)
})
test('a link in angle brackets has none', () => expect(embedsUnwanted('<https://x.org>')).toBe(true))
test('links in code do not count', () => {
  expect(embedsUnwanted('```\nhttps://x.org https://y.org\n```\n')).toBe(false)
  expect(embedsUnwanted('https://x.org\n```js\nfetch("https://y.org")')).toBe(false)
})

test.each(['', 'x', 'https://x.org'])(
  'a label of backticks opens no block of code, with the target %j',
  (target) => {
    expect(linkText('````', target)).not.toContain('```')
  },
)
