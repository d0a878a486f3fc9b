/** Plays one turn with everything around it faked: Claude, cache, reply, thread and clock. */

import { expect } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import type { ModelNews } from '../../src/converse/coordinator/breaker-store.ts'
import type { Circuit } from '../../src/converse/turn/circuit.ts'
import type { Why } from '../../src/converse/claude/failure.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import type { Question } from '../../src/converse/question/question.ts'
import { type Answer, hasFailed } from '../../src/converse/turn/answer.ts'
import { readAnswer, writeEnded } from '../../src/converse/turn/answer-row.ts'
import type { TurnEnd } from '../../src/converse/turn/outcome.ts'
import { liveTurn, type LiveTurn } from '../../src/converse/turn/live-turn.ts'
import { runTurn } from '../../src/converse/turn/run-turn.ts'
import type { TurnDeps, TurnThread } from '../../src/converse/turn/turn-deps.ts'
import { variantsOf } from '../../src/measure/variants.ts'
import { sharedAnswers } from '../../src/converse/turn/shared-answers.ts'
import type { Turn } from '../../src/converse/turn/turn.ts'
import type { TurnFiles } from '../../src/converse/turn/turn-files.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import type { Content } from '../../src/deliver/content.ts'
import type { Delivered } from '../../src/deliver/reply-state.ts'
import { parseJson } from '../../src/json.ts'
import type { Case } from '../../src/sentences/sentences.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { answer, question, settings, spoken, transcript } from '../build.ts'
import { mapCache } from './cache.ts'
import { sessionWait } from './session-wait.ts'
import { fakeModels, noNews } from './models.ts'
import { freePurse } from './purse.ts'
import { testClock, type TestClock } from './clock.ts'

/** What Claude does when it is asked: events, pauses in milliseconds, and `'for ever'`. */
export type Act = ModelEvent | number | 'for ever'

export const said = (text: string): ModelEvent => ({ kind: 'text', text })

export const end = (stop = 'end_turn'): ModelEvent => ({
  kind: 'end',
  stop,
  usage: { inputTokens: 1, cacheReadTokens: 20, cacheWriteTokens: 300, outputTokens: 4_000 },
  content: [],
})

export const failed = (why: Why, retryAfterMs?: number): ModelEvent => ({
  kind: 'failed',
  failure: { why, detail: `detail of ${why}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  usage: { ...noUsage, inputTokens: 5 },
})

/** What a call has cost that was ended midway; one before its first event has cost nothing that we know of. */
const stoppedAt = (hasBegun: boolean): ModelEvent => ({
  kind: 'stopped',
  usage: hasBegun ? { ...noUsage, inputTokens: 700, outputTokens: 2 } : noUsage,
})

interface Outcome {
  readonly end: TurnEnd
  /** What the reply was fed, in order. */
  readonly text: string
  readonly notes: readonly string[]
  /** The model of each call to Claude and when it was made. */
  readonly calls: readonly string[]
  /** The signal of the last call has fired. */
  readonly stopped: boolean
  readonly kept: Map<string, string>
  /** For how long each answer was to be kept. */
  readonly ttls: readonly number[]
  /** The questions on which Claude was asked for a verdict. */
  readonly judged: readonly string[]
  /** What the coordinator was told of the cache after the turn. */
  readonly told: readonly CacheNote[]
  readonly complaints: readonly unknown[]
  /** What the thread was told to forget: the question of the newest exchange of it. */
  readonly forgotten: readonly string[]
  /** The messages of each call. */
  readonly shown: readonly (readonly string[])[]
  /** What was proposed as the first response. */
  readonly proposed: readonly Content[]
  readonly known: Known
  readonly clock: TestClock
}

/** What is written down of a turn while it goes on. */
interface Known {
  /** With the last edit. */
  said: string
  /** Undefined while it has not ended. */
  ended: Answer | undefined
  /** How many notes stood under the answer when its ending was written down. */
  after: number
}

/** Where nobody attaches anything. */
const noFiles: TurnFiles = {
  attach: () => Promise.reject(new Error('there is no file')),
  blocks: () => new Map(),
  held: () => new Set(),
  evict: () => undefined,
}

export interface Play {
  readonly files?: TurnFiles
  /** One script for each call; the last one repeats. */
  readonly claude?: readonly (readonly Act[])[]
  readonly question?: Partial<Question>
  readonly turn?: Partial<Turn>
  readonly settings?: Partial<TurnDeps['settings']>
  /** Answers by fingerprint; undefined turns the cache off. */
  readonly cache?: Map<string, string> | undefined
  /** KV takes nothing. */
  readonly full?: boolean
  /** What Claude says of the question; GENERAL where nothing is said. `off` is CACHE_VERDICT. */
  readonly verdict?: Verdict | 'none' | 'off'
  /** All that the cache has is too old. */
  readonly expired?: boolean
  /** What the coordinator knows of Claude's models; undefined where nothing comes of it. */
  readonly news?: ModelNews | 'late' | undefined
  /** What other turns of the thread meet with Claude's models. */
  readonly others?: (circuit: Circuit, clock: TestClock) => Promise<void>
  readonly delivered?: Partial<Delivered>
  /** The reply finds out after so many milliseconds that nothing can be shown. */
  readonly abandonAfterMs?: number
  readonly startAt?: number
  /** The first response has shown this of a proposal. */
  readonly shown?: readonly Shown[]
  /** Shared with other turns. */
  readonly answers?: TurnDeps['shared']
  /** The way to Claude; open where nothing is said. */
  readonly waitForSession?: TurnDeps['claude']['waitForSession']
  /** Is handed the clock before anything happens. */
  readonly begin?: (clock: TestClock) => void
  readonly tools?: TurnDeps['tools']
  /** Free where nothing is said. */
  readonly purse?: TurnDeps['claude']['purse']
  /** Is handed how the turn is reached, before it runs. */
  readonly reach?: (live: LiveTurn, clock: TestClock) => Promise<void>
  /** The bot takes the reply over when its token ends. */
  readonly outlives?: boolean
  /** How long it takes the bot to look whether it can. */
  readonly looksMs?: number
}

export async function play(how: Play): Promise<Outcome> {
  const clock = testClock(how.startAt ?? 0)
  how.begin?.(clock)
  const kept = how.cache ?? new Map<string, string>()
  const calls: string[] = []
  const complaints: unknown[] = []
  const forgotten: string[] = []
  const shown: (readonly string[])[] = []
  const signals: AbortSignal[] = []
  let text = ''
  const notes: string[] = []
  const ttls: number[] = []
  const proposed: Content[] = []
  const known: Known = { said: '', ended: undefined, after: -1 }
  const scripts = how.claude ?? [[said('Hello.'), end()]]
  const ask: Ask = async function* ask(request, signal) {
    signals.push(signal)
    const script = scripts[Math.min(calls.length, scripts.length - 1)] ?? []
    calls.push(`${clock.now()} ${request.model}`)
    shown.push(request.messages.map(({ content }) => JSON.stringify(content)))
    let hasSaid = false
    for (const act of script) {
      if (act === 'for ever') await clock.sleep(1e9, signal)
      else if (typeof act === 'number') await clock.sleep(act, signal)
      else yield act
      if (signal.aborted) return yield stoppedAt(hasSaid)
      if (typeof act === 'object' && act.kind === 'text') hasSaid = true
    }
  }
  const deliver: TurnDeps['show']['deliver'] = async (contents, { abandon, checkpoint }) => {
    if (how.abandonAfterMs !== undefined) void clock.sleep(how.abandonAfterMs).then(abandon)
    let firstWordsAt: number | undefined
    for await (const content of contents) {
      // A reply relies on that.
      expect(content.text.slice(0, text.length)).toBe(text)
      text = content.text
      if (text !== '') firstWordsAt ??= clock.now() + 10
      if (content.note !== undefined) notes.push(content.note)
      checkpoint([])
    }
    return {
      outcome: 'whole',
      pages: 1,
      messages: [],
      replaced: 0,
      freeAt: 0,
      shown: text.length,
      edits: 2,
      rateLimited: 0,
      refused: 0,
      firstWordsAt,
      lastEditAt: clock.now() + 20,
      ...how.delivered,
    }
  }
  const judged: string[] = []
  const told: CacheNote[] = []
  const work: Promise<void>[] = []
  const { circuit } = fakeModels(clock)
  const models = circuit.turn('1')
  void how.others?.(circuit, clock)
  if (how.news !== 'late') models.receive('news' in how ? how.news : noNews)
  const thread: TurnThread = {
    checkpoint(heard, stands) {
      if (stands === undefined) {
        const conclusion = parseJson(writeEnded(heard))
        known.ended = readAnswer(question().id, { said: heard.text, conclusion })
        known.after = notes.length
      } else known.said = heard.text
    },
    forget: (through) => forgotten.push(through.asked),
    leaveOut: () => undefined,
    later: (one) => work.push(one),
    kept: (note) => told.push(note),
  }
  const live = liveTurn()
  void how.reach?.(live, clock)
  const running = runTurn(
    {
      clock,
      settings: settings({ model: 'main', fallbackModel: 'other', maxTokens: 100, ...how.settings }),
      claude: {
        ask,
        models,
        purse: how.purse ?? freePurse(),
        chance: () => 0,
        waitForSession: how.waitForSession ?? sessionWait(),
        judge:
          how.verdict === 'off'
            ? undefined
            : (asked) => {
                judged.push(asked)
                return Promise.resolve(typeof how.verdict === 'string' ? undefined : (how.verdict ?? GENERAL))
              },
        complain: (what) => complaints.push(what),
      },
      files: how.files ?? noFiles,
      cache:
        'cache' in how && how.cache === undefined
          ? undefined
          : mapCache(clock, kept, { ttls, full: how.full === true, expired: how.expired === true }),
      tools: how.tools,
      shared: how.answers ?? sharedAnswers(hasFailed),
      show: {
        propose: (content) => {
          proposed.push(content)
          return Promise.resolve(how.shown)
        },
        deliver,
        outlives: async () => {
          if (how.looksMs !== undefined) await clock.sleep(how.looksMs)
          return how.outlives === true
        },
      },
      thread,
    },
    {
      question: question(how.question),
      spoken: spoken(question(how.question)),
      transcript: transcript(),
      session: 'new',
      variants: variantsOf(settings(how.settings), question(how.question).thread),
      attempt: 1,
      answer: answer(),
      ...how.turn,
    },
    live,
  )
  const ended = await clock.until(running)
  await Promise.all(work)
  return {
    end: ended,
    text,
    notes,
    calls,
    stopped: signals.at(-1)?.aborted === true,
    kept,
    ttls,
    judged,
    told,
    complaints,
    forgotten,
    shown,
    proposed,
    known,
    clock,
  }
}

export const english = (which: Case): string => sentence(which, 'en')
