/** Pages: what becomes of markup that Discord cannot show, or would take for its own, of code and of tables. */

import { describe, expect, test } from 'vitest'
import { after, whole, growing } from '../fakes/pages.ts'

const only = (text: string): string | undefined => {
  const pages = whole(text)
  expect(pages.length).toBeLessThanOrEqual(1)
  return pages[0]
}

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
