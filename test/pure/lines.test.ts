/** What a single line of Markdown opens. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fenceEnd,
  fenceOf,
  headingOf,
  isRule,
  itemOf,
  marginWithin,
  mayBecomeMarkup,
  readLine,
  textAt,
} from '../../src/deliver/markdown/lines.ts'

describe('a line', () => {
  test.each([
    ['text', false, 0, 0, 'text'],
    ['   text', false, 0, 3, 'text'],
    ['\ttext', false, 0, 4, 'text'],
    [' \ttext', false, 0, 4, 'text'],
    ['> text', false, 1, 0, 'text'],
    ['> >  text', false, 2, 1, 'text'],
    ['>text', false, 0, 0, '>text'],
    ['>text', true, 1, 0, 'text'],
    ['>', false, 1, 0, ''],
  ] as const)(
    '%j behind a quote (%s) has %i quote marks, %i columns and %j',
    (line, inQuote, quote, indent, text) =>
      expect(readLine(line, 0, inQuote)).toMatchObject({ quote, indent, text }),
  )
  test('is its quote marks, its margin and its text', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('>', ' ', '\t', 'a', '-')),
        fc.boolean(),
        fc.nat(2),
        (signs, inQuote, most) => {
          const line = signs.join('')
          const read = readLine(line, 7, inQuote, most)
          expect(read.quoteMarks + read.margin + read.text).toBe(line)
          expect(read.quote).toBeLessThanOrEqual(most)
          expect(line.slice(textAt(read) - 7)).toBe(read.text)
        },
      ),
    ))
  test.each([
    ['    ', 2, 2],
    ['\t\t', 4, 1],
    [' \t', 4, 2],
    ['  ', 8, 2],
  ])('of the margin %j the columns up to %i take %i signs', (margin, indent, signs) =>
    expect(marginWithin(margin, indent)).toBe(signs),
  )
})

describe('a fence', () => {
  test.each([
    ['```', '', ''],
    ['```ts', 'ts', ''],
    ['~~~ python', 'python', ''],
    ['```js title="a.js" {1,3}', 'js', ''],
    ['```rust,no_run', 'rust', ''],
    ['```bash npm install', 'bash', 'npm install'],
    ['```npm install', '', 'npm install'],
    ['```日本', '', '日本'],
  ])('%j opens code in %j, with %j on its line', (line, language, code) =>
    expect(fenceOf(line)).toMatchObject({ language, code }),
  )
  test.each(['``', '```a```', 'text ```', '~~'])('%j opens none', (line) =>
    expect(fenceOf(line)).toBeUndefined(),
  )

  const three = { char: '`', size: 3, language: '', code: '' }
  test.each([
    ['```', ''],
    ['````  ', ''],
    ['```||', '||'],
    ['``` Now run it.', ' Now run it.'],
  ])('%j ends it before %j', (line, rest) => expect(fenceEnd(line, three)).toEqual({ rest }))
  test.each(['``', '```python', '~~~', 'a ```', '```a`'])('%j does not end it', (line) =>
    expect(fenceEnd(line, three)).toBeUndefined(),
  )
})

test.each([
  ['# One', 1],
  ['### Three', 3],
  ['###### Six', 6],
  ['#\tTab', 1],
  ['####### Seven', undefined],
  ['#none', undefined],
  ['# ', undefined],
  ['# of items', undefined],
])('the level of the heading %j is %s', (line, level) => expect(headingOf(line)?.level).toBe(level))

test.each([
  ['---', true],
  ['- - -', true],
  ['***', true],
  ['____', true],
  ['--', false],
  ['--- a', false],
  ['-*-', false],
  ['* * * * *', false],
])('whether %j is a rule: %s', (line, rule) => expect(isRule(line)).toBe(rule))

test.each([
  ['- a', undefined, '- ', 'a'],
  ['*   a', undefined, '*   ', 'a'],
  ['12. a', '12', '12. ', 'a'],
  ['3) a', '3', '3) ', 'a'],
  ['-', undefined, '-', ''],
])('%j is an item with the number %s', (line, digits, marker, text) =>
  expect(itemOf(line)).toEqual({ digits, marker, text }),
)
test.each(['-a', '1.a', '+ a', '– a', '1 . a', ''])('%j is no item', (line) =>
  expect(itemOf(line)).toBeUndefined(),
)

test.each([
  ['#', true],
  ['12', true],
  ['- [', true],
  ['```js', true],
  ['| a', true],
  ['>', true],
  ['a', false],
  ['# T', false],
  ['12. a', false],
  ['||hidden', false],
])('whether %j may become markup: %s', (start, may) => expect(mayBecomeMarkup(start)).toBe(may))
