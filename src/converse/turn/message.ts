/** One message of Claude's, from whichever call, or model, brings one. */

import type { Clock } from '../../clock.ts'
import { type Amount, amountOf } from '../../guild/amount.ts'
import { dollarsOf } from '../../settings/prices.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { TurnSettings } from './turn-settings.ts'
import type { AnswerEvent, Ending } from './answer.ts'
import { attempt, probe } from './attempt.ts'
import { countShown } from '../claude/file-block.ts'
import type { FileRef } from '../claude/file-ref.ts'
import type { Ask } from '../claude/claude.ts'
import type { Block } from '../claude/content.ts'
import { estimateOf } from '../claude/estimate.ts'
import { type Failure, LONGEST_PAUSE_MS, remedy, remedyOfOne } from '../claude/failure.ts'
import type { Usage } from '../claude/model-event.ts'
import type { Purse } from '../claude/purse.ts'
import type { Models } from './circuit.ts'
import { modelRequest } from '../claude/prompt.ts'
import { textIn, type Round } from '../claude/rounds.ts'
import type { Definition } from '../claude/server-tools.ts'
import { type Exchange, newerHalf, newestTooOld } from '../claude/transcript.ts'
import type { InFlight } from './shared-answers.ts'
import type { Turn } from './turn.ts'
import { type Healing, heal, healedBy } from './heal.ts'
import { factsOf, inForm, type LeftOut, leftOutBy } from './healed-request.ts'
import { only, type TurnFiles } from './turn-files.ts'

export interface MessageDeps {
  readonly clock: Clock
  readonly settings: Pick<
    TurnSettings,
    'model' | 'fallbackModel' | 'maxTokens' | 'prices' | 'systemPrompt' | 'persona'
  >
  readonly claude: {
    readonly ask: Ask
    readonly models: Models
    /** Before each call it has to grant what that may cost. */
    readonly purse: Purse
    /** From 0 to below 1. */
    readonly chance: () => number
    /** Reports to the operator how Claude failed, without text of the conversation. */
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
    /** Claude has refused this: it need not be refused again. */
    readonly leaveOut: (what: LeftOut) => void
  }
}

/** What Claude is asked besides the transcript. */
export interface Asked {
  readonly turn: Turn
  readonly files: readonly FileRef[]
  /** The rounds with tools that are behind this turn. */
  readonly rounds: readonly Round[]
  readonly toolbox: readonly Definition[]
  /** What an earlier life of the turn has received of this message; empty where there was none. */
  readonly textSoFar: string
  /** The model of the round before; empty where there was none. */
  readonly model: string
  /** What the message before had to be asked for without; `whole` for the first. */
  readonly healing: Healing
}

/** How a message ended. */
export interface MessageEnd {
  readonly ending: Ending
  /** Claude's own word for it; empty where it is not Claude that ended it. */
  readonly stopped: string
  readonly content: readonly Block[]
  /** For the next message of the turn; undefined where there is none. */
  readonly healing?: Healing
}

const ended = (why: Case | '', stopped = '', content: readonly Block[] = []): MessageEnd => ({
  ending: { why },
  stopped,
  content,
})

/** A message that broke off is resumed as long as each call brings text. After this many calls something else is wrong. */
const MOST_CALLS = 12

/** Claude may pause so often in a row. Source: Claude API, Handling stop reasons, "pause_turn". */
export const MOST_PAUSES = 5

/** How a message is reached while Claude writes it. */
export interface Reach {
  /** Ends it for good. */
  readonly stop: AbortSignal
  readonly inFlight: InFlight
}

/** One message of Claude's, from whichever calls bring one. Undefined where `stop` has fired. */
export async function* message(
  deps: MessageDeps,
  { turn, files: attached, rounds, toolbox, textSoFar: left, ...before }: Asked,
  { stop, inFlight }: Reach,
): AsyncGenerator<AnswerEvent, MessageEnd | undefined> {
  const { settings } = deps
  const { models, complain, chance, purse } = deps.claude
  /** @param isTold Claude has said how the call ended; of one that was stopped before its first event nobody knows the cost */
  const used = (usage: Usage, model: string, isTold: boolean): AnswerEvent => {
    const amount = amountOf(settings.prices, model, usage)
    purse.spent(isTold || amount.tokens > 0 ? amount : undefined)
    return { kind: 'used', usage, usd: dollarsOf(settings.prices, model, usage) }
  }
  const isOnly = settings.fallbackModel === settings.model
  const asked = {
    ...turn.spoken,
    files: attached,
  }
  let files = deps.files.blocks([...turn.transcript.exchanges, asked])
  const own = only(attached, files)
  let { healing } = before
  let isHealed = true
  let model = before.model === '' ? settings.model : before.model
  let { transcript } = turn
  let textSoFar = left
  let pauses = 0
  for (let tries = 1, calls = 1; ; tries += 1, calls += 1) {
    // Before a second try, too: while this turn waited for it another may have met what gives the model up.
    let choice = await models.choose(model)
    if (
      isOnly &&
      tries === 2 &&
      !('model' in choice) &&
      choice.again - deps.clock.now() <= LONGEST_PAUSE_MS
    ) {
      // What was waited for has closed the only model to all; it is open again so soon that nobody need ask again.
      await deps.clock.sleep(choice.again - deps.clock.now(), stop)
      if (stop.aborted) return undefined
      choice = await models.choose(model)
    }
    if (!('model' in choice)) {
      const why = textSoFar.trim() === '' ? choice.why : 'cut off'
      return { ...ended(why), ending: { why, again: choice.again } }
    }
    model = choice.model
    const facts = factsOf(transcript, files, own, rounds)
    const form = inForm(healing.form, transcript, files, own)
    const request = modelRequest({ ...settings, ...form, model, asked, rounds, toolbox, textSoFar })
    const estimate = (): Amount => estimateOf(settings.prices, model, request, request.max_tokens)
    const refusal = await purse.hold(estimate)
    if (stop.aborted) return undefined
    if (refusal !== undefined) return { ...ended(refusal.why), ending: refusal }
    yield { kind: 'call', model }
    const call = models.begin(model)
    if (healing.form.isProbe) {
      const { usage, end, failure } = await probe(deps.claude.ask, request, stop)
      yield used(usage, model, end || failure !== undefined)
      if (end) models.worked(call)
      else if (failure === undefined) return undefined
      else {
        complain({ why: failure.why, detail: failure.detail, model })
        models.failed(call, failure)
        if (failure.why !== 'bad request') return ended(failure.why)
      }
      const next = heal(healing, facts, end)
      if ('why' in next) return ended(next.why)
      healing = next
      tries = 0
      continue
    }
    const isResumed = textSoFar.trim() !== ''
    const once = new AbortController()
    inFlight.once = calls < MOST_CALLS ? once : undefined
    const either = AbortSignal.any([stop, once.signal])
    const result = yield* attempt(deps, request, textSoFar, transcript.nonce, either)
    inFlight.once = undefined
    yield used(result.usage, model, (result.end ?? result.failure) !== undefined)
    // One that brought something is the first of those that did not.
    const broughtText = result.textSoFar.trim() !== textSoFar.trim()
    if (broughtText) tries = 1
    textSoFar = result.textSoFar
    const { end, failure } = result
    if (end === undefined && failure === undefined) {
      if (stop.aborted || !once.signal.aborted) return undefined
      // A member did not want to wait for it any longer, which is no failure of the model.
      tries -= 1
      continue
    }
    if (end !== undefined) models.worked(call)
    if (failure !== undefined) {
      complain({ why: failure.why, detail: failure.detail, model })
      // A line that breaks in the middle of an answer says nothing about the model.
      if (failure.why !== 'cut off' || !broughtText) models.failed(call, failure)
    }
    const hasText = textSoFar.trim() !== ''
    if (!isHealed && (broughtText || end !== undefined)) {
      isHealed = true
      const healed = healedBy(healing, facts)
      if (healed !== undefined) yield { kind: 'heals', healed }
      deps.thread.leaveOut(leftOutBy(healing.form, transcript))
      if (healed?.how === 'plain') deps.files.evict()
    }
    if (failure?.why === 'bad request' && !hasText) {
      const next = heal(healing, facts, false)
      if ('why' in next) return ended(next.why)
      healing = next
      isHealed = false
      tries = 0
      continue
    }
    const isHeavy = !hasText && failure?.why === 'too much text'
    if (isHeavy && countShown(own) < countShown(files)) {
      // Pages and pictures are limited over a whole request. The older ones can be left out.
      deps.files.evict()
      files = own
      continue
    }
    if (isHeavy && countShown(own) > 0) return ended('file refused')
    const tooOld = newestTooOld(transcript)
    const isWhole = transcript === turn.transcript && countShown(own) === 0
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
      return { ...ended(caseOf(end.stop, hasWords), end.stop, end.content), healing }
    }
    if (failure === undefined) return undefined
    const usable = {
      same: models.mayAsk(model),
      fallback: models.mayAsk(settings.fallbackModel),
    }
    const onFallback = model === settings.fallbackModel
    const next =
      calls >= MOST_CALLS
        ? ({ do: 'give up' } as const)
        : isOnly
          ? remedyOfOne(failure, tries, chance())
          : remedy(failure, tries, onFallback, usable)
    if (next.do === 'give up') {
      if (!hasText && next.afterMs !== undefined)
        return { ...ended('resting'), ending: { why: 'resting', again: deps.clock.now() + next.afterMs } }
      return ended(hasText ? 'cut off' : failure.why === 'cut off' ? 'unreachable' : failure.why)
    }
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
