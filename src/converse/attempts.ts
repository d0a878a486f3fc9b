/** Asks Claude, again or the other model where that may help, until one attempt brings an answer. */

import type { Clock } from '../clock.ts'
import type { Case } from '../sentences.ts'
import type { Settings } from '../settings.ts'
import { speaker, type Turn } from './account.ts'
import type { FileRef } from './attachment.ts'
import type { Ask } from './claude.ts'
import { type Failure, remedy } from './failure.ts'
import { noUsage, type Usage } from './model-event.ts'
import { modelRequest } from './prompt.ts'
import { type Exchange, newerHalf, newestTooOld } from './transcript.ts'
import { only, tooHeavy, type TurnFiles } from './turn-files.ts'

/** What is said of an answer to everyone who listens to it: its text, and then what became of it. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'end'
      /** The case of the sentence that belongs under it, or stands instead of it. */
      readonly why: Case | ''
      readonly model: string
      readonly claudeCalls: number
      readonly usage: Usage
    }

/** Whether this ends an answer that is none, or not all of one. */
export const hasFailed = (one: Said): boolean => one.kind === 'end' && one.why !== ''

export interface AttemptDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'model' | 'fallbackModel' | 'maxTokens' | 'systemPrompt'>
  readonly ask: Ask
  readonly files: TurnFiles
  /** Claude takes less than we thought: what is up to here need not be shown to it again. */
  readonly forget: (through: Exchange) => void
  /** For the operator: Claude failed, and how. Nothing of what was said. */
  readonly complain: (what: { readonly why: string; readonly detail: string; readonly model: string }) => void
}

/** Claude's answer, from whichever attempt brings one. When `stop` fires it just ends. */
export async function* attempts(
  deps: AttemptDeps,
  turn: Turn,
  file: FileRef | undefined,
  stop: AbortSignal,
): AsyncGenerator<Said> {
  const { settings } = deps
  const asked = {
    name: speaker(turn.question),
    asked: turn.question.text,
    ...(file === undefined ? {} : { file }),
  }
  let files = deps.files.blocks([...turn.transcript.exchanges, asked])
  let { model } = settings
  let { transcript } = turn
  let claudeCalls = 0
  let usage = noUsage
  let hasText = false
  const end = (why: Case | ''): Said => ({ kind: 'end', why, model, claudeCalls, usage })
  for (;;) {
    const request = modelRequest({ ...settings, model, transcript, asked, files })
    claudeCalls += 1
    let stopped: string | undefined
    let failure: Failure | undefined
    for await (const event of deps.ask(request, stop)) {
      if (event.kind === 'text') {
        hasText ||= event.text.trim() !== ''
        yield event
        continue
      }
      usage = sum(usage, event.usage)
      if (event.kind === 'end') stopped = event.stop
      else failure = event.failure
    }
    if (stopped === undefined && failure === undefined) return
    if (failure !== undefined) deps.complain({ why: failure.why, detail: failure.detail, model })
    const own = only(file, files)
    const isHeavy = !hasText && failure !== undefined && tooHeavy.has(failure.why)
    if (isHeavy && own.size < files.size) {
      // Pages and pictures are limited over a whole request, and here is who can do without the older ones.
      deps.files.letGo()
      files = own
      continue
    }
    if (isHeavy && own.size > 0) return yield end('file refused')
    const tooOld = newestTooOld(transcript)
    const isWhole = transcript === turn.transcript && own.size === 0
    if (tooOld !== undefined && isWhole && isTooLong(stopped, failure, hasText)) {
      deps.forget(tooOld)
      transcript = newerHalf(transcript)
      continue
    }
    if (failure === undefined) return yield end(caseOf(stopped ?? '', hasText))
    const next = hasText ? undefined : remedy(failure, claudeCalls, model === settings.fallbackModel)
    if (next?.do !== 'again') {
      yield end(hasText ? 'cut off' : failure.why === 'cut off' ? 'unreachable' : failure.why)
      return
    }
    if (next.model === 'fallback') model = settings.fallbackModel
    await deps.clock.sleep(next.afterMs, stop)
    if (stop.aborted) return
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

const sum = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  outputTokens: a.outputTokens + b.outputTokens,
})
