/** Office documents, books and other archives become text for Claude, and files for the shell. */

import { shellName, uniqueNames } from './names.ts'
import { type Archive, openArchive } from './archive.ts'
import { bookText } from './book.ts'
import { type Sheet, sheetsText } from './csv.ts'
import { packedText } from './packed.ts'
import { openDocumentSheets, openDocumentText } from './open-document.ts'
import { slidesText } from './slides.ts'
import { wordText } from './word.ts'
import { workbookSheets } from './workbook.ts'

export interface Document {
  /** In English, for Claude. */
  readonly format: string
  /** Empty where there is none, as in a scanned document. */
  readonly text: string
  /** `text` is only the beginning. */
  readonly isCut: boolean
  /** For the shell, each with its path below the document's own directory. */
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[]
}

/** What of a document's text, or of one sheet, is read at most, in UTF-16 units: what a file of the shell may have. */
const KEPT_UNITS = 1_000_000

/**
 * Undefined for an archive that cannot be opened. Never throws.
 *
 * @param most UTF-16 units of text for Claude
 */
export function readDocument(bytes: Uint8Array, most: number): Document | undefined {
  const archive = openArchive(bytes)
  if (archive === undefined) return undefined
  const known = kinds.find(([isIt]) => isIt(archive))
  return known === undefined ? packedText(archive, most) : known[1](archive, most)
}

type Kind = readonly [(archive: Archive) => boolean, (archive: Archive, most: number) => Document]

const has =
  (name: string) =>
  (archive: Archive): boolean =>
    archive.entries.some((entry) => entry.name === name)

/** Source: OpenDocument 1.3 part 2, 3.3; EPUB 3.3, 4.2.4: the type stands in the first entry. */
const isTyped =
  (type: RegExp) =>
  (archive: Archive): boolean => {
    const entry = archive.entries.find(({ name }) => name === 'mimetype')
    if (entry === undefined || entry.size > 200) return false
    return type.test(new TextDecoder().decode(archive.read('mimetype')).trim())
  }

const kinds: readonly Kind[] = [
  [
    has('word/document.xml'),
    (archive, most) => proseOf('Word document', wordText(archive, KEPT_UNITS), most),
  ],
  [
    has('xl/workbook.xml'),
    (archive, most) => sheetsOf('Excel workbook', workbookSheets(archive, KEPT_UNITS), most),
  ],
  [
    has('ppt/presentation.xml'),
    (archive, most) => proseOf('PowerPoint presentation', slidesText(archive, KEPT_UNITS), most),
  ],
  [
    isTyped(/opendocument\.spreadsheet/),
    (archive, most) => sheetsOf('OpenDocument spreadsheet', openDocumentSheets(archive, KEPT_UNITS), most),
  ],
  [
    isTyped(/opendocument\.presentation/),
    (archive, most) => proseOf('OpenDocument presentation', openDocumentText(archive, KEPT_UNITS), most),
  ],
  [
    isTyped(/opendocument\.text/),
    (archive, most) => proseOf('OpenDocument text', openDocumentText(archive, KEPT_UNITS), most),
  ],
  [isTyped(/epub\+zip/), (archive, most) => proseOf('EPUB book', bookText(archive, KEPT_UNITS), most)],
]

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const proseOf = (format: string, text: string, most: number): Document => ({
  format,
  text,
  isCut: text.length > most,
  files: text === '' ? [] : [{ name: 'text.txt', content: utf8(text) }],
})

function sheetsOf(format: string, sheets: readonly Sheet[], most: number): Document {
  const filled = sheets.filter(({ rows }) => rows > 0)
  const names = uniqueNames(filled.map(({ name }) => `${shellName(name)}.csv`))
  const text = filled.length === 0 ? '' : sheetsText(filled, most)
  return {
    format,
    text,
    isCut: text.includes(' more rows of this sheet are left out here.)'),
    files: filled.map(({ csv }, n) => ({ name: names[n] ?? `${n}.csv`, content: utf8(csv) })),
  }
}
