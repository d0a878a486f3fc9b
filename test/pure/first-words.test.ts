/** How much of an answer its first edit shows, and how long that waits. */

import { expect, test } from 'vitest'
import { firstWords } from '../../src/deliver/first-words.ts'

/** What of the text would be shown so many milliseconds after its beginning; undefined while it waits. */
const shown = (text: string, ms: number): string | undefined => {
  const { end, until } = firstWords(text, 1_000, 1_000 + ms)
  if (end === undefined) expect(until).toBe(1_150)
  return end === undefined ? undefined : text.slice(0, end).trimEnd()
}

test.each([
  ['a long text', `${'word '.repeat(100)}wo`, `${'word '.repeat(100)}wo`, `${'word '.repeat(100)}wo`],
  ['three letters', 'Sen', undefined, 'Sen'],
  ['less than a phrase', 'Sentences are ma', undefined, 'Sentences are'],
  ['a phrase', 'Sentences are made of words', 'Sentences are made of', 'Sentences are made of'],
  ['a phrase and a space', 'Sentences are made of ', 'Sentences are made of', 'Sentences are made of'],
  ['a sentence', 'Sentences have words.', 'Sentences have words.', 'Sentences have words.'],
  ['a short sentence', 'Yes.', undefined, 'Yes.'],
  ['half a number', 'It is about 3.', undefined, 'It is about'],
  ['a long word', 'Rindfleischetikettierungs', undefined, 'Rindfleischetikettierungs'],
  ['a word before a long one', 'Das Rindfleischetikettierungs', undefined, 'Das'],
  ['white space first', `\n\n${' '.repeat(30)}Sen`, undefined, `\n\n${' '.repeat(30)}Sen`],
  ['Chinese', '句子是由词组成的', undefined, '句子是由词组成的'],
  [
    'a phrase of Chinese',
    '句子是由词组成的'.repeat(3),
    '句子是由词组成的'.repeat(3),
    '句子是由词组成的'.repeat(3),
  ],
  ['a phrase of Thai', 'ประโยคประกอบด้วยคำหลายคำ', 'ประโยคประกอบด้วยคำหลายคำ', 'ประโยคประกอบด้วยคำหลายคำ'],
  [
    'a phrase of Japanese',
    'これは日本語の文章です。とても長いです',
    undefined,
    'これは日本語の文章です。とても長いです',
  ],
  ['a word in Chinese', `${'句'.repeat(20)}Unico`, '句'.repeat(20), '句'.repeat(20)],
])('%s', (_, text, atOnce, inTheEnd) => {
  expect([shown(text, 0), shown(text, 149)]).toEqual([atOnce, atOnce])
  expect(shown(text, 150)).toBe(inTheEnd)
})
