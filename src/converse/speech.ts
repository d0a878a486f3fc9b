/** One message of Claude's, from whichever attempt, or model, brings one. */

import type { Clock } from '../clock.ts'
import { isRecord, textAt } from '../json.ts'
import type { Case } from '../sentences.ts'
import type { Settings } from '../settings.ts'
import { speaker, type Turn } from './account.ts'
import type { FileRef } from './attachment.ts'
import type { Ask } from './claude.ts'
import type { Block } from './content.ts'
import { type Failure, remedy } from './failure.ts'
import type { ModelEvent, Usage } from './model-event.ts'
import type { Models } from './model-watch.ts'
import { modelRequest } from './prompt.ts'
import { saidIn, type Step } from './steps.ts'
import type { AtWork } from './tools/round.ts'
import type { Definition } from './tools/server-tools.ts'
import { toolLabel } from './tools/tool-label.ts'
import { type Exchange, newerHalf, newestTooOld } from './transcript.ts'
import { only, tooHeavy, type TurnFiles } from './turn-files.ts'

/** What is heard while Claude speaks. */
export type Heard =
  | { readonly kind: 'text'; readonly text: string }
  /** What is at work; empty when nothing is any more. */
  | { readonly kind: 'tools'; readonly atWork: readonly AtWork[] }

export interface SpeechDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'model' | 'fallbackModel' | 'maxTokens' | 'systemPrompt'>
  readonly ask: Ask
  readonly models: Models
  readonly files: TurnFiles
  /** Claude takes less than we thought: what is up to here need not be shown to it again. */
  readonly forget: (through: Exchange) => void
  /** For the operator: Claude failed, and how. Nothing of what was said. */
  readonly complain: (what: { readonly why: string; readonly detail: string; readonly model: string }) => void
}

/** What a turn has cost and come to before a message, or with it. */
export interface Asking {
  readonly model: string
  readonly claudeCalls: number
  readonly usage: Usage
}

/** What Claude is asked besides the transcript. */
export interface Asked {
  readonly turn: Turn
  readonly file: FileRef | undefined
  /** The rounds with tools that are behind this turn. */
  readonly steps: readonly Step[]
  readonly toolbox: readonly Definition[]
}

export interface Spoken {
  readonly asking: Asking
  readonly why: Case | ''
  /** When it is worth asking again, in milliseconds since 1970; undefined where nobody knows. */
  readonly again: number | undefined
  readonly stopped: string
  readonly content: readonly Block[]
  readonly hasText: boolean
}

/** One message of Claude's, from whichever attempt brings one. Undefined where `stop` has fired. */
export async function* speech(
  deps: SpeechDeps,
  { turn, file, steps, toolbox }: Asked,
  before: Asking,
  stop: AbortSignal,
): AsyncGenerator<Heard, Spoken | undefined> {
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
  let again: number | undefined
  /** Since when a tool is at work that nothing has been said after. */
  let usingSince: number | undefined
  const ended = (why: Case | '', stopped = '', content: readonly Block[] = []): Spoken => ({
    asking: { model, claudeCalls, usage },
    why,
    again,
    stopped,
    content,
    hasText,
  })
  const choice = await deps.models.choose(model)
  if (!('model' in choice)) {
    again = choice.again
    return ended(choice.why)
  }
  model = choice.model
  for (let tries = 1; ; tries += 1) {
    const request = modelRequest({ ...settings, model, transcript, asked, files, steps, toolbox })
    claudeCalls += 1
    const call = deps.models.begin(model)
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
    if (failure === undefined) deps.models.worked(call)
    else {
      deps.complain({ why: failure.why, detail: failure.detail, model })
      deps.models.failed(call, failure)
    }
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
    const usable = {
      same: deps.models.mayAsk(model),
      fallback: deps.models.mayAsk(settings.fallbackModel),
    }
    const next = hasText ? undefined : remedy(failure, tries, model === settings.fallbackModel, usable)
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
