/** Texts as words, and phrases in them. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginsWith, entries, mentions, phrases, without, wordsOf } from '../../src/converse/cache/words.ts'

const finds = (list: string, text: string): boolean => mentions(wordsOf(text), phrases(list))

describe('words', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['?!', []],
    ["What's up, Doc?", ['what', 's', 'up', 'doc']],
    ['Wie spät? Größe!', ['wie', 'spaet', 'groesse']],
    ['a\u0308h', ['aeh']],
    ['ＮＯＷ', ['now']],
    ['naïve café', ['naïve', 'café']],
    ['snake_case v2', ['snake_case', 'v2']],
    ['今 何時', ['今', '何時']],
  ])('of %j', (text, expected) => expect(wordsOf(text)).toEqual(expected))
})

describe('a phrase is found', () => {
  test.each([
    ['now', 'And NOW?'],
    ['spät', 'zu spaet'],
    ['spaet', 'zu spät'],
    ['heut*', 'heutige'],
    ['heut*', 'heut'],
    ['who won', 'So, who won?'],
    ['how … until', 'how long until'],
    ['how … until', 'how long is it still going until'],
    ['the time $', 'tell me the time'],
    ['a, b, c', 'see c'],
  ])('%j in %j', (list, text) => expect(finds(list, text)).toBe(true))
})

describe('a phrase is not found', () => {
  test.each([
    ['now', 'snow'],
    ['now', 'nowhere'],
    ['now', 'knöw now_here'],
    ['uhr', 'ürühr'],
    ['er', 'größer'],
    ['who won', 'who has won'],
    ['how … until', 'how a b c d e f until'],
    ['the time $', 'the time complexity'],
    ['now', ''],
  ])('%j in %j', (list, text) => expect(finds(list, text)).toBe(false))
})

test('a phrase can be asked for at the beginning alone', () => {
  const list = phrases('what is, wie … ich')
  expect(beginsWith(wordsOf('What is it?'), list)).toBe(true)
  expect(beginsWith(wordsOf('Wie finde ich das?'), list)).toBe(true)
  expect(beginsWith(wordsOf('So what is it?'), list)).toBe(false)
})

test('what is taken out leaves a gap that no phrase bridges', () => {
  const left = without(wordsOf('guten morgen, wie spät?'), phrases('guten morgen, guten'))
  expect(left).toEqual(['|', 'wie', 'spaet'])
  expect(
    mentions(without(wordsOf('who guten morgen won'), phrases('guten morgen')), phrases('who won')),
  ).toBe(false)
})

test('nothing is taken out where nothing is unwanted', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(without(wordsOf(text), phrases('guten morgen'))).toEqual(wordsOf(text))
    }),
  )
})

test('a list may be broken anywhere', () => {
  expect(entries(' a b,\n  c\n  d,, ')).toEqual(['a b', 'c d'])
})
