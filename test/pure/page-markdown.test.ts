/** What the playground's page makes of a message: Discord's Markdown, nothing more. */

import { describe, expect, test } from 'vitest'
import { renderBlocks, renderMarkdown } from '../../src/playground/page/discord-markdown.js'
import { seen } from '../fakes/seen-text.ts'

const context = {
  members: { '100000000000000001': 'Ada <3' },
  channels: { '200000000000000001': 'general' },
  now: Date.UTC(2026, 10, 22, 12),
  locale: 'en-GB',
  timeZone: 'UTC',
}

/** The one text block that most lines become, without its wrapping. */
const line = (text: string): string => {
  const html = renderMarkdown(text, context)
  return /^<div class="md-text">([^]*)<\/div>$/.exec(html)?.[1] ?? html
}

describe('marks', () => {
  test.each([
    ['**bold**', '<strong>bold</strong>'],
    ['*italics* and _italics_', '<em>italics</em> and <em>italics</em>'],
    ['***both***', '<em><strong>both</strong></em>'],
    ['__underline__', '<u>underline</u>'],
    ['~~gone~~', '<s>gone</s>'],
    ['**bold with *italics* in it**', '<strong>bold with <em>italics</em> in it</strong>'],
    ['**over\ntwo lines**', '<strong>over\ntwo lines</strong>'],
    ['`**code**`', '<code class="md-inline-code">**code**</code>'],
    ['``a ` b``', '<code class="md-inline-code">a ` b</code>'],
  ])('%j is rendered', (text, html) => expect(line(text)).toBe(html))

  test.each(['2 * 3 * 4', 'snake_case_name', '**never closed', '\\*\\*', '||', '`', '*', 'a\\b'])(
    '%j has no mark in it',
    (text) => expect(line(text)).not.toMatch(/<(?:em|strong|u|s|code|span)/),
  )

  test('an escaped mark is shown without its backslash', () =>
    expect(line('\\*not italics\\* \\\\')).toBe('*not italics* \\'))

  test('a mark that does not close leaves the ones inside it alone', () =>
    expect(line('**a *b* c')).toBe('**a <em>b</em> c'))

  test('a spoiler is hidden until someone asks for it', () => {
    expect(line('||the **end**||')).toContain('aria-expanded="false"')
    expect(line('||the **end**||')).toContain('<span>the <strong>end</strong></span>')
  })
})

describe('blocks', () => {
  test('headings have three levels, and subtext is small', () => {
    expect(renderMarkdown('# One')).toBe('<h3 class="md-heading md-heading-1">One</h3>')
    expect(renderMarkdown('### Three')).toBe('<h5 class="md-heading md-heading-3">Three</h5>')
    expect(renderMarkdown('-# small')).toBe('<div class="md-subtext">small</div>')
  })

  test.each(['#### Four', '#none', 'text # not here', '-#none'])('%j is not a heading', (text) =>
    expect(line(text)).toBe(text),
  )

  test('neighbouring quoted lines are one quote, and three signs quote all the rest', () => {
    expect(renderMarkdown('> a\n> b\nc')).toBe(
      '<blockquote class="md-quote"><div class="md-text">a\nb</div></blockquote><div class="md-text">c</div>',
    )
    expect(renderMarkdown('>>> a\n\nb')).toMatch(/^<blockquote[^]*b<\/div><\/blockquote>$/)
    expect(line('>no')).toBe('&gt;no')
  })

  test('two spaces open a level of a list', () =>
    expect(renderMarkdown('- a\n  - b\n* c').replaceAll(/ class="[^"]*"|<\/?div[^>]*>|\n/g, '')).toBe(
      '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>',
    ))

  test('a numbered list counts on from its first number', () =>
    expect(renderMarkdown('3. a\n9. b')).toMatch(/^<ol class="md-list" start="3"><li>.*<li>.*<\/ol>$/))

  test('a list goes on over empty lines, and a bullet in it has a number', () =>
    expect(renderMarkdown('3. a\n\n- b').replaceAll(/ class="[^"]*"|<\/?div[^>]*>/g, '')).toBe(
      '<ol start="3"><li>a</li><li>b</li></ol>',
    ))

  test.each(['1) a', '+ a', '-a', '1.a'])('%j is no item', (text) => expect(line(text)).toBe(text))

  test('a line that is not indented ends the list', () =>
    expect(renderMarkdown('- a\nb')).toMatch(/<\/ul><div class="md-text">b<\/div>$/))

  test('a fence keeps its code to the letter and names its language', () => {
    const html = renderMarkdown('```ts\nconst a: string = "<b>" // **no**\n  if (a) {}\n```')
    expect(html).toMatch(/^<pre class="md-code" data-language="ts">/)
    expect(seen(html)).toBe('const a: string = "<b>" // **no**\n  if (a) {}')
  })

  test('a fence may stand on one line and in the middle of text', () =>
    expect(renderMarkdown('see ```x = 1``` there')).toBe(
      '<div class="md-text">see </div><pre class="md-code"><code>x = 1</code></pre><div class="md-text"> there</div>',
    ))

  test('an open fence stays raw, so that everyone sees the defect', () => {
    const html = renderMarkdown('before\n```js\nconst a = 1\n# head')
    expect(html).not.toContain('<pre')
    expect(seen(html)).toContain('```js\nconst a = 1\n')
  })

  test('a growing list leaves the blocks above it as they were', () => {
    const early = renderBlocks('One\n\n- a\n- b')
    const late = renderBlocks('One\n\n- a\n- b\n\n- c\n  1. d')
    expect(late.slice(0, -1)).toEqual(early.slice(0, -1))
    expect(late.length).toBe(early.length)
  })

  test('a growing answer leaves its finished blocks as they were', () => {
    const text = 'First paragraph.\n\n## Head\n- a\n- b\n\n```js\nlet a\n```\nLast words'
    const early = renderBlocks(text)
    const late = renderBlocks(`${text} and more`)
    expect(late.slice(0, -1)).toEqual(early.slice(0, -1))
    expect(early.length).toBeGreaterThan(4)
  })
})

describe('what Discord does not render stays as it was typed', () => {
  test.each([
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '$x^2$ and \\(y\\)',
    '---',
    '&nbsp;',
    '<b>bold</b>',
    '<!-- no -->',
    '[^1]',
    '[ ] to do',
  ])('%j', (text) => expect(seen(line(text))).toBe(text.replaceAll(/\\(?=[()])/g, '')))

  test('an image is a link behind an exclamation mark', () => {
    expect(line('![alt](https://example.com/a.png)')).toMatch(/^!<a href="https:\/\/example.com\/a.png"/)
    expect(line('![alt](https://example.com/a.png)')).not.toContain('<img')
  })
})

describe('links', () => {
  test('a masked link shows its real target on hover and takes no opener along', () =>
    expect(line('[docs](https://example.com/a?b=1&c=2)')).toBe(
      '<a href="https://example.com/a?b=1&amp;c=2" title="https://example.com/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">docs</a>',
    ))

  test('a label that is itself an address does not hide another one', () => {
    const html = line('[https://bank.example](https://evil.example)')
    expect(seen(html)).toBe('[https://bank.example](https://evil.example)')
    expect(html).not.toContain('>https://bank')
  })

  test('the address of a message is its channel, where the page has that', () => {
    const known = 'https://discord.com/channels/1/200000000000000001/3'
    expect(seen(line(`Done: ${known}.`))).toBe('Done: #general › 💬.')
    expect(line(known)).toContain(`<a href="${known}"`)
    expect(seen(line('https://discord.com/channels/@me/200000000000000001/3'))).toBe('#general › 💬')
    for (const other of [
      'https://discord.com/channels/1/9/3',
      `${known}/4`,
      `https://evil.example/?${known}`,
    ])
      expect(seen(line(other))).toBe(other)
  })

  test('a bare address ends before the punctuation of its sentence', () => {
    expect(line('(see https://example.com/a_(b)).')).toContain('>https://example.com/a_(b)</a>).')
    expect(line('<https://example.com>!')).toMatch(/>https:\/\/example.com<\/a>!$/)
  })

  test.each([
    '[x](javascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '[x](//example.com)',
    '<javascript:alert(1)>',
    'javascript:alert(1)',
    'https://',
    'http://[',
  ])('%j is not a link', (text) => expect(renderMarkdown(text)).not.toContain('<a '))
})

describe('mentions, timestamps, emoji', () => {
  test('are named where the name is known', () => {
    expect(line('<@100000000000000001>')).toBe('<span class="md-mention">@Ada &lt;3</span>')
    expect(line('<@!100000000000000009>')).toContain('@unknown-user')
    expect(line('<#200000000000000001>')).toContain('#general')
    expect(line('<#200000000000000001>')).toContain('data-channel="200000000000000001"')
    expect(line('<#200000000000000009>')).toBe('<span class="md-mention">#unknown</span>')
    expect(line('</ask:300000000000000001> <:wave:300000000000000002>')).toContain('>/ask<')
    expect(line('</ask:300000000000000001> <:wave:300000000000000002>')).toContain('>:wave:<')
    expect(line('@everyone but someone@here.example')).toMatch(
      /^<span class="md-mention">@everyone<\/span> but/,
    )
  })

  test('a mention of somebody whom the page does not know is unknown', () =>
    expect(renderMarkdown('<@100000000000000001>', { members: {} })).toContain('@unknown-user'))

  test('a timestamp is told in the style that it asks for', () => {
    const noon = context.now / 1000
    expect(seen(line(`<t:${noon}:t>`))).toBe('12:00')
    expect(seen(line(`<t:${noon}:D>`))).toBe('22 November 2026')
    expect(seen(line(`<t:${noon - 7200}:R>`))).toBe('2 hours ago')
    expect(seen(line('<t:9999999999999>'))).toBe('<t:9999999999999>')
  })
})
