/** The tokens of a paragraph, and which marks are open after each. */
import { expect, test } from 'vitest'
import { findBrackets } from '../../src/deliver/markdown/code-spans.ts'
import { delimiterAt } from '../../src/deliver/markdown/delimiter.ts'
import { pairDelimiters } from '../../src/deliver/markdown/pair-delimiters.ts'
import type { Mark } from '../../src/deliver/markdown/marks.ts'
import { emitSource } from '../../src/deliver/markdown/scan.ts'
import type { Node, Scan } from '../../src/deliver/markdown/scan.ts'
import { tokensOf } from '../../src/deliver/markdown/tokens.ts'

const scanOf = (source: string, nodes: Node[] = []): Scan => ({
  source,
  inside: undefined,
  brackets: findBrackets(source, false, 0),
  lineStart: '',
  coarse: false,
  mentions: undefined,
  nodes,
  label: (text) => text,
})
/** The tokens of a text that has rows of signs and nothing else: each with what is open after it. */
function read(source: string, inside?: 'link'): readonly string[] {
  const scan: Scan = { ...scanOf(source), inside }
  for (const { index, 0: part } of source.matchAll(/([*_~|])\1*|[^*_~|]+/g)) {
    if (/[*_~|]/.test(part)) scan.nodes.push({ kind: 'delimiter', delimiter: delimiterAt(source, index) })
    else emitSource(scan, 'word', index, index + part.length)
  }
  pairDelimiters(
    source,
    scan.nodes.flatMap((node) => (node.kind === 'delimiter' ? [node.delimiter] : [])),
    [],
    false,
  )
  return tokensOf(scan, []).map(({ out, opens }) => [out, ...opens.map(({ mark }) => mark)].join(' '))
}
const tag = (kind: 'open' | 'close', mark: Mark, at: number): Node =>
  kind === 'open'
    ? { kind, open: { mark, open: '**', close: '**' }, from: at, to: at + 3, out: '**' }
    : { kind, mark, from: at, to: at + 4, out: '**' }

test.each([
  ['**a**', ['** strong', 'a strong', '**']],
  ['***a***', ['* em', '** em strong', 'a em strong', '** em', '*']],
  ['**a *b* c**', ['** strong', 'a  strong', '* strong em', 'b strong em', '* strong', ' c strong', '**']],
  ['a ** b', ['a ', '\\*\\*', ' b']],
  ['2 * 3', ['2 ', '*', ' 3']],
  ['5*4', ['5', '\\*', '4']],
  ['a_b', ['a', '_', 'b']],
  ['a_ b', ['a', '\\_', ' b']],
])('of %j are %j', (source, tokens) => expect(read(source)).toEqual(tokens))

test('the label of a link has no escapes', () => expect(read('5*4', 'link')).toEqual(['5', '*', '4']))

test('a long row of signs may be parted', () =>
  expect(read(`a ${'*'.repeat(40)} b`).map((out) => out.length)).toEqual([2, 32, 32, 16, 2]))

test('a tag inside its own mark shows nothing, and its end closes nothing', () => {
  const nodes = [
    tag('open', 'strong', 0),
    tag('open', 'strong', 3),
    tag('close', 'strong', 6),
    tag('close', 'strong', 10),
  ]
  expect(tokensOf(scanOf('<b><b></b></b>', nodes), []).map(({ out, opens }) => [out, opens.length])).toEqual([
    ['**', 1],
    ['', 1],
    ['', 1],
    ['**', 0],
  ])
})

test('marks that are open before the text are open in it', () => {
  const strong = { mark: 'strong', open: '**', close: '**' } as const
  const scan = scanOf('a')
  emitSource(scan, 'word', 0, 1)
  expect(tokensOf(scan, [strong])).toEqual([{ kind: 'word', from: 0, to: 1, out: 'a', opens: [strong] }])
})
