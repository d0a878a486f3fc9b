/** A block of code: put together again, its pages are the code. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addCode,
  addCodeLine,
  breakFence,
  fenced,
  hiddenCode,
  startCode,
} from '../../src/deliver/markdown/code-block.ts'
import { paginateCode } from '../../src/deliver/markdown/paginate-code.ts'
import type { CodeBlock } from '../../src/deliver/markdown/code-block.ts'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { fenceOf, readLine } from '../../src/deliver/markdown/lines.ts'
import { PAGE_ROOM } from '../../src/deliver/markdown/page.ts'
import { same, textOf } from '../../src/deliver/markdown/part.ts'
import { breakPage, appendBlock, startWriter } from '../../src/deliver/markdown/writer.ts'
import type { Writer } from '../../src/deliver/markdown/writer.ts'

const start = (opening: string, hidden = false): CodeBlock => {
  const line = readLine(opening, 0, false)
  return startCode(line, fenceOf(line.text), {
    gap: { parts: [], wide: false },
    indent: line.indent,
    hidden,
    raw: `${opening}\n`,
  })
}
/** Adds lines as far as they are code, and says what became of the last one. */
function add(block: CodeBlock, lines: readonly string[], at = 100): string {
  let outcome = 'more'
  let from = at
  for (const line of lines) {
    if (outcome !== 'more') break
    outcome = addCodeLine(block, readLine(line, from, block.quote > 0, block.quote), '\n').kind
    from += line.length + 1
  }
  return outcome
}
function pagesOf(block: CodeBlock, writer: Writer = startWriter()): readonly string[] {
  paginateCode(writer, block, false)
  breakPage(writer)
  return writer.done.map(({ text }) => text)
}

describe('the lines of a block', () => {
  test.each([
    ['```ts', ['let a', '```'], 'closed', '```ts\nlet a\n```'],
    ['~~~', ['a ``` b'], 'more', '```\na ``\u200b` b\n```'],
    ['````', ['```js', 'a', '```'], 'more', '```\n``\u200b`js\na\n``\u200b`\n```'],
    ['  ```', ['    a', '  b', 'c'], 'more', '```\n  a\nb\nc\n```'],
    ['> ```', ['> a', '> b'], 'more', '> ```\n> a\n> b\n> ```'],
    ['> ```', ['> a', 'b'], 'over', '> ```\n> a\n> ```'],
    ['```md', ['```js', 'a', '```', '```'], 'closed', '```md\n``\u200b`js\na\n``\u200b`\n```'],
    ['```', ['', '  '], 'more', undefined],
  ])('below %j are %j: %s', (opening, lines, outcome, page) => {
    const block = start(opening)
    expect(add(block, lines)).toBe(outcome)
    expect(pagesOf(block)[0]).toBe(page)
  })
  test('of indented code end where the margin does', () => {
    const block = startCode(readLine('    a', 0, false), undefined, {
      gap: { parts: [], wide: false },
      indent: 4,
      raw: '',
    })
    expect(add(block, ['    a', '', '      b', '', '    c', '', 'text'], 0)).toBe('over')
    expect(pagesOf(block)).toEqual(['```\na\n\n  b\n\nc\n```'])
  })
  test('may come in pieces, between which no fence arises', () => {
    const block = start('```')
    addCode(block, 100, 102, '``', true)
    addCode(block, 102, 104, '`\n', false)
    expect(pagesOf(block)).toEqual(['```\n``\u200b`\n```'])
  })
})

test('inside a spoiler no pipes of the code end it', () => {
  const block = start('```')
  add(block, ['a || b'])
  expect(pagesOf(hiddenCode(block))).toEqual(['||```\na |\u200b| b\n```||'])
})

test('no text can end the code around it', () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n', '\u200b') }), (code) => {
      expect(breakFence(code)).not.toContain('```')
      expect(breakFence(code).replaceAll('\u200b', '')).toBe(code.replaceAll('\u200b', ''))
    }),
  ))

test('code that ends within a line is closed on that line', () =>
  expect(fenced('js', 'a')).toBe('```js\na```'))

test('while it grows only whole pages are put', () => {
  const writer = startWriter()
  const block = start('```')
  add(block, ['a'])
  paginateCode(writer, block, true)
  expect(writer.page.text).toBe('')
  add(block, ['b'.repeat(3_000)], 200)
  paginateCode(writer, block, true)
  expect(writer.done.length).toBe(1)
})

test('a short block goes to the next page whole where it does not fit', () => {
  const writer = startWriter()
  const text = 'a'.repeat(PAGE_ROOM - 20)
  appendBlock(writer, {
    gap: { parts: [], wide: false },
    parts: [same(0, text)],
    indent: undefined,
    sticky: false,
  })
  const block = start('```')
  add(block, ['b'.repeat(50)])
  expect(pagesOf(block, writer)).toEqual([text, `\`\`\`\n${'b'.repeat(50)}\n\`\`\``])
})

const line = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '(', '|', '日', '👍', '*'), maxLength: 300 })

test('the pages of a block, put together again, are its code', () =>
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const block = start('```ts')
      add(block, [...lines, 'end'])
      expect(textOf(block.code)).toBe(`${[...lines, 'end'].join('\n')}\n`)
      const pages = pagesOf(block)
      const inside = pages.map((page) => {
        expect(codePoints(page)).toBeLessThanOrEqual(PAGE_ROOM)
        return /^```ts\n([^]*)```$/.exec(page)?.[1] ?? 'no code'
      })
      expect(inside.join('')).toBe(`${[...lines, 'end'].join('\n')}\n`)
    }),
  ))
