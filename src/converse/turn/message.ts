/** One message of Claude's, from whichever call, or model, brings one. */

import type { Clock } from '../../clock.ts'
import { isRecord, textAt } from '../../json.ts'
import type { Case } from '../../sentences.ts'
import type { Settings } from '../../settings.ts'
import { speaker } from '../question.ts'
import type { AnswerEvent, Ending } from './answer.ts'
import type { FileRef } from '../claude/file-block.ts'
import type { Ask } from '../claude/claude.ts'
import { type Block, goneOn } from '../claude/content.ts'
import { type Failure, remedy } from '../claude/failure.ts'
import type { Nonce } from '../claude/nonce.ts'
import { withoutNonces } from '../claude/nonce-filter.ts'
import { joinTo } from '../claude/join.ts'
import { noUsage, type Usage } from '../claude/model-event.ts'
import type { Models } from './circuit.ts'
import { type ModelRequest, modelRequest } from '../claude/prompt.ts'
import { textIn, type Round } from '../claude/rounds.ts'
import type { Definition } from '../claude/server-tools.ts'
import { toolLabel } from '../tools/tool-label.ts'
import { type Exchange, newerHalf, newestTooOld } from '../claude/transcript.ts'
import type { Turn } from './turn.ts'
import { only, tooHeavy, type TurnFiles } from './turn-files.ts'

export interface MessageDeps {
  readonly clock: Clock
  readonly settings: Pick<Settings, 'model' | 'fallbackModel' | 'maxTokens' | 'systemPrompt'>
  readonly claude: {
    readonly ask: Ask
    readonly models: Models
    /** For the operator: Claude failed, and how. Nothing of what was said. */
    readonly complain: (what: {
      readonly why: string
      readonly detail: string
      readonly model: string
    }) => void
  }
  readonly files: TurnFiles
  readonly thread: {
    /** Claude takes less than we thought: what is up to here need not be shown to it again. */
    readonly forget: (through: Exchange) => void
  }
}

/** What Claude is asked besides the transcript. */
export interface Asked {
  readonly turn: Turn
  readonly file: FileRef | undefined
  /** The rounds with tools that are behind this turn. */
  readonly rounds: readonly Round[]
  readonly toolbox: readonly Definition[]
  /** What an earlier life of the turn has received of this message; empty where there was none. */
  readonly textSoFar: string
  /** The model of the round before; empty where there was none. */
  readonly model: string
}

/** How a message ended. */
export interface MessageEnd {
  readonly ending: Ending
  /** Claude's own word for it; empty where it is not Claude that ended it. */
  readonly stopped: string
  readonly content: readonly Block[]
}

const ended = (why: Case | '', stopped = '', content: readonly Block[] = []): MessageEnd => ({
  ending: { why },
  stopped,
  content,
})

/** A message that broke off is gone on with, as long as each call brings something; after so many something else is wrong. */
const MOST_CALLS = 12

/** Claude may pause so often in a row. Source: Claude API, Handling stop reasons, "pause_turn". */
export const MOST_PAUSES = 5

/** One message of Claude's, from whichever calls bring one. Undefined where `stop` has fired. */
export async function* message(
  deps: MessageDeps,
  { turn, file, rounds, toolbox, textSoFar: left, ...before }: Asked,
  stop: AbortSignal,
): AsyncGenerator<AnswerEvent, MessageEnd | undefined> {
  const { settings } = deps
  const { models, complain } = deps.claude
  const asked = {
    name: speaker(turn.question),
    asked: turn.question.text,
    ...(file === undefined ? {} : { file }),
  }
  let files = deps.files.blocks([...turn.transcript.exchanges, asked])
  let model = before.model === '' ? settings.model : before.model
  let { transcript } = turn
  let textSoFar = left
  let pauses = 0
  for (let tries = 1, calls = 1; ; tries += 1, calls += 1) {
    // Before a second try, too: while this turn waited for it another may have met what gives the model up.
    const choice = await models.choose(model)
    if (!('model' in choice)) {
      const why = textSoFar.trim() === '' ? choice.why : 'cut off'
      return { ...ended(why), ending: { why, again: choice.again } }
    }
    model = choice.model
    const request = modelRequest({ ...settings, model, transcript, asked, files, rounds, toolbox, textSoFar })
    yield { kind: 'call', model }
    const call = models.begin(model)
    const isResumed = textSoFar.trim() !== ''
    const result = yield* attempt(deps, request, textSoFar, transcript.nonce, stop)
    yield { kind: 'used', usage: result.usage }
    // One that brought something is the first of those that did not.
    const broughtText = result.textSoFar.trim() !== textSoFar.trim()
    if (broughtText) tries = 1
    textSoFar = result.textSoFar
    const { end, failure } = result
    if (end === undefined && failure === undefined) return undefined
    if (end !== undefined) models.worked(call)
    if (failure !== undefined) {
      complain({ why: failure.why, detail: failure.detail, model })
      // A line that breaks in the middle of an answer says nothing about the model.
      if (failure.why !== 'cut off' || !broughtText) models.failed(call, failure)
    }
    const hasText = textSoFar.trim() !== ''
    const own = only(file, files)
    const isHeavy = !hasText && failure !== undefined && tooHeavy.has(failure.why)
    if (isHeavy && own.size < files.size) {
      // Pages and pictures are limited over a whole request. The older ones can be left out.
      deps.files.evict()
      files = own
      continue
    }
    if (isHeavy && own.size > 0) return ended('file refused')
    const tooOld = newestTooOld(transcript)
    const isWhole = transcript === turn.transcript && own.size === 0
    if (tooOld !== undefined && isWhole && isTooLong(end?.stop, failure, hasText)) {
      deps.thread.forget(tooOld)
      transcript = newerHalf(transcript)
      continue
    }
    if (end?.stop === 'pause_turn' && isResumed) {
      // A paused message has to go back unchanged. One that broke off before is not whole, so it is resumed once more.
      pauses += 1
      if (pauses > MOST_PAUSES) return ended('tools too long', '', end.content)
      continue
    }
    if (end !== undefined) {
      // After a round with tools Claude may have nothing to add to what it said before them.
      const hasWords = hasText || rounds.some((round) => textIn(round).trim() !== '')
      return ended(caseOf(end.stop, hasWords), end.stop, end.content)
    }
    if (failure === undefined) return undefined
    const usable = {
      same: models.mayAsk(model),
      fallback: models.mayAsk(settings.fallbackModel),
    }
    const onFallback = model === settings.fallbackModel
    const next = calls < MOST_CALLS ? remedy(failure, tries, onFallback, usable) : undefined
    if (next?.do !== 'again')
      return ended(hasText ? 'cut off' : failure.why === 'cut off' ? 'unreachable' : failure.why)
    if (next.model === 'fallback') model = settings.fallbackModel
    await deps.clock.sleep(next.afterMs, stop)
    if (stop.aborted) return undefined
  }
}

interface Attempt {
  /** Of the whole message, what came before included. */
  readonly textSoFar: string
  readonly usage: Usage
  readonly end?: { readonly stop: string; readonly content: readonly Block[] } | undefined
  readonly failure?: Failure | undefined
}

/** One call: what Claude writes, joined to what came of this message before. */
async function* attempt(
  { clock, claude }: MessageDeps,
  request: ModelRequest,
  before: string,
  nonce: Nonce,
  stop: AbortSignal,
): AsyncGenerator<AnswerEvent, Attempt> {
  let textSoFar = before
  const join = joinTo(before)
  /** Since when a tool is at work that nothing has been said after. */
  let usingSince: number | undefined
  const received = (text: string): readonly AnswerEvent[] => {
    if (text === '') return []
    // What follows a tool is another paragraph; see `textIn`, which has to do the same.
    const spaced = usingSince !== undefined && textSoFar.trim() !== '' ? `\n\n${text}` : text
    usingSince = undefined
    textSoFar += spaced
    return [{ kind: 'text', text: spaced }]
  }
  for await (const event of withoutNonces(claude.ask(request, stop), nonce)) {
    switch (event.kind) {
      case 'text':
        yield* received(join.receive(event.text))
        break
      case 'uses':
        // After a tool nothing is gone on with in the middle of a sentence; what was said again before it stays known.
        yield* received(join.end())
        usingSince ??= clock.now()
        yield { kind: 'tools', atWork: [{ label: usesLabel(event.tool, event.input), since: usingSince }] }
        break
      case 'failed':
        // What is still held back was said before, or is said again by the next.
        return { textSoFar, usage: event.usage, failure: event.failure }
      case 'end': {
        yield* received(join.end())
        const content = goneOn(
          before === '' ? '' : before + join.between(),
          join.again(),
          event.content ?? [],
        )
        return { textSoFar, usage: event.usage, end: { stop: event.stop, content } }
      }
    }
  }
  return { textSoFar, usage: noUsage }
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
