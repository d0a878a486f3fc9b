/** What a line opens. */
import { describe, expect, test } from 'vitest'
import { endBlocks, startBlocks } from '../../src/deliver/markdown/blocks.ts'
import type { Blocks } from '../../src/deliver/markdown/blocks.ts'
import { itemOf, readLine } from '../../src/deliver/markdown/lines.ts'
import { openBlock, openItem, opensTable, underlines } from '../../src/deliver/markdown/open-block.ts'
import { addGap, startWriter } from '../../src/deliver/markdown/writer.ts'
import { same } from '../../src/deliver/markdown/part.ts'

/** The blocks after these lines, each of which opens what it may. */
function opened(...lines: readonly string[]): Blocks {
  const blocks = startBlocks(startWriter())
  let at = 0
  for (const line of lines) {
    const read = readLine(line, at, false)
    const item = itemOf(read.text)
    if (item === undefined) openBlock(blocks, read)
    else openItem(blocks, read, item)
    at += line.length + 1
  }
  return blocks
}
function sent(blocks: Blocks): string {
  endBlocks(blocks)
  return [...blocks.writer.done.map(({ text }) => text), blocks.writer.page.text].join('\n')
}

test.each([
  ['text', 'paragraph'],
  ['# Heading', 'paragraph'],
  ['- item', 'paragraph'],
  ['```js', 'code'],
  ['||```', 'code'],
  ['$$', 'enclosed'],
  ['<!-- note', 'enclosed'],
  ['$$ x $$', undefined],
  ['---', undefined],
  ['<!-- note -->', undefined],
])('%j opens %s', (line, kind) => expect(opened(line).leaf?.kind).toBe(kind))

test.each([
  [['text', 'more'], 'text\nmore'],
  [['# One'], '# One'],
  [['#### Four ##'], '**Four**'],
  [['---'], '──────────'],
  [['text', '---'], 'text'],
  [['1. a', '2. b'], '1. a\n2. b'],
  [['- a', '  more'], '- a\n  more'],
  [['$$ x^2 $$'], '```latex\nx^2\n```'],
  [['<!-- note -->text'], 'text'],
  [['Run: ```sh'], 'Run:'],
])('the lines %j are sent as %j', (lines, message) => expect(sent(opened(...lines))).toBe(message))

test('behind an empty line what is indented is code', () => {
  const blocks = opened('text')
  addGap(blocks.writer, same(4, '\n'), true)
  blocks.leaf = undefined
  openBlock(blocks, readLine('    code', 6, false))
  expect(blocks.leaf).toMatchObject({ kind: 'code', fence: undefined })
})

describe('a row of dashes', () => {
  test('makes a table of the line above it', () => {
    const blocks = opened('| a | b |')
    expect(opensTable(blocks, readLine('|---|--:|', 10, false))).toBe(true)
    expect(blocks.leaf).toMatchObject({ kind: 'table', header: { cells: ['a', 'b'] } })
  })
  test('keeps the lines above the header', () => {
    const blocks = opened('text', 'a | b')
    expect(opensTable(blocks, readLine('--|--', 11, false))).toBe(true)
    expect(sent(blocks)).toBe('text\n```\na │ b\n──┼──\n```')
  })
  test.each([
    ['text', '|---|'],
    ['a | b', '|---|---|---|'],
    ['a | b', 'text'],
    ['# a | b', '|---|---|'],
  ])('below %j is none: %j', (line, dashes) =>
    expect(opensTable(opened(line), readLine(dashes, line.length + 1, false))).toBe(false),
  )
})

test.each([
  [['Title'], '===', '# Title'],
  [['Title'], '=', undefined],
  [['one', 'two'], '===', undefined],
  [['- item'], '===', undefined],
])('%j underlined by %j is %s', (lines, signs, heading) => {
  const blocks = opened(...lines)
  const { leaf } = blocks
  const at = lines.join('\n').length + 1
  const isHeading = leaf?.kind === 'paragraph' && underlines(leaf, readLine(signs, at, false))
  expect(isHeading ? sent(blocks) : undefined).toBe(heading)
})
