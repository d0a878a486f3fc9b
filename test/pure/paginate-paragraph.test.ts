/** A paragraph on the page: cut where a reader minds it least, its marks closed and opened again. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { PAGE_ROOM } from '../../src/deliver/markdown/page.ts'
import { addText, startParagraph } from '../../src/deliver/markdown/paragraph-lines.ts'
import type { Paragraph } from '../../src/deliver/markdown/paragraph-lines.ts'
import { mayBeFull, paginateParagraph } from '../../src/deliver/markdown/paginate-paragraph.ts'
import { copyWriter, breakPage, startWriter } from '../../src/deliver/markdown/writer.ts'

const paragraph = (text: string, its: Partial<Paragraph> = {}): Paragraph => {
  let at = 0
  const lines = text.split('\n').map((line) => {
    at += line.length + 1
    return { at: at - line.length - 1, text: line, lead: [] }
  })
  return startParagraph({ lines, quote: 0, gap: { parts: [], wide: false }, ...its })
}
function pagesOf(...paragraphs: readonly Paragraph[]): readonly string[] {
  const writer = startWriter()
  for (const its of paragraphs) paginateParagraph(writer, its, false)
  breakPage(writer)
  return writer.done.map(({ text }) => text)
}
const sentence = 'The lamp in the hall burns all night long. '

test('a short one stands whole on one page', () => expect(pagesOf(paragraph('**a** b'))).toEqual(['**a** b']))
test('one with nothing but marks is none', () => expect(pagesOf(paragraph('**\u200b**'))).toEqual([]))
test('a heading of a deep level is bold', () =>
  expect(pagesOf(paragraph('a **b** c', { heading: 'bold' }))).toEqual(['**a b c**']))

describe('a long one', () => {
  test('ends a page behind a sentence', () => {
    const pages = pagesOf(paragraph(sentence.repeat(60)))
    expect(pages.length).toBe(2)
    expect(pages[0]).toMatch(/long\.$/)
    expect(pages[1]).toMatch(/^The lamp/)
  })
  test('closes its marks at the end of a page and opens them again', () => {
    const [first = '', second = ''] = pagesOf(paragraph(`**${'word '.repeat(500)}*end***`))
    expect(first).toMatch(/^\*\*word .*word\*\*$/)
    expect(second).toMatch(/^\*\*word .*\*end\*\*\*$/)
  })
  test('goes on in its quote', () => {
    const [, second] = pagesOf(paragraph(sentence.repeat(60), { quote: 1 }))
    expect(second).toMatch(/^> The lamp/)
  })
  test.each([
    ['# ', '\\# '],
    ['- ', '\\- '],
    ['12. ', '12\\. '],
    ['> ', '\\> '],
  ])('goes on with %j as text', (start, sent) => {
    const text = `${'a'.repeat(PAGE_ROOM - 1)} ${start}${'b'.repeat(60)}`
    const pages = pagesOf(paragraph(text))
    expect(pages.some((page) => page.startsWith(sent))).toBe(true)
  })
  test('while it grows is put only as far as a page goes', () => {
    const writer = startWriter()
    const its = paragraph(sentence)
    paginateParagraph(writer, its, true)
    expect([writer.done.length, writer.page.text]).toEqual([0, ''])
    addText(its, sentence.repeat(60))
    paginateParagraph(writer, its, true)
    expect([writer.done.length, writer.page.text]).toEqual([1, ''])
    expect(its.raw.length).toBeLessThan(PAGE_ROOM)
    expect(its.isRest).toBe(true)
  })
  test('ends a page of a preview where no later text changes it', () => {
    const preview = copyWriter(startWriter(), true)
    paginateParagraph(preview, paragraph(sentence.repeat(60)), true)
    expect(preview.done.map(({ text }) => text)).toEqual(pagesOf(paragraph(sentence.repeat(60))).slice(0, 1))
    expect(preview.page.text).toMatch(/^The lamp/)
  })
  test.each(['*', '`', '[', '<', '|', '$', '\\', 'http://'])(
    'with %j fills the page of a preview and no more',
    (sign) => {
      const preview = copyWriter(startWriter(), true)
      paginateParagraph(preview, paragraph(`${sentence}${sign}${sentence.repeat(60)}`), true)
      expect(preview.full).toBe(true)
      expect(preview.done).toEqual([])
      expect(preview.page.size).toBeLessThanOrEqual(PAGE_ROOM)
    },
  )
})

test('it is read again only after it has grown', () => {
  const its = paragraph('a'.repeat(PAGE_ROOM))
  const writer = startWriter()
  expect(mayBeFull(writer, paragraph('a'))).toBe(false)
  expect(mayBeFull(writer, its)).toBe(true)
  expect(mayBeFull(writer, its)).toBe(false)
  addText(its, 'a'.repeat(200))
  expect(mayBeFull(writer, its)).toBe(true)
})

const word = fc.oneof(
  fc.stringMatching(/^[a-z]{1,12}[.,]?$/),
  fc.constantFrom('日本語。', '👍', 'x'.repeat(90), '**bold**', '`code`', '[link](https://x.org)'),
)
test('its pages, one behind the other, are its words, and none is too long', () =>
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 900 }), (words) => {
      const pages = pagesOf(paragraph(words.join(' ')))
      expect(pages.every((page) => codePoints(page) <= PAGE_ROOM)).toBe(true)
      expect(pages.join(' ').replace(/\s/g, '')).toBe(words.join(''))
    }),
    { numRuns: 40 },
  ))
