/** Marks that carried over several paragraphs: each of them gets its own. */
import { describe, expect, test } from 'vitest'
import { addCode, startCode } from '../../src/deliver/markdown/code-block.ts'
import type { CodeBlock } from '../../src/deliver/markdown/code-block.ts'
import { fenceOf, readLine } from '../../src/deliver/markdown/lines.ts'
import { startParagraph } from '../../src/deliver/markdown/paragraph-lines.ts'
import type { Paragraph } from '../../src/deliver/markdown/paragraph-lines.ts'
import { same } from '../../src/deliver/markdown/part.ts'
import { settle, settleAll, noCarriedMarks } from '../../src/deliver/markdown/carried-marks.ts'
import { copyWriter, breakPage, startWriter } from '../../src/deliver/markdown/writer.ts'

const gap = { parts: [same(0, '\n\n')], wide: true }
const paragraph = (text: string): Paragraph =>
  startParagraph({ lines: [{ at: 0, text, lead: [] }], quote: 0, gap })
const code = (text: string): CodeBlock => {
  const block = startCode(readLine('```', 0, false), fenceOf('```'), { gap, indent: 0, raw: '```\n' })
  addCode(block, 4, 5 + text.length, `${text}\n`, true)
  return block
}
/** What stands on the pages once all blocks are there. */
function sent(...blocks: readonly (Paragraph | CodeBlock)[]): string {
  const carried = noCarriedMarks()
  const writer = startWriter()
  for (const block of blocks) settle(carried, writer, block)
  settleAll(carried, writer)
  breakPage(writer)
  return writer.done.map(({ text }) => text).join('\n---\n')
}

test.each([
  [['||a', 'b', 'c||'], '||a||\n\n||b||\n\n||c||'],
  [['**a', 'b**', 'c'], '**a**\n\n**b**\n\nc'],
  [['||a', 'b'], '||a||\n\nb'],
  [['**a', 'b'], '\\*\\*a\n\nb'],
  [['*a', 'b*'], '\\*a\n\nb\\*'],
  [['a', 'b'], 'a\n\nb'],
])('the paragraphs %j are sent as %j', (texts, message) =>
  expect(sent(...texts.map(paragraph))).toBe(message),
)

describe('a spoiler', () => {
  test('hides the code that it reaches over', () =>
    expect(sent(paragraph('||a'), code('x || y'), paragraph('b||'))).toBe(
      '||a||\n\n||```\nx |\u200b| y\n```||\n\n||b||',
    ))
  test('that nothing closes leaves the code alone', () =>
    expect(sent(paragraph('||a'), code('x'))).toBe('||a||\n\n```\nx\n```'))
  test('that is not closed for long hides its own paragraph only', () => {
    const others = Array.from({ length: 24 }, (_, at) => `p${at}`)
    expect(sent(...['||a', ...others, 'b||'].map(paragraph))).toBe(
      `||a||\n\n${others.join('\n\n')}\n\nb\\|\\|`,
    )
  })
})

test('a block waits while a mark is open, and is put when it closes', () => {
  const carried = noCarriedMarks()
  const writer = startWriter()
  settle(carried, writer, paragraph('||a'))
  settle(carried, writer, paragraph('b'))
  expect([writer.page.text, carried.waiting.length]).toEqual(['', 2])
  settle(carried, writer, paragraph('c||'))
  expect([writer.page.text, carried.waiting.length]).toEqual(['||a||\n\n||b||\n\n||c||', 0])
})

test('a preview shows the mark as if it were closed later', () => {
  const carried = noCarriedMarks()
  const preview = copyWriter(startWriter(), true)
  settle(carried, preview, paragraph('||a'))
  settle(carried, preview, paragraph('b'))
  settleAll(carried, preview)
  expect(preview.page.text).toBe('||a||\n\n||b||')
  expect(carried.open).toMatchObject([{ mark: 'spoiler' }])
})
