/** Office documents, books and archives: the text that Claude is shown, the files that the shell gets, and the bounds. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openArchive } from '../../src/converse/files/documents/archive.ts'
import { readDocument } from '../../src/converse/files/documents/documents.ts'
import { dateOf, isDateFormat } from '../../src/converse/files/documents/sheet-date.ts'
import { docx, xlsx, zip } from '../fakes/documents.ts'

const MOST = 100_000
const textOf = (bytes: Uint8Array, most = MOST): string | undefined => readDocument(bytes, most)?.text
const filesOf = (bytes: Uint8Array): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (readDocument(bytes, MOST)?.files ?? []).map(({ name, content }) => [
      name,
      new TextDecoder().decode(content),
    ]),
  )
const p = (text: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`

const row = (n: number): string => `<row><c><v>${n}</v></c><c t="str"><v>${'x'.repeat(95)}</v></c></row>`
const slide = (text: string): string => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`
const cell = (text: string, more = ''): string =>
  `<table:table-cell${more}><text:p>${text}</text:p></table:table-cell>`

test('a Word document is its paragraphs, headings, lists, tables and notes', () => {
  const file = docx(
    [
      p('Plan &amp; Ziel', '<w:pStyle w:val="Heading1"/>'),
      p('Größe'),
      p('one', '<w:numPr/>'),
      `<w:tbl><w:tr><w:tc>${p('a')}</w:tc><w:tc>${p('b')}</w:tc></w:tr></w:tbl>`,
      '<w:p><w:r><w:delText>gone</w:delText><w:instrText>PAGE</w:instrText><w:t>x</w:t><w:tab/><w:t>y</w:t></w:r></w:p>',
      `<mc:AlternateContent><mc:Choice>${p('once')}</mc:Choice><mc:Fallback>${p('once')}</mc:Fallback></mc:AlternateContent>`,
    ].join(''),
    { 'word/footnotes.xml': `<w:footnotes>${p('A note')}</w:footnotes>` },
  )
  const text = '# Plan & Ziel\nGröße\n- one\na | b |\nx\ty\nonce\n\nFootnotes\nA note'
  expect(readDocument(file, MOST)).toMatchObject({ format: 'Word document', isCut: false })
  expect(textOf(file)?.replaceAll(/ +\n/g, '\n')).toBe(text)
  expect(Object.keys(filesOf(file))).toEqual(['text.txt'])
})

describe('an Excel workbook', () => {
  const cells = xlsx(
    {
      Umsätze:
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>' +
        '<row r="2"><c r="A2" s="1"><v>46082</v></c><c r="B2" t="b"><v>1</v></c><c r="C2"><v>0.30000000000000004</v></c></row>' +
        '<row r="3"><c r="A3" s="2"><v>46082.5</v></c><c r="B3" t="inlineStr"><is><t>in "line"</t></is></c><c r="C3" t="str"><f>1+1</f><v>two</v></c><c r="D3"><f>B2*2</f><v/></c></row>' +
        '<row r="4"/>',
      Leer: '',
    },
    {
      strings: '<si><t>Tag</t></si><si><r><t>Be</t></r><r><t>trag</t></r><rPh><t>x</t></rPh></si>',
      styles:
        '<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>',
    },
  )
  const csv = 'Tag,,Betrag\n2026-03-01,TRUE,0.3\n2026-03-01 12:00,"in ""line""",two,=B2*2\n'

  test('is its sheets as CSV, with dates that can be read', () => {
    expect(textOf(cells)).toBe(`## Sheet "Umsätze", 3 rows\n${csv}`)
    expect(filesOf(cells)).toEqual({ 'Umsätze.csv': csv })
  })

  test('says how many rows are left out, and leaves each sheet its share', () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => row(n)).join('')
    const read = readDocument(xlsx({ Long: rows, Short: row(7) }), 10_000)
    expect(read?.isCut).toBe(true)
    expect(read?.text).toMatch(/^## Sheet "Long", 1000 rows\n0,x+\n/)
    expect(read?.text).toMatch(
      /\n\(\d{3} more rows of this sheet are left out here\.\)\n\n## Sheet "Short", 1 rows\n7,x+\n$/,
    )
    expect(read?.text.length).toBeLessThan(11_000)
    expect(read?.files.map(({ name }) => name)).toEqual(['Long.csv', 'Short.csv'])
  })
})

test.each([
  [1, '1900-01-01'],
  [59, '1900-02-28'],
  [61, '1900-03-01'],
  [46_082, '2026-03-01'],
  [45_351, '2024-02-29'],
  [0.25, '06:00'],
  [46_082.000_011_574, '2026-03-01 00:00:01'],
])('day %d is %s', (serial, date) => {
  expect(dateOf(serial, false)).toBe(date)
})

test('every day since March 1900 is the one of the calendar, from either beginning', () => {
  fc.assert(
    fc.property(fc.integer({ min: 61, max: 2_958_465 }), (serial) => {
      const date = new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10)
      expect(dateOf(serial, false)).toBe(date)
      expect(serial < 1_462 || dateOf(serial - 1_462, true) === date).toBe(true)
    }),
  )
})

test('a format shows a date by its letters outside of quotes and colours', () => {
  for (const code of ['yyyy-mm-dd', '[h]:mm', '[Red]d/m']) expect(isDateFormat(164, code)).toBe(true)
  for (const code of ['0.00', '"days" 0', '[Red]0', 'General', '#,##0\\ "€"'])
    expect(isDateFormat(164, code)).toBe(false)
})

test('a presentation is its slides in their order, with the notes', () => {
  const file = zip({
    'ppt/presentation.xml':
      '<p:presentation><p:sldIdLst><p:sldId r:id="b"/><p:sldId r:id="a"/></p:sldIdLst></p:presentation>',
    'ppt/_rels/presentation.xml.rels':
      '<Relationships><Relationship Id="a" Target="slides/slide1.xml"/><Relationship Id="b" Target="slides/slide2.xml"/></Relationships>',
    'ppt/slides/slide1.xml': slide('Last'),
    'ppt/slides/slide2.xml': slide('First'),
    'ppt/slides/_rels/slide2.xml.rels':
      '<Relationships><Relationship Id="n" Target="../notesSlides/notesSlide1.xml"/></Relationships>',
    'ppt/notesSlides/notesSlide1.xml': slide('Say hello'),
  })
  expect(textOf(file)).toBe('## Slide 1\nFirst\nNotes: Say hello\n\n## Slide 2\nLast')
})

test('OpenDocument: a text, and a spreadsheet with repeated cells', () => {
  const odt = zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml':
      '<o><text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h text:outline-level="2">Title</text:h><text:p>a<text:s text:c="2"/>b</text:p></o>',
  })
  expect(textOf(odt)).toBe('## Title\na  b')
  const ods = zip({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<o><table:table table:name="S"><table:table-row>${cell('x', ' table:number-columns-repeated="2"')}<table:table-cell table:number-columns-repeated="16000"/></table:table-row><table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row></table:table></o>`,
  })
  expect(textOf(ods)).toBe('## Sheet "S", 1 rows\nx,x\n')
})

test('a book is its chapters in reading order', () => {
  const file = zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': '<container><rootfile full-path="O/p.opf"/></container>',
    'O/p.opf':
      '<package><item id="1" href="a.xhtml"/><item id="2" href="b%20b.xhtml"/><itemref idref="2"/><itemref idref="1"/></package>',
    'O/a.xhtml': '<html><head><title>no</title></head><body><p>Second&nbsp;one</p></body></html>',
    'O/b b.xhtml': '<html><body><h1>First</h1><p>one\n <b>word</b></p></body></html>',
  })
  expect(textOf(file)).toMatch(/^First\none word\n\nSecond.*one$/)
})

describe('any other archive', () => {
  const file = zip({
    '../../etc/passwd': 'root',
    'src/a b.ts': 'const a = 1',
    'inner.zip': zip({ x: 'hidden' }),
    'umlaut.csv': Uint8Array.of(0x4b, 0xe4, 0x73, 0x65),
  })

  test('is its list and its texts, and archives within it stay closed', () => {
    const text = textOf(file) ?? ''
    expect(text).toMatch(/^4 files:\n/)
    expect(text).toContain('--- src/a b.ts ---\nconst a = 1')
    expect(text).toContain('--- umlaut.csv ---\nKäse')
    expect(text).not.toContain('hidden')
  })

  test('is laid into the shell under paths that lead nowhere else', () => {
    expect(Object.keys(filesOf(file))).toEqual(['etc/passwd', 'src/a_b.ts', 'inner.zip', 'umlaut.csv'])
    expect(filesOf(file)['umlaut.csv']).toBe('Käse')
  })
})

describe('bounds', () => {
  test('an entry beyond them is not unpacked, and all together neither', () => {
    const archive = openArchive(zip({ a: 'x'.repeat(600), b: 'x'.repeat(600), c: 'x' }), {
      entries: 2,
      entryBytes: 1_000,
      bytes: 1_000,
    })
    expect(archive?.isCut).toBe(true)
    expect(archive?.entries.map(({ name }) => name)).toEqual(['a', 'b'])
    expect([archive?.read('a')?.length, archive?.read('b'), archive?.read('c')]).toEqual([
      600,
      undefined,
      undefined,
    ])
  })

  test('an entry that lies about its size is cut or refused, never longer than it says', () => {
    const bytes = zip({ bomb: 'x'.repeat(1_000_000) })
    const view = new DataView(bytes.buffer)
    for (let at = 0; at + 30 < bytes.length; at += 1) {
      if (view.getUint32(at, true) === 0x02_01_4b_50) view.setUint32(at + 24, 100, true)
    }
    const read = openArchive(bytes)?.read('bomb')
    expect(read?.length ?? 0).toBeLessThanOrEqual(100)
  })

  test('entities that a document declares are not expanded', () => {
    const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document><w:p><w:r><w:t>x&b;y</w:t></w:r></w:p></w:document>`
    expect(textOf(zip({ 'word/document.xml': bomb }))).not.toContain('aaa')
  })

  test('a tree of any depth ends, and what was read of it stands', () => {
    const deep = `<w:document>${p('before')}${'<x>'.repeat(100_000)}</w:document>`
    expect(textOf(zip({ 'word/document.xml': deep }))).toContain('before')
  })

  test('whatever bytes come, nothing throws', () => {
    const real = docx(p('hello'))
    fc.assert(
      fc.property(fc.nat(real.length - 1), fc.nat(255), fc.nat(real.length), (at, byte, end) => {
        const broken = Uint8Array.from(real)
        broken[at] = byte
        const read = [broken, broken.subarray(0, end)].map((bytes) => typeof readDocument(bytes, MOST))
        for (const type of read) expect(['object', 'undefined']).toContain(type)
      }),
      { numRuns: 300 },
    )
  })
})
