/** Markdown line by line, or a long line piece by piece. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { takeLine, takeMore } from '../../src/deliver/markdown/block-parser.ts'
import { endBlocks, startBlocks } from '../../src/deliver/markdown/blocks.ts'
import { startWriter } from '../../src/deliver/markdown/writer.ts'

/** What is sent of a text whose lines longer than `step` come in pieces of that size. */
function sent(text: string, step = Infinity): string {
  const blocks = startBlocks(startWriter())
  let at = 0
  for (const line of text.split('\n')) {
    takeLine(blocks, line.slice(0, step), at, line.length <= step)
    for (let from = step; from < line.length; from += step)
      takeMore(blocks, line.slice(from, from + step), from + step >= line.length)
    at += line.length + 1
  }
  endBlocks(blocks)
  return [...blocks.writer.done.map((page) => page.text), blocks.writer.page.text].join('\n---\n')
}

describe('the lines of', () => {
  test.each([
    ['a paragraph', 'one\ntwo\n\nthree', 'one\ntwo\n\nthree'],
    ['code', '```js\na\n\n# b\n```\ntext', '```js\na\n\n# b\n```\ntext'],
    ['code that never ends', '```\na', '```\na\n```'],
    ['code with words behind it', '```\na\n``` So it is.', '```\na\n```\nSo it is.'],
    ['code inside a spoiler', '||```\na\n```||', '||```\na\n```||'],
    ['a quote', '> a\n>b\n\nc', '> a\n> b\n\nc'],
    ['code in a quote that ends with it', '> ```\n> a\nb', '> ```\n> a\n> ```\nb'],
    ['a table', '| a |\n|---|\n| 1 |\ntext', '```\na\n─\n1\n```\ntext'],
    ['a formula', '$$\nx^2\n$$', '```latex\nx^2\n```'],
    ['a formula that never ends', '$$\nx\n\ntext', '$$\nx\n\ntext'],
    ['a list', '1. a\n\n   more\n2. b', '1. a\n\n   more\n2. b'],
    ['a heading', 'Title\n===\ntext', '# Title\ntext'],
    ['indented code', 'a:\n\n    b\n\n    c\nd', 'a:\n\n```\nb\n\nc\n```\nd'],
  ])('%s', (_what, text, message) => expect(sent(text)).toBe(message))
})

const word = fc.constantFrom('word ', '**bold** ', '`code` ', '日本 ', 'a, ', '[x](https://x.org) ')
const long = fc.array(word, { minLength: 40, maxLength: 300 }).map((words) => words.join('').trim())
const start = fc.constantFrom('', '- ', '1. ', '> ', '## ', '#### ')

test('a long line is read the same in pieces', () =>
  fc.assert(
    fc.property(start, long, fc.integer({ min: 60, max: 400 }), (before, line, step) => {
      const text = `${before}${line}\n\nend`
      expect(sent(text, step)).toBe(sent(text))
    }),
  ))

test('a long line of code is read the same in pieces', () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '*', '日'), minLength: 100 }), (line) => {
      const text = `\`\`\`js\n${line}x\n\`\`\`\nend`
      expect(sent(text, 60)).toBe(sent(text))
    }),
  ))

test('every word of any lines is on the pages', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'w',
          '- w',
          '1. w',
          '2) w',
          '> w',
          '```',
          '| w | w |',
          '|---|---|',
          '',
          '    w',
          '# w',
          '$$',
        ),
        {
          maxLength: 30,
        },
      ),
      (lines) => {
        const text = lines.map((line, at) => line.replaceAll('w', `w${at}x`)).join('\n')
        const missing = (text.match(/w\d+x/g) ?? []).filter((one) => !sent(text).includes(one))
        expect(missing).toEqual([])
      },
    ),
  ))
