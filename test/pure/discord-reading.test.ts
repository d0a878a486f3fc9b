/** The reading of Discord against what is known of Discord, and the comparison against pages with a known fault. */
import { describe, expect, test } from 'vitest'
import { readMessage, visibleText } from '../reading/discord-reading.ts'
import { findLosses } from '../reading/losses.ts'

const seen = (message: string): string => visibleText(readMessage(message)).trim()
/** The text with its styles in front of each part that has some. */
const styled = (message: string): string =>
  readMessage(message)
    .map(({ text, styles }) => (styles.size === 0 ? text : `{${[...styles].join(' ')}:${text}}`))
    .join('')

const linked = (message: string): readonly (string | undefined)[] =>
  readMessage(message)
    .filter(({ styles }) => styles.has('link'))
    .map(({ text, href }) => `${text} ${href}`)
const kinds = (source: string, ...pages: readonly string[]): readonly string[] =>
  findLosses(source, pages).map(({ kind, words }) => `${kind}: ${words}`)

describe('a list', () => {
  test('counts on from its first number, over blank lines', () => {
    expect(seen('3. a\n7. b\n\n\n9. c').split(/\n+/)).toEqual(['3. a', '4. b', '5. c'])
  })
  test('ends at a line that is no item', () => {
    expect(seen('1. a\ntext\n5. b')).toBe('1. a\ntext\n5. b')
  })
  test('keeps an indented line in its item', () => {
    expect(seen('1. a\n   more\n2. b')).toBe('1. a\nmore\n2. b')
  })
  test('is what its first item is', () => {
    expect(seen('- a\n3. b')).toBe('• a\n• b')
    expect(seen('4. a\n- b')).toBe('4. a\n5. b')
  })
  test('nests, and each list inside has a number of its own', () => {
    expect(seen('1. a\n  5. b\n  9. c\n2. d\n  7. e')).toBe('1. a\n5. b\n6. c\n2. d\n7. e')
    expect(seen('- a\n  - b')).toBe('• a\n◦ b')
  })
  test('in a bullet is drawn hollow', () => {
    expect(seen('- 3. x')).toBe('◦ 3. x')
  })
  test('is none with another mark, without a space, in code or behind an escape', () => {
    for (const text of ['+ a', '1) a', '-a', '1.a', '3\\. a']) {
      expect(seen(text)).toBe(text.replace('\\', ''))
    }
    expect(seen('```\n3. a\n5. b\n```')).toBe('3. a\n5. b')
  })
  test('is read in quotes, and its items do not share a mark', () => {
    expect(styled('> 3. a\n> 5. b')).toBe('{quote:3. }{quote:a\n}{quote:4. }{quote:b\n}')
    expect(seen('- **a\n- b**')).toBe('• **a\n• b**')
  })
})

describe('a line', () => {
  test.each([
    ['# a', '{heading:a}\n'],
    ['#### a', '#### a'],
    ['-# a', '{subtext:a}\n'],
    ['> a\n# b', '{quote:a\n}{heading:b}\n'],
    ['>a', '>a'],
    ['**# a**', '{bold:# a}'],
  ])('%j is read as what it begins with', (message, wanted) => {
    expect(styled(message).replace(/\{\w+:\n\}$|\n$/, '')).toBe(wanted.replace(/\n$/, ''))
  })
})

describe('a link', () => {
  test('is masked only to an address, by a label that is none', () => {
    expect(linked('[a](https://x.org)')).toEqual(['a https://x.org'])
    expect(linked('[`a`](https://x.org)')).toEqual(['a https://x.org'])
    expect(linked('[a](src/a.ts)')).toEqual([])
    expect(seen('[https://x.org](https://y.org)')).toContain('](')
  })
  test('takes in what stands directly behind it, and brackets in pairs', () => {
    expect(linked('https://x.org/a。b')).toEqual(['https://x.org/a。b https://x.org/a。b'])
    expect(linked('(https://x.org/a_(b)).')).toEqual(['https://x.org/a_(b) https://x.org/a_(b)'])
    expect(linked('<https://x.org/a>。b')).toEqual(['https://x.org/a https://x.org/a'])
  })
})

test('a backslash drops before signs only, and the shrug is whole', () => {
  expect(seen('\\*a\\* \\a \\Ä \\\\b ¯\\_(ツ)_/¯')).toBe('*a* \\a Ä \\b ¯\\_(ツ)_/¯')
})

describe('the comparison', () => {
  test.each([
    ['one two three', 'one three', ['lost word: two']],
    ['one two', 'one two three', ['added word: three']],
    ['one two three', 'onetwo three', ['joined words: one two → onetwo']],
    ['3. a\n7. b', '3. a\n4. b', ['changed number: 7 → 4']],
    ['a `b` c', 'a b c', ['not code: b', 'code changed: b']],
    ['a b c', 'a `b` c', ['wrongly code: b']],
    ['a b c', 'a ~~b~~ c', ['struck: b']],
    ['a b c', 'a ||b|| c', ['hidden: b']],
    ['a ||b|| c', 'a b c', ['not hidden: b']],
    ['a b c', '> a b c', ['quoted: a b c']],
    ['a * b', 'a b', ['lost sign: *']],
    ['a*b', 'a\\\\*b', ['mark shown: \\*']],
    ['```\na  b\n```', '```\na b\n```', ['code changed: a  b']],
  ] as const)('of %j with %j names the loss', (source, page, wanted) => {
    expect(kinds(source, page)).toEqual(wanted)
  })
  test('is content with what is said in another way', () => {
    expect(kinds('3. a\n7. b', '3\\. a\n7\\. b')).toEqual([])
    expect(kinds('1. a\n1. b', '1. a\n2. b')).toEqual([])
    expect(kinds('1. a\n1. b', '1\\. a\n1\\. b')).toEqual([])
    expect(kinds('5*4*3', '5\\*4\\*3')).toEqual([])
    expect(kinds('[a](b.md) ![c](d.png)', 'a [c](https://d.png)')).toEqual([])
    expect(
      kinds('| a | b |\n|---|---|\n| c | d |\n| e | f |', '- **a**: c, **b**: d\n- **a**: e, **b**: f'),
    ).toEqual([])
  })
})
