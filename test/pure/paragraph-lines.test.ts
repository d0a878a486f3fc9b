/** A paragraph while its lines come in. */
import { describe, expect, test } from 'vitest'
import {
  addLine,
  addText,
  copyParagraph,
  mayCarry,
  openAfter,
  startParagraph,
} from '../../src/deliver/markdown/paragraph-lines.ts'
import type { Paragraph } from '../../src/deliver/markdown/paragraph-lines.ts'

const paragraph = (text: string, its: Partial<Paragraph> = {}): Paragraph =>
  startParagraph({ lines: [{ at: 0, text, lead: [] }], quote: 0, gap: { parts: [], wide: false }, ...its })
const marks = (its: Paragraph): readonly string[] => openAfter(its).map(({ mark }) => mark)

test('its text is that of its lines', () => {
  const its = paragraph('one')
  addLine(its, { at: 4, text: 'two', lead: [] })
  addText(its, ' and more')
  expect(its.raw).toBe('one\ntwo and more')
  expect(its.lines.map(({ text }) => text)).toEqual(['one', 'two and more'])
})

test('a copy grows without the original', () => {
  const its = paragraph('one')
  const copy = copyParagraph(its)
  addText(copy, ' more')
  addLine(copy, { at: 9, text: 'two', lead: [] })
  expect([its.raw, its.lines.length, its.lines[0]?.text]).toEqual(['one', 1, 'one'])
})

describe('a mark that nothing closes', () => {
  test.each([
    ['||hidden', true],
    ['**bold from the start', true],
    ['words **then bold', false],
    ['||closed||', false],
    ['*slanted', false],
    ['a || b', false],
  ])('in %j may reach over: %s', (text, may) => expect(mayCarry(paragraph(text))).toBe(may))
  test('in a heading does not reach over', () =>
    expect(mayCarry(paragraph('||hidden', { heading: 'heading' }))).toBe(false))
  test('is open behind a paragraph that it reaches over', () => {
    expect(marks(paragraph('||hidden', { carriesOver: true }))).toEqual(['spoiler'])
    expect(marks(paragraph('||hidden'))).toEqual([])
  })
})

test('what was open before stays open until it is closed', () => {
  const opened = [{ mark: 'spoiler', open: '||', close: '||' }] as const
  expect(marks(paragraph('more', { opened }))).toEqual(['spoiler'])
  expect(marks(paragraph('the end||', { opened }))).toEqual([])
  expect(marks(paragraph('', { opened }))).toEqual(['spoiler'])
})
