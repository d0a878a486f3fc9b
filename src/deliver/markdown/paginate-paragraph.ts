/** Appends a paragraph, heading or list item to the page. A long one is cut where the reader minds it least. */
import { isBlank } from './graphemes.ts'
import { escapedNumber, quoteMark } from './line-start.ts'
import { bestCut, type Block, blockSize, cutsBetween, PAGE_ROOM } from './page.ts'
import type { Paragraph } from './paragraph-lines.ts'
import { closed, cutAt, fitTokens, type Inside } from './paragraph-cuts.ts'
import { leadOf, read, ruleOf, type Text } from './paragraph-text.ts'
import { insert, type Part, textOf } from './part.ts'
import type { Writer } from './writer.ts'
import { breakPage, appendBlock } from './writer.ts'

/**
 * Appends a paragraph to the page. One that is `growing` stays open until the page is full: then its first part goes on
 * the page, and `paragraph` becomes the rest.
 *
 * @param endsPages whether a full page ends; otherwise the rest of the paragraph is left out. A preview may end one only
 * where later text cannot change it: not within a paragraph with marks, which may yet find their other half.
 */
export function paginateParagraph(
  writer: Writer,
  paragraph: Paragraph,
  growing: boolean,
  endsPages = true,
): void {
  let coarse = writer.preview || !growing
  while (!writer.full) {
    const text = read(paragraph, growing, coarse, writer.mentions)
    const start = writer.page.size + blockSize(writer.page, blockOf(paragraph, leadOf(paragraph)))
    const fit = fitTokens(text.tokens, start, growing && !writer.preview ? text.sure : Infinity)
    if (fit.over && coarse) {
      coarse = false
      continue
    }
    if (!fit.over) {
      if (growing && !writer.preview) return
      const parts = [
        ...leadOf(paragraph),
        ...closed(text.tokens, text.tokens.length, paragraph, ruleOf({ ...paragraph, isRest: false })),
        ...paragraph.tail,
      ]
      // A mark alone on its line shows nothing.
      const words = text.tokens.filter(({ kind }) => kind !== 'mark')
      if (!isBlank(textOf([...(paragraph.lines[0]?.lead ?? []), ...words])))
        appendBlock(writer, blockOf(paragraph, parts))
      return
    }
    if (!endsPages || (writer.preview && !isPlain(paragraph, PAGE_ROOM - start + 1))) {
      const last = fit.cuts.at(-1)
      if (last !== undefined)
        appendBlock(writer, blockOf(paragraph, cutAt(paragraph, text.tokens, last.where.tokens)))
      writer.full = true
      return
    }
    const cut = bestCut<Inside>([...cutsBetween(writer.page, paragraph.gap), ...fit.cuts])
    // No token is longer than a page, so that on an empty one there always is a cut.
    if (cut === undefined) breakPage(writer)
    else if ('block' in cut.where) breakPage(writer, cut.where.block)
    else {
      appendBlock(writer, {
        ...blockOf(paragraph, cutAt(paragraph, text.tokens, cut.where.tokens)),
        sticky: false,
      })
      breakPage(writer)
      if (!continueAt(paragraph, text, cut.where.tokens)) return
    }
  }
}

/** How much of a text must be known behind the end of a page, so that its last grapheme and address are whole. */
const SETTLED = 16

/** Whether so much of it has no sign that may be a mark, a link or code. Then no later text changes it. */
function isPlain({ raw, opened }: Paragraph, length: number): boolean {
  const end = length + SETTLED
  return raw.length > end && opened.length === 0 && !/[*_`|~[\]<>\\$&]|:\/\//.test(raw.slice(0, end))
}

const blockOf = (paragraph: Paragraph, parts: readonly Part[]): Block => ({
  gap: paragraph.gap,
  parts,
  indent: paragraph.indent,
  sticky: paragraph.heading !== 'none' || introduces(paragraph.raw),
})

/** Whether a paragraph announces what follows. */
const introduces = (raw: string): boolean => raw.length < 200 && /:[*_\s]*$/.test(raw)

/** Makes `paragraph` the rest after a cut and opens its marks again. False when nothing is left. */
function continueAt(paragraph: Paragraph, { tokens, raw }: Text, from: number): boolean {
  const next = tokens.findIndex(({ kind, out }, at) => at >= from && kind !== 'break' && out.trim() !== '')
  const start = raw[next]?.from
  if (start === undefined) return false
  let before = 0
  let at = 0
  for (; before + (paragraph.lines[at]?.text.length ?? 0) < start; at += 1)
    before += (paragraph.lines[at]?.text.length ?? 0) + 1
  const line = paragraph.lines[at]
  if (line === undefined) return false
  const text = line.text.slice(start - before)
  const offset = line.at + start - before
  const mark = quoteMark(paragraph.quote)
  paragraph.opened = tokens[next - 1]?.opens ?? []
  paragraph.isRest = true
  const quoted = mark === '' ? [] : [insert(offset, mark, 'page end')]
  const first = paragraph.opened.length > 0 ? [] : escapedStart(text, offset)
  const length = (first.at(-1)?.to ?? offset) - offset
  paragraph.lines = [
    { at: offset + length, text: text.slice(length), lead: [...quoted, ...first] },
    ...paragraph.lines.slice(at + 1),
  ]
  paragraph.raw = paragraph.lines.map((one) => one.text).join('\n')
  paragraph.gap = { parts: [], wide: false }
  paragraph.nextLook = 0
  if (paragraph.standsFor !== undefined)
    paragraph.standsFor = { ...paragraph.standsFor, from: paragraph.standsFor.to }
  return true
}

/** Escapes a text that Discord, at the start of a message, would take for a heading, a list, a quote or small print. */
function escapedStart(text: string, at: number): readonly Part[] {
  if (/^(?:#{1,3}(?:\s|$)|-#(?:\s|$)|[-*](?:\s|$)|>)/.test(text)) return [insert(at, '\\', 'line start')]
  const digits = /^(\d+)[.)](?=\s|$)/.exec(text)?.[1]
  return digits === undefined ? [] : escapedNumber(at, digits)
}

/** Whether a growing paragraph may be full by now. Each look reads the whole paragraph, so looks get rarer as it grows. */
export function mayBeFull(writer: Writer, paragraph: Paragraph): boolean {
  const { length } = paragraph.raw
  if (writer.page.size + length < PAGE_ROOM || length < paragraph.nextLook) return false
  paragraph.nextLook = length + Math.max(48, length >> 5)
  return true
}
