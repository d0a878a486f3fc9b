/** Mentions of Claude's: a number that somebody has becomes Discord's mention, in every frame, and nothing else changes. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Mentions, namedInFile } from '../../src/deliver/markdown/mentions.ts'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'

const SAM = '290000000000000041'
const ADA = '290000000000000042'
const mentions: Mentions = (number) =>
  ({ 1: { id: SAM, name: 'Sam' }, 2: { id: ADA, name: 'Ada Lovelace' }, 5: { id: 'gone:5', name: '' } })[
    number
  ]

const shown = (text: string, ended = true): string => {
  const pages = startPages(mentions)
  feed(pages, text)
  return frame(pages, { ended }).pages.join('\n')
}

test.each([
  ['a number', 'Ask <@1>.', `Ask <@${SAM}>.`],
  ['a number with the name', 'Ask <@2 Ada Lovelace>, please.', `Ask <@${ADA}>, please.`],
  ['two in a row', '<@1><@2>', `<@${SAM}><@${ADA}>`],
  ['one inside of marks', '**<@1>** and *<@2 Ada>*', `**<@${SAM}>** and *<@${ADA}>*`],
  ['one in a list', '- <@1>\n- <@2>', `- <@${SAM}>\n- <@${ADA}>`],
  ['one in a heading', '## For <@1>', `## For <@${SAM}>`],
  ['a number that nobody has', 'Ask <@7>.', 'Ask \\<@7>.'],
  ['the number of who was forgotten', 'Ask <@5>.', 'Ask \\<@5>.'],
  ['one with another name', 'Ask <@7 Eve>.', 'Ask \\<@7 Eve>.'],
  ['no number', 'Ask <@0> and <@>', 'Ask \\<@0> and <@>'],
  ['an id', `Ask <@${SAM}>.`, `Ask <@${SAM}>.`],
  ['a time', 'At <t:1764450000:R>, or <t:1764450000>', 'At <t:1764450000:R>, or <t:1764450000>'],
  ['code', '`<@1>` and ``<@2 Ada>``', '`<@1>` and ``<@2 Ada>``'],
  ['a block of code', '```\n<@1> <t:1764450000:R>\n```', '```\n<@1> <t:1764450000:R>\n```'],
  ['half of one', 'so <@1 x', 'so <@1 x'],
])('%s', (_, said, seen) => {
  expect(shown(said)).toBe(seen)
})

test('a table is code, where people have names and times are in UTC', () => {
  expect(shown('| Who | When |\n|---|---|\n| <@2> | <t:1764450000:R> |')).toBe(
    '```\nWho           │ When\n──────────────┼─────────────────────\n@Ada Lovelace │ 2025-11-29T21:00:00Z\n```',
  )
})

test('a table too wide for that is a list, where a mention is one', () => {
  const wide = 'word '.repeat(12)
  expect(shown(`| Who | ${wide} |\n|---|---|\n| <@2> | ${wide} |`)).toContain(`**Who**: <@${ADA}>`)
})

test('without people it is a text like any other', () => {
  const pages = startPages()
  feed(pages, 'Ask <@1>.')
  expect(frame(pages, { ended: true }).pages).toEqual(['Ask <@1>.'])
})

test('no frame shows a part of a mention', () => {
  const text = 'Ask <@2 Ada Lovelace> and <@1> today.'
  for (let end = 1; end <= text.length; end += 1) {
    const growing = shown(text.slice(0, end), false)
    expect(growing.replaceAll(/<@\d{18}>/g, '')).not.toMatch(/[<>@\d]/)
  }
})

test('a page is as long as what Discord is sent', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<@1> ', '<@2 Ada Lovelace> ', '<@9> ', 'word ', '\n\n')),
      (some) => {
        const pages = startPages(mentions)
        feed(pages, some.join('').repeat(20))
        const { pages: all } = frame(pages, { ended: true, maxPages: 1_000 })
        for (const page of all) {
          expect(Array.from(page).length).toBeLessThanOrEqual(2_000)
          expect(page).not.toMatch(/(?<!\\)<@(?!\d{18}>)/)
        }
      },
    ),
  )
})

describe('in a file', () => {
  test('people have names, and code stays', () => {
    expect(namedInFile('<@2> says `<@2>` to <@9>', mentions)).toBe('@Ada Lovelace says `<@2>` to <@9>')
  })

  test('that is the whole of a long answer', () => {
    const text = 'word '.repeat(3_000)
    expect(namedInFile(text, mentions)).toBe(text)
  })
})
