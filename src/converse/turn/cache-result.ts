/** What came of the cache for one turn. */

import type { CacheUse, CacheWhy } from '../../measure/figures.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { Hit } from '../cache/cache.ts'
import type { Verdict } from '../cache/verdict.ts'
import type { Answer } from './answer.ts'

export interface CacheResult {
  readonly use: CacheUse
  /** Why it was no hit; empty for one. */
  readonly why: CacheWhy | ''
  /** How old the cached answer is that was shown, in milliseconds; undefined where none was. */
  readonly ageMs?: number | undefined
  /** How long the look took, in milliseconds; undefined where there was none. */
  readonly lookMs?: number | undefined
  /** The cached answer that is shown; undefined where Claude is asked. */
  readonly hit?: Hit | undefined
  /** One that has expired: better than nothing, where Claude has no answer. */
  readonly stale?: Hit | undefined
  /** What Claude said of the question before, as it stood in the cache. */
  readonly verdict?: Verdict | undefined
}

export const notAsked = (why: CacheWhy | ''): CacheResult => ({ use: 'bypass', why })

const shownNow = ({ madeAt }: Hit, now: number): Pick<CacheResult, 'ageMs'> => ({
  ageMs: Math.max(0, now - madeAt),
})

/** A cached answer is shown. */
export const shownHit = (hit: Hit, now: number): CacheResult => ({
  use: 'hit',
  why: '',
  ...shownNow(hit, now),
  hit,
})

/** The expired answer is shown, and reported as what it is. */
export const shownStale = (stale: Hit, { lookMs }: CacheResult, now: number): CacheResult => ({
  use: 'stale',
  lookMs,
  why: '',
  ...shownNow(stale, now),
})

/** Cases in which Claude gave no answer that it might give at another time. */
const isUnavailable = new Set<Case | ''>([
  'resting',
  'overloaded',
  'rate limited',
  'spend limit',
  'account disabled',
  'key refused',
  'forbidden',
  'unknown model',
  'unreachable',
  'silent',
])

/** The expired answer that is better than none: Claude has said nothing, and might at another time. */
export const staleInstead = ({ stale }: CacheResult, { text, rounds, ending }: Answer): Hit | undefined =>
  text.trim() === '' && rounds.length === 0 && isUnavailable.has(ending?.why ?? '') ? stale : undefined
