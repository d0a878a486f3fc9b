/** What the inspector says of each step, in both languages. */

import { describe, expect, test } from 'vitest'
import { turnFigures } from '../../src/measure/figures.ts'
import type { Entry } from '../../src/playground/inspect/timeline.ts'
import { describe as said, dollars, lengthOf, seconds } from '../../src/playground/page/inspector-format.js'
import { wordsFor } from '../../src/playground/page/words.js'

const [english, german] = [wordsFor('en-US'), wordsFor('de')]

const namesIn = (words: object, before = ''): readonly string[] =>
  Object.entries(words).flatMap(([name, word]: [string, unknown]) =>
    typeof word === 'object' && word !== null ? namesIn(word, `${before}${name}.`) : [`${before}${name}`],
  )

/** The examples are by what is typed, which is another text in each language. */
const without = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !name.startsWith('examples.')).toSorted()

test('both languages have the same words', () => {
  expect(without(namesIn(german))).toEqual(without(namesIn(english)))
})

test('the words for the cache are for words that the event has', () => {
  for (const words of [english, german]) {
    for (const use of namesIn(Object(words['cacheUse']))) expect(turnFigures.cache.read(use)).toBe(use)
    for (const why of namesIn(Object(words['cacheWhy']))) expect(turnFigures.cacheWhy.read(why)).toBe(why)
  }
})

const edit: Entry = {
  kind: 'call',
  at: 1_500,
  n: 2,
  what: 'edit',
  until: 1_510,
  status: 429,
  waitMs: 990,
  rate: { limit: 5, remaining: 0, resetAfterMs: 2_000, retryAfterMs: 2_000, scope: 'shared' },
  characters: 1,
}

describe('a step in words', () => {
  test.each<[Entry, typeof english, string, readonly string[]]>([
    [
      edit,
      english,
      'Edit 2',
      [
        '990 ms after the call before',
        '429',
        '0 of 5 left',
        'full again in 2.00 s',
        'told to wait 2.00 s',
        'limit of the channel',
        '1 character',
      ],
    ],
    [
      { ...edit, status: 0, waitMs: null, rate: null },
      german,
      'Bearbeitung 2',
      ['keine Antwort', '1 Zeichen'],
    ],
    [
      { kind: 'cache', at: 4, use: 'stale', why: '', ageMs: 700_000 },
      english,
      'Cache',
      ['an expired answer, because Claude gave none', '700.0 s old'],
    ],
    [{ kind: 'cache', at: 4, use: 'new', why: 'later', ageMs: null }, german, 'Cache', ['new', 'later']],
    [
      {
        kind: 'claude',
        at: 100,
        n: 1,
        until: 900,
        firstAt: 700,
        purpose: 'verdict',
        ending: 'refused',
        status: 529,
      },
      english,
      'Claude: Call 1: may others be given this answer?',
      ['first token after 600 ms', '800 ms long', 'refused (529)'],
    ],
    [
      { kind: 'tools', at: 0, until: 10_500, names: ['bash', 'chart'] },
      german,
      'Werkzeuge: bash, chart',
      ['10,5 s lang'],
    ],
    [{ kind: 'press', at: 0, button: 'stop', by: 'Ben' }, english, 'Button: stop', ['Ben']],
    [{ kind: 'done', at: 0, outcome: 'answered', why: '' }, english, 'Turn ended', ['answered']],
    [{ kind: 'done', at: 0, outcome: 'stopped', why: 'stopped' }, english, 'Turn ended', ['stopped']],
    [{ kind: 'crash', at: 0 }, german, 'Absturz der Laufzeit', []],
  ])('%j', (entry, words, what, details) => {
    expect(said(entry, words)).toEqual({ what, details })
  })
})

test('the axis ends with the last thing that happened, or now while the answer grows', () => {
  const answer = { timeline: [edit], looks: [{ at: 4_000, message: {} }], askedAt: 100_000 }
  expect(lengthOf([{ ...answer, ended: true }], 900_000)).toBe(4_000)
  expect(lengthOf([{ ...answer, ended: false }], 106_000)).toBe(6_000)
  expect(lengthOf([{ ...answer, looks: [], timeline: [], ended: true }], 0)).toBe(1_000)
})

test('numbers are written as the language does', () => {
  expect([seconds(999, german), seconds(1_234, german), seconds(12_345, english)]).toEqual([
    '999 ms',
    '1,23 s',
    '12.3 s',
  ])
  expect([dollars(0.0000906, english), dollars(null, english)]).toEqual(['$0.0000906', '–'])
})
