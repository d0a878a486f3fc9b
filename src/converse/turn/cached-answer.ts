/** A turn and the cache: looks for a cached answer to its question, and caches the answer of Claude. */

import { type Clock, within } from '../../clock.ts'
import type { Delivered } from '../../deliver/reply-state.ts'
import type { CacheWhy } from '../../measure/figures.ts'
import type { TurnSettings } from './turn-settings.ts'
import { type CacheResult, notAsked, shownHit } from './cache-result.ts'
import { type Course, textOf } from './course.ts'
import type { CacheNote } from '../coordinator/cache-index.ts'
import type { Cache, Hit, Place } from '../cache/cache.ts'
import { cacheable, lookup } from '../cache/cacheable.ts'
import type { Judge } from '../cache/judge.ts'
import { against, isForBoth } from '../cache/verdict.ts'
import { mayRead } from '../tools/channel-reader.ts'
import { answererOf, type Fingerprints, fingerprints, scopeOf } from '../cache/fingerprint.ts'
import { placeOf } from '../claude/server-tools.ts'
import { namesOf, toolbox } from '../tools/table.ts'
import type { SharedAnswers } from './shared-answers.ts'
import type { Turn } from './turn.ts'

export interface CacheDeps {
  readonly clock: Clock
  readonly settings: TurnSettings
  /** Undefined where the flag CACHE is off. */
  readonly cache: Cache | undefined
  readonly claude: {
    /** Undefined where CACHE_VERDICT is off: then an answer serves only the state of a conversation that it was given in. */
    readonly judge: Judge | undefined
  }
  readonly thread: {
    /** Work that may go on after the turn has ended. */
    readonly later: (work: Promise<void>) => void
    /** Tells the coordinator of an answer that was kept after its turn had ended. */
    readonly kept: (note: CacheNote) => void
  }
}

/** Looks for a cached answer to the turn's question, if it may have one. Never rejects. */
export async function recall(deps: CacheDeps, turn: Turn, isAboutFile: boolean): Promise<CacheResult> {
  const { clock, cache } = deps
  if (cache === undefined) return notAsked('off')
  const why = isAboutFile ? 'file' : lookup(turn.question)
  if (why !== undefined) return notAsked(why)
  const places = placesOf(deps.claude, fingerprintsOf(deps, turn))
  if (places.length === 0) return notAsked('repeated')
  const from = clock.now()
  const recalled = await cache.recall(places, scopeOf(turn.question))
  const lookMs = clock.now() - from
  if ('hit' in recalled) return { ...shownHit(recalled.hit, clock.now()), lookMs }
  return { use: 'miss', why: recalled.miss, stale: recalled.stale, verdict: recalled.verdict, lookMs }
}

/** An ended answer, and what decides whether it may be cached. */
export interface Keepable {
  readonly course: Course
  readonly delivered: Pick<Delivered, 'outcome'>
  /** The answer may depend on a file, of this question or of an earlier one. */
  readonly isAboutFile: boolean
}

export interface CacheOutcome {
  /** Why the answer is not cached; empty when it is, and when this turn has nothing to cache. */
  readonly notKept: CacheWhy | ''
  /** The report to the coordinator. Never rejects. */
  readonly note: Promise<CacheNote | undefined>
}

const nothing = (notKept: CacheWhy | ''): CacheOutcome => ({ notKept, note: Promise.resolve(undefined) })

/**
 * Caches the answer if it may be given again. The answer to a question that opens a conversation waits for Claude's
 * verdict. It is then reported to the coordinator by `kept` and not by the result.
 */
export function cacheAnswer(deps: CacheDeps, turn: Turn, made: Keepable): CacheOutcome {
  const { course, delivered, isAboutFile } = made
  const { cached, answer } = course
  if (cached.hit !== undefined)
    return { notKept: '', note: Promise.resolve(givenAgain(deps, turn, cached.hit)) }
  // A turn that followed another turn's answer leaves this to the turn that asked Claude.
  if (deps.cache === undefined || isAboutFile || cached.use === 'joined') return nothing('')
  const end = {
    answer: textOf(course),
    // Without a part of the conversation it is another's answer.
    why: answer.healed === undefined ? (answer.ending?.why ?? '') : answer.healed.how,
    delivered: delivered.outcome === 'whole',
    impureTools: answer.rounds.length > 0,
  }
  // The answer may depend on more than an earlier life of the turn has stored.
  const notKept = cacheable(turn.question, end) ?? (cached.why === 'taken up' ? cached.why : '')
  if (notKept !== '') return nothing(notKept)
  return { notKept, note: keep({ ...deps, cache: deps.cache }, turn, course) }
}

function givenAgain(deps: CacheDeps, turn: Turn, hit: Hit): CacheNote {
  const { key, madeAt, expiresAt, fingerprint } = hit
  const isGeneral = fingerprint === fingerprintsOf(deps, turn).contextFree
  const repeat = isGeneral ? repeatOf(turn) : {}
  return { key, madeAt, expiresAt, scope: scopeOf(turn.question), wrote: false, ...repeat }
}

type Keeps = CacheDeps & { readonly cache: Cache }

async function keep(deps: Keeps, turn: Turn, course: Course): Promise<CacheNote | undefined> {
  const { cache, claude, settings, thread } = deps
  const { question } = turn
  const names = fingerprintsOf(deps, turn)
  const { model } = course.answer.cost
  const entry = {
    answer: course.answer.text,
    madeAt: course.startedAt,
    model: model === '' ? settings.model : model,
  }
  if (names.isOpener && claude.judge !== undefined) {
    thread.later(keepJudged(deps, claude.judge, turn, course, names.contextFree, entry))
    return undefined
  }
  // A member who asks for a fresh answer does not want the one from another conversation either.
  if (question.fresh && !names.isOpener) await cache.forget(names.contextFree)
  const own = names.isOpener ? names.contextFree : names.inContext
  if (own === undefined) return undefined
  const scope = scopeOf(question)
  const written = await cache.write(own, scope, entry, settings.cacheTtlSeconds)
  if (!written.wrote) return undefined
  return { ...written, scope, ...(names.isOpener ? repeatOf(turn) : {}) }
}

/**
 * Keeps the answer with Claude's verdict on its question. One that nobody else may be given is not written down: the
 * verdict alone is, so that the next who asks costs no further call. Without a verdict nothing is kept, because no
 * conversation is in the same state again. Never rejects.
 */
async function keepJudged(
  deps: Keeps,
  judge: Judge,
  turn: Turn,
  { cached }: Course,
  fingerprint: string,
  entry: Parameters<Cache['write']>[2],
): Promise<void> {
  const { cache, settings, thread } = deps
  const { question } = turn
  const verdict = cached.verdict ?? (await judge(turn.spoken.asked, question.thread))
  if (verdict === undefined) return
  const scope = scopeOf(question)
  const isGeneral = against(verdict) === undefined
  const answer = isGeneral ? entry.answer : ''
  const judged = { ...entry, answer, verdict }
  const written = await cache.write(fingerprint, scope, judged, settings.cacheTtlSeconds)
  if (isGeneral && written.wrote) thread.kept({ ...written, scope, ...repeatOf(turn) })
}

/**
 * What the coordinator needs to refresh the answer ahead: the question, if that is switched on. It knows the operator's
 * settings alone: what a server's own settings have shaped it cannot make.
 */
const repeatOf = ({ question, variants, spoken: { asked } }: Turn): Pick<CacheNote, 'question'> =>
  question.settings === undefined && variants.predict === 'on' ? { question: asked } : {}

/** Longer than a verdict usually takes. A turn that has waited this long asks Claude itself. */
const JOINS_WITHIN_MS = 2_000

/**
 * The name by which equal questions share the answer that is in flight. Undefined for one that is to be answered alone:
 * two who roll a die want two numbers, and "who am I" is asked by two people. Where an equal question is in flight, the
 * verdict decides. Never rejects.
 */
export async function sharedName(
  deps: CacheDeps & { readonly shared: Pick<SharedAnswers<unknown>, 'isInFlight'> },
  turn: Turn,
  { verdict }: CacheResult,
  isAboutFile: boolean,
): Promise<string | undefined> {
  const { clock, settings, shared } = deps
  const { judge } = deps.claude
  const { question } = turn
  if (isAboutFile || lookup(question) !== undefined) return undefined
  // A member who may read the channel must not get the answer of one who may not.
  const name = `${fingerprintsOf(deps, turn).inFlight} ${mayRead(settings.readChannel, question)}`
  if (!shared.isInFlight(name)) return name
  const known =
    verdict ??
    (judge && (await within(clock, JOINS_WITHIN_MS, judge(turn.spoken.asked, question.thread)))?.value)
  return known !== undefined && isForBoth(known) ? name : undefined
}

/** The places where an answer is looked for, the best first. */
function placesOf({ judge }: CacheDeps['claude'], names: Fingerprints): readonly Place[] {
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
  { question, spoken, transcript }: Turn,
): Fingerprints =>
  fingerprints({
    ...answererOf(settings, namesOf(toolbox(settings, question.thread, placeOf(question)))),
    text: spoken.asked,
    transcript,
    thread: question.thread,
    scope: scopeOf(question),
    member: question.member,
  })
