/** Collects the rows of a table, cuts it into pages, and makes it a list if it is too wide. */
import { blockSize, PAGE_ROOM } from './page.ts'
import type { Block, Gap } from './page.ts'
import { quoteMark } from './line-start.ts'
import { startParagraph } from './paragraph-lines.ts'
import { paginateParagraph } from './paginate-paragraph.ts'
import { edit } from './part.ts'
import {
  addRow,
  gridColumns,
  GRID_COLUMNS,
  gridSize,
  gridText,
  hides,
  rowAsList,
  startGrid,
} from './table.ts'
import type { Align, Grid } from './table.ts'
import { breakPage, breakPageBetweenBlocks, appendBlock } from './writer.ts'
import type { Writer } from './writer.ts'

/** A row and the lines of Claude's text that it stands for. */
export interface Row {
  readonly cells: readonly string[]
  readonly from: number
  readonly to: number
}

export interface Table {
  readonly kind: 'table'
  readonly quote: number
  /** The header with the row below it. */
  readonly header: Row
  readonly empty: Grid
  gap: Gap
  /** The rows on this page; undefined once the table is too wide to be aligned, or hides something. */
  grid: Grid | undefined
  /** The rows in the grid, kept in case a later row is too wide. */
  rows: readonly Row[]
  /** Offset from which the text is not on a page yet. */
  from: number
  /** A row was appended as a list. */
  listed: boolean
}

export function startTable(
  header: Row,
  aligns: readonly Align[],
  { quote, gap, mentions }: Pick<Table, 'quote' | 'gap'> & Pick<Writer, 'mentions'>,
): Table {
  const empty = startGrid(header.cells, aligns, mentions)
  const grid = gridColumns(empty) > GRID_COLUMNS || hides(header.cells) ? undefined : empty
  return { kind: 'table', quote, header, empty, gap, grid, rows: [], from: header.from, listed: false }
}

/** Adds a row. A table that fills the page, or that is too wide, is appended as far as it goes. */
export function addToTable(writer: Writer, table: Table, row: Row): void {
  const grid = table.grid === undefined || hides(row.cells) ? undefined : addRow(table.grid, row.cells)
  if (grid !== undefined && gridColumns(grid) <= GRID_COLUMNS) {
    if (gridFits(writer, grid, table) || writer.preview) {
      table.grid = grid
      table.rows = [...table.rows, row]
      return
    }
    return nextGrid(writer, table, row)
  }
  const rows = [...table.rows, row]
  table.grid = undefined
  table.rows = []
  for (const each of rows) appendRow(writer, table, each)
}

/** Continues the table on the next page and repeats its header. */
function nextGrid(writer: Writer, table: Table, row: Row): void {
  const grid = addRow(table.empty, row.cells)
  if (table.rows.length > 0 && table.grid !== undefined) {
    appendGrid(writer, table, table.grid)
    breakPage(writer)
    table.gap = { parts: [], wide: false }
  }
  while (writer.page.blocks.length > 0 && !gridFits(writer, grid, table))
    breakPageBetweenBlocks(writer, table.gap)
  table.rows = [row]
  table.grid = grid
}

/** Appends a row as a paragraph that lists its values. */
function appendRow(writer: Writer, table: Table, row: Row): void {
  const isHeader = row === table.header
  const text = rowAsList(isHeader ? [] : table.header.cells, row.cells)
  const { quote, from } = table
  table.listed = true
  table.from = row.to
  if (text === '') return
  const mark = quoteMark(quote)
  const lines = text
    .split('\n')
    .map((line) => ({ at: from, text: line, lead: mark === '' ? [] : [edit(from, from, mark, 'table')] }))
  paginateParagraph(
    writer,
    startParagraph({ lines, quote, gap: table.gap, standsFor: { from, to: row.to, rule: 'table' } }),
    false,
    !writer.preview,
  )
  table.gap = { parts: [edit(row.to, row.to, `\n${quoteMark(quote)}\n`, 'table')], wide: true }
}

/** Appends the rest of the table. */
export function closeTable(writer: Writer, table: Table): void {
  if (table.grid !== undefined) appendGrid(writer, table, table.grid)
  else if (!table.listed) appendRow(writer, table, table.header)
}

/** Appends an aligned table as a whole. The page ends before it if it does not fit. */
function appendGrid(writer: Writer, table: Table, grid: Grid): void {
  const to = table.rows.at(-1)?.to ?? table.header.to
  const mark = quoteMark(table.quote)
  const text = mark + gridText(grid).replace(/\n/g, `\n${mark}`)
  const block: Block = {
    gap: table.gap,
    parts: [edit(table.from, to, text, 'table')],
    indent: undefined,
    sticky: false,
  }
  while (writer.page.size + blockSize(writer.page, block) > PAGE_ROOM && writer.page.blocks.length > 0) {
    if (writer.preview) {
      writer.full = true
      return
    }
    breakPageBetweenBlocks(writer, table.gap)
  }
  appendBlock(writer, block)
  table.from = to
}

/** Whether a table fits below what is on the page. */
const gridFits = (writer: Writer, grid: Grid, { quote }: Table): boolean =>
  writer.page.size + 4 + gridSize(grid) + (quote > 0 ? 2 * (grid.rows.length + 3) : 0) <= PAGE_ROOM
