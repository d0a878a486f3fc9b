/** Links: how they are written, and which pages want their previews. */
import { expect, test } from 'vitest'
import { bareAddress, suppressesEmbeds, targetText } from '../../src/deliver/markdown/links.ts'

test('a page without links needs nothing', () =>
  expect(suppressesEmbeds('plain `https://x.org` text')).toBe(false))
test('one bare link keeps its preview', () => expect(suppressesEmbeds('See https://x.org/a.')).toBe(false))
test('two bare links have none', () => expect(suppressesEmbeds('https://x.org https://y.org')).toBe(true))
test('a masked link has none', () => expect(suppressesEmbeds('[x](https://x.org)')).toBe(true))
test('a bare link among masked ones has none', () => {
  expect(suppressesEmbeds('https://x.org and [y](https://y.org)')).toBe(true)
})
test('a link in angle brackets has none', () => expect(suppressesEmbeds('<https://x.org>')).toBe(true))
test('links in code do not count', () => {
  expect(suppressesEmbeds('```\nhttps://x.org https://y.org\n```\n')).toBe(false)
  expect(suppressesEmbeds('https://x.org\n```js\nfetch("https://y.org")')).toBe(false)
})

test('an address ends before the signs of a text without spaces, and stands between brackets there', () => {
  expect(bareAddress('https://x.org/a）。', 0, '')).toEqual({ url: 'https://x.org/a', runsOn: true })
  expect(bareAddress('https://x.org/a_(b)).', 0, '')).toEqual({ url: 'https://x.org/a_(b)', runsOn: false })
  expect(bareAddress('https://x.org/日本 ', 0, '')).toEqual({ url: 'https://x.org/日本', runsOn: false })
  expect(bareAddress('https://', 0, '')).toBeUndefined()
})

test('a target keeps its own brackets where they are in pairs', () => {
  expect(targetText('https://x.org/a_(b)')).toBe('https://x.org/a_(b)')
  expect(targetText('https://x.org/a)b')).toBe('<https://x.org/a)b>')
})
