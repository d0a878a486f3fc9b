/** Sources: what was cited, once each, as links that no title and no address can break out of. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/converse/claude/content.ts'
import { sourcesLine, sourcesOf } from '../../src/converse/turn/sources.ts'

const cited = (...pages: readonly { title: string | null; url: string }[]): Block => ({
  type: 'text',
  text: 'So they say.',
  citations: pages.map((page) => ({
    type: 'web_search_result_location',
    cited_text: 'so',
    encrypted_index: 'abc',
    ...page,
  })),
})
const fetched = (url: string, title: string): Block => ({
  type: 'web_fetch_tool_result',
  tool_use_id: 'srvtoolu_1',
  content: { type: 'web_fetch_result', url, content: { type: 'document', title } },
})
const line = (title: string, url: string): string => sourcesLine([{ title, url }], 'en')

test('cited pages come first, then pages that were read, each once', () => {
  const content = [
    fetched('https://c.example/', 'C'),
    cited({ title: 'A', url: 'https://a.example/x' }, { title: null, url: 'https://b.example/' }),
    cited({ title: 'A again', url: 'https://a.example/x#:~:text=so' }),
    fetched('https://a.example/x', 'A'),
  ]
  expect(sourcesLine(sourcesOf(content), 'de')).toBe(
    '-# Quellen: [A](<https://a.example/x>) · [b.example](<https://b.example/>) · [C](<https://c.example/>)',
  )
})

test('what was found and not cited is no source, nor is a page that could not be read', () => {
  const content = [
    { type: 'web_search_tool_result', content: [{ title: 'A', url: 'https://a.example/' }] },
    {
      type: 'web_fetch_tool_result',
      content: { type: 'web_fetch_tool_result_error', error_code: 'url_not_accessible' },
    },
    { type: 'text', text: 'No.', citations: null },
    { type: 'text', text: 'No.', citations: [{ type: 'char_location', document_title: 'plan.pdf' }] },
  ]
  expect(sourcesOf(content)).toEqual([])
  expect(sourcesLine([], 'en')).toBe('')
})

test('there are at most five', () => {
  const pages = Array.from({ length: 9 }, (_, n) => ({ title: `T${n}`, url: `https://a.example/${n}` }))
  expect(sourcesLine(pages, 'en').match(/\(</g)).toHaveLength(5)
})

describe('nothing in it is alive:', () => {
  test.each([
    ['x](https://evil.example) [y', /\[x\\\(evil\.example\\\) y\]/],
    ['@everyone read', /@\u200Beveryone/],
    ['a\u202Egpj.exe', /\[agpj\.exe\]/],
    ['**bold**', /\[\\\*\\\*bold/],
  ])('the title %s', (title, shown) => {
    const text = line(title, 'https://a.example/')
    expect(text).toMatch(shown)
    expect(text).toMatch(/^-# Sources: \[[^[\]]+\]\(<https:\/\/a\.example\/>\)$/)
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a.example/',
    'https://bank.example@evil.example/',
    '',
    'x',
  ])('the address %s is none', (url) => {
    expect(line('T', url)).toBe('')
  })

  test('any title and any address', () => {
    const title = fc.string({
      unit: fc.oneof(
        fc.constantFrom('[', ']', '(', ')', '<', '>', '@', '\\', '`', '*', '|', '\n', '\u202E'),
        fc.string({ unit: 'binary' }),
      ),
    })
    const url = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc
        .string({
          unit: fc.constantFrom('(', ')', '<', '>', '\\', '|', '`', '*', ' ', '?', '#', '/', '&', '%', 'ä'),
        })
        .map((path) => `https://a.example/${path}`),
    )
    fc.assert(
      fc.property(fc.array(fc.record({ title, url }), { maxLength: 8 }), (pages) => {
        const text = sourcesLine(pages, 'en')
        expect(text).toMatch(
          /^(-# Sources: \[[^[\]\n]+\]\(<https?:\/\/[^\s<>()]+>\)( · \[[^[\]\n]+\]\(<https?:\/\/[^\s<>()]+>\)){0,4})?$/u,
        )
        expect(text.length).toBeLessThanOrEqual(1_500)
        expect(text).not.toMatch(/@(?!\u200B)[a-z]+\]|[\u202A-\u202E\u2066-\u2069]/)
        expect(text.isWellFormed()).toBe(true)
      }),
    )
  })
})
