/** What Discord shows of a turn, case by case. */

import { expect, test } from 'vitest'
import type { Content } from '../../src/deliver/content.ts'
import type { Answer } from '../../src/converse/turn/answer.ts'
import type { Hit } from '../../src/converse/cache/cache.ts'
import { notAsked } from '../../src/converse/turn/cache-result.ts'
import { type Course, startCourse } from '../../src/converse/turn/course.ts'
import { contentOf } from '../../src/converse/turn/content.ts'
import type { Round } from '../../src/converse/claude/rounds.ts'
import type { Question } from '../../src/converse/question/question.ts'
import { TEXT_BYTES } from '../../src/limits.ts'
import { ahead, type Case, sentence } from '../../src/sentences/sentences.ts'
import { answer, fileRef, interactionId, question, spoken, transcript, variants } from '../build.ts'

const NOW = 10_000
const english = (which: Case, n?: number): string => sentence(which, 'en', n)
const STOP = `stop:1:${question().id}`
const AGAIN = { label: english('try again'), id: `retry:1:${question().id}` }
const CONTINUE = { label: english('continue'), id: `continue:1:${question().id}` }
const UNDER_AN_ANSWER = [
  { label: english('edit'), id: `edit:1:${question().id}` },
  { label: english('follow up'), id: `follow:1:${question().id}` },
  { label: english('good'), id: `good:1:${question().id}` },
  { label: english('more'), id: `more:1:${question().id}` },
]
/** There is room for five buttons. */
const UNDER_A_CUT_ONE = UNDER_AN_ANSWER.filter(({ label }) => label !== english('good'))
const result = { id: 'a', text: 'done', isError: false }
const round: Round = { content: [{ type: 'tool_use', id: 'a', name: 'bash', input: {} }], results: [result] }
const file = { name: 'a.txt', type: 'text/plain', content: new Uint8Array([1]) }
const hit: Hit = {
  answer: 'Once.',
  madeAt: 5_000,
  expiresAt: 9_000,
  key: 'k',
  fingerprint: 'f',
  model: 'main',
}
const shown = (
  said: Partial<Answer>,
  asked: Partial<Question> = {},
  course: Partial<Course> = {},
): Content => {
  const turn = {
    question: question(),
    spoken: spoken(),
    transcript: transcript(),
    answer: answer(said),
  } as const
  const start = startCourse({ ...turn, session: 'new', variants: variants(), attempt: 1 }, notAsked(''), 0)
  return contentOf({ ...start, ...course }, question(asked), NOW)
}
const isCut = { files: [fileRef({ isCut: true })] }

test.each<[string, Partial<Answer>, Partial<Content>]>([
  ['nothing yet', {}, { text: '', status: undefined, note: undefined }],
  ['text that grows', { text: 'Hel' }, { text: 'Hel', status: undefined }],
  [
    'tools at work',
    { text: 'Let me look.', atWork: [{ label: 'bash', since: NOW - 1_200 }] },
    { text: 'Let me look.', status: '⚙ bash · 1.2 s' },
  ],
  [
    'rounds in a growing answer',
    { text: 'So', rounds: [round], toolMs: 900 },
    { note: undefined, buttons: [{ label: english('stop'), id: STOP }] },
  ],
  [
    'a whole answer',
    { text: 'Hello.', ending: { why: '' } },
    { text: 'Hello.', note: undefined, buttons: [AGAIN, ...UNDER_AN_ANSWER] },
  ],
  [
    'an answer that broke off',
    { text: 'Hel', ending: { why: 'cut off' } },
    { text: 'Hel', note: english('cut off') },
  ],
  [
    'an answer that was stopped',
    { text: 'Hel', ending: { why: 'stopped', by: 'Mia' } },
    {
      text: 'Hel',
      note: '-# ⏹ Stopped by Mia',
      buttons: [CONTINUE, AGAIN, ...UNDER_A_CUT_ONE],
      isLast: true,
    },
  ],
  [
    'a stop by one whose name would be Markdown, a mention and several lines',
    { ending: { why: 'stopped', by: '@everyone **x**\n# $& <@1>' } },
    { note: '-# ⏹ Stopped by @\u200beveryone \\*\\*x\\*\\* \\# $& \\<@\u200b1\\>' },
  ],
  [
    'a stop by one without a name',
    { ending: { why: 'stopped', by: '\u200b' } },
    { note: '-# ⏹ Stopped by …' },
  ],
  ['no answer', { ending: { why: 'refused' } }, { text: '', note: english('refused') }],
  [
    'no answer before a time',
    { ending: { why: 'resting', again: 20_500 } },
    { note: english('resting', 21) },
  ],
  [
    'sources and tools under a whole answer',
    {
      text: 'It.',
      rounds: [round, round],
      toolMs: 4_100,
      sources: [{ title: 'A page', url: 'https://example.org/' }],
      ending: { why: '' },
    },
    { note: '-# Sources: [A page](<https://example.org/>)\n-# 2 tools · 4.1 s' },
  ],
  ['files', { files: [file], ending: { why: '' } }, { files: [file] }],
])('%s', (_, said, expected) => expect(shown(said)).toMatchObject(expected))

test('of a file that Claude was shown the beginning of, it is said when the answer has ended', () => {
  expect(shown({ text: 'It' }, {}, isCut).note).toBeUndefined()
  expect(shown({ text: 'It.', ending: { why: '' } }, {}, isCut).note).toBe(
    english('file cut', TEXT_BYTES / 1_000),
  )
  const both = `${english('time limit')} ${english('file cut', TEXT_BYTES / 1_000)}`
  expect(shown({ text: 'It', ending: { why: 'time limit' } }, {}, isCut).note).toBe(both)
})

test('the button shows what the tools of the turn did that asked Claude', () => {
  const ended = { by: interactionId('77'), rounds: [round], ending: { why: '' } } as const
  const own = shown(ended, { private: true }).buttons?.at(-1)
  const shared = shown(ended).buttons?.at(-1)
  expect([own?.label, shared?.label]).toEqual([english('details'), english('details')])
  expect(shared?.id).toContain('77')
  expect(own?.id).not.toBe(shared?.id)
})

test('a turn that waits shows how many are before it, and can be taken back', () => {
  expect(shown({}, { language: 'de' }, { position: 2 })).toMatchObject({
    status: ahead(2, 'de'),
    buttons: [{ label: sentence('cancel', 'de'), id: STOP }],
  })
})

test('Stop is for the one who asked where the conversation is their own', () => {
  for (const own of [{ private: true }, { userInstall: true }])
    expect(shown({}, own).buttons).toEqual([{ label: english('stop'), id: `${STOP}:own` }])
})

test('a cached answer says so, and one that has expired says when it was made', () => {
  const cached = { cached: { use: 'hit', why: '' }, shown: hit } as const
  expect(shown({}, {}, cached)).toMatchObject({
    text: 'Once.',
    note: `-# ${english('from the cache', 5)}`,
  })
  const stale = { cached: { use: 'stale', why: '' }, shown: hit } as const
  expect(shown({ text: '\n' }, { language: 'de' }, stale)).toMatchObject({
    text: '\nOnce.',
    note: sentence('stale', 'de', 5),
  })
})
