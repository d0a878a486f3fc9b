/** A cache that is a map from fingerprints to answers, in which nothing expires. */

import type { Clock } from '../../src/clock.ts'
import type { Cache } from '../../src/converse/cache/cache.ts'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'

export interface CacheFaults {
  /** For how long each answer was to be kept. */
  readonly ttls?: number[]
  /** KV takes nothing. */
  readonly full?: boolean
  /** All that is in it has expired. */
  readonly expired?: boolean
}

/** Of an empty answer only this is kept. */
const AGAINST: Verdict = { ...GENERAL, chance: true }

/** An answer in it was made 5 s ago and has 5 s to live. It has a verdict that nothing is against, unless it is empty. */
export const mapCache = (clock: Clock, answers: Map<string, string>, faults: CacheFaults = {}): Cache => ({
  recall(places, scope) {
    const found = places.find(({ fingerprint }) => answers.has(fingerprint))
    const answer = answers.get(found?.fingerprint ?? '')
    if (found === undefined || answer === undefined) return Promise.resolve({ miss: 'none' })
    if (answer === '') return Promise.resolve({ miss: 'chance', verdict: AGAINST })
    const life = { madeAt: clock.now() - 5_000, expiresAt: clock.now() + 5_000 }
    const { fingerprint } = found
    const hit = { answer, ...life, model: 'main', key: `key of ${scope}`, fingerprint }
    return Promise.resolve(faults.expired === true ? { miss: 'none', stale: hit } : { hit })
  },
  write(fingerprint, scope, { answer, madeAt }, ttl) {
    answers.set(fingerprint, answer)
    faults.ttls?.push(ttl)
    const expiresAt = madeAt + ttl * 1_000
    return Promise.resolve({ key: `key of ${scope}`, madeAt, expiresAt, wrote: faults.full !== true })
  },
  forget(fingerprint) {
    answers.delete(fingerprint)
    return Promise.resolve()
  },
  keyOf: () => Promise.resolve('key'),
  drop: () => Promise.resolve(),
  moveEpoch: () => Promise.resolve(true),
})
