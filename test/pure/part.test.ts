/** The edits by their names: one text for each, and what goes out for it. */
import { describe, expect, test } from 'vitest'
import { rules } from '../../src/deliver/markdown/part.ts'
import type { Rule } from '../../src/deliver/markdown/part.ts'
import { feed, frame, partsOf, startPages } from '../../src/deliver/pages.ts'

const long = `**${'word '.repeat(500)}end**`

/** For each rule a text, and the message; for the end of a page the first of two. */
const examples: Record<Rule, readonly [string, string]> = {
  'plain sign': ['5*4*3, a||b', '5\\*4\\*3, a\\|\\|b'],
  backslash: ['Open C:\\_x and C:\\Ä', 'Open C:\\\\_x and C:\\\\Ä'],
  'hard break': ['one\\\ntwo', 'one\ntwo'],
  'line start': ['-# small\n>>> all', '\\-# small\n\\>>> all'],
  'list number': ['3. B\n7. C', '3. B\n7\\. C'],
  'list end': ['- a\n\n1. b', '- a\n\u200b\n1. b'],
  'list level': ['1. a\n- b', '1. a\n   - b'],
  'quote mark': ['> a\n>b\n>\n> c', '> a\n> b\n> \n> c'],
  heading: ['#### Deep\n\n## Two ##', '**Deep**\n\n## Two'],
  rule: ['a\n\n---\n\nb', 'a\n\n──────────\n\nb'],
  'task box': ['- [x] done\n- [ ] open', '- ☑ done\n- ☐ open'],
  table: ['| a | b |\n|---|---|\n| 1 | 2 |', '```\na │ b\n──┼──\n1 │ 2\n```'],
  formula: ['So $x^2$ and \\(y_1\\)', 'So `x^2` and `y_1`'],
  footnote: ['True[^1].', 'True[1].'],
  image: ['![a cat](https://x.org/c.png)', '[a cat](https://x.org/c.png)'],
  link: ['See stop[i](now), 见 https://x.org/a。', 'See stop\\[i](now), 见 <https://x.org/a>。'],
  tag: ['a <b>bold</b> m<sup>2</sup>', 'a **bold** m²'],
  entity: ['Tom &amp; Ann', 'Tom & Ann'],
  mention: ['Ask <@1> or <@9>', 'Ask <@290000000000000041> or \\<@9>'],
  fence: ['Run: ```sh\nls\n```done, ok', 'Run:\n```sh\nls\n```\ndone, ok'],
  'code span': ['||`a || b`||', '||`a |\u200b| b`||'],
  mark: ['_see `a_b` now_\n\n||a\n\nb||', '*see `a_b` now*\n\n||a||\n\n||b||'],
  'page end': [long, `**${'word '.repeat(375).trim()}**`],
}

const read = (text: string): ReturnType<typeof startPages> => {
  const pages = startPages((number) => (number === 1 ? { id: '290000000000000041', name: 'Sam' } : undefined))
  feed(pages, text)
  return pages
}

describe.each(Object.entries(examples))('the edit "%s"', (rule, [text, message]) => {
  test('has its name and its reason, and gives the message', () => {
    const pages = read(text)
    expect(frame(pages, { ended: true }).pages[0]).toBe(message)
    expect(partsOf(pages).flatMap((parts) => parts.map((part) => part.rule))).toContain(rule)
    expect(Object.entries(rules)).toContainEqual([rule, expect.stringMatching(/^\S.*\.$/)])
  })
})

test('a text that Discord shows as it is meant has no edits', () => {
  const text = [
    '# Title',
    'Some **bold**, *italic*, __underlined__, ~~struck~~ and ||hidden|| words, `code` and [a link](https://x.org/a_b).',
    '- one\n  - nested\n- two',
    '> quoted\n> more',
    '1. one\n2. two',
    '```js\nconst a = `${b}`\n```',
    'a < b, Map<K, V>, <T>, 2 * 3 = 6, ¯\\_(ツ)_/¯, + 5, 1) first, >25, C:\\Users\\x, snake_case',
  ].join('\n\n')
  const pages = read(text)
  expect(partsOf(pages).flatMap((parts) => parts.filter((part) => part.rule !== undefined))).toEqual([])
  expect(frame(pages, { ended: true }).pages).toEqual([text])
})
