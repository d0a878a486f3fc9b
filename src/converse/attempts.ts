/** Claude's answer, round by round with its tools; each round from whichever attempt, or model, brings one. */

import type { Clock } from '../clock.ts'
import type { OutFile } from '../deliver/discord.ts'
import type { InteractionId } from '../ids.ts'
import type { Case } from '../sentences.ts'
import type { Settings } from '../settings.ts'
import { speaker, type Turn } from './account.ts'
import type { FileRef } from './attachment.ts'
import type { Ask } from './claude.ts'
import { type Failure, remedy } from './failure.ts'
import { type Block, toolCalls } from './content.ts'
import { type ModelEvent, noUsage, type Usage } from './model-event.ts'
import { modelRequest } from './prompt.ts'
import { serverPart } from './server-blocks.ts'
import { type Source, sourcesOf } from './sources.ts'
import { type Exchange, newerHalf, newestTooOld } from './transcript.ts'
import { saidIn, type Step, type StepResult } from './steps.ts'
import { noToolUse, runaway, type ToolUse, used } from './tools/guard.ts'
import { type AtWork, round } from './tools/round.ts'
import { toolLabel } from './tools/tool-label.ts'
import { isRecord, textAt } from '../json.ts'
import { only, tooHeavy, type TurnFiles } from './turn-files.ts'
import type { KeptStep, TurnTools } from './turn-tools.ts'

/** What is said of an answer to everyone who listens to it: its text, what its tools do, and then what became of it. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  /** What is at work; empty when nothing is any more. */
  | { readonly kind: 'tools'; readonly atWork: readonly AtWork[] }
  | {
      readonly kind: 'end'
      /** The case of the sentence that belongs under it, or stands instead of it. */
      readonly why: Case | ''
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

export interface AttemptDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'model' | 'fallbackModel' | 'maxTokens' | 'systemPrompt'>
  readonly ask: Ask
  readonly files: TurnFiles
  /** Undefined where the flag TOOLS is off. */
  readonly tools: TurnTools | undefined
  /** Claude takes less than we thought: what is up to here need not be shown to it again. */
  readonly forget: (through: Exchange) => void
  /** For the operator: Claude failed, and how. Nothing of what was said. */
  readonly complain: (what: { readonly why: string; readonly detail: string; readonly model: string }) => void
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
  const end = (why: Case | '', content: readonly Block[]): Said => {
    const { use, model, claudeCalls, usage } = rounds
    const sources = sourcesOf([...rounds.steps.flatMap((step) => step.content), ...content])
    const own = serverPart(content)
    const steps = own.length === 0 ? rounds.steps : [...rounds.steps, { content: own, results: [] }]
    const by = turn.question.id
    const files = tools?.outgoing() ?? []
    return { kind: 'end', why, model, claudeCalls, usage, steps, sources, toolMs: use.ms, by, files }
  }
  // What an earlier life of the turn has done is not done again.
  for (const kept of tools?.steps() ?? []) {
    const said = saidIn(kept)
    if (said !== '') yield { kind: 'text', text: `${said}\n\n` }
    rounds = yield* worked(deps, rounds, kept, true, stop)
    if (stop.aborted) return
  }
  for (;;) {
    const spoken = yield* speech(deps, turn, file, rounds, stop)
    if (spoken === undefined) return
    rounds = { ...rounds, ...spoken.rounds }
    const calls = toolCalls(spoken.content)
    const isPaused = spoken.stopped === 'pause_turn' && spoken.content.length > 0
    if (tools === undefined || (!isPaused && (spoken.stopped !== 'tool_use' || calls.length === 0)))
      return yield end(spoken.why, spoken.content)
    rounds = { ...rounds, pauses: isPaused ? rounds.pauses + 1 : 0 }
    const why = rounds.pauses > MOST_PAUSES ? 'tools too long' : runaway(rounds.use, calls)
    if (why !== undefined) return yield end(why, isPaused ? spoken.content : [])
    // What comes next is another paragraph.
    if (spoken.hasText) yield { kind: 'text', text: '\n\n' }
    tools.begin(spoken.content)
    rounds = yield* worked(deps, rounds, { content: spoken.content, results: undefined }, false, stop)
    if (stop.aborted) return
  }
}

/** In a row. Source: Claude API, Handling stop reasons, "pause_turn". */
const MOST_PAUSES = 5

/** What a turn has come to, over its rounds. */
interface Rounds {
  readonly steps: readonly Step[]
  readonly use: ToolUse
  readonly model: string
  readonly claudeCalls: number
  readonly usage: Usage
  /** How often in a row Claude has paused over its own tools. */
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

interface Spoken {
  readonly rounds: Pick<Rounds, 'model' | 'claudeCalls' | 'usage'>
  readonly why: Case | ''
  readonly stopped: string
  readonly content: readonly Block[]
  readonly hasText: boolean
}

/** One message of Claude's, from whichever attempt brings one. Undefined where `stop` has fired. */
async function* speech(
  deps: AttemptDeps,
  turn: Turn,
  file: FileRef | undefined,
  { steps, ...before }: Rounds,
  stop: AbortSignal,
): AsyncGenerator<Said, Spoken | undefined> {
  const { settings } = deps
  const asked = {
    name: speaker(turn.question),
    asked: turn.question.text,
    ...(file === undefined ? {} : { file }),
  }
  let files = deps.files.blocks([...turn.transcript.exchanges, asked])
  let { model, claudeCalls, usage } = before
  let { transcript } = turn
  let hasText = false
  /** Since when a tool is at work that nothing has been said after. */
  let usingSince: number | undefined
  const ended = (why: Case | '', stopped = '', content: readonly Block[] = []): Spoken => ({
    rounds: { model, claudeCalls, usage },
    why,
    stopped,
    content,
    hasText,
  })
  for (let tries = 1; ; tries += 1) {
    const toolbox = deps.tools?.definitions ?? []
    const request = modelRequest({ ...settings, model, transcript, asked, files, steps, toolbox })
    claudeCalls += 1
    let end: Extract<ModelEvent, { kind: 'end' }> | undefined
    let failure: Failure | undefined
    for await (const event of deps.ask(request, stop)) {
      if (event.kind === 'text') {
        // What follows a tool is another paragraph; see `saidIn`, which has to say the same.
        yield usingSince !== undefined && hasText ? { ...event, text: `\n\n${event.text}` } : event
        usingSince = undefined
        hasText ||= event.text.trim() !== ''
      } else if (event.kind === 'uses') {
        usingSince ??= deps.clock.now()
        yield { kind: 'tools', atWork: [{ label: usesLabel(event.tool, event.input), since: usingSince }] }
      } else {
        usage = sum(usage, event.usage)
        if (event.kind === 'end') end = event
        else failure = event.failure
      }
    }
    if (end === undefined && failure === undefined) return undefined
    if (failure !== undefined) deps.complain({ why: failure.why, detail: failure.detail, model })
    const own = only(file, files)
    const isHeavy = !hasText && failure !== undefined && tooHeavy.has(failure.why)
    if (isHeavy && own.size < files.size) {
      // Pages and pictures are limited over a whole request, and here is who can do without the older ones.
      deps.files.letGo()
      files = own
      continue
    }
    if (isHeavy && own.size > 0) return ended('file refused')
    const tooOld = newestTooOld(transcript)
    const isWhole = transcript === turn.transcript && own.size === 0
    if (tooOld !== undefined && isWhole && isTooLong(end?.stop, failure, hasText)) {
      deps.forget(tooOld)
      transcript = newerHalf(transcript)
      continue
    }
    if (end !== undefined) {
      // After a round with tools Claude may have nothing to add to what it said before them.
      const said = hasText || steps.some((step) => saidIn(step).trim() !== '')
      return ended(caseOf(end.stop, said), end.stop, end.content)
    }
    if (failure === undefined) return undefined
    const next = hasText ? undefined : remedy(failure, tries, model === settings.fallbackModel)
    if (next?.do !== 'again')
      return ended(hasText ? 'cut off' : failure.why === 'cut off' ? 'unreachable' : failure.why)
    if (next.model === 'fallback') model = settings.fallbackModel
    await deps.clock.sleep(next.afterMs, stop)
    if (stop.aborted) return undefined
  }
}

/** All of it together, of which the older half can be left out once. */
const isTooLong = (stopped: string | undefined, failure: Failure | undefined, hasText: boolean): boolean =>
  !hasText && (stopped === 'model_context_window_exceeded' || failure?.why === 'too much text')

/** Source: Claude API, Handling stop reasons. A stop that we do not know ends the answer like any other. */
function caseOf(stop: string, hasText: boolean): Case | '' {
  switch (stop) {
    case 'refusal':
      return hasText ? 'refused midway' : 'refused'
    case 'max_tokens':
      return hasText ? 'length limit' : 'empty answer'
    case 'model_context_window_exceeded':
      return hasText ? 'length limit' : 'too much text'
    default:
      return hasText ? '' : 'empty answer'
  }
}

/** What Claude's own tools are asked is a `query` or a `url`; of others' tools nothing is known. */
const usesLabel = (tool: string, input: unknown): string =>
  toolLabel(
    /^[\w-]{1,40}$/.test(tool) ? tool : '…',
    isRecord(input) ? (textAt(input, 'query') ?? textAt(input, 'url') ?? '') : '',
  )

const sum = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  outputTokens: a.outputTokens + b.outputTokens,
})
