/** Which answers are never given again, whatever Claude says of their questions. */

import { describe, expect, test } from 'vitest'
import { type AnswerEnd, cacheable, lookup, type Wish } from '../../src/converse/cache/cacheable.ts'
import { CACHED_ANSWER_BYTES } from '../../src/limits.ts'

const wish = (partial: Partial<Wish> = {}): Wish => ({
  private: false,
  fresh: false,
  memberName: 'Ada',
  text: 'What is a monad?',
  ...partial,
})
const end = (partial: Partial<AnswerEnd> = {}): AnswerEnd => ({
  answer: 'A monad is a burrito.',
  why: '',
  delivered: true,
  impureTools: false,
  ...partial,
})

describe('an answer is kept', () => {
  test('that is whole and for all', () => expect(cacheable(wish(), end())).toBeUndefined())
  test('that was asked for afresh, which is not looked up', () => {
    expect(lookup(wish({ fresh: true }))).toBe('fresh')
    expect(cacheable(wish({ fresh: true }), end())).toBeUndefined()
  })
  test('that has letters of the name within a word', () => {
    expect(cacheable(wish({ memberName: 'Al' }), end({ answer: 'It is also a monoid.' }))).toBeUndefined()
    expect(cacheable(wish({ memberName: 'The Al' }), end({ answer: 'The monad.' }))).toBeUndefined()
    expect(cacheable(wish({ memberName: '' }), end())).toBeUndefined()
  })
})

describe('an answer is not kept', () => {
  test.each<[string, Partial<Wish>, Partial<AnswerEnd>]>([
    ['private', { private: true }, {}],
    ['file', { files: [{ name: 'plan.pdf' }] }, {}],
    ['undelivered', {}, { delivered: false }],
    ['refused', {}, { why: 'refused', answer: '' }],
    ['refused', {}, { why: 'refused midway' }],
    ['incomplete', {}, { why: 'cut off' }],
    ['incomplete', {}, { why: 'length limit' }],
    ['incomplete', {}, { why: 'overloaded', answer: '' }],
    ['empty', {}, { answer: ' \n' }],
    ['tools', {}, { impureTools: true }],
    ['too long', {}, { answer: 'ä'.repeat(CACHED_ANSWER_BYTES / 2 + 1) }],
    ['personal', {}, { answer: 'Sure, ADA!' }],
    ['personal', { memberName: 'Jörg Müller' }, { answer: 'Hallo Joerg Müller.' }],
    ['personal', { memberName: 'Ada Lovelace' }, { answer: 'Hi Ada!' }],
    ['personal', { memberName: 'Ada Lovelace' }, { answer: 'Zu Adas Frage: ein Monoid.' }],
    ['personal', { memberName: 'AdaLovelace_99' }, { answer: 'Hi Ada!' }],
    ['personal', { memberName: 'xX_ada_Xx' }, { answer: 'Ada, it is a monad.' }],
    ['personal', { memberName: '🦊' }, { answer: 'Hi 🦊!' }],
    ['personal', { memberName: 'x.*(y' }, { answer: 'x y' }],
  ])('that is %s', (why, asked, ended) => {
    expect(cacheable(wish(asked), end(ended))).toBe(why)
  })

  test('of a private question or one with a file, whatever else it is', () => {
    expect(lookup(wish({ private: true, fresh: true }))).toBe('private')
    expect(lookup(wish({ files: [{}] }))).toBe('file')
  })
})

test.each([
  'Who is <@290000000000000041>?',
  'What is <#290000000000000041> for?',
  'Ask <@&7>',
  'And `<@!7>`?',
])('%s is not looked up, and its answer is not kept', (text) => {
  expect(lookup(wish({ text }))).toBe('personal')
  expect(cacheable(wish({ text }), end())).toBe('personal')
})

test('an answer that mentions somebody by a number of its conversation is not kept', () => {
  for (const answer of ['Ask <@2>.', 'Ask <@2 Sam>.', 'Ask <@290000000000000041>.'])
    expect(cacheable(wish(), end({ answer }))).toBe('personal')
})
