/** A table while its rows come in: where it is cut, and when it is too wide to stay a table. */
import { gapAfter, pieceSize, SHEET_ROOM } from './sheet.ts'
import type { Gap, Piece } from './sheet.ts'
import { addRow, gridColumns, GRID_COLUMNS, gridSize, gridText, rowAsList, startGrid } from './table.ts'
import type { Align, Grid } from './table.ts'
import { startProse, putProse } from './put-prose.ts'
import { put, turnAll, turnBetween } from './writer.ts'
import type { Writer } from './writer.ts'

/** A table that is open. */
export interface Table {
  readonly kind: 'table'
  readonly quote: number
  readonly header: readonly string[]
  readonly empty: Grid
  gap: Gap
  /** The rows on this page; undefined once the table is too wide to be aligned. */
  grid: Grid | undefined
  /** The Markdown of those rows, for the day they turn out too wide. */
  cells: (readonly string[])[]
  /** Whether any row was put as a list. */
  listed: boolean
}

export function startTable(
  header: readonly string[],
  aligns: readonly Align[],
  quote: number,
  gap: Gap,
): Table {
  const empty = startGrid(header, aligns)
  const grid = gridColumns(empty) > GRID_COLUMNS ? undefined : empty
  return { kind: 'table', quote, header, empty, gap, grid, cells: [], listed: false }
}

/** Adds a row; a table that has filled the page, or that is too wide, goes to the writer as far as it is known. */
export function addToTable(writer: Writer, table: Table, cells: readonly string[]): void {
  const grid = table.grid === undefined ? undefined : addRow(table.grid, cells)
  if (grid !== undefined && gridColumns(grid) <= GRID_COLUMNS) {
    if (gridFits(writer, grid, table.quote) || writer.preview) {
      table.grid = grid
      table.cells.push(cells)
      return
    }
    return nextGrid(writer, table, cells)
  }
  const rows = [...table.cells, cells]
  table.grid = undefined
  table.cells = []
  for (const row of rows) putRow(writer, table, row)
}

/** The table goes on on the next page, its header repeated. */
function nextGrid(writer: Writer, table: Table, cells: readonly string[]): void {
  const grid = addRow(table.empty, cells)
  if (table.cells.length > 0 && table.grid !== undefined) {
    putGrid(writer, table.grid, table.quote, table.gap)
    turnAll(writer)
    table.gap = 'none'
  }
  while (writer.sheet.pieces.length > 0 && !gridFits(writer, grid, table.quote))
    turnBetween(writer, table.gap)
  table.cells = [cells]
  table.grid = grid
}

function putRow(writer: Writer, table: Table, row: readonly string[]): void {
  const text = rowAsList(row === table.header ? [] : table.header, row)
  table.listed = true
  if (text === '') return
  const gap = table.gap === 'line' ? 'blank' : table.gap
  putProse(writer, startProse({ raw: text, quote: table.quote, gap }), false)
  table.gap = table.quote > 0 ? 'quoted' : 'blank'
}

/** Puts what is left of it on the page. */
export function closeTable(writer: Writer, table: Table): void {
  if (table.grid !== undefined) putGrid(writer, table.grid, table.quote, table.gap)
  else if (!table.listed) putRow(writer, table, table.header)
  writer.gap = 'line'
}

/** Puts an aligned table on the page, whole: the page is turned before it where it does not fit. */
function putGrid(writer: Writer, grid: Grid, quote: number, gap: Gap): void {
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
const gridFits = (writer: Writer, grid: Grid, quote: number): boolean =>
  writer.sheet.size + 4 + gridSize(grid) + (quote > 0 ? 2 * (grid.rows.length + 3) : 0) <= SHEET_ROOM
