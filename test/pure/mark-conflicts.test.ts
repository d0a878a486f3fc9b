/** Marks that Discord would close elsewhere than Claude does: both readings agree on what is sent. */
import { describe, expect, test } from 'vitest'
import { readInline } from '../../src/deliver/markdown/inline-parser.ts'
import { resolveMarkConflicts } from '../../src/deliver/markdown/mark-conflicts.ts'
import type { Token } from '../../src/deliver/markdown/tokens.ts'
import { readMessage } from '../reading/discord-reading.ts'

const sent = (text: string): string =>
  readInline(text)
    .tokens.map(({ out }) => out)
    .join('')
const styled = (message: string): string =>
  readMessage(message)
    .filter(({ text }) => text !== '\u200b')
    .map(({ text, styles }) => `${[...styles].toSorted().join(' ')}:${text}`.replaceAll('\u200b', ''))
    .join('|')

describe('what a reader sees of', () => {
  test.each([
    ['_see `a_b` now_', 'italic:see |code italic:a_b|italic: now'],
    ['*see `a*b` now*', 'italic:see |code italic:a*b|italic: now'],
    ['**see `a**b` now**', 'bold:see|: |code:a**b|: |bold:now'],
    ['||see `a || b` now||', 'spoiler:see |code spoiler:a || b|spoiler: now'],
    ['~~see `a~~b`~~ now', 'strike:see|: |code:a~~b|: now'],
    ['**see `2**3`** now', 'bold:see|: |code:2**3|: now'],
    ['**`2**3` it** now', 'code:2**3|: |bold:it|: now'],
    ['**a***b*', 'bold:a|italic:b'],
  ])('%j is %j', (text, shown) => expect(styled(sent(text))).toBe(shown))
})

test.each([
  ['https://x.org/a\\*', '<https://x.org/a>\\*'],
  ['**https://x.org/a**', '**https://x.org/a**'],
])('an address does not run on into a sign: %j', (text, message) => expect(sent(text)).toBe(message))

test('a mark that closes on a line of its own closes at the end of the line before', () =>
  expect(sent('||a\n||')).toBe('||a||'))

test('a text without marks is left as it is', () => {
  const tokens: readonly Token[] = [{ kind: 'word', from: 0, to: 1, out: 'a', opens: [] }]
  expect(resolveMarkConflicts(tokens)).toBe(tokens)
})

test('marks without a conflict are sent to the letter', () => {
  const text = '**a *b* `c`** ~~d~~ ||e `f`|| _g_'
  expect(sent(text)).toBe(text)
})
