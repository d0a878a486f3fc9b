/** The blocks of an answer: the open one, and what stands between it and those on the pages. */
import { expect, test } from 'vitest'
import { takeLine } from '../../src/deliver/markdown/block-parser.ts'
import {
  closeAsText,
  closeLeaf,
  copyBlocks,
  endBlocks,
  gapBefore,
  lineBreak,
  lineEnd,
  openParagraph,
  startBlocks,
} from '../../src/deliver/markdown/blocks.ts'
import type { Blocks } from '../../src/deliver/markdown/blocks.ts'
import { readLine } from '../../src/deliver/markdown/lines.ts'
import { insert, same } from '../../src/deliver/markdown/part.ts'
import { copyWriter, startWriter } from '../../src/deliver/markdown/writer.ts'

function blocksOf(text: string): Blocks {
  const blocks = startBlocks(startWriter())
  let at = 0
  for (const line of text.split('\n')) {
    takeLine(blocks, line, at, true)
    at += line.length + 1
  }
  return blocks
}
const page = ({ writer }: Blocks): string => writer.page.text

test('a block is on the page once it is closed', () => {
  const blocks = blocksOf('one\ntwo')
  expect(page(blocks)).toBe('')
  closeLeaf(blocks)
  expect(page(blocks)).toBe('one\ntwo')
  expect(blocks.leaf).toBeUndefined()
})

test('at the end all that waits is on the page', () => {
  const blocks = blocksOf('||one\n\ntwo')
  closeLeaf(blocks)
  expect(page(blocks)).toBe('')
  endBlocks(blocks)
  expect(page(blocks)).toBe('||one||\n\ntwo')
})

test.each(['one', '```\na', '| a |\n|---|\n| 1 |', '$$\nx'])(
  'a copy of %j goes on without the original',
  (text) => {
    const blocks = blocksOf(text)
    const before = structuredClone(blocks.leaf)
    const copy = copyBlocks(blocks, copyWriter(blocks.writer, false))
    takeLine(copy, 'more', text.length + 1, true)
    endBlocks(copy)
    expect(page(copy)).toContain('more')
    expect(blocks.leaf).toEqual(before)
    expect(page(blocks)).toBe('')
  },
)

test('a line end is written once, also where the text before it has it already', () => {
  const blocks = startBlocks(startWriter())
  expect(lineBreak(blocks, 5)).toEqual(same(4, '\n'))
  blocks.taken = 5
  expect(lineBreak(blocks, 5)).toEqual(insert(5, '\n', 'fence'))
  expect(gapBefore(blocks, 5)).toEqual({ parts: [insert(5, '\n', 'fence')], wide: false })
})

test('a line ends only where it is here as a whole', () => {
  const blocks = startBlocks(startWriter())
  expect(lineEnd(blocks)).toBe('\n')
  blocks.whole = false
  expect(lineEnd(blocks)).toBe('')
})

test('what seemed to be a formula is text', () => {
  const blocks = startBlocks(startWriter())
  closeAsText(blocks, [readLine('$$', 0, false), readLine('x', 3, false)])
  expect(page(blocks)).toBe('$$\nx')
})

test('a paragraph in a list knows where the text of its item begins', () => {
  const blocks = blocksOf('1. one')
  closeLeaf(blocks)
  openParagraph(
    blocks,
    { at: 10, text: 'more', lead: [] },
    { quote: 0, indent: 3 },
    { parts: [], wide: false },
  )
  expect(blocks.leaf).toMatchObject({ kind: 'paragraph', hang: 3, indent: 3 })
})
