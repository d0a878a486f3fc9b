/** Which questions count as the same. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  answererOf,
  type Asked,
  normalised,
  openingPrint,
  prints,
  scopeOf,
} from '../../src/converse/cache/fingerprint.ts'
import type { Exchange } from '../../src/converse/claude/transcript.ts'
import { fileRef, guildId, memberId, settings } from '../build.ts'

const exchange = (n: number): Exchange => ({ name: 'Ada', asked: `question ${n}`, answered: `answer ${n}` })
const after = (...exchanges: readonly Exchange[]): Asked['transcript'] => ({ summary: undefined, exchanges })
const asked = (partial: Partial<Asked> = {}): Asked => ({
  text: 'What is a monad?',
  transcript: after(),
  thread: '1',
  model: 'claude-haiku-5-5',
  instructions: 'Be kind.',
  tools: [],
  settings: '{}',
  scope: 'guild 1',
  member: '7',
  ...partial,
})
/** The name under which an answer is kept. */
const print = (partial: Partial<Asked> = {}): string => prints(asked(partial))[0]

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

const context = (...exchanges: readonly Exchange[]): string => print({ transcript: after(...exchanges) })

describe('what was said before', () => {
  const [a, b, c] = [exchange(1), exchange(2), exchange(3)]

  test('makes a question another by its last three messages, not by older ones', () => {
    expect(context(a, b, c)).toBe(context(b, c))
    expect(context(b, c)).toBe(context({ ...b, asked: 'different' }, c))
    expect(context(b, c)).not.toBe(context({ ...b, answered: 'different' }, c))
    expect(context(b, c)).not.toBe(context(b, { ...c, asked: 'different' }))
  })

  test('matters, who said it does not', () => {
    expect(context({ ...a, name: 'Ben' })).toBe(context(a))
  })

  test('does not matter where it was the same question', () => {
    const again = { ...a, asked: 'what is a Monad' }
    expect(context(b, c, again)).toBe(context(b, c))
    expect(context(b, c, again, again)).toBe(context(b, c))
    expect(context(again, b, c)).toBe(context(b, c))
    expect(context(b, again, c)).not.toBe(context(b, c))
  })

  test('matters where it was the same question about a file', () => {
    const again = { ...a, asked: 'What is a monad?', file: fileRef() }
    expect(context(again)).not.toBe(context({ ...a, asked: 'What is a monad?' }))
    expect(
      prints(asked({ text: 'What is it?', transcript: after({ ...again, asked: 'What is it?' }) })),
    ).toHaveLength(1)
  })

  test.each([
    'go on',
    'Tell me more',
    'Another example, please',
    'make it shorter',
    'shorter, please',
    'And then?',
    'why?',
    'And why is that?',
    'again!',
    'weiter',
    'Noch ein Beispiel',
    'Und dann?',
    'und warum ist das so?',
    'mach es kürzer',
  ])('matters where it was %j, which goes on from there', (text) => {
    const step = { ...a, asked: text }
    const [first, second, third] = [after(b), after(b, step), after(b, step, step)].map((transcript) =>
      print({ text, transcript }),
    )
    expect(new Set([first, second, third]).size).toBe(3)
    expect(prints(asked({ text, transcript: after(step) }))).not.toContain(print({ text }))
  })

  test('is the summary where little else was', () => {
    const told = (summary: string, ...exchanges: readonly Exchange[]): string =>
      print({ transcript: { summary, exchanges } })
    expect(told('Of cats.')).not.toBe(told('Of dogs.'))
    expect(told('Of cats.')).not.toBe(print())
    expect(told('Of cats.', a)).not.toBe(told('Of dogs.', a))
    expect(told('Of cats.', a, b)).toBe(told('Of dogs.', a, b))
  })
})

describe('where an answer is looked for', () => {
  const opening = openingPrint(asked())
  const leaning = { text: 'Why is it called that?' }

  test('at the beginning there is one place, the same for every conversation of the scope', () => {
    expect(prints(asked())).toEqual([opening])
    expect(prints(asked({ thread: '2' }))).toEqual([opening])
    expect(prints(asked({ scope: 'guild 2' }))).not.toEqual([opening])
  })

  test('a question that leans on what was said is looked for in its conversation alone', () => {
    const transcript = after(exchange(1))
    const [here, ...more] = prints(asked({ ...leaning, transcript }))
    expect(more).toEqual([])
    expect(prints(asked({ ...leaning, transcript, thread: '2' }))).not.toContain(here)
  })

  test('a question that stands alone is looked for at the beginning too, and kept here', () => {
    const [here, ...more] = prints(asked({ transcript: after(exchange(1)) }))
    expect(more).toEqual([opening])
    expect(here).not.toBe(opening)
  })

  test('a question whose topic was just spoken of is not', () => {
    const transcript = after({ name: '', asked: 'What is Haskell?', answered: 'A language with monads.' })
    expect(prints(asked({ transcript }))).toHaveLength(1)
  })

  test('what was asked just before as the first thing is found, whatever it leans on', () => {
    const transcript = after({ name: '', asked: 'why is it called that', answered: 'No idea.' })
    const [here, ...more] = prints(asked({ ...leaning, transcript }))
    expect(more).toEqual([openingPrint(asked(leaning))])
    // Claude sees the first answer, so the second one is for this conversation.
    expect(here).not.toBe(more[0])
    expect(prints(asked({ ...leaning, transcript, thread: '2' }))[0]).not.toBe(here)
    expect(prints(asked({ ...leaning, transcript: { ...transcript, summary: 'Of cats.' } }))).toHaveLength(1)
  })

  test.each([
    'What is my favourite colour?',
    'What do I like?',
    'Was ist meine Lieblingsfarbe?',
    'Mag ich Tee?',
  ])('once something was said, %j is looked for among the answers to the same member', (text) => {
    const said = after({ name: 'Ada', asked: 'I like blue.', answered: 'Noted.' }, exchange(1))
    const [hers, his] = ['7', '8'].map((member) => print({ text, transcript: said, member }))
    expect(hers).not.toBe(his)
    expect(print({ text: 'What is hers?', transcript: said, member: '7' })).toBe(
      print({ text: 'What is hers?', transcript: said, member: '8' }),
    )
    expect(print({ text, member: '7' })).toBe(print({ text, member: '8' }))
  })

  test('no conversation is ever given what another was told in the course of it, and no scope what another was', () => {
    const text = fc.constantFrom('What is a monad?', 'Why is it called that?', 'And now?', 'Explain it')
    const exchanges = fc.array(
      fc.record({ name: fc.constant(''), asked: text, answered: fc.constantFrom('A', 'B') }),
      { maxLength: 4 },
    )
    const question = fc.record({
      text,
      transcript: fc.record({ summary: fc.constantFrom(undefined, 'S'), exchanges }),
      thread: fc.constantFrom('1', '2'),
      scope: fc.constantFrom('guild 1', 'guild 2', 'member 1'),
    })
    fc.assert(
      fc.property(question, question, (one, other) => {
        const kept = print(one)
        if (!prints(asked(other)).includes(kept)) return
        expect(one.scope).toBe(other.scope)
        expect(normalised(one.text)).toBe(normalised(other.text))
        const isFirst = one.transcript.exchanges.length === 0 && one.transcript.summary === undefined
        expect(isFirst || one.thread === other.thread).toBe(true)
      }),
      { numRuns: 3_000 },
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
