/** KV: answers by fingerprint. Whatever goes wrong here is a miss, because an answer never depends on it. */

import { type Clock, within } from '../../clock.ts'
import { CACHED_ANSWER_BYTES, STALE_SECONDS } from '../../limits.ts'
import type { CacheWhy } from '../../measure/figures.ts'
import { type Entry, isFresh, type NoEntry, readEntry, readEpoch, writeEntry } from './cache-entry.ts'
import type { OwnWrites } from './own-writes.ts'
import { messageOf } from '../../errors.ts'
import { against, type Verdict } from './verdict.ts'

export type Miss = Extract<
  CacheWhy,
  'none' | 'late' | 'broken' | 'foreign' | 'outdated' | 'error' | 'time' | 'chance' | 'personal' | 'context'
>

/** Where an answer is looked for. */
export interface Place {
  readonly fingerprint: string
  /** What lies there serves only with a verdict that nothing is against. */
  readonly needsVerdict: boolean
}

export interface Hit extends Entry {
  readonly key: string
  readonly fingerprint: string
}

export type Recalled =
  | { readonly hit: Hit }
  /**
   * `stale` has expired, and is for when Claude gives no answer. `verdict` is what Claude said of the question before.
   */
  | { readonly miss: Miss; readonly stale?: Hit; readonly verdict?: Verdict }

/** The result of writing an answer. */
export interface Written {
  readonly key: string
  readonly madeAt: number
  readonly expiresAt: number
  /** False where KV did not take it. */
  readonly wrote: boolean
}

export interface Cache {
  /**
   * The answer at the first of the places that has one, in one round trip of at most 150 ms. What is found broken,
   * foreign or outdated is deleted in the background. Never rejects.
   *
   * KV is eventually consistent: what was written elsewhere is promised within 60 s or more, and a place that has read a
   * key, even one that did not exist, goes on reading the same for half a minute. So an answer that was kept elsewhere
   * may come late, and one that was replaced or forgotten elsewhere may be served for about a minute more. What this
   * object itself has written it sees at once.
   */
  recall(places: readonly Place[], scope: string): Promise<Recalled>
  /**
   * Keeps an answer for `ttlSeconds`, and for a day more for when Claude gives none. Never rejects, and is over within 5 s: the free plan's write limit is an everyday
   * failure. After one that failed nothing is written for a minute.
   */
  write(
    fingerprint: string,
    scope: string,
    entry: Omit<Entry, 'expiresAt'>,
    ttlSeconds: number,
  ): Promise<Written>
  /** Deletes the answer with this fingerprint, because a member asked for a new one. Never rejects. */
  forget(fingerprint: string): Promise<void>
  /** The key under which an answer with this fingerprint is kept. */
  keyOf(fingerprint: string): Promise<string>
  /** Deletes by key, a few at a time. Never rejects; what stays is removed by its TTL. */
  drop(keys: readonly string[]): Promise<void>
  /**
   * Makes all of a scope's answers of before unfindable, also those that are still being written. Never rejects;
   * false where KV did not take it, and then only this object forgets.
   */
  moveEpoch(scope: string): Promise<boolean>
}

export interface CacheDeps {
  readonly clock: Clock
  /** Work that may go on after the turn has ended. */
  readonly later: (work: Promise<void>) => void
  /** What this object has written in the last minute, kept over its turns. */
  readonly own: OwnWrites
  /** When writing goes on after a failure, in milliseconds since 1970; one for the isolate. */
  readonly pause?: { until: number }
}

/** KV answers hot keys in some milliseconds; a cold read that takes longer than this would cost more than it saves. */
const RECALL_WITHIN_MS = 150

/**
 * The shortest that KV allows, in seconds: misses are cached as long, so a longer one would hide new answers.
 * Source: Cloudflare, KV, Read key-value pairs, `cacheTtl`.
 */
const FRESHEST = { cacheTtl: 30 }

/** A write is waited for by nobody, but it keeps the object awake. */
const WRITE_WITHIN_MS = 5_000

/** After the daily limit every write fails until midnight; one try a minute costs nothing. */
const PAUSE_MS = 60_000

/** An epoch has to outlive every answer that it makes unfindable; the longest TTL is a day, and then it is stale for one. */
const EPOCH_TTL_SECONDS = 3 * 86_400

/** KV takes one write a second to a key, and `/forget` must not be lost to that. */
const AGAIN_AFTER_MS = 1_100

/** Of the six connections that an object may have open (Durable Objects, Limits), some are for its turns. */
const AT_ONCE = 4

const isolatePause = { until: 0 }

export function kvCache(kv: KVNamespace, deps: CacheDeps): Cache {
  const { clock, later, own, pause = isolatePause } = deps

  /** Whether it was done; what fails or hangs is told to the log. */
  const done = async (what: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      if (await within(clock, WRITE_WITHIN_MS, work())) return true
      console.warn({ evt: 'cache.failed', what, message: 'no answer in time' })
    } catch (error) {
      console.warn({ evt: 'cache.failed', what, message: messageOf(error) })
    }
    return false
  }
  const drop = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) own.drop(key)
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const some = keys.slice(from, from + AT_ONCE)
      const ends = await Promise.all(some.map((key) => done('delete', () => kv.delete(key))))
      // At the daily limit or with KV down the others would fail as well.
      if (!ends.includes(true)) return
    }
  }
  const writeEpoch = (key: string, now: number): Promise<boolean> => {
    own.write(key, String(now), now)
    return done('epoch', () => kv.put(key, String(now), { expirationTtl: EPOCH_TTL_SECONDS }))
  }

  return {
    async recall(places, scope) {
      try {
        const keys = await Promise.all(places.map(({ fingerprint }) => keyOf(fingerprint)))
        const epochKey = await epochKeyOf(scope)
        const found = await within(clock, RECALL_WITHIN_MS, kv.get([...keys, epochKey], FRESHEST))
        // Before KV has answered nobody can say what has been forgotten, not even of our own.
        if (found === undefined) return { miss: 'late' }
        const now = clock.now()
        const epoch = laterOf(own.read(epochKey, now), found.value.get(epochKey) ?? null, now)
        if (epoch === undefined) {
          // Which answers are forgotten is lost, so all of them are.
          later(writeEpoch(epochKey, now).then(() => undefined))
          return { miss: 'broken' }
        }
        const entries = keys.map((key) =>
          readEntry(own.read(key, now) ?? found.value.get(key) ?? null, scope, epoch, now),
        )
        const useless = keys.filter((_, n) => typeof entries[n] === 'string' && entries[n] !== 'none')
        if (useless.length > 0) later(drop(useless))
        return recalled(
          places.map((place, n) => ({ place, key: keys[n] ?? '', entry: entries[n] ?? 'none' })),
          now,
        )
      } catch (error) {
        console.warn({
          evt: 'cache.failed',
          what: 'get',
          message: messageOf(error),
        })
        return { miss: 'error' }
      }
    },

    async write(fingerprint, scope, made, ttlSeconds) {
      const now = clock.now()
      const key = await keyOf(fingerprint)
      const { answer, madeAt, model } = made
      const entry = { ...made, expiresAt: now + ttlSeconds * 1_000 }
      const written = { key, madeAt, expiresAt: entry.expiresAt }
      if (now < pause.until || new TextEncoder().encode(answer).length > CACHED_ANSWER_BYTES)
        return { ...written, wrote: false }
      const value = writeEntry(entry, scope)
      const wrote = await done('put', () =>
        kv.put(key, value, { expirationTtl: ttlSeconds + STALE_SECONDS, metadata: { madeAt, model } }),
      )
      if (wrote) own.write(key, value, now)
      else pause.until = clock.now() + PAUSE_MS
      return { ...written, wrote }
    },

    drop,

    async forget(fingerprint) {
      await drop([await keyOf(fingerprint)])
    },

    keyOf,

    async moveEpoch(scope) {
      const key = await epochKeyOf(scope)
      const now = clock.now()
      if (await writeEpoch(key, now)) return true
      await clock.sleep(AGAIN_AFTER_MS)
      return writeEpoch(key, now)
    },
  }
}

interface Found {
  readonly place: Place
  readonly key: string
  readonly entry: Entry | NoEntry
}

/** What lies at the places, the best first, as an answer or as the reason why there is none. */
function recalled(found: readonly Found[], now: number): Recalled {
  const answers: Hit[] = []
  const misses: Miss[] = []
  let verdict: Verdict | undefined
  for (const { place, key, entry } of found) {
    if (typeof entry === 'string') {
      if (entry !== 'none') misses.push(entry)
      continue
    }
    verdict ??= entry.verdict
    // Without a verdict nothing is known for it.
    const why = entry.verdict === undefined ? undefined : against(entry.verdict)
    if (why !== undefined) misses.push(why)
    else if (!place.needsVerdict || entry.verdict !== undefined)
      answers.push({ ...entry, key, fingerprint: place.fingerprint })
  }
  const hit = answers.find((answer) => isFresh(answer, now))
  if (hit !== undefined) return { hit }
  const [stale] = answers
  return {
    miss: misses[0] ?? 'none',
    ...(stale === undefined ? {} : { stale }),
    ...(verdict === undefined ? {} : { verdict }),
  }
}

/** Both may be known: one that this object has moved, and one that another has moved since. */
function laterOf(own: string | undefined, stored: string | null, now: number): number | undefined {
  const epoch = readEpoch(stored, now)
  return epoch === undefined ? undefined : Math.max(epoch, readEpoch(own ?? null, now) ?? 0)
}

/** Nothing of the question, its scope or the conversation can be read from a key. */
const keyOf = async (fingerprint: string): Promise<string> => `answer:${await hash(fingerprint)}`

const epochKeyOf = async (scope: string): Promise<string> => `epoch:${await hash(scope)}`

async function hash(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
