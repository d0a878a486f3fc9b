/** What stands in front of a line's text, and what Discord would misread there. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  blankLead,
  escapedNumber,
  headingLead,
  itemLead,
  quoteMark,
  textLead,
} from '../../src/deliver/markdown/line-start.ts'
import type { Lead } from '../../src/deliver/markdown/line-start.ts'
import { headingOf, itemOf, readLine } from '../../src/deliver/markdown/lines.ts'
import { noList, placeItem } from '../../src/deliver/markdown/lists.ts'
import { textOf } from '../../src/deliver/markdown/part.ts'

const shown = ({ lead, text }: Lead): string => textOf(lead) + text
const sentItem = (line: string): string => {
  const read = readLine(line, 0, false)
  const item = itemOf(read.text)
  if (item === undefined) throw new Error(`no item: ${line}`)
  return shown(itemLead(read, item, placeItem(noList, read, item, false)))
}

describe('a line of text', () => {
  test.each([
    ['text', 'text'],
    ['  text', '  text'],
    ['-# small', '\\-# small'],
    ['# of items', '\\# of items'],
    ['> quoted', '> quoted'],
    ['>\tquoted', '> quoted'],
    ['> > twice', '> > twice'],
    ['>25', '>25'],
    ['>>> all', '\\>>> all'],
    ['    > deep', '    \\> deep'],
  ])('%j is sent as %j', (line, sent) => expect(shown(textLead(readLine(line, 0, false), false))).toBe(sent))
  test('in a list stands at its columns', () =>
    expect(textLead(readLine('\tmore', 0, false), true).lead).toEqual([
      { from: 0, to: 1, out: '    ', rule: 'list level', margin: true },
    ]))
})

test.each([
  ['', ''],
  ['   ', '   '],
  ['> ', '> '],
  ['>', '> '],
  ['>   ', '> '],
])('a line without text %j is sent as %j', (line, sent) =>
  expect(blankLead(readLine(line, 0, true)).out).toBe(sent),
)

test.each([
  ['# One', '# One'],
  ['### Three', '### Three'],
  ['#### Four', 'Four'],
  ['> ##### Five', '> Five'],
])('the heading %j is sent as %j', (line, sent) => {
  const read = readLine(line, 0, false)
  expect(shown(headingLead(read, headingOf(read.text) ?? { level: 0, start: 0 }))).toBe(sent)
})

test.each([
  ['- a', '- a'],
  ['1. a', '1. a'],
  ['1969. a', '1969\\. a'],
  ['- [ ] a', '- ☐ a'],
  ['* [x] a', '* ☑ a'],
  ['- [y] a', '- [y] a'],
  ['- 3. a', '- 3\\. a'],
  ['1. 2) a', '1. 2\\) a'],
])('the item %j is sent as %j', (line, sent) => expect(sentItem(line)).toBe(sent))

test('a number gets a backslash before its point', () => expect(textOf(escapedNumber(5, '12'))).toBe('12\\'))

test.each([
  [0, ''],
  [1, '> '],
  [3, '> '],
])('a quote of level %i is marked %j', (quote, mark) => expect(quoteMark(quote)).toBe(mark))

test('the lead ends where the text begins', () =>
  fc.assert(
    fc.property(fc.stringMatching(/^[> \t]{0,6}(?:[-*] |1\. |# |-# )?[a-z]{1,5}$/), (line) => {
      const read = readLine(line, 30, false)
      const item = itemOf(read.text)
      const lead =
        item === undefined
          ? textLead(read, false)
          : itemLead(read, item, placeItem(noList, read, item, false))
      expect(lead.lead.at(-1)?.to ?? 30).toBe(lead.at)
      expect(line.slice(lead.at - 30)).toBe(lead.text)
    }),
  ))
