/** Renders a table, which Discord cannot show: a narrow one as aligned text in a code block, a wide one as lists. */
import { breakFence } from './code-block.ts'
import { codePoints, columns } from './graphemes.ts'
import { type Mentions, namedInCode } from './mentions.ts'
import { withoutMarks } from './without-marks.ts'

/** A wider code block wraps on a phone held upright, and even on a desktop with the member list open. */
export const GRID_COLUMNS = 60

export type Align = 'left' | 'right' | 'centre'

export interface Grid {
  readonly header: readonly string[]
  readonly aligns: readonly Align[]
  /** Plain text of the cells, the header first. */
  readonly rows: readonly (readonly string[])[]
  readonly widths: readonly number[]
  /** How many code points the rows have beyond their columns (accents). */
  readonly surplus: number
  readonly mentions: Mentions | undefined
}

/**
 * The alignments of a delimiter row such as `|:--|--:|`, one for each of `count` columns; undefined when the line is none.
 * A row that names fewer columns than the header has still makes a table of it.
 */
export function delimiterRow(text: string, count: number): readonly Align[] | undefined {
  if (!text.includes('|') || !/^[\s|:-]+$/.test(text)) return undefined
  const cells = cellsOf(text)
  if (cells.length > count || (cells.length < count && count > 2 * cells.length)) return undefined
  if (!cells.every((cell) => /^:?-+:?$/.test(cell))) return undefined
  return Array.from({ length: count }, (_, at) => {
    const cell = cells[at] ?? '-'
    return cell.endsWith(':') ? (cell.startsWith(':') ? 'centre' : 'right') : 'left'
  })
}

/** The cells of a row. Pipes in code or around a spoiler separate no cells if the row then has `count` cells. */
export function cellsOf(line: string, count?: number): readonly string[] {
  const strict = split(line, /\\\||\|/g)
  if (count === undefined || (strict.length <= count && !line.includes('||'))) return strict
  const lenient = split(line, /\\\||`[^`]*`|\|\|(?=[^\s|])(?:[^|]|\|(?!\|))*?[^\s|]\|\||\|/g)
  return lenient.length === count || (lenient.length < count && strict.length > count) ? lenient : strict
}

/** Whether a cell has a spoiler, which a block of code cannot show. */
export const hides = (cells: readonly string[]): boolean => cells.some((cell) => /\|\|.+\|\|/.test(cell))

function split(line: string, marks: RegExp): readonly string[] {
  const inner = line.trim().replace(/^\|(?!\|\S)/, '')
  const cells: string[] = []
  let from = 0
  for (const found of inner.matchAll(marks)) {
    if (found[0] !== '|') continue
    cells.push(inner.slice(from, found.index))
    from = found.index + 1
  }
  if (inner.slice(from).trim() !== '' || cells.length === 0) cells.push(inner.slice(from))
  return cells.map((cell) => cell.trim().replace(/\\\|/g, '|'))
}

export function startGrid(header: readonly string[], aligns: readonly Align[], mentions?: Mentions): Grid {
  return addRow({ header, aligns, rows: [], widths: header.map(() => 1), surplus: 0, mentions }, header)
}

export function addRow(grid: Grid, cells: readonly string[]): Grid {
  const row = grid.header.map((_, at) => plainCell(cells[at] ?? '', grid.mentions))
  const sizes = row.map((cell) => columns(cell))
  const widths = grid.widths.map((width, at) => Math.max(width, sizes[at] ?? 0))
  const surplus = row.reduce(
    (sum, cell, at) => sum + Math.max(0, codePoints(cell) - (sizes[at] ?? 0)),
    grid.surplus,
  )
  return { ...grid, rows: [...grid.rows, row], widths, surplus }
}

export const gridColumns = (grid: Grid): number =>
  grid.widths.reduce((sum, width) => sum + width, 3 * (grid.widths.length - 1))

/** Most code points that `gridText` can take. */
export const gridSize = (grid: Grid): number =>
  (grid.rows.length + 1) * (gridColumns(grid) + 1) + grid.surplus + '```\n```'.length

export function gridText(grid: Grid): string {
  const lines = grid.rows.map((row) =>
    row
      .map((cell, at) => pad(cell, grid.widths[at] ?? 0, grid.aligns[at] ?? 'left'))
      .join(' │ ')
      .trimEnd(),
  )
  const rule = grid.widths.map((width) => '─'.repeat(width)).join('─┼─')
  return ['```', ...lines.toSpliced(1, 0, rule), '```'].join('\n')
}

function pad(cell: string, width: number, align: Align): string {
  const space = width - columns(cell)
  const before = { left: 0, right: space, centre: Math.floor(space / 2) }[align]
  return ' '.repeat(before) + cell + ' '.repeat(space - before)
}

/** A row as Markdown again: `**Header**: value`, a line each. Cells without a header follow the others. */
export function rowAsList(header: readonly string[], cells: readonly string[]): string {
  return cells
    .map((cell, at) => {
      const name = (header[at] ?? '').replace(/\*\*|__|\n/g, '').trim()
      const value = cell.replace(/<br\s*\/?>/gi, ', ')
      if (value === '') return ''
      return name === '' ? value : `**${name}**: ${value}`
    })
    .filter((line) => line !== '')
    .join('\n')
}

/** A cell without its marks: a block of code shows none. */
const plainCell = (cell: string, mentions: Mentions | undefined): string =>
  breakFence(namedInCode(withoutMarks(cell), mentions).replace(/\s+/g, ' ').trim())
