/** Claude's answer, round by round with its tools. */

import type { OutFile } from '../../deliver/discord.ts'
import type { InteractionId } from '../../ids.ts'
import type { Case } from '../../sentences.ts'
import type { Turn } from './account.ts'
import type { FileRef } from '../claude/file-block.ts'
import { type Block, toolCalls, withoutThoughts } from '../claude/content.ts'
import { noUsage, type Usage } from '../claude/model-event.ts'
import { serverPart } from '../claude/server-blocks.ts'
import { type Source, sourcesOf } from './sources.ts'
import { type Asking, type Heard, MOST_PAUSES, speech, type SpeechDeps } from './speech.ts'
import { gapAfter, saidIn, type Step, type StepResult } from '../claude/steps.ts'
import { noToolUse, runaway, type ToolUse, used } from '../tools/guard.ts'
import { round } from '../tools/round.ts'
import type { KeptStep, TurnTools } from './turn-tools.ts'

/** What is said of an answer to everyone who listens to it: its text, what its tools do, and then what became of it. */
export type Said =
  | Heard
  | {
      readonly kind: 'end'
      /** The case of the sentence that belongs under it, or stands instead of it. */
      readonly why: Case | ''
      /** When it is worth asking again, in milliseconds since 1970; undefined where nobody knows. */
      readonly again?: number | undefined
      readonly model: string
      readonly claudeCalls: number
      readonly usage: Usage
      /** The rounds with tools, and how long they took in all, in milliseconds. */
      readonly steps: readonly Step[]
      /** What Claude has cited of the web. */
      readonly sources: readonly Source[]
      readonly toolMs: number
      /** The files that go with it. */
      readonly files: readonly OutFile[]
      /** The turn under which its rounds are written down; another's for those who only listen. */
      readonly by: InteractionId
    }

/** Whether this ends an answer that is none, or not all of one. */
export const hasFailed = (one: Said): boolean => one.kind === 'end' && one.why !== ''

export interface AttemptDeps extends SpeechDeps {
  /** Undefined where the flag TOOLS is off. */
  readonly tools: TurnTools | undefined
}

/** Claude's answer: rounds with tools, each from whichever attempt brings one. When `stop` fires it just ends. */
export async function* attempts(
  deps: AttemptDeps,
  turn: Turn,
  file: FileRef | undefined,
  stop: AbortSignal,
): AsyncGenerator<Said> {
  const { tools } = deps
  let rounds: Rounds = {
    steps: [],
    use: noToolUse,
    model: deps.settings.model,
    claudeCalls: 0,
    usage: noUsage,
    pauses: 0,
  }
  const end = (why: Case | '', content: readonly Block[], again?: number): Said => {
    const { use, model, claudeCalls, usage } = rounds
    const sources = sourcesOf([...rounds.steps.flatMap((step) => step.content), ...content])
    const own = serverPart(content)
    const steps = own.length === 0 ? rounds.steps : [...rounds.steps, { content: own, results: [] }]
    const by = turn.question.id
    const files = tools?.outgoing() ?? []
    return { kind: 'end', why, again, model, claudeCalls, usage, steps, sources, toolMs: use.ms, by, files }
  }
  // What an earlier life of the turn has done is not done again, and what it has heard is not asked for again.
  let heard = turn.said
  for (const kept of tools?.steps() ?? []) {
    const said = saidIn(kept) + gapAfter(kept)
    if (said !== '') yield { kind: 'text', text: said }
    yield { kind: 'tools', atWork: [] }
    // What was written down before this round ended has nothing of what came after it.
    heard = kept.results !== undefined && heard.startsWith(said) ? heard.slice(said.length) : ''
    // Since then the transcript, the tools or a setting may have changed, and thoughts are refused after that.
    const content = withoutThoughts(kept.content)
    rounds = yield* worked(deps, rounds, { ...kept, content }, true, stop)
    if (stop.aborted) return
  }
  if (heard !== '') yield { kind: 'text', text: heard }
  for (let said = heard; ; said = '') {
    const asked = { turn, file, steps: rounds.steps, toolbox: tools?.definitions ?? [], said }
    const spoken = yield* speech(deps, asked, rounds, stop)
    if (spoken === undefined) return
    rounds = { ...rounds, ...spoken.asking }
    const calls = toolCalls(spoken.content)
    // Claude may pause without any tool; it goes on all the same.
    const isPaused = spoken.stopped === 'pause_turn'
    const callsOurs = tools !== undefined && spoken.stopped === 'tool_use' && calls.length > 0
    if (!isPaused && !callsOurs) return yield end(spoken.why, spoken.content, spoken.again)
    rounds = { ...rounds, pauses: isPaused ? rounds.pauses + 1 : 0 }
    const why = rounds.pauses > MOST_PAUSES ? 'tools too long' : runaway(rounds.use, calls)
    if (why !== undefined) return yield end(why, isPaused ? spoken.content : [])
    const gap = gapAfter(spoken)
    if (gap !== '') yield { kind: 'text', text: gap }
    tools?.begin(spoken.content)
    rounds = yield* worked(deps, rounds, { content: spoken.content, results: undefined }, false, stop)
    if (stop.aborted) return
  }
}

/** What a turn has come to, over its rounds. */
interface Rounds extends Asking {
  readonly steps: readonly Step[]
  readonly use: ToolUse
  /** How often in a row Claude has paused. */
  readonly pauses: number
}

/**
 * The tools of one round at work, where they have not been already.
 *
 * @param isCutOff a crash came while they were: what may have had an effect is not called again
 */
async function* worked(
  { clock, tools }: AttemptDeps,
  rounds: Rounds,
  { content, results: kept, ms: tookMs = 0 }: KeptStep,
  isCutOff: boolean,
  stop: AbortSignal,
): AsyncGenerator<Said, Rounds> {
  const calls = toolCalls(content)
  const after = (results: readonly StepResult[], ms: number): Rounds => ({
    ...rounds,
    steps: [...rounds.steps, { content, results }],
    use: used(rounds.use, calls, ms),
  })
  if (kept !== undefined || tools === undefined) return after(kept ?? [], tookMs)
  const began = clock.now()
  const working = round(
    {
      clock,
      label: (call) => tools.label(call),
      usual: (call) => tools.usual(call),
      call: async (call, signal) => (isCutOff ? tools.lost(call) : undefined) ?? tools.call(call, signal),
    },
    calls,
    stop,
  )
  let next = await working.next()
  while (next.done !== true) {
    yield { kind: 'tools', atWork: next.value }
    // oxlint-disable-next-line no-await-in-loop -- a generator is read step by step
    next = await working.next()
  }
  const ms = clock.now() - began
  if (!stop.aborted) tools.end(next.value, ms)
  yield { kind: 'tools', atWork: [] }
  return after(next.value, ms)
}
