/** The sheets of an Excel workbook as CSV. A formula is its last result; without one it is itself. */

import type { Archive } from './archive.ts'
import { type Sheet, sheetWriter } from './csv.ts'
import { dateOf, isDateFormat } from './sheet-date.ts'
import { attribute, readXml, relationships } from './xml.ts'

/** Nobody has more of them on purpose. */
const SHEETS = 100
/** Of the texts that the cells share, in UTF-16 units. */
const SHARED_UNITS = 8 * 1_048_576

/** @param most UTF-16 units of CSV that are kept of each sheet */
export function workbookSheets(archive: Archive, most: number): readonly Sheet[] {
  const { sheets, is1904 } = readWorkbook(archive.read('xl/workbook.xml'))
  const targets = relationships(archive.read('xl/_rels/workbook.xml.rels'))
  const texts = sharedTexts(archive.read('xl/sharedStrings.xml'))
  const dates = dateStyles(archive.read('xl/styles.xml'))
  return sheets.slice(0, SHEETS).flatMap(({ name, id }) => {
    const target = targets.get(id) ?? ''
    const bytes = archive.read(target.startsWith('/') ? target.slice(1) : `xl/${target}`)
    return bytes === undefined ? [] : [readSheet(name, bytes, { texts, dates, is1904 }, most)]
  })
}

/** Source: ECMA-376 part 1, 18.2.20 (`sheets`) and 18.2.28 (`workbookPr`). */
function readWorkbook(bytes: Uint8Array | undefined): {
  readonly sheets: readonly { readonly name: string; readonly id: string }[]
  readonly is1904: boolean
} {
  const sheets: { name: string; id: string }[] = []
  let is1904 = false
  readXml(bytes, {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '')
      if (name !== 'sheet') return
      // The other `id` is the sheet's number.
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? ''
      sheets.push({ name: attributes['name'] ?? '', id })
    },
  })
  return { sheets, is1904 }
}

/** Source: ECMA-376 part 1, 18.4.8 (`si`). Phonetic guides (`rPh`) are no part of the text. */
function sharedTexts(bytes: Uint8Array | undefined): readonly string[] {
  const texts: string[] = []
  let text = ''
  let isText = false
  let isGuide = false
  let units = 0
  readXml(bytes, {
    isDone: () => units > SHARED_UNITS,
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') isGuide = true
      else if (name === 't') isText = !isGuide
    },
    text(part) {
      if (isText) text += part
    },
    close(name) {
      if (name === 't') isText = false
      else if (name === 'rPh') isGuide = false
      else if (name === 'si') {
        texts.push(text)
        units += text.length
      }
    },
  })
  return texts
}

/** For each cell style, whether it shows dates. Source: ECMA-376 part 1, 18.8.10 (`cellXfs`) and 18.8.30 (`numFmt`). */
function dateStyles(bytes: Uint8Array | undefined): readonly boolean[] {
  const codes = new Map<number, string>()
  const styles: boolean[] = []
  let isCells = false
  readXml(bytes, {
    open(name, attributes) {
      const id = Number(attributes['numFmtId'] ?? 0)
      if (name === 'numFmt') codes.set(id, attributes['formatCode'] ?? '')
      else if (name === 'cellXfs') isCells = true
      else if (name === 'xf' && isCells) styles.push(isDateFormat(id, codes.get(id)))
    },
    close(name) {
      if (name === 'cellXfs') isCells = false
    },
  })
  return styles
}

interface Shared {
  readonly texts: readonly string[]
  readonly dates: readonly boolean[]
  readonly is1904: boolean
}

/** Source: ECMA-376 part 1, 18.3.1.4 (`c`) and 18.18.11 (`ST_CellType`). */
function readSheet(name: string, bytes: Uint8Array, shared: Shared, most: number): Sheet {
  const writer = sheetWriter(most)
  let column = -1
  let type = ''
  let style = 0
  let value = ''
  let formula = ''
  let isValue = false
  let isFormula = false
  readXml(bytes, {
    open(tag, attributes) {
      if (tag === 'row') column = -1
      else if (tag === 'c') {
        column = columnOf(attribute(attributes, 'r')) ?? column + 1
        type = attributes['t'] ?? 'n'
        style = Number(attributes['s'] ?? 0)
        value = ''
        formula = ''
      } else if (tag === 'v' || tag === 't') isValue = true
      else if (tag === 'f') isFormula = true
    },
    text(part) {
      if (isValue) value += part
      else if (isFormula) formula += part
    },
    close(tag) {
      if (tag === 'v' || tag === 't') isValue = false
      else if (tag === 'f') isFormula = false
      else if (tag === 'c' && value === '' && formula !== '') writer.cell(column, `=${formula}`)
      else if (tag === 'c') writer.cell(column, cellText(type, value, shared, style))
      else if (tag === 'row') writer.endRow()
    },
  })
  return writer.sheet(name)
}

/** `C7` is the third column, which is 2. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d/.exec(reference ?? '')?.[1]
  if (letters === undefined) return undefined
  return Array.from(letters).reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function cellText(type: string, value: string, { texts, dates, is1904 }: Shared, style: number): string {
  if (type === 's') return texts[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  const number = Number(value)
  if (type !== 'n' || value === '' || !Number.isFinite(number)) return value
  const date = dates[style] === true ? dateOf(number, is1904) : undefined
  // Excel shows 15 digits: what is beyond them is the noise of binary fractions.
  return date ?? String(Number(number.toPrecision(15)))
}
