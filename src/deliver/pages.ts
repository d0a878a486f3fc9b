/**
 * Cuts the growing answer into pages of at most 2,000 code points, one Discord message each. All pages but the last never
 * change again.
 *
 * The cuts depend on the text alone, not on how it came in: complete lines are read whole, long ones in steps of a fixed
 * length. A frame between two steps is a preview on a copy. It costs as much as a page, however long the answer is.
 */
import { MAX_PAGES, MESSAGE_CODE_POINTS } from '../limits.ts'
import { type Language, sentence } from '../sentences/sentences.ts'
import type { Mentions } from './markdown/mentions.ts'
import { takeLine, takeMore } from './markdown/block-parser.ts'
import { questionRoom, withQuestion } from './question-line.ts'
import { closeLeaf, copyBlocks, endBlocks, startBlocks } from './markdown/blocks.ts'
import type { Blocks } from './markdown/blocks.ts'
import { boundaryBefore, codePoints, GRAPHEME_REACH, isBlank, settledLength } from './markdown/graphemes.ts'
import { itemOf, mayBecomeMarkup, readLine } from './markdown/lines.ts'
import type { Paragraph } from './markdown/paragraph-lines.ts'
import { partsOf as partsOfPage } from './markdown/page.ts'
import type { Part } from './markdown/part.ts'
import type { FinishedPage } from './markdown/writer.ts'
import { copyWriter, finishedPage, startWriter } from './markdown/writer.ts'

/** A growing answer. Opaque: use `startPages`, `feed` and `frame`. */
export interface Pages {
  readonly blocks: Blocks
  /** Text that is not read yet: less than one step. */
  buffer: string
  /** Where the buffer begins in Claude's text. */
  at: number
  /** The buffer continues a line whose start has been read. */
  inLine: boolean
  /** Half a surrogate pair or half a line end at the end of the last piece. */
  half: string
}

/** What Discord should show of an answer at some moment. */
export interface Frame {
  /** Texts of messages; none is blank or too long. Empty when there is nothing to show yet. */
  readonly pages: readonly string[]
  /** How many pages, from the first, never change again. */
  readonly finished: number
  /** The answer needs more pages than allowed. The last page says so, and the caller attaches the whole answer. */
  readonly attach: boolean
}

export interface FrameOptions {
  /** A small line under a growing answer, shortened if it does not fit. */
  readonly status?: string
  /** The answer is complete: no text is held back, and only the note is added below. */
  readonly ended?: boolean
  /** A sentence of ours under the ended text. */
  readonly note?: string
  /** A small line under an ended text and its note; left out where the last page has no room. */
  readonly footer?: string
  readonly maxPages?: number
  readonly language?: Language
  /** A line above the first page; the same that the pages were started with, or none. */
  readonly question?: string | undefined
}

/** How much of a line's start is read at once, and how long the next steps are, in UTF-16 units. */
const LINE_START = 160
const LINE_STEP = 96
/** A line that may be a table row or a formula is read whole, up to this length. */
const LINE_REACH = 2_000

/**
 * @param mentions whom Claude may mention by a number; without it such a mention is a text like any other
 * @param question a line above the first page, for which the page keeps room
 */
export const startPages = (mentions?: Mentions, question?: string): Pages => ({
  blocks: startBlocks(startWriter(mentions, questionRoom(question))),
  buffer: '',
  at: 0,
  inLine: false,
  half: '',
})

/** Adds text in time linear in its length; never throws. Line ends of any system become `\n`, lone surrogates `\ufffd`. */
export function feed(pages: Pages, piece: string): void {
  const joined = pages.half + piece
  const half = /[\r\ud800-\udbff]$/.exec(joined)?.[0] ?? ''
  pages.half = half
  const text = joined
    .slice(0, joined.length - half.length)
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '\ufffd')
  pages.buffer += text.toWellFormed()
  readBuffer(pages)
}

function readBuffer(pages: Pages): void {
  const { buffer, blocks } = pages
  let from = 0
  for (;;) {
    const reach = stepOf(pages, from)
    const known = Math.min(buffer.length, from + reach + GRAPHEME_REACH)
    const end = buffer.slice(from, known).indexOf('\n')
    if (end < 0 && buffer.length - from < reach + GRAPHEME_REACH) break
    const to = end < 0 ? from + boundaryBefore(buffer.slice(from, known), reach) : from + end
    if (pages.inLine) takeMore(blocks, buffer.slice(from, to), end >= 0)
    else takeLine(blocks, buffer.slice(from, to), pages.at + from, end >= 0)
    pages.inLine = end < 0
    from = end < 0 ? to : to + 1
  }
  pages.buffer = buffer.slice(from)
  pages.at += from
}

function stepOf({ blocks, buffer, inLine }: Pages, from: number): number {
  if (inLine) return LINE_STEP
  const whole =
    blocks.leaf?.kind === 'table' || /^[\s>]*(?:\||\$\$|\\\[)/.test(buffer.slice(from, from + LINE_START))
  return whole ? LINE_REACH : LINE_START
}

/** How many pages, from the first, are full and never change again. */
export const finishedPages = ({ blocks }: Pages): number => blocks.writer.done.length

/** The pages as they stand. It changes nothing, so it may be called at any time. */
export function frame(pages: Pages, options: FrameOptions = {}): Frame {
  const { ended = false, maxPages = MAX_PAGES, language = 'en' } = options
  const { blocks } = ended ? wholeCopy(pages) : previewCopy(pages)
  const { writer } = blocks
  const texts = pagesOf(blocks).map(({ text }, page) =>
    page === 0 ? withQuestion(text, options.question) : text,
  )
  if (ended && options.note !== undefined) addNote(texts, options.note, options.question)
  const attach = texts.length > maxPages || (!ended && writer.done.length >= maxPages)
  if (attach) {
    texts.length = maxPages
    endWithFile(texts, sentence('goes on in the file', language), ended ? options.note : undefined)
  }
  if (ended && options.footer !== undefined) addFooter(texts, options.footer, options.note !== undefined)
  const finished = ended
    ? texts.length
    : Math.min(writer.done.length, attach ? maxPages - 1 : writer.done.length)
  if (!ended && options.status !== undefined) addStatus(texts, options.status, finished, options.question)
  return { pages: texts, finished: ended ? texts.length : finished, attach }
}

function pagesOf({ writer }: Blocks): readonly FinishedPage[] {
  const last = finishedPage(writer.page)
  return isBlank(last.text) ? writer.done : [...writer.done, last]
}

/** The parts of each page of the whole answer: Claude's text and the edits in it. */
export const partsOf = (pages: Pages): readonly (readonly Part[])[] =>
  pagesOf(wholeCopy(pages).blocks).map(({ page }) => partsOfPage(page))

/** A copy that has read all text, as if the answer ended here. */
function wholeCopy(pages: Pages): { readonly blocks: Blocks } {
  const { writer } = pages.blocks
  const blocks = copyBlocks(pages.blocks, copyWriter(writer, false))
  const rest = pages.buffer + (pages.half === '\r' ? '' : pages.half.toWellFormed())
  if (pages.inLine) takeMore(blocks, rest, true)
  else if (rest !== '') takeLine(blocks, rest, pages.at, true)
  endBlocks(blocks)
  return { blocks }
}

/** A copy that shows what can be shown of the open block and of the line at hand. */
function previewCopy(pages: Pages): { readonly blocks: Blocks } {
  const blocks = copyBlocks(pages.blocks, copyWriter(pages.blocks.writer, true))
  const rest = pages.buffer.slice(0, settledLength(pages.buffer))
  if (pages.inLine) takeMore(blocks, rest, false)
  else previewLine(blocks, rest, pages.at)
  closeLeaf(blocks, true)
  return { blocks }
}

function previewLine(blocks: Blocks, line: string, at: number): void {
  const { leaf } = blocks
  if (leaf?.kind === 'code') {
    // Half a closing fence is not code.
    if (line !== '' && !/^[\s>]*[`~]*(?:\|{0,2}|[\w.+#-]*)$/.test(line)) takeLine(blocks, line, at, false)
    return
  }
  if (leaf?.kind === 'table' || leaf?.kind === 'enclosed') return
  const { text } = readLine(line, at, blocks.inQuote)
  if (leaf?.kind === 'paragraph' && /^[\s|:-]*$/.test(text)) holdHeader(leaf)
  const item = itemOf(text)
  if (mayBecomeMarkup(text) || (item !== undefined && mayBecomeMarkup(item.text))) return
  // A pipe may be the first of a table's header, and three backticks open a block.
  const pipe = /(?<![|\\])\|(?!\|)|`{3}[^`]*$/.exec(line)?.index ?? line.length
  takeLine(blocks, line.slice(0, pipe), at, false)
}

/** The last line of a paragraph may be the header of a table whose delimiter row comes next. */
function holdHeader(paragraph: Paragraph): void {
  if (paragraph.lines.at(-1)?.text.includes('|') !== true) return
  paragraph.lines = paragraph.lines.slice(0, -1)
  paragraph.raw = paragraph.lines.map(({ text }) => text).join('\n')
}

/** Adds the status line under the last page, or on its own page if all pages are finished. */
function addStatus(texts: string[], status: string, finished: number, question?: string): void {
  const last = texts.length > finished ? texts.pop() : texts.length === 0 ? question : undefined
  const above = last === undefined ? '' : `${last}\n`
  texts.push(above + subtext(status, MESSAGE_CODE_POINTS - codePoints(above)))
}

function addNote(texts: string[], note: string, question?: string): void {
  const last = texts.at(-1)
  const text = shorten(note.trim(), MESSAGE_CODE_POINTS)
  if (text === '') return
  if (last === undefined) {
    texts.push(withQuestion(text, question))
    return
  }
  const joined = `${last}\n\n${text}`
  if (codePoints(joined) > MESSAGE_CODE_POINTS) texts.push(text)
  else texts.splice(-1, 1, joined)
}

/** Another message for it would be too much. Two small lines stand together. */
function addFooter(texts: string[], footer: string, isUnderNote: boolean): void {
  const last = texts.at(-1)
  if (last === undefined) return
  const joined = `${last}${isUnderNote ? '\n' : '\n\n'}${footer}`
  if (codePoints(joined) <= MESSAGE_CODE_POINTS) texts.splice(-1, 1, joined)
}

/** Ends the last page with the hint that the rest is in the file. */
function endWithFile(texts: string[], hint: string, note: string | undefined): void {
  const below = `\n${subtext(hint, MESSAGE_CODE_POINTS)}${note === undefined ? '' : `\n\n${shorten(note.trim(), 500)}`}`
  const page = shortenPage(texts.pop() ?? '', MESSAGE_CODE_POINTS - codePoints(below))
  texts.push((page + below).trim())
}

const subtext = (line: string, room: number): string =>
  `-# ${shorten(line.replace(/\s+/g, ' ').trim(), room - 3)}`

function shorten(line: string, room: number): string {
  if (codePoints(line) <= room) return line
  return `${line.slice(0, boundaryBefore(line, Math.max(0, room - 1)))}…`
}

/** A page without its last lines, so that it fits; a code block that this leaves open is closed. */
function shortenPage(page: string, room: number): string {
  let text = page
  while (codePoints(text) > room) {
    const lines = text.replace(/\n?```$/, '').split('\n')
    const kept =
      lines.length > 1 ? lines.slice(0, -1).join('\n') : shorten(text, room - 4).replace(/`+…$/, '…')
    text = kept.split('```').length % 2 === 0 ? `${kept}\n\`\`\`` : kept
    if (lines.length <= 1) break
  }
  return text
}
