/** Tables as aligned text, and as lists of values where they are too wide. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints, columns } from '../../src/deliver/markdown/graphemes.ts'
import {
  addRow,
  cellsOf,
  delimiterRow,
  gridColumns,
  gridSize,
  gridText,
  hides,
  rowAsList,
  startGrid,
} from '../../src/deliver/markdown/table.ts'

test.each([
  ['|---|---|', 2, ['left', 'left']],
  [':-- | --: | :-:', 3, ['left', 'right', 'centre']],
  ['|---|', 2, ['left', 'left']],
  ['|---|---|---|', 2, undefined],
  ['|---|', 3, undefined],
  ['---', 1, undefined],
  ['| a |', 1, undefined],
])('%j below %i cells aligns them %j', (line, count, aligns) =>
  expect(delimiterRow(line, count)).toEqual(aligns),
)

test.each([
  ['| a | b |', undefined, ['a', 'b']],
  ['a | b', undefined, ['a', 'b']],
  ['| a || b |', undefined, ['a', '', 'b']],
  ['| a \\| b |', undefined, ['a | b']],
  ['| `a|b` | c |', 2, ['`a|b`', 'c']],
  ['| ||hidden|| | c |', 2, ['||hidden||', 'c']],
  ['', undefined, ['']],
])('the cells of %j, of %s, are %j', (line, count, cells) => expect(cellsOf(line, count)).toEqual(cells))

test.each([
  [['a', '||b||'], true],
  [['a', '||'], false],
])('whether %j hide something: %s', (cells, hidden) => expect(hides(cells)).toBe(hidden))

describe('a grid', () => {
  test('is aligned as its columns say, without marks', () => {
    const grid = addRow(startGrid(['Name', 'n', 'mid'], ['left', 'right', 'centre']), ['**a**', '`10`', 'b'])
    expect(gridText(grid)).toBe('```\nName │  n │ mid\n─────┼────┼────\na    │ 10 │  b\n```')
  })
  test('keeps a row that has too few cells or too many to its columns', () => {
    const grid = startGrid(['a', 'b'], ['left', 'left'])
    expect(addRow(grid, ['1']).rows.at(-1)).toEqual(['1', ''])
    expect(addRow(grid, ['1', '2', '3']).rows.at(-1)).toEqual(['1', '2'])
  })
  const cell = fc.stringMatching(/^[a-z日é👍 ]{0,9}$/u).map((text) => text.trim())
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 })
  const align = fc.constantFrom('left', 'right', 'centre')
  test('keeps all cells of all rows, in columns of one width', () =>
    fc.assert(
      fc.property(rows, fc.tuple(align, align, align), ([header = ['', '', ''], ...others], aligns) => {
        const grid = others.reduce(addRow, startGrid(header, aligns))
        const text = gridText(grid)
        const [first = '', , ...rest] = text.split('\n').slice(1, -1)
        const shown = [first, ...rest].map((line) => line.split('│').map((each) => each.trim()))
        expect(shown).toEqual([header, ...others].map((row) => row.map((each) => each.replace(/ +/g, ' '))))
        expect(Math.max(...text.split('\n').map(columns))).toBeLessThanOrEqual(Math.max(3, gridColumns(grid)))
        expect(codePoints(text)).toBeLessThanOrEqual(gridSize(grid))
      }),
    ))
})

test.each([
  [['Name', 'Age'], ['Ann', '7'], '**Name**: Ann\n**Age**: 7'],
  [['**Name**', ''], ['Ann', 'x'], '**Name**: Ann\nx'],
  [['Name', 'Age'], ['', '7', 'more'], '**Age**: 7\nmore'],
  [['Name'], ['a<br>b'], '**Name**: a, b'],
  [['Name'], [''], ''],
])('below %j the row %j is the list %j', (header, cells, list) => expect(rowAsList(header, cells)).toBe(list))
