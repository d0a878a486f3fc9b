/** The pages that are written and the one that is being written, and what turns a page. */
import { isBlank } from './graphemes.ts'
import {
  addPiece,
  bestCut,
  cutsBetween,
  emptySheet,
  gapAfter,
  sheetFrom,
  sheetText,
  sheetUpTo,
} from './sheet.ts'
import type { Gap, Piece, Sheet } from './sheet.ts'

/** The pages so far. A preview fills the last page as far as it goes and never turns it. */
export interface Writer {
  readonly done: string[]
  sheet: Sheet
  /** What parts the next block from the one before. */
  gap: Gap
  readonly preview: boolean
  full: boolean
}

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

/** Adds a block below what is on the page; the caller has seen that it fits. */
export function put(writer: Writer, piece: Piece): void {
  if (writer.full) return
  const placed = { ...piece, gap: gapAfter(writer.sheet, piece.gap, piece.quote) }
  writer.sheet = addPiece(writer.sheet, placed)
}

/** Ends the page before piece `at` of its sheet; what follows starts the next one. */
export function turn(writer: Writer, at: number): void {
  const page = sheetText(sheetUpTo(writer.sheet, at))
  if (!isBlank(page)) writer.done.push(page)
  writer.sheet = sheetFrom(writer.sheet, at)
}

/** Ends the page after all that is on it. */
export const turnAll = (writer: Writer): void => turn(writer, writer.sheet.pieces.length)

/** Turns the page at the best place between two blocks. */
export function turnBetween(writer: Writer, gap: Gap): void {
  const cut = bestCut<never>(cutsBetween(writer.sheet, gap))
  turn(writer, cut === undefined ? writer.sheet.pieces.length : cut.where.piece)
}
