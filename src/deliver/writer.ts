/** Puts finished and half-finished blocks on pages, and turns the page where the reader minds it least. */
import { breakFence, fenced, fencedSize } from './fence.ts'
import { boundaryBefore, isBlank } from './graphemes.ts'
import { readParagraph } from './markdown.ts'
import type { Open } from './emphasis.ts'
import {
  addPiece,
  bestCut,
  cutsBetween,
  emptySheet,
  gapAfter,
  overhead,
  pieceSize,
  ranks,
  sheetFrom,
  SHEET_ROOM,
  sheetText,
  sheetUpTo,
} from './sheet.ts'
import type { Cut, Gap, Piece, Rank, Sheet } from './sheet.ts'
import { sizeClosed, takePen, text, write } from './spell.ts'
import type { Span } from './spell.ts'
import { gridSize, gridText } from './table.ts'
import type { Grid } from './table.ts'

/** The pages so far. A preview fills the last page as far as it goes and never turns it. */
export interface Writer {
  readonly done: string[]
  sheet: Sheet
  /** What parts the next block from the one before. */
  gap: Gap
  readonly preview: boolean
  full: boolean
}

/** A paragraph, heading or list item that is still open. */
export interface Prose {
  readonly kind: 'prose'
  raw: string
  /** How many characters at the start of `raw` are marks of ours (see ReadOptions). */
  ghost: number
  readonly quote: number
  readonly depth: number
  lead: string
  hang: string
  readonly heading: boolean
  readonly bold: boolean
  gap: Gap
  /** Length from which on it is worth looking again whether the page is full. */
  nextLook: number
}

/** A paragraph at the left edge, unless said otherwise. */
export const startProse = (its: Pick<Prose, 'raw' | 'quote' | 'gap'> & Partial<Prose>): Prose => ({
  kind: 'prose',
  ghost: 0,
  depth: 0,
  lead: '',
  hang: '',
  heading: false,
  bold: false,
  nextLook: 0,
  ...its,
})

export interface CodeBlock {
  readonly kind: 'code'
  readonly language: string
  readonly quote: number
  text: string
  gap: Gap
}

const STRONG: Open = { mark: 'strong', source: '**' }

export const startWriter = (): Writer => ({
  done: [],
  sheet: emptySheet,
  gap: 'none',
  preview: false,
  full: false,
})

/** The gap before a block that starts now. */
export function takeGap(writer: Writer): Gap {
  const { gap } = writer
  writer.gap = 'line'
  return gap
}

function put(writer: Writer, piece: Piece): void {
  if (writer.full) return
  const placed = { ...piece, gap: gapAfter(writer.sheet, piece.gap, piece.quote) }
  writer.sheet = addPiece(writer.sheet, placed)
}

/** Ends the page before piece `at` of its sheet; what follows starts the next one. */
function turn(writer: Writer, at: number): void {
  const page = sheetText(sheetUpTo(writer.sheet, at))
  if (!isBlank(page)) writer.done.push(page)
  writer.sheet = sheetFrom(writer.sheet, at)
}

/**
 * Puts a paragraph on the page. One that is `growing` stays open, unless the page is full: then its first part is put
 * and `prose` becomes the rest.
 */
export function putProse(writer: Writer, prose: Prose, growing: boolean): void {
  while (!writer.full) {
    const spans = read(prose, growing)
    const piece = { ...frameOf(writer, prose), sticky: prose.heading || introduces(prose.raw) }
    const fit = fitProse(writer, piece, spans.all, spans.sure)
    if (!fit.over) {
      if (growing && !writer.preview) return
      if (!isBlank(fit.text) || (prose.lead !== '' && !writer.preview))
        put(writer, { ...piece, text: fit.text })
      return
    }
    if (writer.preview) {
      const last = fit.cuts.at(-1)
      if (last !== undefined) put(writer, { ...piece, text: last.where.text })
      writer.full = true
      return
    }
    const cut = bestCut<Inside>([...cutsBetween(writer.sheet, piece.gap), ...fit.cuts])
    // No span is longer than a page, so that on an empty one there always is a cut.
    if (cut === undefined) turnAll(writer)
    else if ('piece' in cut.where) turn(writer, cut.where.piece)
    else {
      put(writer, { ...piece, sticky: false, text: cut.where.text })
      turnAll(writer)
      if (!carryOn(prose, spans.all, cut.where.span + 1)) return
    }
  }
}

/** Whether a paragraph announces what follows. */
const introduces = (raw: string): boolean => raw.length < 200 && /:[*_\s]*$/.test(raw)

const frameOf = (writer: Writer, prose: Prose): Omit<Piece, 'text' | 'sticky'> => ({
  gap: gapAfter(writer.sheet, prose.gap, prose.quote),
  quote: prose.quote,
  depth: prose.depth,
  lead: prose.lead,
  hang: prose.hang,
})

function read(prose: Prose, growing: boolean): { readonly all: readonly Span[]; readonly sure: number } {
  const { spans, sure } = readParagraph(prose.raw, { growing, ghost: prose.ghost })
  // The last line may yet become the header of a table.
  const line = prose.raw.lastIndexOf('\n') + 1
  const settled = growing && prose.raw.charAt(line) === '|' ? Math.min(sure, line) : sure
  return {
    all: prose.bold ? spans.map((span) => ({ ...span, opens: [STRONG, ...span.opens] })) : spans,
    sure: settled,
  }
}

interface Inside {
  readonly span: number
  readonly text: string
}

interface Fit {
  readonly over: boolean
  readonly text: string
  readonly cuts: readonly (Cut<Inside> & { readonly where: Inside })[]
}

/** Writes the spans as far as the page goes, and notes where it could be cut. */
function fitProse(writer: Writer, piece: Omit<Piece, 'text'>, spans: readonly Span[], sure: number): Fit {
  const { first, next } = overhead(writer.sheet, piece)
  const places: Place[] = []
  const pen = takePen()
  let size = writer.sheet.size + first
  let over = false
  for (const [at, span] of spans.entries()) {
    write(pen, span)
    if (span.kind === 'break') size += next
    if (span.to > sure && !writer.preview) break
    if (size + sizeClosed(pen) > SHEET_ROOM) {
      over = true
      break
    }
    if (at + 1 < spans.length && pen.out !== '') places.push({ size: size + sizeClosed(pen), span: at })
  }
  if (!over) return { over, text: text(pen).trimEnd(), cuts: [] }
  const best = writer.preview ? places.slice(-1) : lastOfEachRank(spans, places)
  return { over, text: '', cuts: withTexts(spans, best) }
}

interface Place {
  readonly size: number
  readonly span: number
}

/** Of many places in a paragraph the last of each rank matters: bestCut takes the latest anyway. */
function lastOfEachRank(spans: readonly Span[], places: readonly Place[]): readonly Place[] {
  const last = new Map(places.map((place) => [rankAfter(spans[place.span], spans[place.span + 1]), place]))
  return Array.from(last.values())
}

function withTexts(spans: readonly Span[], places: readonly Place[]): Fit['cuts'] {
  return places
    .map(({ size, span }) => {
      const pen = takePen()
      for (const each of spans.slice(0, span + 1)) write(pen, each)
      const rank = rankAfter(spans[span], spans[span + 1])
      return { rank, size, where: { span, text: text(pen).trimEnd() } }
    })
    .filter((cut) => !isBlank(cut.where.text))
}

function rankAfter(span: Span | undefined, next: Span | undefined): Rank {
  if (span === undefined || span.kind === 'break') return ranks.line
  if (next?.kind === 'break') return ranks.line
  if (/[.!?…]["'”’)\]*_]*\s+$/.test(span.text) || /[。！？]["”’」』）]*$/.test(span.text))
    return ranks.sentence
  return /\s$/.test(span.text) || /[，、；：]$/.test(span.text) ? ranks.word : ranks.grapheme
}

/** Makes `prose` the rest after a cut, its open marks written again; false when nothing is left. */
function carryOn(prose: Prose, spans: readonly Span[], from: number): boolean {
  const next = spans.slice(from).find((span) => span.kind !== 'break' && span.text.trim() !== '')
  if (next === undefined) return false
  const code = next.code !== undefined && next.code.at !== next.from ? next.code.source : ''
  const ghosts =
    next.opens
      .filter((open) => open !== STRONG)
      .map((open) => open.source)
      .join('') + code
  prose.raw = ghosts + prose.raw.slice(next.from)
  prose.ghost = ghosts.length
  prose.lead = ''
  prose.hang = ''
  prose.gap = 'none'
  prose.nextLook = 0
  return true
}

/** Whether it is worth reading a growing paragraph again to see if it still fits; a look costs its whole length. */
export function mayBeFull(writer: Writer, prose: Prose): boolean {
  if (writer.sheet.size + prose.raw.length < SHEET_ROOM || prose.raw.length < prose.nextLook) return false
  prose.nextLook = prose.raw.length + Math.max(48, prose.raw.length >> 5)
  return true
}

/** Puts code on the page; while the block is `growing` only what fills whole pages. */
export function putCode(writer: Writer, block: CodeBlock, growing: boolean): void {
  block.text = breakFence(block.text)
  while (!writer.full) {
    const piece = codePiece(writer, block, block.text)
    if (writer.sheet.size + codeSize(writer, block, block.text) <= SHEET_ROOM) {
      if (growing && !writer.preview) return
      if (!isBlank(block.text))
        put(writer, growing ? { ...piece, text: fenced(block.language, ended(block.text)) } : piece)
      return
    }
    const length = codeRoom(writer, block)
    if (writer.preview) {
      const head = block.text.slice(0, length)
      if (!isBlank(head)) put(writer, { ...piece, text: fenced(block.language, ended(head)) })
      writer.full = true
      return
    }
    const cut = bestCut<number>([...cutsBetween(writer.sheet, piece.gap), ...codeCuts(writer, block, length)])
    if (cut === undefined || typeof cut.where === 'number') {
      const end = cut === undefined || typeof cut.where !== 'number' ? length : cut.where
      put(writer, { ...piece, text: fenced(block.language, block.text.slice(0, end)) })
      block.text = block.text.slice(end)
      block.gap = 'none'
      turnAll(writer)
    } else turn(writer, cut.where.piece)
  }
}

function codePiece(writer: Writer, block: CodeBlock, code: string): Piece {
  const gap = gapAfter(writer.sheet, block.gap, block.quote)
  return {
    gap,
    quote: block.quote,
    depth: undefined,
    lead: '',
    hang: '',
    text: fenced(block.language, code),
    sticky: false,
  }
}

function codeSize(writer: Writer, block: CodeBlock, code: string): number {
  const { first, next } = overhead(writer.sheet, codePiece(writer, block, ''))
  return first + fencedSize(block.language, code) + next * code.split('\n').length
}

/** How much of the code fits on the page; never ends inside a grapheme. */
function codeRoom(writer: Writer, block: CodeBlock): number {
  let low = 0
  let high = Math.min(block.text.length, 2 * SHEET_ROOM)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (writer.sheet.size + codeSize(writer, block, block.text.slice(0, middle)) <= SHEET_ROOM) low = middle
    else high = middle - 1
  }
  let end = boundaryBefore(block.text, low)
  // A backtick at the end would be one with the fence that is closed right behind it.
  while (block.text.charAt(end - 1) === '`') end -= 1
  return end
}

/** In a preview half a line of code may end in a backtick, too; a line end there costs nothing. */
const ended = (code: string): string => (code.endsWith('\n') ? code : `${code}\n`)

function codeCuts(writer: Writer, block: CodeBlock, length: number): readonly Cut<number>[] {
  const line = block.text.lastIndexOf('\n', length - 1) + 1
  return [
    { at: line, rank: ranks.line },
    { at: length, rank: ranks.grapheme },
  ]
    .filter(({ at }) => at > 0 && !isBlank(block.text.slice(0, at)))
    .map(({ at, rank }) => ({
      rank,
      where: at,
      size: writer.sheet.size + codeSize(writer, block, block.text.slice(0, at)),
    }))
}

/** Puts an aligned table on the page, whole: the page is turned before it where it does not fit. */
export function putGrid(writer: Writer, grid: Grid, quote: number, gap: Gap): void {
  const piece: Piece = {
    gap: gapAfter(writer.sheet, gap, quote),
    quote,
    depth: undefined,
    lead: '',
    hang: '',
    text: gridText(grid),
    sticky: false,
  }
  while (writer.sheet.size + pieceSize(writer.sheet, piece) > SHEET_ROOM && writer.sheet.pieces.length > 0) {
    if (writer.preview) {
      writer.full = true
      return
    }
    turnBetween(writer, gap)
  }
  put(writer, piece)
}

/** Whether a table fits below what is on the page. */
export const gridFits = (writer: Writer, grid: Grid, quote: number): boolean =>
  writer.sheet.size + 4 + gridSize(grid) + (quote > 0 ? 2 * (grid.rows.length + 3) : 0) <= SHEET_ROOM

/** Ends the page after all that is on it. */
export const turnAll = (writer: Writer): void => turn(writer, writer.sheet.pieces.length)

/** Turns the page at the best place between two blocks. */
export function turnBetween(writer: Writer, gap: Gap): void {
  const cut = bestCut<never>(cutsBetween(writer.sheet, gap))
  turn(writer, cut === undefined ? writer.sheet.pieces.length : cut.where.piece)
}

/** The page in the making, as text. */
export const openPage = (writer: Writer): string => sheetText(writer.sheet)
