/** Turns in which Claude is shown files, or would have been: what is asked, what is kept, what the member reads. */

import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../src/converse/claude/transcript.ts'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import { attachment, fileRef } from '../build.ts'
import { playFiles as play } from '../fakes/files-turn.ts'

const english = (which: Case, n?: number): string => sentence(which, 'en', n)
const withFile = { question: { files: [attachment()] } }
const own = fileRef({ id: 9 })
const old = fileRef({ id: 1, name: 'old.pdf' })
const earlier: Exchange = { name: '', asked: 'What is it?', answered: 'A plan.', files: [old] }

test('a file is shown with its question, and the transcript keeps what it was', async () => {
  const { calls, text, notes, end } = await play({
    ...withFile,
    attached: [own],
    held: [own],
  })
  expect([text, notes]).toEqual(['I see.', []])
  expect(calls).toEqual([{ blocks: 1, lines: ['[file 482715: "plan.pdf", PDF, 240 KB]'] }])
  expect(end.exchange).toEqual({
    name: 'Ada',
    person: 1,
    asked: 'What is a monad?',
    answered: 'I see.',
    files: [own],
  })
})

test('a question without a file fetches nothing', async () => {
  const { attaches, calls, end } = await play({ held: [old] })
  expect([attaches, calls]).toEqual([0, [{ blocks: 0, lines: [] }]])
  expect(end.exchange).not.toHaveProperty('file')
})

test.each([
  'file too large',
  'file of no known kind',
  'file empty',
  'file from elsewhere',
  'file gone',
  'file unreachable',
] as const)('"%s" is all that the member reads, and Claude is not asked', async (why) => {
  const { text, notes, calls, end } = await play({
    ...withFile,
    attached: [fileRef({ id: 9, kind: 'none', why })],
  })
  expect([text, notes, calls]).toEqual(['', [english(why)], []])
  expect(end.exchange).toBeUndefined()
  expect(end.report).toMatchObject({ outcome: 'refused', why, claudeCalls: 0 })
})

test('a member is told that only the beginning of a text was read', async () => {
  const file = fileRef({ id: 9, kind: 'text', isCut: true })
  const { text, notes } = await play({ ...withFile, attached: [file], held: [file] })
  expect([text, notes]).toEqual(['I see.', [english('file cut', 160)]])
})

test('of several files those that can be read are shown, and each other one has its sentence', async () => {
  const photo = fileRef({ id: 10, name: 'me_1.heic', kind: 'none', format: 'HEIC photo', why: 'file empty' })
  const long = fileRef({ id: 11, name: 'a.log', kind: 'text', isCut: true })
  const { text, notes, calls, end } = await play({
    question: { files: [attachment(), attachment(), attachment()] },
    attached: [own, photo, long],
    held: [own, photo, long],
  })
  expect([text, notes]).toEqual([
    'I see.',
    [`**me\\_1.heic**: ${english('file empty')}\n**a.log**: ${english('file cut short')}`],
  ])
  expect(calls).toEqual([
    {
      blocks: 2,
      lines: [
        '[file 482715: "plan.pdf", PDF, 240 KB]',
        '[file 482715: "me_1.heic", HEIC photo, 240 KB, not shown]',
        '[file 482715: "a.log", text, 240 KB]',
      ],
    },
  ])
  expect(end.exchange?.files).toEqual([own, photo, long])
})

test('where none of several files can be read, each has its sentence, and Claude is not asked', async () => {
  const attached = [
    fileRef({ id: 9, name: 'a.pdf', kind: 'none', why: 'file locked' }),
    fileRef({ id: 10, name: 'b.pdf', kind: 'none', why: 'file gone' }),
  ]
  const { notes, calls } = await play({ question: { files: [attachment(), attachment()] }, attached })
  expect([notes, calls]).toEqual([
    [`**a.pdf**: ${english('file locked')}\n**b.pdf**: ${english('file gone')}`],
    [],
  ])
})

test('an earlier file is shown again while it is held, and then only named', async () => {
  const shown = await play({ transcript: [earlier], held: [old] })
  expect(shown.calls).toEqual([{ blocks: 1, lines: ['[file 482715: "old.pdf", PDF, 240 KB]'] }])
  const named = await play({ transcript: [earlier] })
  expect(named.calls).toEqual([
    { blocks: 0, lines: ['[file 482715: "old.pdf", PDF, 240 KB, no longer attached]'] },
  ])
})

describe('the cache', () => {
  test('takes no answer about a file, and gives none', async () => {
    const cached = new Map<string, string>()
    const about = { ...withFile, attached: [own], held: [own], cached }
    expect((await play(about)).end.report.cache).toBe('bypass')
    expect(cached.size).toBe(0)
    await play({ cached })
    expect(cached.size).toBe(1)
    expect((await play({ cached })).calls).toHaveLength(0)
    expect((await play(about)).calls).toHaveLength(1)
  })

  test('stays out of a conversation that a file is attached to, and comes back afterwards', async () => {
    const cached = new Map<string, string>()
    expect((await play({ transcript: [earlier], held: [old], cached })).end.report.cache).toBe('bypass')
    expect(cached.size).toBe(0)
    expect((await play({ transcript: [earlier], cached })).end.report.cache).toBe('miss')
    expect(cached.size).toBe(1)
  })
})

describe('when Claude is shown too much', () => {
  test.each(['bad request', 'too much text'] as const)(
    '("%s") the older files are let go and it is asked once more',
    async (why) => {
      const about = { ...withFile, attached: [own], held: [old, own] }
      const { calls, text, evictions } = await play({ ...about, transcript: [earlier], fails: [why] })
      expect([text, evictions]).toEqual(['I see.', 1])
      expect(calls.map(({ blocks }) => blocks)).toEqual([2, 1])
      expect(calls[1]?.lines).toEqual([
        '[file 482715: "old.pdf", PDF, 240 KB, no longer attached]',
        '[file 482715: "plan.pdf", PDF, 240 KB]',
      ])
    },
  )

  test('a conversation goes on without its files', async () => {
    const { calls, text, evictions } = await play({
      transcript: [earlier],
      held: [old],
      fails: ['bad request'],
    })
    expect([text, evictions, calls.map(({ blocks }) => blocks)]).toEqual(['I see.', 1, [1, 0]])
  })

  test('by the question’s own file, the member reads that', async () => {
    const about = { ...withFile, attached: [own], held: [old, own] }
    // All of it, without earlier files, and the question alone; without its file it is taken.
    const fails = ['bad request', 'bad request', 'bad request'] as const
    const { calls, notes, end } = await play({ ...about, transcript: [earlier], fails })
    expect([calls.length, notes]).toEqual([4, [english('file refused')]])
    expect([end.report.outcome, end.exchange]).toEqual(['refused', undefined])
  })

  test('and nothing of the conversation is forgotten because of it', async () => {
    const about = { ...withFile, attached: [own], held: [own] }
    const { calls, notes, forgotten } = await play({
      ...about,
      transcript: [earlier],
      fails: ['too much text'],
    })
    expect([calls.length, notes, forgotten]).toEqual([1, [english('file refused')], []])
    const bare = await play({ transcript: [earlier], fails: ['too much text'] })
    expect([bare.calls.length, bare.text, bare.forgotten]).toEqual([2, 'I see.', ['What is it?']])
  })

  test('without any file, it says what it said', async () => {
    const { notes, calls } = await play({ fails: ['bad request'] })
    expect([notes, calls.length]).toEqual([[english('bad request')], 1])
  })

  test('nothing is let go for a failure of another kind', async () => {
    const { evictions, calls } = await play({ transcript: [earlier], held: [old], fails: ['overloaded'] })
    expect([evictions, calls.map(({ blocks }) => blocks)]).toEqual([0, [1, 1]])
  })
})
