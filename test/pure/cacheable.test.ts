/** Which answers may be given again: the lists word by word, and sentences as people write them. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnswerEnd, cacheable, lookup, type Wish } from '../../src/converse/cache/cacheable.ts'
import {
  chanceWords,
  clockWords,
  newsWords,
  personalWords,
} from '../../src/converse/cache/uncacheable-words.ts'
import { entries } from '../../src/converse/cache/words.ts'
import { CACHED_ANSWER_BYTES } from '../../src/limits.ts'

const wish = (text: string, partial: Partial<Wish> = {}): Wish => ({
  text,
  private: false,
  fresh: false,
  memberName: 'Ada',
  ...partial,
})
const end = (partial: Partial<AnswerEnd> = {}): AnswerEnd => ({
  answer: 'A monad is a burrito.',
  why: '',
  delivered: true,
  impureTools: false,
  ...partial,
})
const MONAD = 'What is a monad?'

/** An entry as somebody may write it: something for each `…`, an inflection for each `*`. */
const written = (entry: string): string =>
  entry.replaceAll('…', 'the big one').replaceAll('*', 's').replaceAll(' $', '').toUpperCase()

/** Each as the last words of a question, where an entry that wants the end has it. */
const listed = [
  ...[clockWords, newsWords].flatMap((list) => entries(list).map((entry) => [entry, 'time'] as const)),
  ...entries(chanceWords).map((entry) => [entry, 'chance'] as const),
  ...entries(personalWords).map((entry) => [entry, 'personal'] as const),
]

test.each(listed)('%j is a matter of %s', (entry, why) => {
  expect(lookup(wish(`So tell: ${written(entry)}?`))).toBe(why)
  expect(lookup(wish(`So tell: x${written(entry).replaceAll(' ', 'ß')}?`))).toBeUndefined()
})

describe('a matter of time', () => {
  test.each([
    'What time is it?',
    "what's the time",
    'What is the date?',
    'What day is today?',
    "What's today's date?",
    'Who is the current president of France?',
    'What is the latest version of Python?',
    'What’s the weather like in Berlin?',
    'Any news about SpaceX?',
    'How much does a Tesla cost?',
    'What is the price of bitcoin?',
    'Who won the game?',
    'How many days until Christmas?',
    'How long is it until New Year?',
    'How old is Keanu Reeves?',
    'what happened this week?',
    'What is going on in Syria',
    'Is the Queen still alive?',
    'how do I get the current price of bitcoin in Python',
    'How do I install the latest Python on Ubuntu?',
    'Wie spät ist es?',
    'Wie viel Uhr ist es?',
    'wieviel uhr haben wir',
    'Welches Datum haben wir?',
    'Welcher Tag ist heute?',
    'Wie ist das Wetter in München?',
    'Was gibt es Neues?',
    'Wer ist der aktuelle Bundeskanzler?',
    'Was ist die neueste Version von Rust?',
    'Was kostet ein Döner?',
    'Wie steht der Dollarkurs?',
    'Wer hat gestern das Spiel gewonnen?',
    'Wie lange dauert es noch bis Weihnachten?',
    'Wie viele Tage sind es bis Ostern?',
    'Wie alt ist Angela Merkel?',
    'Was mache ich morgen?',
    'Guten Morgen! Wie wird es morgen?',
    'WAS PASSIERTE GESTERN',
    'was ist u\u0308bermorgen',
    '`what time is it`',
    '```\nwhat is the weather\n```',
    "What's the weather(today)?",
    'Python: what day is it today?',
    'Time, please',
    'When is Easter?',
    'When will GTA 6 come out?',
    'When does the game start?',
    'What week is it?',
    'How much is a bitcoin worth?',
    'Is Twitter down?',
    'Wann ist Ostern?',
    'Wann spielt Bayern?',
    'Wann kommt GTA 6 raus?',
    'Wann geht die Sonne unter?',
    'Welche Jahreszeit haben wir?',
    'Wird es regnen?',
    'Wer ist der reichste Mann der Welt?',
    'Wie viel ist ein Bitcoin wert?',
  ])('%s', (text) => expect(lookup(wish(text))).toBe('time'))
})

describe('a matter of chance', () => {
  test.each([
    'Roll a d20',
    'Flip a coin',
    'Give me a random number',
    'Pick a number between 1 and 10',
    'choose one: tea or coffee',
    'Tell me a joke',
    'surprise me!',
    'Würfle für mich',
    'Wirf eine Münze',
    'Nenn mir eine zufällige Zahl',
    'Kopf oder Zahl?',
    'Erzähl mir einen Witz',
    'Überrasch mich',
    'Think of a number',
    'Rock, paper, scissors!',
    'generate a strong password',
    'Denk dir eine Zahl aus',
  ])('%s', (text) => expect(lookup(wish(text))).toBe('chance'))
})

describe('a matter of the one who asks', () => {
  test.each([
    'Who am I?',
    "What's my name?",
    'What do you know about me?',
    'Do you remember what I said?',
    'What did I ask first?',
    'Wer bin ich?',
    'Wie heiße ich?',
    'Wie ist mein Name?',
    'Was weißt du über mich?',
    'Was habe ich gesagt?',
    'Do you know who I am?',
    'Hi!',
    'Hallo',
    'Mit wem rede ich?',
  ])('%s', (text) => expect(lookup(wish(text))).toBe('personal'))
})

describe('innocent', () => {
  test.each([
    MONAD,
    'How do I center a div?',
    'Hello, how do I center a div?',
    'When is a function pure?',
    'When do I use a mutex?',
    'When does Python copy a list?',
    'What is it worth knowing about TCP?',
    'Wann ist eine Funktion rein?',
    'Wann wird ein Destruktor aufgerufen?',
    'Was ist ein Wert in JavaScript?',
    'How do I get the current date in JavaScript?',
    'how to get current timestamp in python',
    'How can I parse a date of today in Go?',
    'How do I generate a random number in Rust?',
    'how would I shuffle an array in JavaScript',
    'Write a Python function that returns the current time',
    'What does `Date.now()` return?',
    'What does Date.now() return in JavaScript?',
    'Is time.now() monotonic?',
    'What is the time complexity of quicksort?',
    'what is a time signature',
    'What is a random forest?',
    'What is a date type in SQL?',
    'Explain direct current',
    'How do snowflakes form?',
    'Who knows about knowledge?',
    'What is a priori knowledge?',
    'How old was Mozart when he died?',
    'What is a game loop?',
    'Explain RANDOM_SEED',
    'Wie bekomme ich das aktuelle Datum in Python?',
    'Wie erzeuge ich eine Zufallszahl in Java?',
    'Wie schreibt man eine Uhrzeit in Excel?',
    'Guten Morgen, was ist ein Monad?',
    'Ist 8 eine gerade Zahl?',
    'Was ist eine Zufallsvariable?',
    'Was ist ein Uhrwerk?',
    'Wie macht man eine Mischung aus Blau und Gelb?',
    'Was ist ein Datumsformat?',
    'Wie funktioniert ein Wettbewerb?',
    'Was ist Größe?',
    'Was heißt Heuristik?',
    '今何時ですか',
  ])('%s', (text) => expect(lookup(wish(text))).toBeUndefined())
})

describe('an answer is kept', () => {
  test('that is whole and for all', () => expect(cacheable(wish(MONAD), end())).toBeUndefined())
  test('that was asked for afresh, which is not looked up', () => {
    expect(lookup(wish(MONAD, { fresh: true }))).toBe('fresh')
    expect(cacheable(wish(MONAD, { fresh: true }), end())).toBeUndefined()
    expect(cacheable(wish('What time is it?', { fresh: true }), end())).toBe('time')
  })
  test('that has letters of the name within a word', () => {
    expect(
      cacheable(wish(MONAD, { memberName: 'Al' }), end({ answer: 'It is also a monoid.' })),
    ).toBeUndefined()
    expect(cacheable(wish(MONAD, { memberName: 'The Al' }), end({ answer: 'The monad.' }))).toBeUndefined()
    expect(cacheable(wish(MONAD, { memberName: '' }), end())).toBeUndefined()
  })
})

describe('an answer is not kept', () => {
  test.each<[string, Partial<Wish>, Partial<AnswerEnd>]>([
    ['private', { private: true }, {}],
    ['file', { file: { name: 'plan.pdf' } }, {}],
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
    expect(cacheable(wish(MONAD, asked), end(ended))).toBe(why)
  })

  test('of a private question or one with a file, whatever else it is', () => {
    for (const text of [MONAD, 'Who am I?', 'What time is it?']) {
      expect(lookup(wish(text, { private: true, fresh: true }))).toBe('private')
      expect(lookup(wish(text, { file: {} }))).toBe('file')
    }
  })
})

test('what is not looked up for its words is never kept', () => {
  const part = fc.constantFrom(
    'what',
    'is',
    'now',
    'heute',
    'monad',
    'roll',
    'my',
    'name',
    '`',
    '.',
    'in python',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const one = wish(parts.join(' '))
      expect(cacheable(one, end())).toBe(lookup(one))
    }),
    { numRuns: 1_000 },
  )
})

test('the longest text that Discord takes is decided at once', () => {
  const worst = ['how ', 'how … until ', 'a.b.c.d(', '`', 'x.', 'wie ', '\u0308']
  for (const text of worst) {
    const began = performance.now()
    lookup(wish(text.repeat(6_000 / text.length)))
    expect(performance.now() - began).toBeLessThan(500)
  }
})
