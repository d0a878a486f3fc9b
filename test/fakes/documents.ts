/** Office documents, books and archives for tests: as small as they may be and still be what they are. */

import { strToU8, zipSync } from 'fflate'

/** A ZIP archive of these files. */
export const zip = (files: Readonly<Record<string, string | Uint8Array>>): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, content]) => [
          name,
          typeof content === 'string' ? strToU8(content) : content,
        ]),
      ),
    ),
  )

const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`

export const docx = (body: string, more: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> =>
  zip({
    '[Content_Types].xml': xml('<Types/>'),
    'word/document.xml': xml(`<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`),
    ...more,
  })

/** @param sheets the XML of the rows, by the name of the sheet */
export const xlsx = (
  sheets: Readonly<Record<string, string>>,
  { strings = '', styles = '', workbookPr = '' } = {},
): Uint8Array<ArrayBuffer> => {
  const names = Object.keys(sheets)
  return zip({
    '[Content_Types].xml': xml('<Types/>'),
    'xl/workbook.xml': xml(
      `<workbook xmlns:r="r">${workbookPr}<sheets>${names.map((name, n) => `<sheet name="${name}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships>${names.map((_, n) => `<Relationship Id="rId${n + 1}" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}</Relationships>`,
    ),
    'xl/sharedStrings.xml': xml(`<sst>${strings}</sst>`),
    'xl/styles.xml': xml(`<styleSheet>${styles}</styleSheet>`),
    ...Object.fromEntries(
      Object.values(sheets).map((rows, n) => [
        `xl/worksheets/sheet${n + 1}.xml`,
        xml(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
      ]),
    ),
  })
}
