/** A turn and the cache: whether it looks there, what it finds, and what it leaves for those who ask the same. */

import type { Clock } from '../../clock.ts'
import type { Delivered, Piece } from '../../deliver/reply-state.ts'
import { isOn } from '../../measure/experiment.ts'
import { type Case, type Language, sentence } from '../../sentences.ts'
import type { Settings } from '../../settings.ts'
import type { Account, Turn } from './account.ts'
import type { CacheNote } from '../coordinator/cache-index.ts'
import type { Cache, Hit } from '../cache/cache.ts'
import { cacheable, lookup } from '../cache/cacheable.ts'
import { mayRead } from '../tools/channel-reader.ts'
import { answererOf, prints, scopeOf } from '../cache/fingerprint.ts'
import { placeOf } from '../claude/server-tools.ts'
import { namesOf, toolbox } from '../tools/table.ts'

export interface CacheDeps {
  readonly clock: Clock
  readonly settings: Settings
  /** Undefined where the flag CACHE is off. */
  readonly cache: Cache | undefined
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
  const recalled = await cache.recall(printsOf(deps, turn), scopeOf(question))
  if (!('hit' in recalled)) {
    account.cache = 'miss'
    account.cacheWhy = recalled.miss
    account.stale = recalled.stale
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
export const remembered = ({ answer, madeAt }: Hit, language: Language): readonly Piece[] => [
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
export const standIn = ({ answer, steps, stale, why }: Account): Hit | undefined =>
  answer.trim() === '' && steps.length === 0 && isUnavailable.has(why) ? stale : undefined

/**
 * The expired answer to the turn's question, where there is one and Claude has given none: marked, and reported as what
 * it is. Nothing otherwise.
 */
export function outdated(account: Account, language: Language, now: number): readonly Piece[] {
  const stale = standIn(account)
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

/** Keeps the answer where it may be given again; the account tells at once why not. Never rejects. */
export async function remember(
  { cache, settings }: CacheDeps,
  turn: Turn,
  account: Account,
  { outcome }: Delivered,
  startedAt: number,
): Promise<CacheNote | undefined> {
  const { question, transcript } = turn
  const scope = scopeOf(question)
  const { why, hit } = account
  const wanted = isOn(settings.predict, 'PREDICT', question.thread)
  const isOpening = hit?.at === 1 || (transcript.exchanges.length === 0 && transcript.summary === undefined)
  const repeated = wanted && isOpening ? { question: question.text } : {}
  if (hit !== undefined) {
    const { key, madeAt, expiresAt } = hit
    return { key, madeAt, expiresAt, scope, wrote: false, ...repeated }
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
  const [own, ...others] = printsOf({ settings }, turn)
  const entry = { answer: account.answer, madeAt: startedAt, model: account.model }
  const written = await cache.remember(own, scope, entry, settings.cacheTtlSeconds)
  // Whoever asks afresh was not content with the answer that another conversation left either.
  if (question.fresh && written.wrote) await cache.forget(others)
  return written.wrote ? { ...written, scope, ...repeated } : undefined
}

/**
 * The name by which equal questions share the answer that is in flight; undefined for one that is for this member or this
 * time alone: two who roll a die want two numbers, and "who am I" is asked by two people.
 */
export const sharedName = (
  deps: Pick<CacheDeps, 'settings'>,
  turn: Turn,
  { seesFile }: Account,
): string | undefined =>
  seesFile || lookup(turn.question) !== undefined
    ? undefined
    : // Who may read the channel must not be given the answer of one who may not.
      `${printsOf(deps, turn)[0]} ${mayRead(deps.settings.readChannel, turn.question)}`

/** What makes questions equal, the exact name first. */
const printsOf = (
  { settings }: Pick<CacheDeps, 'settings'>,
  { question, transcript }: Turn,
): ReturnType<typeof prints> =>
  prints({
    ...answererOf(settings, namesOf(toolbox(settings, question.thread, placeOf(question)))),
    text: question.text,
    transcript,
    thread: question.thread,
    scope: scopeOf(question),
    member: question.member,
  })
