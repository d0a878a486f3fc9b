/** Rows of a sheet as CSV, up to a bound; the rows beyond it are counted and not kept. */

export interface Sheet {
  readonly name: string
  /** CSV with commas and quotes where they are needed. */
  readonly csv: string
  /** Those that have a value. */
  readonly rows: number
  /** Of them, those in `csv`. */
  readonly kept: number
}

export interface SheetWriter {
  /** Puts a value into a column of the row that is being written, the first being 0. */
  cell(column: number, value: string): void
  /** Ends the row; one without a value is left out. */
  endRow(): void
  sheet(name: string): Sheet
}

/** Excel's last column is the 16,384th. A cell that is further out is none. */
const COLUMNS = 16_384

/** @param most UTF-16 units of CSV */
export function sheetWriter(most: number): SheetWriter {
  const lines: string[] = []
  let length = 0
  let rows = 0
  let row: string[] = []
  let isFull = false
  return {
    cell(column, value) {
      if (isFull || value === '' || column >= COLUMNS) {
        if (isFull && value !== '' && row.length === 0) row = ['']
        return
      }
      while (row.length < column) row.push('')
      row[column] = quoted(value)
    },
    endRow() {
      if (row.length === 0) return
      rows += 1
      const line = row.join(',')
      row = []
      isFull ||= length + line.length > most
      if (isFull) return
      lines.push(line)
      length += line.length + 1
    },
    sheet: (name) => ({
      name,
      csv: lines.map((line) => `${line}\n`).join(''),
      rows,
      kept: lines.length,
    }),
  }
}

const quoted = (value: string): string =>
  /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/**
 * The sheets as one text: each with its name, its size and its first rows. Each may take its share of what is left, so
 * that a long one leaves something to the next.
 *
 * @param most UTF-16 units of all rows together
 */
export function sheetsText(sheets: readonly Sheet[], most: number): string {
  let left = most
  return sheets
    .map((sheet, n) => {
      const rows = beginningOf(sheet.csv, Math.floor(left / (sheets.length - n)))
      left -= rows.length
      const shown = rows === sheet.csv ? sheet.kept : rows.split('\n').length - 1
      const more = sheet.rows - shown
      return [
        `## Sheet "${sheet.name}", ${sheet.rows} rows\n`,
        rows,
        more > 0 ? `(${more} more rows of this sheet are left out here.)\n` : '',
      ].join('')
    })
    .join('\n')
}

const beginningOf = (csv: string, most: number): string =>
  csv.length <= most ? csv : csv.slice(0, csv.lastIndexOf('\n', most) + 1)
