/** The pages that are written, and what ends a page. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PAGE_ROOM } from '../../src/deliver/markdown/page.ts'
import type { Block } from '../../src/deliver/markdown/page.ts'
import { same } from '../../src/deliver/markdown/part.ts'
import {
  addGap,
  copyWriter,
  breakPage,
  breakPageBetweenBlocks,
  finishedPage,
  appendBlock,
  startWriter,
  takeGap,
} from '../../src/deliver/markdown/writer.ts'
import type { Writer } from '../../src/deliver/markdown/writer.ts'

const block = (text: string): Block => ({
  gap: { parts: [same(0, '\n\n')], wide: true },
  parts: [same(0, text)],
  indent: undefined,
  sticky: false,
})
const writerOf = (...texts: readonly string[]): Writer => {
  const writer = startWriter()
  for (const text of texts) appendBlock(writer, block(text))
  return writer
}
const done = (writer: Writer): readonly string[] => writer.done.map(({ text }) => text)

test('a finished page is the text without the spaces that Discord takes off', () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(' ', '\n', 'a', '日') }), (text) => {
      expect(finishedPage(writerOf(text).page).text).toBe(text.trim())
    }),
  ))

test('what follows the end of a page starts the next one', () => {
  const writer = writerOf('a', 'b', 'c')
  breakPage(writer, 2)
  expect(done(writer)).toEqual(['a\n\nb'])
  expect(writer.page.text).toBe('c')
  breakPage(writer)
  expect(done(writer)).toEqual(['a\n\nb', 'c'])
})

test('a page with nothing to see is none', () => {
  const writer = writerOf('\u200b')
  breakPage(writer)
  expect(done(writer)).toEqual([])
})

test('a page ends at the last block that leaves it full enough', () => {
  const writer = writerOf('a'.repeat(PAGE_ROOM - 300), 'b'.repeat(100), 'c'.repeat(100))
  breakPageBetweenBlocks(writer, { parts: [], wide: false })
  expect(writer.page.text).toBe('c'.repeat(100))
})

test('a gap is wide once an empty line is in it, and is taken once', () => {
  const writer = startWriter()
  addGap(writer, same(0, '\n'), false)
  expect(writer.gap.wide).toBe(false)
  addGap(writer, same(1, '\n'), true)
  addGap(writer, same(2, '\n'), false)
  expect(takeGap(writer)).toEqual({ parts: [same(0, '\n'), same(1, '\n'), same(2, '\n')], wide: true })
  expect(takeGap(writer)).toEqual({ parts: [], wide: false })
})

test('a preview changes nothing of the pages that it was made from', () => {
  const writer = writerOf('a')
  const preview = copyWriter(writer, true)
  appendBlock(preview, block('b'))
  addGap(preview, same(0, '\n'), true)
  expect(preview.page.text).toBe('a\n\nb')
  expect(writer.page.text).toBe('a')
  expect(writer.gap).toEqual({ parts: [], wide: false })
})

test('a full page takes no more', () => {
  const writer = writerOf('a')
  writer.full = true
  appendBlock(writer, block('b'))
  expect(writer.page.text).toBe('a')
})
