/** One turn in which Claude is shown files, or would have been, and everything that came of it. */

import { freePurse } from './purse.ts'
import type { FileRef } from '../../src/converse/claude/file-ref.ts'
import { blockOf } from '../../src/converse/claude/file-block.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import type { ModelRequest } from '../../src/converse/claude/prompt.ts'
import type { Question } from '../../src/converse/question/question.ts'
import type { Exchange } from '../../src/converse/claude/transcript.ts'
import { hasFailed } from '../../src/converse/turn/answer.ts'
import type { TurnEnd } from '../../src/converse/turn/outcome.ts'
import { sharedAnswers } from '../../src/converse/turn/shared-answers.ts'
import { liveTurn } from '../../src/converse/turn/live-turn.ts'
import { runTurn } from '../../src/converse/turn/run-turn.ts'
import type { Turn } from '../../src/converse/turn/turn.ts'
import { answer, question, settings, spoken, transcript, variants } from '../build.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { mapCache } from './cache.ts'
import { sessionWait } from './session-wait.ts'
import { fakeModels, noNews } from './models.ts'
import { testClock } from './clock.ts'

export interface FilesPlay {
  readonly question?: Partial<Question>
  /** What becomes of the question's files. */
  readonly attached?: readonly FileRef[]
  readonly transcript?: readonly Exchange[]
  /** The files that the session holds. */
  readonly held?: readonly FileRef[]
  /** How each call fails; undefined or beyond the list is an answer. */
  readonly fails?: readonly (Why | undefined)[]
  readonly cached?: Map<string, string>
}

export interface FilesOutcome {
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

/** Runs one turn with a Claude, files and a cache that are made for it. */
export async function playFiles(how: FilesPlay): Promise<FilesOutcome> {
  const clock = testClock()
  const calls: FilesOutcome['calls'][number][] = []
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
    spoken: spoken(question(how.question)),
    transcript: transcript({ exchanges: how.transcript ?? [] }),
    session: 'new',
    variants: variants(),
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
        purse: freePurse(),
        waitForSession: sessionWait(),
        judge: () => Promise.resolve(GENERAL),
        complain: () => undefined,
      },
      files: {
        attach: () => {
          attaches += 1
          return Promise.resolve(how.attached ?? [])
        },
        blocks: (exchanges) =>
          new Map(
            exchanges
              .flatMap(({ files = [] }) => files)
              .filter((file) => how.held?.some(({ id }) => id === file.id) === true)
              .map((file) => [file.id, blockOf(file, 'AAAA')]),
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
            messages: [],
            replaced: 0,
            freeAt: 0,
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
        leaveOut: () => undefined,
        later: () => undefined,
        kept: () => undefined,
      },
    },
    turn,
    liveTurn(),
  )
  return { end: await clock.until(running), text, notes, calls, attaches, evictions, forgotten }
}

function filesIn({ messages }: ModelRequest): FilesOutcome['calls'][number] {
  const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content))
  return {
    blocks: blocks.filter(({ type }) => type === 'image' || type === 'document').length,
    lines: blocks.flatMap((block) =>
      block.type === 'text' ? (block.text.match(/^\[file 482715: .*\]$/gm) ?? []) : [],
    ),
  }
}
