/** The mark of a growing answer: where it stands, and that it can be told from the answer. */

import { expect, test } from 'vitest'
import { withGrowingMark, withoutGrowingMark } from '../../src/deliver/growing-mark.ts'

test.each([
  ['behind the last words', 'Hello', 'Hello ▌'],
  ['under a block of code, which it is no part of', '```js\na\n```', '```js\na\n```\n▌'],
  ['under a quoted block of code', '> ```\n> a\n> ```', '> ```\n> a\n> ```\n▌'],
  ['behind code in a line', 'Run `ls`', 'Run `ls` ▌'],
  ['behind an address, of which it is no part', 'https://example.com/a', 'https://example.com/a ▌'],
])('stands %s', (_, page, marked) => {
  expect(withGrowingMark([page], 0)).toEqual([marked])
  expect(withoutGrowingMark(marked)).toBe(page)
})

test('stands on the last page alone, and on none that is finished', () => {
  expect(withGrowingMark(['One', 'Two'], 1)).toEqual(['One', 'Two ▌'])
  expect(withGrowingMark(['One', 'Two'], 2)).toEqual(['One', 'Two'])
  expect(withGrowingMark([], 0)).toEqual([])
})

test('makes no message too long', () => {
  expect(withGrowingMark(['👋'.repeat(1_998)], 0)).toEqual([`${'👋'.repeat(1_998)} ▌`])
  expect(withGrowingMark(['👋'.repeat(1_999)], 0)).toEqual(['👋'.repeat(1_999)])
})

test('is not looked for where it is not', () => {
  for (const text of ['', 'Hello', '▌ first', 'a ▌ b']) expect(withoutGrowingMark(text)).toBe(text)
})
