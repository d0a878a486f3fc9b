/** Takes Markdown line by line, or a long line piece by piece, and knows which block is open. */
import { isBlank } from './graphemes.ts'
import {
  fenceOf,
  formulaEnd,
  headingOf,
  isRule,
  itemOf,
  readLine,
  tickBoxes,
  underlineLevel,
} from './lines.ts'
import type { Fence, Item, Line } from './lines.ts'
import { levelsAround, LIST_DEPTH, placeItem } from './lists.ts'
import type { Level, Marker } from './lists.ts'
import { addCodeLine, startCode } from './open-code.ts'
import type { OpenFence } from './open-code.ts'
import { addToTable, closeTable, startTable } from './open-table.ts'
import type { Table } from './open-table.ts'
import type { Gap } from './sheet.ts'
import { cellsOf, delimiterRow } from './table.ts'
import { putCode } from './put-code.ts'
import type { CodeBlock } from './put-code.ts'
import { mayBeFull, putProse, startProse } from './put-prose.ts'
import type { Prose } from './put-prose.ts'
import { takeGap } from './writer.ts'
import type { Writer } from './writer.ts'

interface Formula {
  readonly kind: 'formula'
  readonly end: '$$' | '\\]'
  readonly quote: number
  readonly gap: Gap
  raw: string
}

type Leaf = Prose | OpenFence | Formula | Table

export interface Blocks {
  readonly writer: Writer
  leaf: Leaf | undefined
  levels: readonly Level[]
  /** Whether the line at hand is here as a whole. */
  whole: boolean
  /** The rest of the line at hand says nothing: it is that of a fence. */
  skip: boolean
}

export const startBlocks = (writer: Writer): Blocks => ({
  writer,
  leaf: undefined,
  levels: [],
  whole: true,
  skip: false,
})

/** A copy that can be written on without changing the original. */
export function copyBlocks(blocks: Blocks, writer: Writer): Blocks {
  const { leaf } = blocks
  const copy = leaf?.kind === 'table' ? { ...leaf, cells: [...leaf.cells] } : leaf && { ...leaf }
  return { ...blocks, writer, leaf: copy }
}

/** A formula block longer than this is taken for text. */
const FORMULA_REACH = 1_500
const RULE = '⎯⎯⎯⎯⎯⎯'

/** A whole line, or the start of a long one, without its line end. */
export function takeLine(blocks: Blocks, line: string, whole: boolean): void {
  blocks.whole = whole
  blocks.skip = false
  takeStart(blocks, line)
  if (whole) endLine(blocks)
  // The line goes on: the space at the end of its start is one between words.
  else if (blocks.leaf?.kind === 'prose') blocks.leaf.raw += /\s*$/.exec(line)?.[0] ?? ''
}

function takeStart(blocks: Blocks, line: string): void {
  const { leaf } = blocks
  if (leaf?.kind === 'code' && takeCode(blocks, leaf, line)) return
  const read = readLine(line)
  if (leaf?.kind === 'formula' && takeFormula(blocks, leaf, read)) return
  if (read.text === '') return takeBlank(blocks, read)
  if (leaf?.kind === 'table') {
    if (read.quote === leaf.quote && read.text.includes('|'))
      return addToTable(blocks.writer, leaf, cellsOf(read.text, leaf.header.length))
    closeLeaf(blocks)
  }
  takeText(blocks, read)
}

/** More of a long line whose start takeLine got; `last` when it ends with this piece. */
export function takeMore(blocks: Blocks, piece: string, last: boolean): void {
  const { leaf } = blocks
  blocks.whole = last
  if (blocks.skip) return
  if (leaf?.kind === 'code') {
    leaf.text += piece + lineEnd(blocks)
    fill(blocks, leaf)
  } else if (leaf?.kind === 'prose') {
    leaf.raw += piece
    look(blocks, leaf)
  } else if (leaf?.kind === 'formula') leaf.raw += piece
  else if (piece.trim() !== '') {
    closeLeaf(blocks)
    openProse(blocks, { quote: 0, indent: 0, text: piece })
  }
  if (last) endLine(blocks)
}

const lineEnd = (blocks: Blocks): string => (blocks.whole ? '\n' : '')

function endLine(blocks: Blocks): void {
  const { leaf } = blocks
  if (leaf?.kind !== 'prose') return
  if (leaf.heading) closeLeaf(blocks)
  else look(blocks, leaf)
}

function look(blocks: Blocks, prose: Prose): void {
  if (!blocks.writer.preview && mayBeFull(blocks.writer, prose)) putProse(blocks.writer, prose, true)
}

function fill(blocks: Blocks, block: CodeBlock): void {
  if (!blocks.writer.preview) putCode(blocks.writer, block, true)
}

/** A line inside of code; false when the code had ended before it. */
function takeCode(blocks: Blocks, block: OpenFence, line: string): boolean {
  const outcome = addCodeLine(block, line, lineEnd(blocks))
  switch (outcome) {
    case 'more':
      fill(blocks, block)
      return true
    case 'closed':
      closeLeaf(blocks)
      return true
    case 'over':
      closeLeaf(blocks)
      if (block.pending !== '') blocks.writer.gap = 'blank'
      return false
  }
}

/** A delimiter row makes the line before it the header of a table. */
function opensTable(blocks: Blocks, line: Line): boolean {
  const { leaf } = blocks
  const aligns = delimiterRow(line.text)
  if (leaf?.kind !== 'prose' || leaf.heading || aligns === undefined || leaf.quote !== line.quote)
    return false
  const from = leaf.raw.lastIndexOf('\n') + 1
  const header = cellsOf(leaf.raw.slice(from))
  if (header.length !== aligns.length || from < leaf.ghost) return false
  leaf.raw = leaf.raw.slice(0, Math.max(0, from - 1))
  const alone = leaf.raw === '' && leaf.lead === ''
  if (!alone) closeLeaf(blocks)
  blocks.leaf = startTable(header, aligns, line.quote, alone ? leaf.gap : 'line')
  return true
}

/** Puts the open block on the page; `growing` when the end of the text so far is not its end. */
export function closeLeaf(blocks: Blocks, growing = false): void {
  const { leaf, writer } = blocks
  blocks.leaf = undefined
  switch (leaf?.kind) {
    case undefined:
      return
    case 'prose':
      return putProse(writer, leaf, growing)
    case 'code':
      return putCode(writer, leaf, growing)
    case 'formula':
      return closeFormula(blocks, leaf, growing)
    case 'table':
      closeTable(writer, leaf)
  }
}

function takeBlank(blocks: Blocks, line: Line): void {
  closeLeaf(blocks)
  blocks.writer.gap = line.quote > 0 && blocks.writer.gap !== 'blank' ? 'quoted' : 'blank'
}

function takeText(blocks: Blocks, line: Line): void {
  const { leaf } = blocks
  if (leaf?.kind === 'prose' && line.quote > leaf.quote) closeLeaf(blocks)
  if (opensTable(blocks, line)) return
  if (leaf?.kind === 'prose' && blocks.leaf === leaf && underlines(blocks, leaf, line)) return
  const item = itemOf(line.text)
  if (item !== undefined && !isRule(line.text) && startsItem(blocks, item))
    return openItem(blocks, line, item)
  openBlock(blocks, line)
}

/** Everything but list items and tables: what interrupts a paragraph, or else a paragraph. */
function openBlock(blocks: Blocks, line: Line, marker?: Marker): void {
  const fence = fenceOf(line.text)
  const heading = headingOf(line.text)
  const end = formulaEnd(line.text)
  if (fence !== undefined) openFence(blocks, line, fence, marker)
  else if (end !== undefined) openFormula(blocks, line, end, marker)
  else if (heading !== undefined) openHeading(blocks, line, heading, marker)
  else if (isRule(line.text)) {
    startBlock(blocks, line, marker)
    openProse(blocks, { ...line, text: RULE })
    closeLeaf(blocks)
  } else if (blocks.leaf?.kind === 'prose' && marker === undefined) blocks.leaf.raw += `\n${line.text}`
  else if (line.indent >= 4 && blocks.levels.length === 0 && marker === undefined) openIndented(blocks, line)
  else {
    if (marker === undefined) startBlock(blocks, line, marker)
    openProse(blocks, line, marker)
  }
}

/** Ends what is open; a line that is not indented ends the lists around it, too. */
function startBlock(blocks: Blocks, line: Line, marker: Marker | undefined): void {
  closeLeaf(blocks)
  if (marker === undefined) blocks.levels = levelsAround(blocks.levels, line)
  else putMarker(blocks, line, marker)
}

/** A list item that starts with a block of its own keeps its marker on a line before it. */
function putMarker(blocks: Blocks, line: Line, marker: Marker): void {
  openProse(blocks, { ...line, text: '' }, marker)
  closeLeaf(blocks)
}

function openProse(blocks: Blocks, line: Line, marker?: Marker, its: Partial<Prose> = {}): void {
  const depth = marker?.depth ?? blocks.levels.filter((level) => level.quote === line.quote).length
  blocks.leaf = startProse({
    raw: line.text,
    quote: line.quote,
    gap: takeGap(blocks.writer),
    depth: Math.min(depth, LIST_DEPTH),
    hang: marker === undefined ? '' : '  ',
    ...its,
    lead: (marker?.lead ?? '') + (its.lead ?? ''),
  })
}

function openHeading(
  blocks: Blocks,
  line: Line,
  heading: { level: number; title: string },
  marker: Marker | undefined,
): void {
  if (marker === undefined) startBlock(blocks, line, marker)
  const bold = heading.level > 3
  openProse(blocks, { ...line, text: heading.title }, marker, {
    heading: true,
    bold,
    lead: bold ? '' : `${'#'.repeat(heading.level)} `,
  })
}

/** `===` or `---` under a single line makes it a heading. */
function underlines(blocks: Blocks, prose: Prose, line: Line): boolean {
  const level = underlineLevel(line.text)
  if (
    level === undefined ||
    line.quote !== prose.quote ||
    prose.lead !== '' ||
    prose.ghost > 0 ||
    prose.raw.includes('\n')
  )
    return false
  blocks.leaf = { ...prose, heading: true, lead: `${'#'.repeat(level)} ` }
  closeLeaf(blocks)
  return true
}

/** Only a list that starts at one may interrupt a paragraph, unless it goes on with a list. */
function startsItem(blocks: Blocks, item: Item): boolean {
  if (blocks.leaf?.kind !== 'prose' || blocks.levels.length > 0) return true
  return item.text !== '' && (item.number === undefined || item.number === 1)
}

function openItem(blocks: Blocks, line: Line, item: Item): void {
  closeLeaf(blocks)
  const { levels, marker } = placeItem(blocks.levels, line, item)
  blocks.levels = levels
  const inner = { quote: line.quote, indent: line.indent + item.width, text: tickBoxes(item.text).trim() }
  const nested = itemOf(inner.text)
  if (nested !== undefined && nested.text !== '' && !isRule(inner.text) && marker.depth < LIST_DEPTH) {
    putMarker(blocks, inner, marker)
    openItem(blocks, inner, nested)
  } else openBlock(blocks, inner, marker)
}

function openFence(blocks: Blocks, line: Line, fence: Fence, marker: Marker | undefined): void {
  startBlock(blocks, line, marker)
  blocks.skip = !blocks.whole
  blocks.leaf = startCode({ fence, indent: line.indent, quote: line.quote, gap: takeGap(blocks.writer) })
}

function openIndented(blocks: Blocks, line: Line): void {
  startBlock(blocks, line, undefined)
  const text = `${' '.repeat(line.indent - 4)}${line.text}${lineEnd(blocks)}`
  blocks.leaf = startCode({ fence: undefined, indent: 4, quote: line.quote, gap: takeGap(blocks.writer) })
  blocks.leaf.text = text
}

function openFormula(blocks: Blocks, line: Line, end: Formula['end'], marker: Marker | undefined): void {
  startBlock(blocks, line, marker)
  blocks.leaf = { kind: 'formula', end, quote: line.quote, gap: takeGap(blocks.writer), raw: line.text }
  endFormula(blocks, blocks.leaf)
}

function takeFormula(blocks: Blocks, formula: Formula, line: Line): boolean {
  if (line.text === '' || line.quote !== formula.quote || formula.raw.length > FORMULA_REACH) {
    closeLeaf(blocks)
    return false
  }
  formula.raw += `\n${line.text}`
  endFormula(blocks, formula)
  return true
}

function endFormula(blocks: Blocks, formula: Formula): void {
  const at = formula.raw.indexOf(formula.end, 2)
  if (at >= 0) closeLeaf(blocks)
}

/** A formula that never ended, or with text after its end, was text. */
function closeFormula(blocks: Blocks, formula: Formula, growing: boolean): void {
  const at = formula.raw.indexOf(formula.end, 2)
  const inner = formula.raw.slice(2, at < 0 ? undefined : at).trim()
  const alone = at >= 0 && /^[.,;\s]*$/.test(formula.raw.slice(at + 2))
  if ((alone || (growing && at < 0)) && !isBlank(inner)) {
    const block: CodeBlock = {
      kind: 'code',
      language: 'latex',
      quote: formula.quote,
      text: `${inner}\n`,
      gap: formula.gap,
    }
    return putCode(blocks.writer, block, false)
  }
  openProse(blocks, { quote: formula.quote, indent: 0, text: formula.raw }, undefined, { gap: formula.gap })
  // Text may go on after it: only the end of the paragraph closes it.
  if (at < 0 || growing) closeLeaf(blocks, growing)
}
