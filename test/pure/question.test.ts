/** A question as it is written down and read back. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Question, readQuestion } from '../../src/converse/question/question.ts'
import { parseJson } from '../../src/json.ts'
import { attachment, question } from '../build.ts'

/** As the store keeps it: the token apart from the rest. */
function kept({ token, ...rest }: Question): Question | undefined {
  return readQuestion(parseJson(JSON.stringify(rest)), token)
}

test.each<[string, Partial<Question>]>([
  ['an ordinary question', {}],
  ['one in a direct message', { guild: null }],
  [
    'a private one, of a member install, in German',
    { private: true, fresh: true, userInstall: true, language: 'de' },
  ],
  ['one of a member who may read the channel', { reader: 'member' }],
  ['one of a moderator', { reader: 'moderator' }],
  ['one with a file', { files: [attachment()] }],
  ['one with a strange text and name', { text: '{"__proto__": "\u0000"} 👋', memberName: '' }],
])('%s comes back as it was', (_, change) => {
  expect(kept(question(change))).toEqual(question(change))
})

test('what an older or newer Worker left out has a harmless value', () => {
  const {
    memberName: _,
    language: __,
    private: ___,
    fresh: ____,
    userInstall: _____,
    token,
    ...rest
  } = question()
  expect(readQuestion({ ...rest, guild: undefined, news: 'of tomorrow' }, token)).toEqual(
    question({ memberName: '', guild: null }),
  )
})

test.each(['id', 'thread', 'channel', 'member', 'text', 'askedAt'] as const)(
  'without its %s it is none',
  (field) => {
    const { token, ...rest } = question()
    expect(readQuestion({ ...rest, [field]: undefined }, token)).toBeUndefined()
    expect(readQuestion({ ...rest, [field]: {} }, token)).toBeUndefined()
  },
)

test.each([undefined, null, '', 'a/b', 5])('with a token of %j it is none', (token) => {
  expect(readQuestion(question(), token)).toBeUndefined()
})

test('nothing that was kept makes it throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (raw, token) => {
      expect(readQuestion(raw, token)).toBeUndefined()
    }),
    { numRuns: 1_000 },
  )
})
