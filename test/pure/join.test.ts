/** An answer that broke off and went on: nothing is said twice at the join, and nothing is missing. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anchorOf, joinTo } from '../../src/converse/claude/join.ts'

/** What stands in the end, when what comes arrives in pieces of this size. */
function joined(said: string, comes: string, size = 3): string {
  const join = joinTo(said)
  let text = said
  for (let at = 0; at < comes.length; at += size) text += join.receive(comes.slice(at, at + size))
  return text + join.end()
}

const answers = fc.oneof(
  fc.lorem({ mode: 'sentences', maxCount: 12 }),
  fc
    .array(
      fc.constantFrom(
        'The quick brown fox.\n',
        '```js\n',
        'const a = 1\n',
        '```\n',
        '| a | b |\n|---|---|\n',
        '| 1 | 2 |\n',
        '- item ',
        'la la la ',
        'Grüße, 🙂 und 漢字を書く。',
        '\n\n',
        '    ',
        '# Head\n',
      ),
      { minLength: 1, maxLength: 20 },
    )
    .map((parts) => parts.join('')),
)

/** Where Claude's stream can break: never within a character. */
const cut = (text: string, at: number): readonly [string, string] => {
  const said = text.slice(0, at)
  return said.isWellFormed() ? [said, text.slice(at)] : [text.slice(0, at - 1), text.slice(at - 1)]
}

test('what begins as it was asked to is joined as if nothing had been', () => {
  fc.assert(
    fc.property(answers, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, where, size) => {
      const [said, rest] = cut(text, 1 + (where % text.length))
      fc.pre(said.trim() !== '')
      const anchor = anchorOf(said)
      const white = said.slice(said.trimEnd().length)
      expect(joined(said, anchor + white + rest, size)).toBe(said + rest)
    }),
  )
})

test('nothing that comes is lost but what stands there already', () => {
  fc.assert(
    fc.property(answers, answers, fc.integer({ min: 1, max: 9 }), (said, comes, size) => {
      const text = joined(said, comes, size)
      expect(text.startsWith(said)).toBe(true)
      const join = joinTo(said)
      const given = join.receive(comes) + join.end()
      expect(given).toBe(join.between() + comes.slice(join.again()))
      expect(said + given).toBe(text)
    }),
  )
})

test('a beginning is passed on as it comes', () => {
  const join = joinTo('')
  expect([join.receive(' a'), join.receive('b'), join.end(), join.again()]).toEqual([' a', 'b', '', 0])
})

test('the last words begin with a word, and are the end of what was said', () => {
  fc.assert(
    fc.property(answers, (said) => {
      const anchor = anchorOf(said)
      expect(said.trimEnd().endsWith(anchor)).toBe(true)
      expect(anchor.isWellFormed()).toBe(true)
      expect(anchor.length).toBeLessThanOrEqual(60)
      expect(anchor === '').toBe(said.trim() === '')
    }),
  )
})

describe('what Claude does all the same', () => {
  const code = 'Look:\n\n```js\nconst first = 1\nconst second = fir'
  const table = 'Sizes:\n\n| name | size |\n|------|------|\n| one | 1 |\n| tw'
  test.each([
    ['goes on in the middle of a word', 'The quick brown fo', 'fox jumps', 'The quick brown fox jumps'],
    ['begins the sentence again', 'Well. The quick br', 'The quick brown fox', 'Well. The quick brown fox'],
    ['leaves out the space', 'The quick', 'brown fox', 'The quick brown fox'],
    ['brings the space', 'The quick', ' brown fox', 'The quick brown fox'],
    ['leaves out no space where there is none', '漢字を', '書く', '漢字を書く'],
    ['goes on within a number', 'Pi is 3.', '14', 'Pi is 3.14'],
    ['says the last words and white space again', 'One:\n\n', 'One:\n\n- two', 'One:\n\n- two'],
    ['brings the blank line again', 'One.\n\n', '\n\nTwo.', 'One.\n\nTwo.'],
    ['opens the block of code again', code, '```js\nconst second = first', `${code}st`],
    ['opens it again and goes on', code, '```js\nst', `${code}st`],
    ['says the line of code again', code, 'const second = first', `${code}st`],
    [
      'closes the block',
      '```js\nconst a = 1\n',
      '```\n\nThat is all.',
      '```js\nconst a = 1\n```\n\nThat is all.',
    ],
    [
      'writes the head of the table again',
      table,
      '| name | size |\n|------|------|\n| two | 2 |',
      `${table}o | 2 |`,
    ],
    ['says the row again', table, '| two | 2 |', `${table}o | 2 |`],
    ['says only what stands there already', 'The quick brown fox', 'quick brown fox', 'The quick brown fox'],
    ['says nothing', 'The quick', '', 'The quick'],
    ['begins as asked, and ends there', 'The quick brown fox', 'The quick bro', 'The quick brown fox'],
    [
      'repeats a refrain',
      'La la. One. La la. Two. ',
      'La la. Three.',
      'La la. One. La la. Two. La la. Three.',
    ],
  ])('%s', (_, said, comes, whole) => {
    for (const size of [1, 2, 5, 100]) expect(joined(said, comes, size)).toBe(whole)
  })
})

test('what comes is held back only while it could be a repetition', () => {
  const join = joinTo(`${'The quick brown fox jumps over the lazy dog. '.repeat(10)}And then`)
  expect(join.receive(' it')).toBe(' it')
  const again = joinTo('The quick brown fox jumps over the lazy')
  expect(again.receive('The quick brown ')).toBe('')
  expect(again.receive('bear')).toBe(' The quick brown bear')
})
