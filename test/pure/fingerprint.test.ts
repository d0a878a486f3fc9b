/** Which questions count as the same. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asked, fingerprint, normalised } from '../../src/converse/fingerprint.ts'
import type { Exchange } from '../../src/converse/transcript.ts'

const exchange = (n: number): Exchange => ({ name: 'Ada', asked: `question ${n}`, answered: `answer ${n}` })
const print = (partial: Partial<Asked> = {}): string =>
  fingerprint({
    text: 'What is a monad?',
    transcript: [],
    model: 'claude-haiku-5-5',
    instructions: 'Be kind.',
    scope: 'guild 1',
    ...partial,
  })

describe('the same question', () => {
  test.each([
    'what is a monad',
    'What is a monad?',
    '  what   is\na monad ?  ',
    'WHAT IS A MONAD!',
    'What is a monad…',
    'What is a monad?!?!',
    'What is a\u00a0monad.',
  ])('%j', (text) => expect(print({ text })).toBe(print()))

  test.each([
    ['Ärger', 'A\u0308rger'],
    ['？！', '？！'],
  ])('%j and %j', (one, other) => expect(normalised(one)).toBe(normalised(other)))

  test('case, space and what ends a sentence never make another', () => {
    const word = fc.string({ minLength: 2, maxLength: 8, unit: fc.constantFrom('a', 'b', 'Z', 'k') })
    const space = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom(' ', '\n', '\t', '\u00a0') })
    const end = fc.string({ maxLength: 4, unit: fc.constantFrom('.', '?', '!', ' ', '…') })
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        space,
        end,
        fc.boolean(),
        (words, gap, marks, loud) => {
          const text = gap + words.join(gap) + marks
          expect(normalised(loud ? text.toUpperCase() : text)).toBe(words.join(' ').toLowerCase())
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('another question', () => {
  test.each([
    ['What is 2²?', 'What is 22?'],
    ['x₁', 'x1'],
    ['What is 5!', 'What is 5?'],
    ['What is (n+1)!', 'What is (n+1)?'],
    ['?', '!'],
    ['...', '?'],
    ['a b', 'ab'],
    ['a.b', 'ab'],
    ['-5', '5'],
  ])('%j and %j', (one, other) => expect(normalised(one)).not.toBe(normalised(other)))

  test.each<[string, Partial<Asked>]>([
    ['in another guild', { scope: 'guild 2' }],
    ['of a member alone', { scope: 'member 1' }],
    ['to another model', { model: 'claude-sonnet-5-5' }],
    ['with other instructions', { instructions: 'Be brief.' }],
    ['after something was said', { transcript: [exchange(1)] }],
    ['with other words', { text: 'What is a comonad?' }],
  ])('the same words %s', (_, change) => expect(print(change)).not.toBe(print()))

  test('no values can be shifted from one field into the next', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\\', ':', 'a') })
    fc.assert(
      fc.property(text, text, text, text, (a, b, c, d) => {
        const one = print({ scope: a, model: b })
        expect(one === print({ scope: c, model: d })).toBe(a === c && b === d)
      }),
      { numRuns: 1_000 },
    )
  })
})

test('the last three messages make a question another, older ones do not', () => {
  const [a, b, c] = [exchange(1), exchange(2), exchange(3)]
  expect(print({ transcript: [a, b, c] })).toBe(print({ transcript: [b, c] }))
  expect(print({ transcript: [b, c] })).toBe(print({ transcript: [{ ...b, asked: 'different' }, c] }))
  expect(print({ transcript: [b, c] })).not.toBe(print({ transcript: [{ ...b, answered: 'different' }, c] }))
  expect(print({ transcript: [b, c] })).not.toBe(print({ transcript: [b, { ...c, asked: 'different' }] }))
})

test('who asked does not matter, what was said does', () => {
  expect(print({ transcript: [{ ...exchange(1), name: 'Ben' }] })).toBe(print({ transcript: [exchange(1)] }))
})

test('a text of nothing but marks stays itself', () => {
  expect(normalised(' ??? ')).toBe('???')
  expect(normalised('')).toBe('')
})

test('to normalise twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(normalised(normalised(text))).toBe(normalised(text))
    }),
    { numRuns: 1_000 },
  )
})
