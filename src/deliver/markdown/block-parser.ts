/** Parses the blocks of an answer line by line; a long line comes in pieces. */
import { addCode, addCodeLine } from './code-block.ts'
import { paginateCode } from './paginate-code.ts'
import { closeLeaf, lineBreak, lineEnd, openParagraph } from './blocks.ts'
import type { Blocks } from './blocks.ts'
import type { CodeBlock } from './code-block.ts'
import { stateOf } from './enclosed.ts'
import type { Enclosed } from './enclosed.ts'
import { blankLead } from './line-start.ts'
import { isRule, itemOf, readLine, textAt } from './lines.ts'
import type { Line } from './lines.ts'
import { openBlock, openItem, opensTable, settleEnclosed, underlines } from './open-block.ts'
import { addText } from './paragraph-lines.ts'
import { mayBeFull, paginateParagraph } from './paginate-paragraph.ts'
import type { Paragraph } from './paragraph-lines.ts'
import { edit } from './part.ts'
import { settle, settleAll } from './carried-marks.ts'
import { addToTable } from './table-block.ts'
import type { Table } from './table-block.ts'
import { cellsOf } from './table.ts'
import { addGap, takeGap } from './writer.ts'

/** Reads a line at offset `at`, or the start of a long one, without its line end. */
export function takeLine(blocks: Blocks, line: string, at: number, whole: boolean): void {
  const { leaf } = blocks
  blocks.whole = whole
  blocks.skip = false
  blocks.at = at + line.length
  const most = leaf?.kind === 'code' && leaf.fence !== undefined ? leaf.quote : Infinity
  const read = readLine(line, at, blocks.inQuote, most)
  takeRead(blocks, read)
  blocks.inQuote = read.quote > 0
  if (whole) endLine(blocks)
}

function takeRead(blocks: Blocks, line: Line): void {
  const { leaf } = blocks
  if (leaf?.kind === 'code' && takeCode(blocks, leaf, line)) return
  if (leaf?.kind === 'enclosed') return takeEnclosed(blocks, leaf, line)
  if (line.text === '') return takeBlank(blocks, line)
  if (leaf?.kind === 'table') {
    if (line.quote === leaf.quote && line.text.includes('|')) return takeRow(blocks, leaf, line)
    closeLeaf(blocks)
  }
  takeText(blocks, line)
}

/** Reads more of a long line that `takeLine` began. `last`: the line ends with this piece. */
export function takeMore(blocks: Blocks, piece: string, last: boolean): void {
  const { leaf, at } = blocks
  blocks.whole = last
  blocks.at += piece.length
  if (blocks.skip) return
  if (leaf?.kind === 'code') {
    const text = piece + lineEnd(blocks)
    if (text !== '') addCode(leaf, at, at + text.length, text, false)
    fill(blocks, leaf)
  } else if (leaf?.kind === 'paragraph') {
    addText(leaf, piece)
    look(blocks, leaf)
  } else if (piece.trim() !== '') {
    closeLeaf(blocks)
    openParagraph(blocks, { at, text: piece, lead: [] }, { quote: 0, indent: 0 }, takeGap(blocks.writer))
  }
  if (last) endLine(blocks)
}

function endLine(blocks: Blocks): void {
  const { leaf } = blocks
  if (leaf?.kind !== 'paragraph') return
  if (leaf.heading === 'none') look(blocks, leaf)
  else closeLeaf(blocks)
}

const MOST_WAITING = 6_000

function look(blocks: Blocks, paragraph: Paragraph): void {
  const { writer, carried } = blocks
  // Text that may be hidden waits for the end of its spoiler, even if the page is full.
  if (carried.waiting.length > 0 && paragraph.raw.length < MOST_WAITING) return
  if (writer.preview || !mayBeFull(writer, paragraph)) return
  settleAll(carried, writer)
  paginateParagraph(writer, paragraph, true)
}

function fill(blocks: Blocks, block: CodeBlock): void {
  const { writer, carried } = blocks
  if (writer.preview) return
  if (carried.waiting.length === 0) paginateCode(writer, block, true)
}

/** Reads a line of code. False if the code ended before this line. */
function takeCode(blocks: Blocks, block: CodeBlock, line: Line): boolean {
  const outcome = addCodeLine(block, line, lineEnd(blocks))
  switch (outcome.kind) {
    case 'more':
      fill(blocks, block)
      return true
    case 'closed':
      endCode(blocks, block, line, outcome)
      return true
    case 'over':
      closeLeaf(blocks)
      blocks.taken = block.code.at(-1)?.to ?? 0
      for (const blank of block.pending) takeBlank(blocks, blank)
      return false
  }
}

/** Closes the code. Words behind its closing fence go on their own line. */
function endCode(
  blocks: Blocks,
  block: CodeBlock,
  line: Line,
  { rest, to }: { readonly rest: string; readonly to: number },
): void {
  const pipes = block.hidden ? (/^[ \t]*\|\|/.exec(rest)?.[0].length ?? 0) : 0
  const size = to + pipes - line.at
  const end = { from: line.at, raw: (line.quoteMarks + line.margin + line.text).slice(0, size) }
  const endsAt = line.at + size
  blocks.leaf = undefined
  settle(blocks.carried, blocks.writer, block, end)
  const after = rest.slice(pipes)
  if (after.trim() === '') {
    blocks.skip = !blocks.whole
    return
  }
  const text = after.trimStart()
  const at = endsAt + after.length - text.length
  addGap(blocks.writer, edit(endsAt, at, '\n', 'fence'), false)
  blocks.taken = at
  takeText(blocks, { ...line, at, quoteMarks: '', margin: '', indent: 0, text })
}

/** Reads a line of a formula or comment, which ends here, goes on, or turns out to be text. */
function takeEnclosed(blocks: Blocks, enclosed: Enclosed, line: Line): void {
  const grown = { ...enclosed, lines: [...enclosed.lines, line] }
  if (stateOf(grown).kind === 'broken') {
    closeLeaf(blocks)
    takeRead(blocks, line)
    return
  }
  blocks.leaf = grown
  settleEnclosed(blocks, grown)
}

function takeBlank(blocks: Blocks, line: Line): void {
  closeLeaf(blocks)
  addGap(blocks.writer, lineBreak(blocks, line.at), false)
  addGap(blocks.writer, blankLead(line), true)
}

function takeText(blocks: Blocks, line: Line): void {
  const { leaf } = blocks
  if (leaf?.kind === 'paragraph' && line.quote !== leaf.quote) closeLeaf(blocks)
  if (opensTable(blocks, line)) return
  if (leaf?.kind === 'paragraph' && blocks.leaf === leaf && underlines(leaf, line)) return closeLeaf(blocks)
  const item = isRule(line.text) ? undefined : itemOf(line.text)
  if (item === undefined) openBlock(blocks, line)
  else openItem(blocks, line, item)
}

function takeRow({ writer }: Blocks, table: Table, line: Line): void {
  const to = textAt(line) + line.text.length
  addToTable(writer, table, { cells: cellsOf(line.text, table.header.cells.length), from: line.at, to })
}
