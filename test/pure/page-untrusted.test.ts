/** Whatever a message says, the playground's page makes no tag and no link of the author's of it. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../src/playground/page/discord-markdown.js'
import { cpuMs } from '../fakes/cpu-time.ts'
import { seen } from '../fakes/seen-text.ts'

const context = {
  members: { '100000000000000001': 'Ada <3' },
  channels: { '200000000000000001': 'general' },
  now: Date.UTC(2026, 10, 22, 12),
  locale: 'en-GB',
  timeZone: 'UTC',
}

const OWN_TAG =
  /<\/?(?:div|pre|code|span|a|em|strong|u|s|h3|h4|h5|ul|ol|li|blockquote|time)(?: (?:class|data-language|role|tabindex|aria-expanded|href|title|target|rel|start|datetime)="[^"<>]*")*>/g

describe('everything is untrusted', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '**<svg/onload=alert(1)>**',
    '`<b>`',
    '```<script>\n</script>```',
    '```"onmouseover="alert(1)\nx\n```',
    '# <h1 onclick=x>',
    '- <li>',
    '> <blockquote>',
    '||<i>||',
    '[<b>x</b>](https://example.com/"onmouseover="alert(1))',
    "[x](https://example.com/'><script>)",
    'https://example.com/"><script>alert(1)</script>',
    '<https://example.com/"onclick="x>',
    '<:a"b:1>',
    '</a"b:1>',
    '<t:1:R"onclick=x>',
    '&lt;script&gt;',
  ]
  test.each(attacks)('%j comes out as text', (attack) => {
    const html = renderMarkdown(attack, context)
    expect(html.replaceAll(OWN_TAG, '')).not.toMatch(/[<>]/)
    expect(html.replaceAll(OWN_TAG, '')).not.toMatch(/["']/)
  })

  const forms = fc.constantFrom(
    '*',
    '**',
    '_',
    '__',
    '~~',
    '||',
    '`',
    '```',
    '```js\n',
    '\n',
    '\n\n',
    '# ',
    '-# ',
    '> ',
    '>>> ',
    '- ',
    '  - ',
    '1. ',
    '[',
    '](',
    ')',
    '(https://a.b',
    '<',
    '>',
    '<@1>',
    '<t:1:R>',
    '\\',
    '"',
    "'",
    '&',
    'word',
    ' ',
    '😀',
    '\uD83D',
    'http://',
    '@everyone',
    '<script>',
    '<:a',
    ':1>',
    '\t',
    'é',
    '__proto__',
    '<@__proto__>',
  )
  const anyText = fc.oneof(
    fc.array(forms, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 300 }),
  )

  test('no text throws, and no text brings a tag or an attribute of its own', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const rest = renderMarkdown(text, context).replaceAll(OWN_TAG, '')
        expect(rest).not.toMatch(/[<>"']/)
      }),
      { numRuns: 1000 },
    ))

  test('tags are closed in the order in which they were opened', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const open: string[] = []
        const strays: string[] = []
        for (const [, slash, tag = ''] of renderMarkdown(text, context).matchAll(/<(\/?)(\w+)[^>]*>/g)) {
          if (slash === '') open.push(tag)
          else if (open.pop() !== tag) strays.push(tag)
        }
        expect(strays).toEqual([])
        expect(open).toEqual([])
      }),
    ))

  test('text without marks is shown to the letter', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'Z', '<', '&', '"', "'", '.', ',', '=', '😀', ' '), { minLength: 1 }),
        (parts) => {
          const text = parts.join('')
          expect(seen(renderMarkdown(text))).toBe(text)
        },
      ),
    ))

  test('the worst nesting of two thousand characters takes no time to speak of', () => {
    const texts = ['*', '`', '`` ` ', '*a', '_', '[a', '> - ', '<', '*_**__~~||', '**a *b _c '].map((unit) =>
      unit.repeat(2000 / unit.length),
    )
    expect(cpuMs(() => texts.map((text) => renderMarkdown(text)))).toBeLessThan(2_000)
  })
})
