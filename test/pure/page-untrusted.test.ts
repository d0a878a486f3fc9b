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
    '> # - **||[<b onclick=x>](https://example.com/"onclick=x)||**',
    '[x](https://example.com ""><script>alert(1)</script>")',
    '<id:customize"onclick=x>',
    '¯\\_(ツ)_/¯<script>',
  ]
  test.each(attacks)('%j comes out as text', (attack) => {
    const html = renderMarkdown(attack, context)
    expect(html.replaceAll(OWN_TAG, '')).not.toMatch(/[<>]/)
    expect(html.replaceAll(OWN_TAG, '')).not.toMatch(/["']/)
  })

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](<javascript:alert(1)>)',
    '[x](\u0001javascript:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](\\javascript:alert(1))',
    '[x](https:javascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '<javascript:/alert(1)>',
    '<javascript://example.com/%0Aalert(1)>',
    '<data:/text/html,x>',
    '<vbscript:/x>',
    'javascript://example.com/%0Aalert(1)',
    'https://[',
  ])('%j is no link, and is seen as it was written', (attack) => {
    expect(renderMarkdown(attack, context)).not.toContain('<a ')
    // Discord reads a tab as four spaces.
    expect(seen(renderMarkdown(attack, context))).toBe(attack.replace('\t', '    '))
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
    '<javascript:/',
    '](javascript:',
    '[a](https://a.b/"',
    '<id:guide>',
    '<@100000000000000001>',
    '<https://a.b/',
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

  test('whatever can be clicked leads to a web address', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const addresses = [...renderMarkdown(text, context).matchAll(/href="([^"]*)"/g)].map(([, one]) => one)
        expect(addresses.filter((one) => !/^https?:\/\//.test(one ?? ''))).toEqual([])
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
          // Discord trims a message.
          expect(seen(renderMarkdown(text))).toBe(text.trim())
        },
      ),
    ))

  test('the worst nesting of two thousand characters takes no time to speak of', () => {
    const texts = [
      '*',
      '`',
      '`` ` ',
      '*a',
      '_',
      '[a',
      '[](',
      '[](https://a(',
      '[a](https://a.b',
      '](https://',
      '> - ',
      '- ',
      '<',
      '*_**__~~||',
      '**a *b _c ',
      '日',
    ].map((unit) => unit.repeat(2000 / unit.length))
    expect(cpuMs(() => texts.map((text) => renderMarkdown(text)))).toBeLessThan(2_000)
  })
})
