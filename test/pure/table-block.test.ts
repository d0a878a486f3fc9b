/** A table while its rows come in: over several pages, and as a list where it is too wide. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PAGE_ROOM } from '../../src/deliver/markdown/page.ts'
import { addToTable, closeTable, startTable } from '../../src/deliver/markdown/table-block.ts'
import { breakPage, startWriter } from '../../src/deliver/markdown/writer.ts'

/** The pages of a table of these cells; the first row is its header. */
function pagesOf([header = [], ...rows]: readonly (readonly string[])[], quote = 0): readonly string[] {
  const writer = startWriter()
  const gap = { parts: [], wide: false }
  const aligns = header.map(() => 'left' as const)
  const table = startTable({ cells: header, from: 0, to: 10 }, aligns, { quote, gap, mentions: undefined })
  for (const [at, cells] of rows.entries()) addToTable(writer, table, { cells, from: 10 + at, to: 11 + at })
  closeTable(writer, table)
  breakPage(writer)
  return writer.done.map(({ text }) => text)
}

test('a narrow table is aligned', () =>
  expect(
    pagesOf([
      ['a', 'b'],
      ['1', '2'],
    ]),
  ).toEqual(['```\na │ b\n──┼──\n1 │ 2\n```']))

test('in a quote each of its lines is quoted', () =>
  expect(pagesOf([['a'], ['1']], 1)).toEqual(['> ```\n> a\n> ─\n> 1\n> ```']))

test('a table that is too wide is a list, with the rows before it', () =>
  expect(
    pagesOf([
      ['a', 'b'],
      ['1', '2'],
      ['x'.repeat(70), '3'],
    ]),
  ).toEqual([`**a**: 1\n**b**: 2\n\n**a**: ${'x'.repeat(70)}\n**b**: 3`]))

test('a table that hides something is a list, for code hides nothing', () =>
  expect(pagesOf([['a'], ['||1||']])).toEqual(['**a**: ||1||']))

test('a header alone is shown', () => {
  expect(pagesOf([['a', 'b']])).toEqual(['```\na │ b\n──┼──\n```'])
  expect(pagesOf([['x'.repeat(70)]])).toEqual(['x'.repeat(70)])
})

test('that turns out too wide on its second page keeps each row once', () => {
  const rows = Array.from({ length: 120 }, (_, at) => [`row${at}`, 'x'.repeat(20)])
  const sent = pagesOf([['Name', 'Value'], ...rows, ['last', 'y'.repeat(70)]]).join('\n')
  expect(sent.match(/\brow\d+|\blast/g)).toEqual([...rows.map(([name]) => name), 'last'])
})

test('over several pages it repeats its header and keeps each row once', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 40 }), (count, width) => {
      const rows = Array.from({ length: count }, (_, at) => [`row${at}`, 'x'.repeat(width)])
      const pages = pagesOf([['Name', 'Value'], ...rows])
      const shown = pages.flatMap((page) => {
        expect(page.length).toBeLessThanOrEqual(PAGE_ROOM)
        const [open, header = '', , ...lines] = page.split('\n')
        expect([open, lines.at(-1)]).toEqual(['```', '```'])
        expect(header).toMatch(/^Name +│ Value$/)
        return lines.slice(0, -1).map((line) => line.split('│').map((cell) => cell.trim()))
      })
      expect(shown).toEqual(rows)
    }),
    { numRuns: 30 },
  ))
