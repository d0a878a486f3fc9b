/** One page in the making: its pieces in order, how long it is, and where it is best cut. */
import { MESSAGE_CODE_POINTS } from '../../limits.ts'
import { codePoints } from './graphemes.ts'

/** Room kept on every page for a status line or a hint of ours below the text, so that these never move text. */
const STATUS_ROOM = 120
export const SHEET_ROOM = MESSAGE_CODE_POINTS - STATUS_ROOM

export type Gap = 'none' | 'line' | 'blank' | 'quoted'

/** A block as it stands on a page. */
export interface Piece {
  readonly gap: Gap
  readonly quote: number
  /** List depth; undefined for blocks that always stand at the left edge (code, tables). */
  readonly depth: number | undefined
  /** Written before the first line (`- `, `## `), and before each further line. */
  readonly lead: string
  readonly hang: string
  readonly text: string
  /** Belongs to what follows: a heading, a line that ends in a colon. No page ends after it if that is cheap. */
  readonly sticky: boolean
}

export interface Sheet {
  readonly pieces: readonly Piece[]
  readonly size: number
  /**
   * The list depth that stands at the left edge: Discord trims the start of a message, so a list that is carried on
   * may not begin indented, or its second line would look nested under its first.
   */
  readonly base: number
}

export const emptySheet: Sheet = { pieces: [], size: 0, base: Infinity }

/** The line that parts two pieces, by what the reader saw between them. */
export function gapAfter(sheet: Sheet, wanted: Gap, quote: number): Gap {
  const last = sheet.pieces.at(-1)
  if (last === undefined) return 'none'
  return wanted === 'quoted' && !(last.quote > 0 && quote > 0) ? 'blank' : wanted
}

const baseWith = (sheet: Sheet, piece: Pick<Piece, 'depth'>): number =>
  Math.min(sheet.base, piece.depth ?? Infinity)

const gapText = (gap: Gap): string => ({ none: '', line: '\n', blank: '\n\n', quoted: '\n> \n' })[gap]

function margin(piece: Pick<Piece, 'quote' | 'depth'>, base: number): string {
  // Code in a quote keeps one quote mark: a second would be part of the code.
  const quote = piece.depth === undefined ? Math.min(1, piece.quote) : piece.quote
  return (
    '> '.repeat(quote) +
    (piece.depth === undefined ? '' : '  '.repeat(piece.depth - Math.min(base, piece.depth)))
  )
}

/** Code points that each line but the first takes beyond its text, and those of the first with the gap before it. */
export function overhead(
  sheet: Sheet,
  piece: Omit<Piece, 'text' | 'sticky'>,
): { readonly first: number; readonly next: number } {
  const indent = margin(piece, baseWith(sheet, piece)).length
  return {
    first: gapText(piece.gap).length + indent + codePoints(piece.lead),
    next: indent + piece.hang.length,
  }
}

export function pieceSize(sheet: Sheet, piece: Piece): number {
  const { first, next } = overhead(sheet, piece)
  return first + codePoints(piece.text) + next * (piece.text.split('\n').length - 1)
}

export const addPiece = (sheet: Sheet, piece: Piece): Sheet => ({
  pieces: [...sheet.pieces, piece],
  size: sheet.size + pieceSize(sheet, piece),
  base: baseWith(sheet, piece),
})

/** The page as Discord gets it. */
export function sheetText(sheet: Sheet): string {
  let out = ''
  let base = Infinity
  for (const piece of sheet.pieces) {
    base = Math.min(base, piece.depth ?? Infinity)
    const indent = margin(piece, base)
    out += gapText(piece.gap) + indent + piece.lead + piece.text.replace(/\n/g, `\n${indent}${piece.hang}`)
  }
  return out.trim()
}

/** The sheet of the pieces from `from` on, as the start of a page. */
export function sheetFrom(sheet: Sheet, from: number): Sheet {
  let next = emptySheet
  for (const [at, piece] of sheet.pieces.slice(from).entries())
    next = addPiece(next, at === 0 ? { ...piece, gap: 'none' } : piece)
  return next
}

export const sheetUpTo = (sheet: Sheet, to: number): Sheet => ({
  ...sheet,
  pieces: sheet.pieces.slice(0, to),
})

/** How good a place is for the end of a page, best first. */
export const ranks = { paragraph: 0, line: 1, sentence: 2, word: 3, grapheme: 4 } as const
export type Rank = (typeof ranks)[keyof typeof ranks]

/** A place where the page may end: before a piece, or inside the block that is being added. */
export interface Cut<Where> {
  readonly rank: Rank
  /** Code points of the page that ends here. */
  readonly size: number
  readonly where: { readonly piece: number } | Where
}

/** Which kinds of cut are good enough on a page that is so full; the latest cut of the first line that has one is taken. */
const tastes: readonly { readonly rank: Rank; readonly full: number }[] = [
  { rank: ranks.paragraph, full: 0.7 },
  { rank: ranks.line, full: 0.5 },
  { rank: ranks.sentence, full: 0.5 },
  { rank: ranks.word, full: 0.5 },
  { rank: ranks.line, full: 0.15 },
  { rank: ranks.word, full: 0.02 },
  { rank: ranks.grapheme, full: 0 },
]

export function bestCut<Where>(cuts: readonly Cut<Where>[]): Cut<Where> | undefined {
  for (const { rank, full } of tastes) {
    const fits = cuts.filter(
      (cut) => cut.rank <= rank && cut.size >= full * SHEET_ROOM && cut.size <= SHEET_ROOM,
    )
    const best = fits.reduce<Cut<Where> | undefined>(
      (last, cut) => (last === undefined || cut.size >= last.size ? cut : last),
      undefined,
    )
    if (best !== undefined) return best
  }
  return undefined
}

/** The places between the pieces of a sheet, the last of them before a block that would follow with `gap`. */
export function cutsBetween(sheet: Sheet, gap: Gap): readonly Cut<never>[] {
  const cuts: Cut<never>[] = []
  let size = 0
  let growing = emptySheet
  for (const [at, piece] of [...sheet.pieces, undefined].entries()) {
    const before = sheet.pieces[at - 1]
    const wide = (piece?.gap ?? gap) === 'blank' || (piece?.gap ?? gap) === 'quoted'
    const rank = before?.sticky === true ? ranks.grapheme : wide ? ranks.paragraph : ranks.line
    if (at > 0) cuts.push({ rank, size, where: { piece: at } })
    if (piece !== undefined) growing = addPiece(growing, piece)
    size = growing.size
  }
  return cuts
}
