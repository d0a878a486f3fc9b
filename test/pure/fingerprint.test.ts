/** Which questions count as the same. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answererOf, type Asked, normalised, scopeOf } from '../../src/converse/cache/fingerprint.ts'
import { guildId, memberId, settings } from '../build.ts'
import { exchange, after, print } from '../fakes/fingerprints.ts'

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
    ['？！', '?!'],
    ['ｗｈａｔ ｉｓ ｊｓ？', 'what is js'],
    ['the ﬁrst ﬂoor', 'the first floor'],
    ['ｶﾞｰ', 'ガー'],
    ['5 ㎏', '5 kg'],
    ['Chapter Ⅷ', 'chapter VIII'],
    ['Was heißt „Ａ“…', 'was heißt „A“'],
    ['what does `ls -A` do?', 'What  does `ls -A` do'],
    ['`ls -A` ?', '`ls -A`'],
    ['\u1fef', "'"],
    ['Who said "Hello"?', 'who Said "Hello"'],
    ['WHAT IS AN IPHONE?', 'what is an iphone'],
    ['Rock ‘n’ roll isn’t new', 'rock ‘n’ Roll isn’t New'],
  ])('%j and %j', (one, other) => expect(normalised(one)).toBe(normalised(other)))

  test('case, space and what ends a sentence never make another', () => {
    const word = fc.string({ minLength: 2, maxLength: 8, unit: fc.constantFrom('a', 'b', 'k') })
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
    ['x₁', 'x1'],
    ['What is 5!', 'What is 5?'],
    ['What is (n+1)!', 'What is (n+1)?'],
    ['?', '!'],
    ['...', '?'],
    ['a b', 'ab'],
    ['a.b', 'ab'],
    ['-5', '5'],
    ['What is 2²?', 'What is 22?'],
    ['1½', '11⁄2'],
    ['1½', '1 1⁄2'],
    ['10⁻³', '10-3'],
    ['xⁿ', 'xn'],
    ['xₙ', 'xn'],
    ['nº 1', 'no 1'],
    ['1ª', '1a'],
    ['①②', '12'],
    ['⒈5', '1.5'],
    ['🄂5', '1,5'],
    ['Is 0 in ℕ?', 'Is 0 in N?'],
    ['𝐱', 'x'],
    ['Ⓐ', 'a'],
    ['㊿', '50'],
    ['CO₂', 'CO2'],
    ['m²', 'm2'],
    ['Java™', 'JavaTM'],
    ['`ls -A`', '`ls -a`'],
    ['`a  b`', '`a b`'],
    ['What does `x.` do', 'What does `x` do'],
    ['`x.`', '`x`'],
    ['```\nif a:\n  b\n```', '```\nif a:\nb\n```'],
    ['``a ` B`` Hi', '``a ` b`` hi'],
    ['run `ls -A', 'run `ls -a'],
    ['`ls -a`', 'ls -a'],
    ['｀A｀', '`A`'],
    ['\u1fefA\u1fef', '`A`'],
    ['５！', '5'],
    ['What does WHO do?', 'What does who do?'],
    ['Where is the US?', 'Where is the us?'],
    ['What is an iPhone?', 'What is an iphone?'],
    ['What does getURL do', 'what does geturl do'],
    ['Was ist eine GmbH?', 'Was ist eine Gmbh?'],
    ['Who said "Hello"?', 'Who said "hello"?'],
    ['Was heißt „Arm“?', 'Was heißt „arm“?'],
    ['Que veut dire « Polish » ?', 'Que veut dire « polish » ?'],
    ["What is 'Ada' to you?", "What is 'ada' to you?"],
    ['What is dQw4w9WgXcQ?', 'What is dqw4w9wgxcq?'],
    ['Who is User_7?', 'who is user_7?'],
    ['What is in /etc/Hosts', 'what is in /etc/hosts'],
    ['What does Print() do', 'what does print() do'],
    ['`5`!', '`5`'],
  ])('%j and %j', (one, other) => expect(normalised(one)).not.toBe(normalised(other)))

  test.each<[string, Partial<Asked>]>([
    ['in another guild', { scope: 'guild 2' }],
    ['of a member alone', { scope: 'member 1' }],
    ['to another model', { model: 'claude-sonnet-5-5' }],
    ['with other instructions', { instructions: 'Be brief.' }],
    ['after something was said', { transcript: after(exchange(1)) }],
    ['with tools', { tools: ['bash 1'] }],
    ['under other settings', { settings: '{"a":1}' }],
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

test('who answers is part of the name: model, instructions and every setting but the secrets', () => {
  const base = answererOf(settings())
  const differs = (one: unknown): boolean => JSON.stringify(one) !== JSON.stringify(base)
  expect(differs(answererOf(settings({ model: 'other' })))).toBe(true)
  expect(differs(answererOf(settings({ systemPrompt: 'Be brief.' })))).toBe(true)
  expect(differs(answererOf(settings({ maxTokens: 5 })))).toBe(true)
  expect(differs(answererOf(settings(), ['bash 1']))).toBe(true)
  expect(differs(answererOf(settings({ anthropicApiKey: 'another', discordToken: 'x' })))).toBe(false)
})

test('the scope is the guild, or the member in direct messages and where only the member has the app', () => {
  const [guild, member] = [guildId('5'), memberId('7')]
  expect(scopeOf({ guild, member, userInstall: false })).toBe('guild 5')
  expect(scopeOf({ guild: null, member, userInstall: false })).toBe('member 7')
  expect(scopeOf({ guild, member, userInstall: true })).toBe('member 7')
})

test('a text of nothing but marks stays itself', () => {
  expect(normalised(' ??? ')).toBe('???')
  expect(normalised('')).toBe('')
})

test('to normalise twice changes nothing', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.oneof(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
          fc.constantFrom('`', ' ', '.', '!', '\u00b4', 'A'),
        ),
      }),
      (text) => {
        expect(normalised(normalised(text))).toBe(normalised(text))
      },
    ),
    { numRuns: 1_000 },
  )
})
