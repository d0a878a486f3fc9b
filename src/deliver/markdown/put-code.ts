/** Puts code on the page, in as many code blocks as it takes. */
import { breakFence, fenced, fencedSize } from './fence.ts'
import { boundaryBefore, isBlank } from './graphemes.ts'
import { bestCut, cutsBetween, gapAfter, overhead, ranks, SHEET_ROOM } from './sheet.ts'
import type { Cut, Gap, Piece } from './sheet.ts'
import { put, turn, turnAll } from './writer.ts'
import type { Writer } from './writer.ts'

export interface CodeBlock {
  readonly kind: 'code'
  readonly language: string
  readonly quote: number
  text: string
  gap: Gap
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

/** In a preview half a line of code may end in a backtick, too; a line end there costs nothing. */
const ended = (code: string): string => (code.endsWith('\n') ? code : `${code}\n`)

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
