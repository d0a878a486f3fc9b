/** Turns in which Claude is shown files, or would have been: what is asked, what is kept, what the member reads. */

import { describe, expect, test } from 'vitest'
import { blockOf, type FileRef } from '../../src/converse/claude/file-block.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import type { ModelRequest } from '../../src/converse/claude/prompt.ts'
import type { Question } from '../../src/converse/question.ts'
import type { Exchange } from '../../src/converse/claude/transcript.ts'
import type { Attached } from '../../src/converse/turn/turn-files.ts'
import { hasFailed } from '../../src/converse/turn/answer.ts'
import type { TurnEnd } from '../../src/converse/turn/outcome.ts'
import { sharedAnswers } from '../../src/converse/turn/shared-answers.ts'
import { runTurn } from '../../src/converse/turn/run-turn.ts'
import type { Turn } from '../../src/converse/turn/turn.ts'
import { type Case, sentence } from '../../src/sentences.ts'
import { answer, attachment, fileRef, question, settings, transcript } from '../build.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { mapCache } from '../fakes/cache.ts'
import { sessionWait } from '../fakes/session-wait.ts'
import { fakeModels, noNews } from '../fakes/models.ts'
import { testClock } from '../fakes/clock.ts'

interface Play {
  readonly question?: Partial<Question>
  /** What becomes of the question's file. */
  readonly attached?: Attached
  readonly transcript?: readonly Exchange[]
  /** The files that the session holds. */
  readonly held?: readonly FileRef[]
  /** How each call fails; undefined or beyond the list is an answer. */
  readonly fails?: readonly (Why | undefined)[]
  readonly cached?: Map<string, string>
}

interface Outcome {
  readonly end: TurnEnd
  readonly text: string
  readonly notes: readonly string[]
  /** For each call: how many pictures and documents, and the lines about files. */
  readonly calls: readonly { readonly blocks: number; readonly lines: readonly string[] }[]
  readonly attaches: number
  readonly evictions: number
  /** The questions of the exchanges up to which the conversation was to be forgotten. */
  readonly forgotten: readonly string[]
}

async function play(how: Play): Promise<Outcome> {
  const clock = testClock()
  const calls: Outcome['calls'][number][] = []
  const cached = how.cached ?? new Map<string, string>()
  let attaches = 0
  let evictions = 0
  let text = ''
  const notes: string[] = []
  const forgotten: string[] = []
  const answered: ModelEvent[] = [
    { kind: 'text', text: 'I see.' },
    { kind: 'end', stop: 'end_turn', usage: noUsage },
  ]
  const turn: Turn = {
    question: question(how.question),
    transcript: transcript({ exchanges: how.transcript ?? [] }),
    session: 'new',
    attempt: 1,
    answer: answer(),
  }
  const models = fakeModels(clock).circuit.turn('1')
  models.receive(noNews)
  const running = runTurn(
    {
      clock,
      settings: settings({ model: 'main', fallbackModel: 'other', maxTokens: 100 }),
      claude: {
        ask: async function* ask(request) {
          const why = how.fails?.[calls.length]
          calls.push(filesIn(request))
          if (why === undefined) yield* answered
          else yield { kind: 'failed', failure: { why, detail: '' }, usage: noUsage }
        },
        models,
        chance: () => 0,
        waitForSession: sessionWait(),
        judge: () => Promise.resolve(GENERAL),
        complain: () => undefined,
      },
      files: {
        attach: () => {
          attaches += 1
          return Promise.resolve(how.attached ?? { ok: false, why: 'file gone' })
        },
        blocks: (exchanges) =>
          new Map(
            exchanges.flatMap(({ file }) =>
              file !== undefined && how.held?.some(({ id }) => id === file.id) === true
                ? [[file.id, blockOf(file, 'AAAA')]]
                : [],
            ),
          ),
        held: () => new Set((how.held ?? []).map(({ id }) => id)),
        evict: () => (evictions += 1),
      },
      cache: mapCache(clock, cached),
      tools: undefined,
      shared: sharedAnswers(hasFailed),
      show: {
        propose: () => Promise.resolve(undefined),
        deliver: async (contents) => {
          for await (const content of contents) {
            text = content.text
            if (content.note !== undefined) notes.push(content.note)
          }
          return {
            outcome: 'whole',
            pages: 1,
            replaced: 0,
            shown: text.length,
            edits: 1,
            rateLimited: 0,
            refused: 0,
            firstWordsAt: undefined,
            lastEditAt: clock.now(),
          }
        },
        outlives: () => Promise.resolve(false),
      },
      thread: {
        checkpoint: () => undefined,
        forget: (through) => forgotten.push(through.asked),
        later: () => undefined,
        kept: () => undefined,
      },
    },
    turn,
  )
  return { end: await clock.until(running), text, notes, calls, attaches, evictions, forgotten }
}

function filesIn({ messages }: ModelRequest): Outcome['calls'][number] {
  const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content))
  return {
    blocks: blocks.filter(({ type }) => type === 'image' || type === 'document').length,
    lines: blocks.flatMap((block) =>
      block.type === 'text' ? (block.text.match(/^\[file 482715: .*\]$/gm) ?? []) : [],
    ),
  }
}

const english = (which: Case, n?: number): string => sentence(which, 'en', n)
const withFile = { question: { file: attachment() } }
const own = fileRef({ id: 9 })
const old = fileRef({ id: 1, name: 'old.pdf' })
const earlier: Exchange = { name: '', asked: 'What is it?', answered: 'A plan.', file: old }

test('a file is shown with its question, and the transcript keeps what it was', async () => {
  const { calls, text, notes, end } = await play({
    ...withFile,
    attached: { ok: true, file: own },
    held: [own],
  })
  expect([text, notes]).toEqual(['I see.', []])
  expect(calls).toEqual([{ blocks: 1, lines: ['[file 482715: "plan.pdf", PDF, 240 KB]'] }])
  expect(end.exchange).toEqual({ name: 'Ada', asked: 'What is a monad?', answered: 'I see.', file: own })
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
  const { text, notes, calls, end } = await play({ ...withFile, attached: { ok: false, why } })
  expect([text, notes, calls]).toEqual(['', [english(why)], []])
  expect(end.exchange).toBeUndefined()
  expect(end.report).toMatchObject({ outcome: 'refused', why, claudeCalls: 0 })
})

test('a member is told that only the beginning of a text was read', async () => {
  const file = fileRef({ id: 9, kind: 'text', isCut: true })
  const { text, notes } = await play({ ...withFile, attached: { ok: true, file }, held: [file] })
  expect([text, notes]).toEqual(['I see.', [english('file cut', 160)]])
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
    const about = { ...withFile, attached: { ok: true, file: own } as const, held: [own], cached }
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
      const about = { ...withFile, attached: { ok: true, file: own } as const, held: [old, own] }
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
    const about = { ...withFile, attached: { ok: true, file: own } as const, held: [old, own] }
    const fails = ['bad request', 'bad request'] as const
    const { calls, notes, end } = await play({ ...about, transcript: [earlier], fails })
    expect([calls.length, notes]).toEqual([2, [english('file refused')]])
    expect([end.report.outcome, end.exchange]).toEqual(['refused', undefined])
  })

  test('and nothing of the conversation is forgotten because of it', async () => {
    const about = { ...withFile, attached: { ok: true, file: own } as const, held: [own] }
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
