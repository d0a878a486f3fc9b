/** One turn: a cached answer, else Claude's, streamed into the reply; and what it cost. */

import type { Shown } from '../../deliver/reply-plan.ts'
import type { Delivered, Piece } from '../../deliver/reply-state.ts'
import { TEXT_BYTES } from '../../limits.ts'
import { sentence } from '../../sentences.ts'
import type { Settings } from '../../settings.ts'
import { type Account, closeAccount, openAccount, type Turn, type TurnEnd } from './account.ts'
import { type AttemptDeps, attempts, type Said } from './attempts.ts'
import { type Conclusion, writeConclusion } from './conclusion.ts'
import { toolLogId } from './tool-log-id.ts'
import type { Enter } from '../coordinator/fleet.ts'
import type { Listening, SharedAnswers } from './shared-answer.ts'
import {
  type CacheDeps,
  cached,
  recall,
  remember,
  sharedName,
  staleInstead,
  stalePieces,
} from './turn-cache.ts'
import { sourcesLine } from './sources.ts'
import { progressLine, toolFooter } from '../tools/progress.ts'
import { seesFile } from './turn-files.ts'

export interface TurnDeps extends AttemptDeps, CacheDeps {
  readonly settings: Settings
  /** The answers that are being said in this thread right now. */
  readonly answers: SharedAnswers<Said>
  /** Gone through before Claude is asked. */
  readonly enter: Enter
  /** Offers a whole answer as the first response. What stands of it in Discord then; undefined when it was not shown. */
  readonly offer: (pieces: readonly Piece[]) => Promise<readonly Shown[] | undefined>
  /**
   * Shows the pieces; `abandon` is called when that has become impossible.
   *
   * @param standing what the first response has shown of them already
   */
  readonly deliver: (
    pieces: AsyncIterable<Piece>,
    abandon: () => void,
    standing?: readonly Shown[],
  ) => Promise<Delivered>
  /** Asked at the deadline: whether the reply can go on without the interaction's token, which is about to die. */
  readonly outlives: () => Promise<boolean>
  /** All that was heard of Claude's answer so far; kept with the next change in Discord. */
  readonly hears: (said: string) => void
  /** Claude's answer has ended: to be written down before anything more is shown. */
  readonly concludes: (conclusion: string) => void
}

/** A turn that outlives its token ends all the same: nobody waits for an answer that long. */
const OUTLIVES_MS = 45 * 60_000

/** Runs a turn until its last edit. Expected failures end in a sentence; it rejects for bugs alone. */
export async function runTurn(deps: TurnDeps, turn: Turn): Promise<TurnEnd> {
  const startedAt = deps.clock.now()
  const account = openAccount(deps.settings.model)
  const stop = new AbortController()
  const over = new AbortController()
  const until = turn.question.askedAt + deps.settings.turnDeadlineSeconds * 1_000
  // One that is taken up later shows nothing before it is known by which way: the first call would go to a dead token.
  const isLate = startedAt >= until
  const goesOn = isLate && (await deps.outlives())
  const deadline = async (): Promise<void> => {
    await deps.clock.sleep(until - startedAt, over.signal)
    if (goesOn || (!isLate && !over.signal.aborted && (await deps.outlives())))
      await deps.clock.sleep(OUTLIVES_MS, over.signal)
    stop.abort()
  }
  void deadline()
  account.seesFile = seesFile(turn, deps.files)
  try {
    const hit = isTakenUp(deps, turn, account) ? undefined : await recall(deps, turn, account)
    const delivered =
      hit === undefined
        ? await deliverClaudes(deps, turn, account, stop)
        : await deliverKept(deps, cached(hit, turn.question.language), stop)
    const note = remember(deps, turn, account, delivered, startedAt)
    deps.later(note.then(() => undefined))
    return { ...closeAccount(turn, account, delivered, startedAt, deps.clock.now()), note }
  } finally {
    over.abort()
  }
}

/** What was begun is gone on with, whatever the cache has by now. */
function isTakenUp({ tools }: TurnDeps, { attempt, said, conclusion }: Turn, account: Account): boolean {
  const hasRounds = attempt > 1 && (tools?.steps() ?? []).length > 0
  const isOn = said !== '' || conclusion !== undefined || hasRounds
  if (isOn) account.cacheWhy = 'taken up'
  return isOn
}

async function deliverKept(
  deps: TurnDeps,
  kept: readonly Piece[],
  stop: AbortController,
): Promise<Delivered> {
  const standing = await deps.offer(kept)
  const shownAt = standing === undefined ? undefined : deps.clock.now()
  const delivered = await deps.deliver(each(kept), () => stop.abort(), standing)
  return {
    ...delivered,
    firstWordsAt: shownAt ?? delivered.firstWordsAt,
    lastEditAt: delivered.lastEditAt ?? shownAt,
  }
}

async function* each(pieces: readonly Piece[]): AsyncGenerator<Piece> {
  yield* pieces
}

async function deliverClaudes(
  deps: TurnDeps,
  turn: Turn,
  account: Account,
  stop: AbortController,
): Promise<Delivered> {
  let leave: (() => void) | undefined
  async function* pieces(): AsyncGenerator<Piece> {
    if (turn.conclusion !== undefined) {
      await attach(deps, turn, account, stop.signal)
      return yield* concluded(deps, turn, account, turn.conclusion)
    }
    const place = yield* deps.enter(stop.signal)
    if (place === 'waited') account.waitedUntil = deps.clock.now()
    if (place === 'full') account.why = 'too many waiting'
    if (place === 'full') return yield* notes(turn, account)
    if (!(await attach(deps, turn, account, stop.signal))) return yield* notes(turn, account)
    const listening = deps.answers.listen(
      await sharedName(deps, turn, account),
      (nobodyListens) => attempts(deps, turn, account.file, nobodyListens),
      stop.signal,
    )
    leave = listening.leave
    if (!listening.isFirst) account.cache = 'joined'
    yield* heard(deps, turn, account, listening)
    const instead = stalePieces(account, turn.question.language, deps.clock.now())
    if (instead.length > 0) yield* instead
    else yield* notes(turn, account)
  }
  try {
    return await deps.deliver(pieces(), () => stop.abort())
  } finally {
    leave?.()
  }
}

/** The file that came with the question. False when it cannot be had: then nothing is asked of Claude. */
async function attach(
  { files }: TurnDeps,
  { question }: Turn,
  account: Account,
  stop: AbortSignal,
): Promise<boolean> {
  if (question.file === undefined) return true
  const attached = await files.attach(question.id, question.file, stop)
  if (attached.ok) account.file = attached.file
  else account.why = attached.why
  return attached.ok
}

/** What an earlier life of the turn has heard to the end. */
function* concluded(
  { clock, tools }: TurnDeps,
  turn: Turn,
  account: Account,
  conclusion: Conclusion,
): Generator<Piece> {
  Object.assign(account, { ...conclusion, answer: turn.said, firstTextAt: clock.now() })
  if (turn.said !== '') yield { kind: 'text', text: turn.said }
  for (const file of tools?.outgoing() ?? []) yield { kind: 'file', file }
  yield* notes(turn, account)
}

/** What one of the listeners makes of an answer; only the first of them accounts for what it cost. */
async function* heard(
  { clock, tools, hears, concludes }: TurnDeps,
  { question, said: before }: Turn,
  account: Account,
  { said, isFirst }: Listening<Said>,
): AsyncGenerator<Piece> {
  let end: Extract<Said, { kind: 'end' }> | undefined
  /** What comes after another turn's tools is of no use without them: a next life listens again, from the beginning. */
  let isOthers = false
  for await (const one of said) {
    if (one.kind === 'end') {
      end = one
      continue
    }
    if (one.kind === 'tools') {
      isOthers ||= !isFirst
      if (isOthers) hears('')
      const line = progressLine(one.atWork, clock.now(), question.language)
      yield { kind: 'status', text: line === '' ? undefined : line }
      continue
    }
    if (one.text.trim() !== '') yield { kind: 'status', text: undefined }
    account.firstTextAt ??= clock.now()
    account.answer += one.text
    hears(isOthers ? '' : account.answer)
    yield one
  }
  if (end === undefined && account.answer === '' && before !== '') {
    // Stopped before a word came: what was heard earlier stands all the same.
    account.answer = before
    yield { kind: 'text', text: before }
  }
  // One that just ends was stopped: by the deadline, or because nothing can be shown any more.
  account.why = end?.why ?? (account.answer.trim() === '' ? 'silent' : 'time limit')
  account.again = end?.again
  account.steps = end?.steps ?? []
  account.toolMs = end?.toolMs ?? 0
  account.toolsBy = end?.by
  account.sources = end?.sources ?? []
  account.toolHits = tools?.figures().hits ?? 0
  if (end !== undefined && isFirst) {
    account.model = end.model
    account.claudeCalls = end.claudeCalls
    account.usage = end.usage
  }
  // An expired answer that stands in for Claude's is looked for again by the next life, as Claude is asked again.
  if (end !== undefined && staleInstead(account) === undefined) {
    hears(account.answer)
    if (!isFirst) tools?.take(end.files)
    concludes(writeConclusion(account))
  }
  for (const file of end?.files ?? []) yield { kind: 'file', file }
}

/** Our sentences under an answer, or instead of it. */
function* notes(
  { question }: Turn,
  { why, again, file, steps, toolMs, toolsBy, sources }: Account,
): Generator<Piece> {
  const lines = [
    ...(why === '' ? [] : [sentence(why, question.language, Math.ceil((again ?? 0) / 1_000))]),
    ...(file?.isCut === true ? [sentence('file cut', question.language, TEXT_BYTES / 1_000)] : []),
  ]
  const calls = steps.reduce((sum, { results }) => sum + results.length, 0)
  const footer = calls === 0 ? [] : [toolFooter(calls, toolMs, question.language)]
  const links = sourcesLine(sources, question.language)
  const text = [
    ...(lines.length === 0 ? [] : [lines.join(' ')]),
    ...(links === '' ? [] : [links]),
    ...footer,
  ].join('\n')
  if (text !== '') yield { kind: 'note', text }
  if (calls > 0) {
    const about = { turn: toolsBy ?? question.id, isOwn: question.private || question.userInstall }
    yield { kind: 'button', button: { label: sentence('details', question.language), id: toolLogId(about) } }
  }
}
