/** Pages: what a reader sees of an answer, whole and while it grows. */
import { describe, expect, test } from 'vitest'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import type { Frame, FrameOptions } from '../../src/deliver/pages.ts'

const after = (text: string, options: FrameOptions = {}): Frame => {
  const pages = startPages()
  feed(pages, text)
  return frame(pages, options)
}
const whole = (text: string, options: FrameOptions = {}): readonly string[] =>
  after(text, { ended: true, maxPages: 100, ...options }).pages
const only = (text: string): string | undefined => {
  const pages = whole(text)
  expect(pages.length).toBeLessThanOrEqual(1)
  return pages[0]
}
const growing = (text: string): string | undefined => after(text).pages.at(-1)
const size = (text: string): number => Array.from(text).length
const sentence = 'The lamp in the hall burns all night long. '
const paragraph = (length: number): string => sentence.repeat(Math.ceil(length / sentence.length)).trim()

describe('what Discord cannot show', () => {
  test('headings beyond three levels become bold lines', () => {
    expect(only('### Three\n\n#### Four `x`\n\n###### **Six** ##')).toBe(
      '### Three\n\n**Four `x`**\n\n**Six**',
    )
  })
  test('a heading may start with a number', () => {
    expect(only('## 1. First\n\n## - x')).toBe('## 1. First\n\n## - x')
  })
  test('underlined headings become headings', () => {
    expect(only('Title\n===\ntext')).toBe('# Title\ntext')
  })
  test('a rule becomes a line', () => {
    expect(only('a\n\n---\n\nb\n\n* * *')).toBe('a\n\n──────────\n\nb\n\n──────────')
  })
  test('a rule directly under a text is a gap, for it may not look like a heading', () => {
    expect(only('Text\n---\nmore')).toBe('Text\n\nmore')
  })
  test('an image becomes a link', () => {
    expect(only('![a cat](https://x.org/cat.png "title") ![](https://x.org/dog.png)')).toBe(
      '[a cat](https://x.org/cat.png) [dog.png](https://x.org/dog.png)',
    )
  })
  test('boxes to tick are drawn', () => {
    expect(only('- [ ] open\n- [x] done\n- [X] done too')).toBe('- ☐ open\n- ☑ done\n- ☑ done too')
  })
  test('formulas become code, and money stays money', () => {
    expect(only('Let $x^2$ and \\(a_b\\) be $$c$$.')).toBe('Let `x^2` and `a_b` be `c`.')
    expect(only('It costs $5 and $10, not $5-$10 or 5$.')).toBe('It costs $5 and $10, not $5-$10 or 5$.')
    expect(only('Set $HOME/bin:$PATH and $5 or 7$')).toBe('Set $HOME/bin:$PATH and $5 or 7$')
  })
  test('a formula of its own becomes a code block', () => {
    expect(only('So:\n$$\nx^2 + *y*\n$$\nand \n\\[ a \\]\nend')).toBe(
      'So:\n```latex\nx^2 + *y*\n```\nand \n```latex\na\n```\nend',
    )
  })
  test('dollars that never close are text', () => {
    expect(only('$$\nx is *y*\n\nend')).toBe('$$\nx is *y*\n\nend')
  })
  test('footnotes become plain markers', () => {
    expect(only('True[^1].\n\n[^1]: Says *who*.')).toBe('True[1].\n\n[1]: Says *who*.')
  })
  test('tags become the nearest mark, unknown ones stay, comments go', () => {
    expect(only('<b>x</b> <i>y</i> <u>z</u> a<br>b <kbd>Ctrl</kbd> Map<K, V> <your name>')).toBe(
      '**x** *y* __z__ a\nb `Ctrl` Map<K, V> <your name>',
    )
    expect(only('<details><summary>More</summary>\n\ntext<!-- no -->\n</details>')).toBe('**More**\n\ntext')
    expect(only('<a href="https://x.org">site</a> &amp; &lt;b&gt; &copy;')).toBe(
      '[site](https://x.org) & \\<b\\> ©',
    )
  })
  test('links that Discord does not mask keep their target in sight', () => {
    expect(
      only(
        '[a](src/a.ts) [b](#b) [c](mailto:c@x.org) [https://x.org](https://x.org) [x.org](https://evil.org)',
      ),
    ).toBe('a (`src/a.ts`) b c (`c@x.org`) <https://x.org> x.org (<https://evil.org>)')
    expect(only('[t](https://x.org/a_(b))')).toBe('[t](https://x.org/a_(b))')
  })
})

describe('what Discord would take for markup', () => {
  test('a name with two underscores around it stays a name', () => {
    expect(only('__init__ and obj.__foo__ but __bold__ and _em_ and snake_case_name')).toBe(
      '\\_\\_init\\_\\_ and obj.\\_\\_foo\\_\\_ but __bold__ and _em_ and snake_case_name',
    )
  })
  test('stars, pipes and tildes that mark nothing stay visible', () => {
    expect(only('2 * 3 * 4, a || b || c, ~5 ~~ 6, *args')).toBe(
      '2 * 3 * 4, a \\|\\| b \\|\\| c, ~5 \\~\\~ 6, \\*args',
    )
  })
  test('marks that Discord knows stay', () => {
    expect(only('**a *b* c** ***d*** ~~e~~ ||f|| `g` ``h`i``')).toBe(
      '**a *b* c** ***d*** ~~e~~ ||f|| `g` ``h`i``',
    )
  })
  test('bold beside punctuation is bold, though CommonMark would show the stars', () => {
    expect(only('**Note:**text and 是**「重要」**です')).toBe('**Note:**text and 是**「重要」**です')
  })
  test('bold and italics side by side do not run together', () => {
    expect(only('**a***b*')).toBe('**a**\u200b*b*')
  })
  test('line starts that are no markup in Markdown are none in Discord', () => {
    expect(only('text\n-# small\n1986\\. A year\n\\# no\n\\> no')).toBe(
      'text\n\\-# small\n1986\\. A year\n\\# no\n\\> no',
    )
    expect(only('born in\n1986. Then')).toBe('born in\n1986\\. Then')
  })
  test('numbers stay what they are, also where Discord would count on', () => {
    expect(only('1. a\n1. b\n1. c')).toBe('1. a\n1\\. b\n1\\. c')
    expect(only('3) a\n4) b')).toBe('3) a\n4) b')
  })
  test('a number goes on after code inside its item', () => {
    expect(only('1. a\n   ```js\n   x\n   ```\n2. b\n\n   more of b\n3. c')).toBe(
      '1. a\n```js\nx\n```\n2. b\n\n   more of b\n3. c',
    )
  })
  test('nested lists keep their depth', () => {
    expect(only('* a\n    * b\n        1. c\n* d')).toBe('* a\n    * b\n        1. c\n* d')
    expect(only('1. a\n- b\n- c\n2. d')).toBe('1. a\n   - b\n   - c\n2. d')
    expect(only('- a\n - b')).toBe('- a\n- b')
    expect(only('- a\n\n1. b')).toBe('- a\n\u200b\n1. b')
  })
  test('mentions, emoji, timestamps and commands are left alone', () => {
    const text =
      'Hi <@12345678901234567> <@&1> <#2> <:a_b_c:3> <a:x:4> <t:1700000000:R> </ask:5> <https://x.org/a_b_c>'
    expect(only(text)).toBe(text)
  })
  test('an address is not touched inside', () => {
    expect(only('See https://x.org/a_b_*c*~~d~~?q=1. *Or* (https://x.org/(a)).')).toBe(
      'See https://x.org/a_b_*c*~~d~~?q=1. *Or* (https://x.org/(a)).',
    )
  })
  test('quotes keep their marks on every line', () => {
    expect(only('> a\nlazy\n>\n> b\n\nc')).toBe('> a\nlazy\n> \n> b\n\nc')
  })
})

describe('code', () => {
  test('a fence keeps its language and its bytes', () => {
    expect(only('~~~c++ {1}\n\ta  *b*\n\n  <c>\n~~~\nend')).toBe('```c++\n\ta  *b*\n\n  <c>\n```\nend')
  })
  test('a fence without an end is closed', () => {
    expect(only('```py\nx = 1')).toBe('```py\nx = 1\n```')
    expect(growing('```py\nx = 1')).toBe('```py\nx = \n```')
  })
  test('a fence inside a fence is broken by an invisible character and no more', () => {
    expect(only('````md\n```js\nx\n```\n````')).toBe('```md\n``\u200b`js\nx\n``\u200b`\n```')
  })
  test('indented code becomes a code block', () => {
    expect(only('a:\n\n    x *y*\n\n      z\n\nb')).toBe('a:\n\n```\nx *y*\n\n  z\n```\n\nb')
  })
  test('code in a quote stays in it', () => {
    expect(only('> ```js\n> x\n> ```\n> y')).toBe('> ```js\n> x\n> ```\n> y')
  })
  test('a code block without code is not shown', () => {
    expect(whole('```js\n```')).toEqual([])
    expect(after('```js\n').pages).toEqual([])
  })
  test('a long block is cut at lines, closed and reopened with its language', () => {
    const code = Array.from({ length: 200 }, (_, at) => `line ${at};\n`).join('')
    const pages = whole(`Look:\n\n\`\`\`ts\n${code}\`\`\``)
    expect(pages.length).toBe(2)
    expect(pages[1]?.startsWith('```ts\nline ')).toBe(true)
    expect(pages.map((page) => /```ts\n([^]*?)```/.exec(page)?.[1]).join('')).toBe(code)
  })
  test('a line longer than a page is cut without adding a line end', () => {
    const code = `${'0123456789'.repeat(500)}\n`
    const pages = whole(`\`\`\`\n${code}\`\`\``)
    expect(pages.map((page) => /^```\n([^]*)```$/.exec(page)?.[1]).join('')).toBe(code)
  })
})

describe('tables', () => {
  test('a narrow one is aligned, its marks gone', () => {
    expect(only('| Name | Age |\n|:--|--:|\n| **Ann** | 3 |\n| `B\\|b` | 10 |')).toBe(
      '```\nName │ Age\n─────┼────\nAnn  │   3\nB|b  │  10\n```',
    )
  })
  test('wide characters take two columns', () => {
    expect(only('| a | b |\n|---|---|\n| 日本 | 👍 |\n| x | y |')).toBe(
      '```\na    │ b\n─────┼───\n日本 │ 👍\nx    │ y\n```',
    )
  })
  test('a wide one becomes a list of values', () => {
    const wide = 'wide '.repeat(12).trim()
    expect(only(`| A | B |\n|---|---|\n| ${wide} | **x** |\n| y | |`)).toBe(
      `**A**: ${wide}\n**B**: **x**\n\n**A**: y`,
    )
  })
  test('one that outgrows its width changes its form as a whole', () => {
    const wide = 'wide '.repeat(12).trim()
    expect(only(`t\n\n| A | B |\n|---|---|\n| 1 | 2 |\n| ${wide} | 3 |`)).toBe(
      `t\n\n**A**: 1\n**B**: 2\n\n**A**: ${wide}\n**B**: 3`,
    )
  })
  test('a long one repeats its header on the next page', () => {
    const rows = Array.from({ length: 150 }, (_, at) => `| row ${at} | value |\n`).join('')
    const pages = whole(`| Name | Value |\n|---|---|\n${rows}`)
    expect(pages.length).toBe(2)
    expect(
      pages.every((page) => /^```\nName +│ Value\n─+┼─+\nrow/.test(page) && page.endsWith('\n```')),
    ).toBe(true)
  })
  test('a table is not shown before it is one, then row by row', () => {
    expect(growing('text\n\n| Name | Age |')).toBe('text')
    expect(growing('text\n\n| Name | Age |\n|--')).toBe('text')
    expect(growing('text\n\n| Name | Age |\n|---|---|\n')).toBe('text\n\n```\nName │ Age\n─────┼────\n```')
    expect(growing('text\n\n| Name | Age |\n|---|---|\n| a')).toBe('text\n\n```\nName │ Age\n─────┼────\n```')
  })
  test('a line with a pipe and no table is text', () => {
    expect(only('| not a table\nb')).toBe('| not a table\nb')
    expect(only('a | b\nc')).toBe('a | b\nc')
  })
})

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
