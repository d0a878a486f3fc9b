/** The response cache on a fake KV and a clock that tests move. */

import { type Cache, kvCache, type Place, type Recalled } from '../../src/converse/cache/cache.ts'
import { ownWrites } from '../../src/converse/cache/own-writes.ts'
import { settle, testClock, type TestClock } from './clock.ts'
import { type FakeKv, fakeKv } from './kv.ts'

export const START = 1_000_000

interface Stage {
  readonly kv: FakeKv
  readonly clock: TestClock
  readonly cache: Cache
  /** Another object on the same KV, without the memory of this one. */
  readonly elsewhere: Cache
  readonly keep: (print: string, answer?: string, scope?: string, madeAt?: number) => Promise<boolean>
  /** What a recall brings: the answer, or the reason of the miss. */
  readonly find: (prints: readonly string[], scope?: string) => Promise<string>
  readonly background: () => Promise<unknown>
}

/** Hashing is done by another thread, on no clock; only when somebody sleeps does time have to pass. */
export async function ends<T>(clock: TestClock, work: Promise<T>): Promise<T> {
  const ended = new AbortController()
  const over = (): void => ended.abort()
  work.then(over, over)
  while (!ended.signal.aborted) {
    await settle()
    if (!ended.signal.aborted && clock.sleepers() > 0) return clock.until(work)
  }
  return work
}

/** Where the lack of a verdict does not matter. */
export const places = (...fingerprints: readonly string[]): readonly Place[] =>
  fingerprints.map((fingerprint) => ({ fingerprint, needsVerdict: false }))

export const described = (recalled: Recalled): string =>
  'hit' in recalled ? recalled.hit.answer : `- ${recalled.miss}`

export function stage(): Stage {
  const kv = fakeKv()
  const clock = testClock(START)
  const work: Promise<void>[] = []
  const pause = { until: 0 }
  const object = (): Cache =>
    kvCache(kv.namespace, { clock, own: ownWrites(), later: (one) => work.push(one), pause })
  const cache = object()
  return {
    kv,
    clock,
    cache,
    elsewhere: object(),
    keep: async (print, answer = `Answer to ${print}.`, scope = 'guild 1', madeAt = clock.now()) => {
      const written = cache.write(print, scope, { answer, madeAt, model: 'main' }, 600)
      return (await ends(clock, written)).wrote
    },
    find: async (prints, scope = 'guild 1') =>
      described(await ends(clock, cache.recall(places(...prints), scope))),
    background: () => ends(clock, Promise.all(work)),
  }
}
