/** The title of a thread: what is taken of Claude's answer, and what a question gives without one. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { titleIn, titleOfQuestion, titleRequest } from '../../src/converse/claude/title.ts'

test.each([
  ['Undoing a commit', 'Undoing a commit'],
  ['"Undoing a commit."\n\nI chose this because …', 'Undoing a commit'],
  ['# **„Einen Commit zurücknehmen“**', 'Einen Commit zurücknehmen'],
  ['  a\tb\u200b c ', 'a b c'],
  ['', undefined],
  ['"..."', undefined],
  ['x'.repeat(61), undefined],
  ['x'.repeat(60), 'x'.repeat(60)],
])('of %j it is %j', (said, title) => expect(titleIn(said)).toBe(title))

test.each([
  ['How do I undo a commit?', 'How do I undo a commit?'],
  ['Ask\n<@2 Sam> why', 'Ask Sam why'],
  ['\u200b', 'Claude'],
  ['word '.repeat(20), `${'word '.repeat(11)}word…`],
])('the question %j gives %j', (asked, title) => expect(titleOfQuestion(asked)).toBe(title))

test('Discord takes any title of a question', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (asked) => {
      const title = titleOfQuestion(asked)
      expect(Array.from(title).length).toBeLessThanOrEqual(60)
      expect(title.trim()).not.toBe('')
      expect(title.isWellFormed()).toBe(true)
    }),
  )
})

test('Claude is shown the beginning of a long exchange, as data', () => {
  const { messages, max_tokens } = titleRequest('m', { asked: 'Why?', answered: 'x'.repeat(9_000) })
  const said = JSON.stringify(messages)
  expect(said).toContain('Why?')
  expect(said.length).toBeLessThan(2_000)
  expect(max_tokens).toBeLessThan(100)
})
