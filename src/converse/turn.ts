/** One turn: a cached answer, else Claude's, streamed into the reply; and what it cost. */

import type { Clock } from '../clock.ts'
import type { Delivered, Piece } from '../deliver/reply-state.ts'
import { type Case, sentence } from '../sentences.ts'
import type { Settings } from '../settings.ts'
import { type Account, closeAccount, openAccount, speaker, type Turn, type TurnEnd } from './account.ts'
import type { Cache } from './cache.ts'
import type { Ask } from './claude.ts'
import { type Failure, remedy } from './failure.ts'
import { fingerprint } from './fingerprint.ts'
import type { Usage } from './model-event.ts'
import { instructions, modelRequest } from './prompt.ts'
import type { Question } from './question.ts'
import { type Exchange, newerHalf, newestTooOld } from './transcript.ts'

export interface TurnDeps {
  readonly clock: Clock
  readonly settings: Pick<
    Settings,
    'model' | 'fallbackModel' | 'maxTokens' | 'systemPrompt' | 'cacheTtlSeconds' | 'turnDeadlineSeconds'
  >
  readonly ask: Ask
  /** Undefined where the flag CACHE is off. */
  readonly cache: Cache | undefined
  /** Shows the pieces; `abandon` is called when that has become impossible. */
  readonly deliver: (pieces: AsyncIterable<Piece>, abandon: () => void) => Promise<Delivered>
  /** Asked at the deadline: whether the reply can go on without the interaction's token, which is about to die. */
  readonly outlives: () => Promise<boolean>
  /** Work that may go on after the turn has ended. */
  readonly later: (work: Promise<void>) => void
  /** Claude takes less than we thought: what is up to here need not be shown to it again. */
  readonly forget: (through: Exchange) => void
  /** For the operator: Claude failed, and how. Nothing of what was said. */
  readonly complain: (what: { readonly why: string; readonly detail: string; readonly model: string }) => void
}

/** A turn that outlives its token ends all the same: nobody waits for an answer that long. */
const OUTLIVES_MS = 45 * 60_000

/** Runs a turn until its last edit. Expected failures end in a sentence; it rejects for bugs alone. */
export async function runTurn(deps: TurnDeps, turn: Turn): Promise<TurnEnd> {
  const startedAt = deps.clock.now()
  const account = openAccount(deps.settings.model)
  const stop = new AbortController()
  const over = new AbortController()
  const deadline = async (): Promise<void> => {
    const until = turn.question.askedAt + deps.settings.turnDeadlineSeconds * 1_000
    await deps.clock.sleep(until - startedAt, over.signal)
    if (!over.signal.aborted && (await deps.outlives())) await deps.clock.sleep(OUTLIVES_MS, over.signal)
    stop.abort()
  }
  void deadline()
  try {
    const delivered = await deps.deliver(answer(deps, turn, account, stop.signal), () => stop.abort())
    remember(deps, turn, account, delivered)
    return closeAccount(turn, account, delivered, startedAt, deps.clock.now())
  } finally {
    over.abort()
  }
}

async function* answer(
  deps: TurnDeps,
  turn: Turn,
  account: Account,
  stop: AbortSignal,
): AsyncGenerator<Piece> {
  const { question } = turn
  if (deps.cache !== undefined && !question.private && !question.fresh) {
    const kept = await deps.cache.recall(printOf(deps, turn))
    account.cache = kept === undefined ? 'miss' : 'hit'
    if (kept !== undefined) {
      account.answer = kept
      yield { kind: 'text', text: kept }
      return
    }
  }
  account.why = yield* claudes(deps, turn, account, stop)
  if (account.why !== '') yield { kind: 'note', text: sentence(account.why, question.language) }
}

/** Claude's answer, from whichever attempt brings one; returns the case of the sentence that belongs under it. */
async function* claudes(
  deps: TurnDeps,
  turn: Turn,
  account: Account,
  stop: AbortSignal,
): AsyncGenerator<Piece, Case | ''> {
  const { settings } = deps
  const asked = { name: speaker(turn.question), asked: turn.question.text }
  let { transcript } = turn
  for (;;) {
    const { model } = account
    const request = modelRequest({ ...settings, model, transcript, asked })
    account.claudeCalls += 1
    let end: { readonly stop: string } | undefined
    let failure: Failure | undefined
    for await (const event of deps.ask(request, stop)) {
      if (event.kind === 'text') {
        account.firstTextAt ??= deps.clock.now()
        account.answer += event.text
        yield event
        continue
      }
      account.usage = sum(account.usage, event.usage)
      if (event.kind === 'end') end = event
      else failure = event.failure
    }
    const hasText = account.answer.trim() !== ''
    const tooOld = newestTooOld(transcript)
    if (tooOld !== undefined && transcript === turn.transcript && isTooMuch(end, failure, hasText)) {
      deps.forget(tooOld)
      transcript = newerHalf(transcript)
      continue
    }
    if (end !== undefined) return caseOf(end.stop, hasText)
    // A stream that just ends was stopped: by the deadline, or because nothing can be shown any more.
    if (failure === undefined) return hasText ? 'time limit' : 'silent'
    deps.complain({ why: failure.why, detail: failure.detail, model })
    if (hasText) return 'cut off'
    const next = remedy(failure, account.claudeCalls, model === settings.fallbackModel)
    if (next.do === 'give up') return failure.why === 'cut off' ? 'unreachable' : failure.why
    if (next.model === 'fallback') account.model = settings.fallbackModel
    await deps.clock.sleep(next.afterMs, stop)
    if (stop.aborted) return 'silent'
  }
}

/** The request, and not only the question, was longer than the model takes. */
const isTooMuch = (
  end: { readonly stop: string } | undefined,
  failure: Failure | undefined,
  hasText: boolean,
): boolean => !hasText && (end?.stop === 'model_context_window_exceeded' || failure?.why === 'too much text')

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

function remember(
  { cache, later, settings }: TurnDeps,
  turn: Turn,
  account: Account,
  { outcome }: Delivered,
): void {
  const isKept =
    outcome === 'whole' && account.why === '' && account.cache !== 'hit' && !turn.question.private
  if (cache === undefined || !isKept) return
  later(cache.remember(printOf({ settings }, turn), account.answer, settings.cacheTtlSeconds))
}

const printOf = ({ settings }: Pick<TurnDeps, 'settings'>, { question, transcript }: Turn): string =>
  fingerprint({
    text: question.text,
    transcript: transcript.exchanges,
    model: settings.model,
    instructions: instructions(settings.systemPrompt),
    scope: scopeOf(question),
  })

/** An answer never crosses from one guild to another, nor from a member who brought the app along to the guild. */
const scopeOf = ({ guild, member, userInstall }: Question): string =>
  guild === null || userInstall ? `member ${member}` : `guild ${guild}`

const sum = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  outputTokens: a.outputTokens + b.outputTokens,
})
