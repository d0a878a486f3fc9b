/** A turn and the cache: whether it looks there, what it finds, and what it leaves for those who ask the same. */

import { type Clock, within } from '../../clock.ts'
import type { Delivered, Piece } from '../../deliver/reply-state.ts'
import { isOn } from '../../measure/experiment.ts'
import { type Case, type Language, sentence } from '../../sentences.ts'
import type { Settings } from '../../settings.ts'
import type { Account, Turn } from './account.ts'
import type { CacheNote } from '../coordinator/cache-index.ts'
import type { Cache, Hit, Place } from '../cache/cache.ts'
import { cacheable, lookup } from '../cache/cacheable.ts'
import type { Judge } from '../cache/judge.ts'
import { against, isForBoth } from '../cache/verdict.ts'
import { mayRead } from '../tools/channel-reader.ts'
import { answererOf, type Fingerprints, fingerprints, scopeOf } from '../cache/fingerprint.ts'
import { placeOf } from '../claude/server-tools.ts'
import { namesOf, toolbox } from '../tools/table.ts'
import type { SharedAnswers } from './shared-answer.ts'

export interface CacheDeps {
  readonly clock: Clock
  readonly settings: Settings
  /** Undefined where the flag CACHE is off. */
  readonly cache: Cache | undefined
  /** Undefined where CACHE_VERDICT is off: then an answer serves only the state of a conversation that it was given in. */
  readonly judge: Judge | undefined
  /** Work that may go on after the turn has ended. */
  readonly later: (work: Promise<void>) => void
  /** Tells the coordinator of an answer that was kept after its turn had ended. */
  readonly kept: (note: CacheNote) => void
}

/** The cached answer to the turn's question, if it may have one; the account tells how that went. Never rejects. */
export async function recall(
  { clock, cache, ...deps }: CacheDeps,
  turn: Turn,
  account: Account,
): Promise<Hit | undefined> {
  const { question } = turn
  account.cacheWhy = cache === undefined ? 'off' : account.seesFile ? 'file' : (lookup(question) ?? '')
  if (cache === undefined || account.cacheWhy !== '') return undefined
  const places = placesOf(deps, fingerprintsOf(deps, turn))
  if (places.length === 0) {
    account.cacheWhy = 'repeated'
    return undefined
  }
  const recalled = await cache.recall(places, scopeOf(question))
  if (!('hit' in recalled)) {
    account.cache = 'miss'
    account.cacheWhy = recalled.miss
    account.stale = recalled.stale
    account.verdict = recalled.verdict
    return undefined
  }
  const { hit } = recalled
  account.cache = 'hit'
  account.cacheAgeMs = Math.max(0, clock.now() - hit.madeAt)
  account.hit = hit
  account.answer = hit.answer
  return hit
}

/** A cached answer as a reply is fed with it: it says that it is one, and how to get another. */
export const cached = ({ answer, madeAt }: Hit, language: Language): readonly Piece[] => [
  { kind: 'text', text: answer },
  { kind: 'note', text: `-# ${sentence('from the cache', language, Math.floor(madeAt / 1_000))}` },
]

/** Cases in which Claude gave no answer that it might give at another time. */
const isUnavailable = new Set<Case | ''>([
  'resting',
  'overloaded',
  'rate limited',
  'spend limit',
  'key refused',
  'forbidden',
  'unknown model',
  'unreachable',
  'silent',
])

/** The expired answer that is better than none: Claude has said nothing, and might at another time. */
export const staleInstead = ({ answer, steps, stale, why }: Account): Hit | undefined =>
  answer.trim() === '' && steps.length === 0 && isUnavailable.has(why) ? stale : undefined

/**
 * The expired answer to the turn's question, where there is one and Claude has given none: marked, and reported as what
 * it is. Nothing otherwise.
 */
export function stalePieces(account: Account, language: Language, now: number): readonly Piece[] {
  const stale = staleInstead(account)
  if (stale === undefined) return []
  account.cache = 'stale'
  account.cacheWhy = ''
  account.cacheAgeMs = Math.max(0, now - stale.madeAt)
  account.answer = stale.answer
  return [
    { kind: 'status', text: undefined },
    { kind: 'text', text: stale.answer },
    { kind: 'note', text: sentence('stale', language, Math.floor(stale.madeAt / 1_000)) },
  ]
}

/**
 * Keeps the answer where it may be given again; the account tells at once why not. Never rejects. The answer to a question
 * that opens a conversation waits for Claude's verdict, and the coordinator is told of it by `kept` and not by the result.
 */
export async function remember(
  deps: CacheDeps,
  turn: Turn,
  account: Account,
  { outcome }: Delivered,
  startedAt: number,
): Promise<CacheNote | undefined> {
  const { cache, settings, judge } = deps
  const { question } = turn
  const scope = scopeOf(question)
  const { why, hit } = account
  const names = fingerprintsOf(deps, turn)
  if (hit !== undefined) {
    const { key, madeAt, expiresAt } = hit
    const isGeneral = hit.fingerprint === names.contextFree
    return { key, madeAt, expiresAt, scope, wrote: false, ...(isGeneral ? repeatOf(deps, turn) : {}) }
  }
  // Who only listened leaves that to the one who asked.
  if (cache === undefined || account.seesFile || account.cache === 'joined') return undefined
  const end = {
    answer: account.answer,
    why,
    delivered: outcome === 'whole',
    impureTools: account.steps.length > 0,
  }
  account.notKept = cacheable(question, end) ?? ''
  if (account.notKept !== '') return undefined
  // What another life has written down may be less than what the answer depends on.
  if (account.cacheWhy === 'taken up') {
    account.notKept = account.cacheWhy
    return undefined
  }
  const entry = { answer: account.answer, madeAt: startedAt, model: account.model }
  if (names.isOpener && judge !== undefined) {
    deps.later(keepJudged({ ...deps, cache, judge }, turn, account, names.contextFree, entry))
    return undefined
  }
  // Whoever asks afresh was not content with the answer that another conversation left either.
  if (question.fresh && !names.isOpener) await cache.forget(names.contextFree)
  const own = names.isOpener ? names.contextFree : names.inContext
  if (own === undefined) return undefined
  const written = await cache.remember(own, scope, entry, settings.cacheTtlSeconds)
  if (!written.wrote) return undefined
  return { ...written, scope, ...(names.isOpener ? repeatOf(deps, turn) : {}) }
}

/**
 * Keeps the answer with Claude's verdict on its question. One that nobody else may be given is not written down: the
 * verdict alone is, so that the next who asks costs no further call. Without a verdict nothing is kept, because no
 * conversation is in the same state again. Never rejects.
 */
async function keepJudged(
  deps: CacheDeps & { readonly cache: Cache; readonly judge: Judge },
  turn: Turn,
  account: Account,
  fingerprint: string,
  entry: Parameters<Cache['remember']>[2],
): Promise<void> {
  const { cache, judge, settings, kept } = deps
  const { question } = turn
  const verdict = account.verdict ?? (await judge(question.text))
  if (verdict === undefined) return
  const scope = scopeOf(question)
  const isGeneral = against(verdict) === undefined
  const answer = isGeneral ? entry.answer : ''
  const written = await cache.remember(
    fingerprint,
    scope,
    { ...entry, answer, verdict },
    settings.cacheTtlSeconds,
  )
  if (isGeneral && written.wrote) kept({ ...written, scope, ...repeatOf(deps, turn) })
}

/** What the coordinator has to know to keep the answer warm: the question, where that is wanted. */
const repeatOf = (
  { settings }: Pick<CacheDeps, 'settings'>,
  { question: { text, thread } }: Turn,
): Pick<CacheNote, 'question'> => (isOn(settings.predict, 'PREDICT', thread) ? { question: text } : {})

/** Longer than a verdict usually takes; whoever waits so long for it asks Claude after all. */
const JOINS_WITHIN_MS = 2_000

/**
 * The name by which equal questions share the answer that is in flight. Undefined for one that is to be answered alone:
 * two who roll a die want two numbers, and "who am I" is asked by two people. Where an equal question is in flight, the
 * verdict decides. Never rejects.
 */
export async function sharedName(
  deps: CacheDeps & { readonly answers: Pick<SharedAnswers<unknown>, 'isInFlight'> },
  turn: Turn,
  { seesFile, verdict }: Account,
): Promise<string | undefined> {
  const { clock, judge, settings } = deps
  const { question } = turn
  if (seesFile || lookup(question) !== undefined) return undefined
  // Who may read the channel must not be given the answer of one who may not.
  const name = `${fingerprintsOf(deps, turn).inFlight} ${mayRead(settings.readChannel, question)}`
  if (!deps.answers.isInFlight(name)) return name
  const known = verdict ?? (judge && (await within(clock, JOINS_WITHIN_MS, judge(question.text)))?.value)
  return known !== undefined && isForBoth(known) ? name : undefined
}

/** Where the answer to a question is looked for, the best place first. */
function placesOf({ judge }: Pick<CacheDeps, 'judge'>, names: Fingerprints): readonly Place[] {
  const hasVerdicts = judge !== undefined
  const { contextFree, inContext, isOpener, sharesTopic } = names
  return [
    ...(inContext === undefined ? [] : [{ fingerprint: inContext, needsVerdict: false }]),
    ...(isOpener || (hasVerdicts && !sharesTopic)
      ? [{ fingerprint: contextFree, needsVerdict: hasVerdicts }]
      : []),
  ]
}

const fingerprintsOf = (
  { settings }: Pick<CacheDeps, 'settings'>,
  { question, transcript }: Turn,
): Fingerprints =>
  fingerprints({
    ...answererOf(settings, namesOf(toolbox(settings, question.thread, placeOf(question)))),
    text: question.text,
    transcript,
    thread: question.thread,
    scope: scopeOf(question),
    member: question.member,
  })
