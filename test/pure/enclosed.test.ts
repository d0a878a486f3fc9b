/** Formulas and comments over several lines: they are what they seem only if they end. */
import { expect, test } from 'vitest'
import { enclosedAt, stateOf } from '../../src/deliver/markdown/enclosed.ts'
import type { State } from '../../src/deliver/markdown/enclosed.ts'
import { readLine } from '../../src/deliver/markdown/lines.ts'

const stateAfter = (text: string): State | undefined => {
  let at = 0
  const lines = text.split('\n').map((line) => {
    const read = readLine(line, at, false)
    at += line.length + 1
    return read
  })
  const [first] = lines
  const enclosed = first && enclosedAt(first)
  return enclosed && stateOf({ ...enclosed, lines })
}

test.each([
  ['$$\nx^2\n$$', 'x^2', ''],
  ['$$ x $$.', 'x', '.'],
  ['\\[\na = b\n\\]', 'a = b', ''],
  ['<!-- note\nmore --> and text', 'note\nmore', ' and text'],
])('%j ends with %j in it and %j behind it', (text, inner, rest) =>
  expect(stateAfter(text)).toEqual({ kind: 'ended', inner, rest, to: text.length - rest.length }),
)

test.each(['$$', '$$\nx^2', '\\[ a', '<!-- note\n\n- more'])('%j is open', (text) =>
  expect(stateAfter(text)).toEqual({ kind: 'open' }),
)

test.each([
  '$$\n\n$$',
  '$$\n- item',
  '$$\n# Heading',
  '$$ is money$$ as words',
  '\\[see below\\]',
  '$$\na\n> b',
  `$$\n${'a'.repeat(1_600)}`,
])('%j was text', (text) => expect(stateAfter(text)).toEqual({ kind: 'broken' }))

test.each(['text', '$5', '<b>', '[a]'])('%j opens nothing', (text) =>
  expect(stateAfter(text)).toBeUndefined(),
)
