/** One turn: a cached answer, else Claude's, streamed into the reply; and what it cost. */

import type { Clock } from '../clock.ts'
import type { Delivered, Piece } from '../deliver/reply-state.ts'
import { isOn } from '../measure/experiment.ts'
import { type Case, sentence } from '../sentences.ts'
import type { Settings } from '../settings.ts'
import { type Account, closeAccount, openAccount, speaker, type Turn, type TurnEnd } from './account.ts'
import type { Cache } from './cache.ts'
import type { CacheNote } from './cache-index.ts'
import { cacheable, lookup } from './cacheable.ts'
import type { Ask } from './claude.ts'
import { remedy } from './failure.ts'
import { answererOf, prints, scopeOf } from './fingerprint.ts'
import type { Usage } from './model-event.ts'
import { modelRequest } from './prompt.ts'

export interface TurnDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly ask: Ask
  /** Undefined where the flag CACHE is off. */
  readonly cache: Cache | undefined
  /** Shows the pieces; `abandon` is called when that has become impossible. */
  readonly deliver: (pieces: AsyncIterable<Piece>, abandon: () => void) => Promise<Delivered>
  /** Asked at the deadline: whether the reply can go on without the interaction's token, which is about to die. */
  readonly outlives: () => Promise<boolean>
  /** Work that may go on after the turn has ended. */
  readonly later: (work: Promise<void>) => void
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
    const note = remember(deps, turn, account, delivered, startedAt)
    deps.later(note.then(() => undefined))
    return { ...closeAccount(turn, account, delivered, startedAt, deps.clock.now()), note }
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
  account.cacheWhy = deps.cache === undefined ? 'off' : (lookup(question) ?? '')
  if (deps.cache !== undefined && account.cacheWhy === '') {
    const recalled = await deps.cache.recall(printsOf(deps, turn), scopeOf(question))
    if ('hit' in recalled) {
      const { hit } = recalled
      account.cache = 'hit'
      account.cacheAgeMs = Math.max(0, deps.clock.now() - hit.madeAt)
      account.hit = hit
      account.answer = hit.answer
      yield { kind: 'text', text: hit.answer }
      return
    }
    account.cache = 'miss'
    account.cacheWhy = recalled.miss
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
  for (;;) {
    const { model } = account
    const request = modelRequest({ ...settings, model, transcript: turn.transcript, asked })
    account.claudeCalls += 1
    let end: { readonly stop: string } | undefined
    let failure
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

/** Keeps the answer where it may be given again. Never rejects. */
async function remember(
  { cache, settings }: TurnDeps,
  turn: Turn,
  account: Account,
  { outcome }: Delivered,
  startedAt: number,
): Promise<CacheNote | undefined> {
  const { question } = turn
  const scope = scopeOf(question)
  const { why, hit } = account
  const wanted = isOn(settings.predict, 'PREDICT', question.thread)
  const isOpening =
    hit?.at === 1 || (turn.transcript.exchanges.length === 0 && turn.transcript.summary === undefined)
  const repeated = wanted && isOpening ? { question: question.text } : {}
  if (hit !== undefined) {
    const { key, madeAt, expiresAt } = hit
    return { key, madeAt, expiresAt, scope, wrote: false, ...repeated }
  }
  const end = { answer: account.answer, why, delivered: outcome === 'whole', impureTools: false }
  if (cache === undefined || cacheable(question, end) !== undefined) return undefined
  const [own, ...others] = printsOf({ settings }, turn)
  const entry = { answer: account.answer, madeAt: startedAt, model: account.model }
  const written = await cache.remember(own, scope, entry, settings.cacheTtlSeconds)
  // Whoever asks afresh was not content with the answer that another conversation left either.
  if (question.fresh && written.wrote) await cache.forget(others)
  return written.wrote ? { ...written, scope, ...repeated } : undefined
}

const printsOf = (
  { settings }: Pick<TurnDeps, 'settings'>,
  { question, transcript }: Turn,
): ReturnType<typeof prints> =>
  prints({
    ...answererOf(settings),
    text: question.text,
    transcript,
    thread: question.thread,
    scope: scopeOf(question),
  })

const sum = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  outputTokens: a.outputTokens + b.outputTokens,
})
