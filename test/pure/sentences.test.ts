/** What members read: each case in both languages, whole and fit for a message. */

import { expect, test } from 'vitest'
import { PROMPT_CODE_POINTS } from '../../src/limits.ts'
import { ahead, type Case, languageOf, sentence } from '../../src/sentences.ts'

/** The compiler keeps this list whole. */
type Kind = 'sentence' | 'status line' | 'part of a line' | 'count' | 'button' | 'mark'

const cases = {
  'unknown command': 'sentence',
  'unknown button': 'sentence',
  'empty prompt': 'sentence',
  'prompt too long': 'sentence',
  'asking too fast': 'sentence',
  'thread unreachable': 'sentence',
  'held no longer': 'sentence',
  'too many waiting': 'sentence',
  forgotten: 'sentence',
  'forgotten in private': 'sentence',
  'forgotten midway': 'sentence',
  'nothing to forget': 'sentence',
  'may not forget': 'sentence',
  'conversation unreachable': 'sentence',
  'nothing remembered': 'sentence',
  'this conversation': 'status line',
  'your conversation': 'status line',
  'exchanges kept': 'status line',
  'session open': 'status line',
  'session closed': 'status line',
  'forgets at': 'status line',
  'answering now': 'status line',
  'waiting now': 'status line',
  'memory held': 'status line',
  'no summary': 'sentence',
  summary: 'status line',
  'bot pace': 'status line',
  'bot cache': 'status line',
  'file too large': 'sentence',
  'file of no known kind': 'sentence',
  'file empty': 'sentence',
  'file locked': 'sentence',
  'file with too many pages': 'sentence',
  'file from elsewhere': 'sentence',
  'file gone': 'sentence',
  'file unreachable': 'sentence',
  'file refused': 'sentence',
  'file cut': 'sentence',
  'file cut short': 'sentence',
  'file damaged': 'sentence',
  'file without text': 'sentence',
  'file is a HEIC photo': 'sentence',
  'file is an AVIF picture': 'sentence',
  'file is a BMP picture': 'sentence',
  'file is a TIFF picture': 'sentence',
  'file of old Office': 'sentence',
  'file beyond the limit': 'sentence',
  overloaded: 'sentence',
  'rate limited': 'sentence',
  'spend limit': 'sentence',
  'account disabled': 'sentence',
  'key refused': 'sentence',
  forbidden: 'sentence',
  'unknown model': 'sentence',
  'bad request': 'sentence',
  'too much text': 'sentence',
  unreachable: 'sentence',
  resting: 'sentence',
  silent: 'sentence',
  refused: 'sentence',
  'empty answer': 'sentence',
  'tools alone': 'sentence',
  'healed plain': 'sentence',
  'healed part': 'status line',
  'healed summary': 'sentence',
  'healed alone': 'sentence',
  'file alone': 'sentence',
  internal: 'sentence',
  lost: 'sentence',
  filtered: 'sentence',
  'not accepted': 'sentence',
  'cut off': 'sentence',
  'length limit': 'sentence',
  'time limit': 'sentence',
  'refused midway': 'sentence',
  'interrupted midway': 'sentence',
  waiting: 'status line',
  'one waiting': 'status line',
  thinking: 'status line',
  'channel limited': 'status line',
  'channel full': 'status line',
  'tools go round': 'sentence',
  'tools too long': 'sentence',
  usually: 'part of a line',
  'one tool': 'count',
  tools: 'count',
  sources: 'status line',
  stop: 'button',
  cancel: 'button',
  'try now': 'button',
  stopped: 'button',
  cancelled: 'button',
  'nothing to stop': 'sentence',
  'stopped already': 'sentence',
  'may not stop': 'sentence',
  'nothing to stop of another': 'sentence',
  'asked again': 'sentence',
  'not silent': 'sentence',
  details: 'status line',
  'tool failed': 'mark',
  'tool unfinished': 'mark',
  'calls left out': 'status line',
  'no details': 'sentence',
  'no details of another': 'sentence',
  'from the cache': 'status line',
  stale: 'sentence',
  'taking longer': 'status line',
  'goes on in the file': 'sentence',
  'forget this': 'sentence',
  'forget yours': 'sentence',
  'goes exchanges': 'status line',
  'goes summary': 'status line',
  'goes files': 'status line',
  'goes since': 'status line',
  'goes midway': 'status line',
  'goes saved of server': 'status line',
  'goes saved of member': 'status line',
  'messages stay': 'sentence',
  'forget button': 'button',
  'keep button': 'button',
  'forgot saved answers': 'sentence',
  'kept everything': 'sentence',
  'forget changed': 'sentence',
  'forget too late': 'sentence',
  'help title': 'status line',
  'help ask shared': 'sentence',
  'help ask own': 'sentence',
  'help ask direct': 'sentence',
  'help ask private': 'sentence',
  'help private': 'sentence',
  'help files': 'sentence',
  'help lengths': 'sentence',
  'help tools': 'sentence',
  'help no tools': 'sentence',
  'help web': 'sentence',
  'help no web': 'sentence',
  'help services': 'status line',
  'help channel': 'sentence',
  'help channel moderators': 'sentence',
  'help no channel': 'sentence',
  'help memory': 'sentence',
  'help memory short': 'sentence',
  'help language': 'sentence',
  'help examples': 'status line',
  'example sky': 'sentence',
  'example chart': 'sentence',
  'example table': 'sentence',
  'example channel': 'sentence',
  'example web': 'sentence',
  'example limerick': 'sentence',
  'last questions': 'status line',
  'other slices': 'status line',
} as const satisfies Record<Case, Kind>

const shapes = {
  sentence: /^\p{Lu}.*[.!?]$/u,
  button: /^(?:\p{Extended_Pictographic} )?\p{Lu}.*[^.]$/u,
  'status line': /^[\p{Lu}\d].*[^.]$/u,
  'part of a line': /^\p{Ll}.*[^.]$/u,
  count: /^\d+ \p{L}+$/u,
  mark: /^⚠ [\p{Ll} ]+$/u,
}

const all = Object.entries(cases) as [Case, Kind][]

test.each(all)('"%s" is a %s in both languages', (which, kind) => {
  const texts = (['en', 'de'] as const).map((language) => sentence(which, language, 3))
  for (const text of texts) {
    expect(text).toMatch(shapes[kind])
    expect(text).not.toMatch(/[{}]|undefined|NaN|@/)
    expect(text.length).toBeLessThan(200)
  }
  expect(texts[0]).not.toBe(texts[1])
})

test('a number stands where it belongs', () => {
  expect([0, 1, 2].map((others) => ahead(others, 'en'))).toEqual([
    '0 questions ahead of yours',
    '1 question ahead of yours',
    '2 questions ahead of yours',
  ])
  expect([1, 2].map((others) => ahead(others, 'de'))).toEqual([
    'Noch 1 Frage vor dir',
    'Noch 2 Fragen vor dir',
  ])
})

test('the limit that a member is told is the one that holds', () => {
  expect(sentence('prompt too long', 'en')).toContain(PROMPT_CODE_POINTS.toLocaleString('en'))
  expect(sentence('prompt too long', 'de')).toContain(PROMPT_CODE_POINTS.toLocaleString('de'))
})

test.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE', 'de'],
  ['en-US', 'en'],
  ['da', 'en'],
  ['', 'en'],
  [undefined, 'en'],
] as const)('the locale %s is spoken to in %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language)
})
