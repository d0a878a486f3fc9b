/** Puts a paragraph, heading or list item on the page, and cuts it where the reader minds it least. */
import type { Open } from './emphasis.ts'
import { isBlank } from './graphemes.ts'
import { readParagraph } from './markdown.ts'
import { bestCut, cutsBetween, gapAfter, overhead, ranks, SHEET_ROOM } from './sheet.ts'
import type { Cut, Gap, Piece, Rank } from './sheet.ts'
import { sizeClosed, takePen, text, write } from './spell.ts'
import type { Span } from './spell.ts'
import { put, turn, turnAll } from './writer.ts'
import type { Writer } from './writer.ts'

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

const STRONG: Open = { mark: 'strong', source: '**' }

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
  // Behind `# ` nothing is the start of a line any more.
  const lineStart = !piece.lead.endsWith('# ')
  const pen = takePen(lineStart)
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
  return { over, text: '', cuts: withTexts(spans, best, lineStart) }
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

function withTexts(spans: readonly Span[], places: readonly Place[], lineStart: boolean): Fit['cuts'] {
  return places
    .map(({ size, span }) => {
      const pen = takePen(lineStart)
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
