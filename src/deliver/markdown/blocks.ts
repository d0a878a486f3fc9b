/** The state of the block parser: the open block, the finished pages, and the gap between two blocks. */
import { hiddenCode } from './code-block.ts'
import { paginateCode } from './paginate-code.ts'
import type { CodeBlock } from './code-block.ts'
import type { Enclosed } from './enclosed.ts'
import { textLead } from './line-start.ts'
import type { Lead } from './line-start.ts'
import type { Line } from './lines.ts'
import { noList } from './lists.ts'
import type { List } from './lists.ts'
import type { Gap } from './page.ts'
import { addLine, copyParagraph, startParagraph } from './paragraph-lines.ts'
import { paginateParagraph } from './paginate-paragraph.ts'
import type { Paragraph } from './paragraph-lines.ts'
import { insert, same } from './part.ts'
import type { Part } from './part.ts'
import { settle, settleAll, noCarriedMarks } from './carried-marks.ts'
import type { CarriedMarks } from './carried-marks.ts'
import { closeTable } from './table-block.ts'
import type { Table } from './table-block.ts'
import { addGap, takeGap } from './writer.ts'
import type { Writer } from './writer.ts'

type Leaf = Paragraph | CodeBlock | Enclosed | Table

export interface Blocks {
  readonly writer: Writer
  readonly carried: CarriedMarks
  leaf: Leaf | undefined
  list: List
  /** The line before was quoted. */
  inQuote: boolean
  /** The current line is complete. */
  whole: boolean
  /** Ignore the rest of the current line: it is the end of a fence line. */
  skip: boolean
  /** Where the next piece of a long line begins. */
  at: number
  /** Offset up to which closed blocks hold the text, so that no line end is written twice. */
  taken: number
}

export const startBlocks = (writer: Writer): Blocks => ({
  writer,
  carried: noCarriedMarks(),
  leaf: undefined,
  list: noList,
  inQuote: false,
  whole: true,
  skip: false,
  at: 0,
  taken: 0,
})

/** A copy that can be written on without changing the original. */
export function copyBlocks(blocks: Blocks, writer: Writer): Blocks {
  const { leaf, carried } = blocks
  const waiting = carried.waiting.map((one) => ({ ...one, block: copyLeaf(one.block) }))
  return { ...blocks, writer, carried: { ...carried, waiting }, leaf: leaf && copyLeaf(leaf) }
}

function copyLeaf<L extends Leaf>(leaf: L): L {
  if (leaf.kind === 'paragraph') return { ...leaf, ...copyParagraph(leaf) }
  return leaf.kind === 'code' ? { ...leaf, code: [...leaf.code], pending: [...leaf.pending] } : { ...leaf }
}

/** The line end in front of a line. */
export function lineBreak({ taken }: Blocks, at: number): Part {
  return taken === at ? insert(at, at === 0 ? '' : '\n', 'fence') : same(at - 1, '\n')
}

/** The gap between the last block and the block that begins at `at`. */
export function gapBefore(blocks: Blocks, at: number): Gap {
  if (blocks.taken !== at || at === 0) addGap(blocks.writer, lineBreak(blocks, at), false)
  else if (blocks.writer.gap.parts.length === 0) addGap(blocks.writer, lineBreak(blocks, at), false)
  return takeGap(blocks.writer)
}

export function openParagraph(
  blocks: Blocks,
  lead: Lead,
  { quote, indent }: { readonly quote: number; readonly indent: number },
  gap: Gap,
  heading: Paragraph['heading'] = 'none',
): void {
  const inList = blocks.list.levels.length > 0
  const hang = blocks.list.levels.at(-1)?.content ?? 0
  blocks.leaf = startParagraph({ lines: [lead], quote, gap, heading, hang, indent: inList ? indent : 0 })
}

/** Closes the open block and appends it to the page. `growing`: the text goes on, so the block may too. */
export function closeLeaf(blocks: Blocks, growing = false): void {
  const { leaf, writer, carried } = blocks
  blocks.leaf = undefined
  // Text that waits for the end of its mark may go elsewhere when that comes.
  const endsPages = carried.waiting.length === 0
  if (growing) settleAll(carried, writer)
  switch (leaf?.kind) {
    case undefined:
      return
    case 'paragraph':
      if (!growing) return settle(carried, writer, leaf)
      if (leaf.opened.length === 0) leaf.opened = carried.open
      return paginateParagraph(writer, leaf, true, endsPages)
    case 'code':
      if (!growing) return settle(carried, writer, leaf)
      return paginateCode(
        writer,
        carried.open.some(({ mark }) => mark === 'spoiler') ? hiddenCode(leaf) : leaf,
        true,
      )
    case 'enclosed':
      if (!growing) closeAsText(blocks, leaf.lines)
      return
    case 'table':
      closeTable(writer, leaf)
  }
}

/** Closes lines that seemed to be a formula or a comment as a paragraph. */
export function closeAsText(blocks: Blocks, lines: readonly Line[]): void {
  const [first, ...others] = lines
  if (first === undefined) return
  const inList = blocks.list.levels.length > 0
  openParagraph(blocks, textLead(first, inList), first, gapBefore(blocks, first.at))
  for (const line of others)
    if (blocks.leaf?.kind === 'paragraph') addLine(blocks.leaf, textLead(line, inList))
  closeLeaf(blocks)
}

/** Appends everything that is left to the page. */
export function endBlocks(blocks: Blocks): void {
  closeLeaf(blocks)
  settleAll(blocks.carried, blocks.writer)
}

export const lineEnd = (blocks: Blocks): string => (blocks.whole ? '\n' : '')
