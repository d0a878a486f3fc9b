/** A cache that is a map from prints to answers, in which nothing expires. */

import type { Clock } from '../../src/clock.ts'
import type { Cache } from '../../src/converse/cache/cache.ts'

export interface CacheFaults {
  /** For how long each answer was to be kept. */
  readonly ttls?: number[]
  /** KV takes nothing. */
  readonly full?: boolean
  /** All that is in it has expired. */
  readonly expired?: boolean
}

/** An answer in it was made 5 s ago and has 5 s to live. */
export const mapCache = (clock: Clock, answers: Map<string, string>, faults: CacheFaults = {}): Cache => ({
  recall(prints, scope) {
    const at = prints.findIndex((print) => answers.has(print))
    const answer = answers.get(prints[at] ?? '')
    if (answer === undefined) return Promise.resolve({ miss: 'none' })
    const life = { madeAt: clock.now() - 5_000, expiresAt: clock.now() + 5_000 }
    const found = { answer, ...life, model: 'main', key: `key of ${scope}`, at }
    return Promise.resolve(faults.expired === true ? { miss: 'none', stale: found } : { hit: found })
  },
  remember(print, scope, { answer, madeAt }, ttl) {
    answers.set(print, answer)
    faults.ttls?.push(ttl)
    const expiresAt = madeAt + ttl * 1_000
    return Promise.resolve({ key: `key of ${scope}`, madeAt, expiresAt, wrote: faults.full !== true })
  },
  forget(prints) {
    for (const print of prints) answers.delete(print)
    return Promise.resolve()
  },
  drop: () => Promise.resolve(),
  moveEpoch: () => Promise.resolve(true),
})
