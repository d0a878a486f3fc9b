/** Pages: what a reader sees of an answer while it grows, where a page ends, and how the last one ends. */

import { describe, expect, test } from 'vitest'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { after, whole, growing } from '../fakes/pages.ts'

const size = (text: string): number => Array.from(text).length

const sentence = 'The lamp in the hall burns all night long. '

const paragraph = (length: number): string => sentence.repeat(Math.ceil(length / sentence.length)).trim()

describe('a growing answer', () => {
  test('half-open marks are closed', () => {
    expect(growing('a **bold wor')).toBe('a **bold wo**')
    expect(growing('a *it ')).toBe('a *it*')
    expect(growing('a ~~x ')).toBe('a ~~x~~')
    expect(growing('a ||x ')).toBe('a ||x||')
    expect(growing('a `xy')).toBe('a `x`')
    expect(growing('**a `bc')).toBe('**a `b`**')
  })
  test('half-written links, mentions, emoji and tags are held back', () => {
    for (const half of [
      '[te',
      '[text]',
      '[text](htt',
      '![al',
      '<@12',
      '<:na:1',
      '<t:17',
      '<https://x',
      '<b',
      '<!-- c',
      '**',
      '__in',
      '\\',
    ]) {
      expect(growing(`a ${half}`)).toBe('a')
    }
  })
  test('what may be markup is held back until it is known', () => {
    for (const start of ['#', '- ', '1.', '1', '```j', '--', '* ', '> ', '- [', '| a', '=']) {
      expect(growing(`a\n\n${start}`)).toBe('a')
    }
  })
  test('no frame shows half a grapheme', () => {
    expect(growing('ok 👍')).toBe('ok')
    expect(growing('ok 👍🏽 ')).toBe('ok 👍🏽')
    expect(growing('ok \u{1f1e9}')).toBe('ok')
    expect(growing('ok \ud83d')).toBe('ok')
    expect(growing('cafe')).toBe('caf')
  })
  test('pieces may part anything', () => {
    const pages = startPages()
    for (const unit of 'a\r\nb 👨‍👩‍👧 ```\r\n'.split('')) feed(pages, unit)
    expect(frame(pages, { ended: true }).pages).toEqual(['a\nb 👨‍👩‍👧 \\`\\`\\`'])
  })
  test('the status line stands under the text, or alone', () => {
    expect(after('', { status: 'thinking' })).toEqual({ pages: ['-# thinking'], finished: 0, attach: false })
    expect(growing('Hello. ')).toBe('Hello.')
    expect(after('Hello. ', { status: 'still\nthinking' }).pages).toEqual(['Hello.\n-# still thinking'])
    expect(after('Hello. ', { status: 'x', ended: true }).pages).toEqual(['Hello.'])
  })
  test('the status line fits on a full page', () => {
    const pages = after(sentence.repeat(43), { status: 's'.repeat(3_000) }).pages
    expect(pages.every((page) => size(page) <= 2_000)).toBe(true)
    expect(pages.at(-1)).toMatch(/\n-# s+…$/)
  })
  test('nothing is shown of nothing', () => {
    expect(after('')).toEqual({ pages: [], finished: 0, attach: false })
    expect(after(' \n\n\u200b ', { ended: true })).toEqual({ pages: [], finished: 0, attach: false })
  })
})

describe('where a page ends', () => {
  test('after a paragraph rather than in one', () => {
    const pages = whole(`${paragraph(1_500)}\n\n${paragraph(700)}`)
    expect(pages.map(size)).toEqual([paragraph(1_500).length, paragraph(700).length])
  })
  test('after a sentence, when the paragraph is long', () => {
    const pages = whole(paragraph(4_000))
    expect(pages.every((page) => page.endsWith('.'))).toBe(true)
    expect(pages.length).toBe(3)
  })
  test('after a line rather than a sentence', () => {
    const pages = whole(Array.from({ length: 60 }, (_, at) => `${at}: ${sentence}`.trim()).join('\n'))
    expect(pages[0]).toMatch(/\d+: The lamp in the hall burns all night long\.$/)
    expect(pages[1]).toMatch(/^\d+: /)
  })
  test('not after a heading or an announcement', () => {
    expect(whole(`${paragraph(1_700)}\n\n## Next\n\n${paragraph(700)}`)[1]).toMatch(/^## Next\n\nThe/)
    expect(whole(`${paragraph(1_700)}\n\nThe code:\n\n\`\`\`\n${'x;\n'.repeat(200)}\`\`\``)[1]).toMatch(
      /^The code:\n\n```/,
    )
  })
  test('a short heading is no page of its own', () => {
    expect(size(whole(`# Title\n\n${'word '.repeat(600)}`)[0] ?? '')).toBeGreaterThan(1_500)
  })
  test('marks are closed at the cut and opened again', () => {
    const pages = whole(`**${sentence.repeat(70).trim()}**`)
    expect(pages.length).toBe(2)
    expect(pages.every((page) => page.startsWith('**The') && page.endsWith('.**'))).toBe(true)
  })
  test('a list goes on at its number, at the left edge', () => {
    const items = Array.from({ length: 60 }, (_, at) => `${at + 1}. ${sentence}\n   - nested`).join('\n')
    const pages = whole(items)
    expect(pages[1]).toMatch(/^(?:- nested\n)?\d\d\. The/)
    expect(Number(/^(\d+)\./m.exec(pages[1] ?? '')?.[1])).toBeGreaterThan(20)
  })
  test('a quote goes on as a quote', () => {
    const pages = whole(`> ${sentence.repeat(60)}`)
    expect(pages.length).toBe(2)
    expect(pages.every((page) => page.startsWith('> The'))).toBe(true)
  })
  test('a word at the start of a page does not become markup', () => {
    const pages = whole('1 - 2 - # > '.repeat(400))
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.slice(1).every((page) => /^(?:\d|\\-|\\#|\\>)/.test(page))).toBe(true)
  })
  test('a text without spaces is cut between graphemes', () => {
    const family = '👨‍👩‍👧‍👦'
    const pages = whole(family.repeat(600))
    expect(pages.join('')).toBe(family.repeat(600))
    expect(pages.every((page) => size(page) % size(family) === 0)).toBe(true)
  })
})

describe('the end', () => {
  test('a note is a paragraph of its own', () => {
    expect(whole('Half', { note: 'Claude stopped.' })).toEqual(['Half\n\nClaude stopped.'])
    expect(whole('', { note: 'Claude stopped.' })).toEqual(['Claude stopped.'])
  })
  test('a note that does not fit gets a page', () => {
    const note = 'n'.repeat(300)
    const text = 'word '.repeat(370).trim()
    expect(whole(text, { note })).toEqual([text, note])
  })
  test('an answer of too many pages says that it goes on in a file', () => {
    const text = sentence.repeat(400)
    const { pages, finished, attach } = after(text, { ended: true })
    expect([pages.length, finished, attach]).toEqual([5, 5, true])
    expect(pages[4]).toMatch(/\.\n-# The rest of the answer is in the attached file\.$/)
    expect(after(text, { ended: true, language: 'de', maxPages: 2 }).pages[1]).toMatch(
      /-# Der Rest der Antwort/,
    )
    expect(after(text, { maxPages: 2, status: 'writing' }).pages[1]).toMatch(/attached file\.\n-# writing$/)
    expect(after(text, { maxPages: 2 }).finished).toBe(1)
  })
  test('the note survives on the last page of too many', () => {
    const { pages } = after(`\`\`\`js\n${'let x = 1\n'.repeat(2_000)}\`\`\``, {
      ended: true,
      note: 'n'.repeat(200),
    })
    expect(pages[4]).toMatch(
      /^```js\n[^]*\n```\n-# The rest of the answer is in the attached file\.\n\nn{200}$/,
    )
    expect(size(pages[4] ?? '')).toBeLessThanOrEqual(2_000)
  })
})
