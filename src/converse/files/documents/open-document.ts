/** The text of an OpenDocument file: a text, a presentation, or the sheets of a spreadsheet. */

import type { Archive } from './archive.ts'
import { type Sheet, sheetWriter, type SheetWriter } from './csv.ts'
import { textSink } from './text-sink.ts'
import { attribute, readXml } from './xml.ts'

/** A text or a presentation. Source: OpenDocument 1.3 part 3, 5.1 and 6.1. @param most UTF-16 units */
export function openDocumentText(archive: Archive, most: number): string {
  const sink = textSink(most)
  let paragraphs = 0
  let cells = 0
  let pages = 0
  /** What was deleted while changes were tracked stands there, too. */
  let deleted = 0
  readXml(archive.read('content.xml'), {
    isDone: () => sink.isFull(),
    open(name, attributes) {
      if (name === 'tracked-changes') deleted += 1
      if (deleted > 0) return
      if (name === 'p' || name === 'h') {
        paragraphs += 1
        if (name === 'h') sink.add(`${'#'.repeat(Math.min(6, countOf(attributes, 'outline-level')))} `)
      } else if (name === 'list-item' && cells === 0) sink.add('- ')
      else if (name === 'tab') sink.add('\t')
      else if (name === 'line-break') sink.add('\n')
      else if (name === 's') sink.add(' '.repeat(Math.min(100, countOf(attributes, 'c'))))
      else if (name === 'table-cell') cells += 1
      else if (name === 'page') sink.add(`\n## Slide ${(pages += 1)}\n`)
      else if (name === 'notes') sink.add('Notes: ')
    },
    text(text) {
      if (paragraphs > 0 && deleted === 0) sink.add(text)
    },
    close(name) {
      if (name === 'tracked-changes') deleted -= 1
      else if (deleted > 0) return
      else if (name === 'p' || name === 'h') {
        paragraphs -= 1
        if (cells === 0) sink.endLine()
        else sink.add(' ')
      } else if (name === 'table-cell') {
        cells -= 1
        sink.add('| ')
      } else if (name === 'table-row') sink.endLine()
    },
  })
  return sink.text()
}

/** A repeated row or cell is written so often; without a value it is not written at all. */
const REPEATS = 1_000

/** Source: OpenDocument 1.3 part 3, 9.1. @param most UTF-16 units of CSV that are kept of each sheet */
export function openDocumentSheets(archive: Archive, most: number): readonly Sheet[] {
  const sheets: Sheet[] = []
  let writer: SheetWriter | undefined
  let name = ''
  let column = 0
  let value = ''
  let isText = false
  let cellRepeats = 1
  let rowRepeats = 1
  let row: (readonly [number, string])[] = []
  readXml(archive.read('content.xml'), {
    open(tag, attributes) {
      if (tag === 'table') {
        writer = sheetWriter(most)
        name = attribute(attributes, 'name') ?? ''
      } else if (tag === 'table-row') {
        rowRepeats = countOf(attributes, 'number-rows-repeated')
        column = 0
        row = []
      } else if (tag === 'table-cell' || tag === 'covered-table-cell') {
        cellRepeats = countOf(attributes, 'number-columns-repeated')
        value = ''
      } else if (tag === 'p') {
        if (value !== '') value += '\n'
        isText = true
      } else if (tag === 's' && isText) value += ' '
    },
    text(text) {
      if (isText) value += text
    },
    close(tag) {
      if (tag === 'p') isText = false
      else if (tag === 'table-cell' || tag === 'covered-table-cell') {
        for (let n = 0; n < (value === '' ? 0 : Math.min(cellRepeats, REPEATS)); n += 1)
          row.push([column + n, value])
        column += cellRepeats
      } else if (tag === 'table-row') {
        for (let n = 0; n < (row.length === 0 ? 0 : Math.min(rowRepeats, REPEATS)); n += 1) {
          for (const [at, text] of row) writer?.cell(at, text)
          writer?.endRow()
        }
      } else if (tag === 'table' && writer !== undefined) {
        sheets.push(writer.sheet(name))
        writer = undefined
      }
    },
  })
  return sheets
}

const countOf = (attributes: Readonly<Record<string, string>>, name: string): number =>
  Math.max(1, Math.floor(Number(attribute(attributes, name) ?? 1)) || 1)
