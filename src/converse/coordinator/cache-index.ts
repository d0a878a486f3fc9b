/** Which answers lie in KV and when they were last asked for: what KV cannot tell, and eviction needs. */

import { STALE_SECONDS } from '../../limits.ts'

/** What a turn tells the coordinator of the cache: an answer that it kept, or one that it was given. Plain data. */
export interface CacheNote {
  readonly key: string
  readonly scope: string
  /** True for an answer that was kept just now, false for one that was there. */
  readonly wrote: boolean
  /** When its question was asked, in milliseconds since 1970. */
  readonly madeAt: number
  readonly expiresAt: number
  /** The question, where its answer serves all conversations of the scope and may be refreshed ahead; kept for a day at most. */
  readonly question?: string
}

export interface CacheIndex {
  /**
   * Notes a use. Returns the keys that have to go for it: first those that have expired and are kept for when Claude gives
   * no answer, then the least recently used. They are forgotten here already.
   */
  note(note: CacheNote, now: number): readonly string[]
  /** Forgets a scope's entries and returns their keys. */
  forget(scope: string, now: number): readonly string[]
  /**
   * Whether its scope was forgotten while the answer was written: the epoch hides it, and nothing of its question may be
   * kept.
   */
  isForgotten(note: Pick<CacheNote, 'scope' | 'madeAt'>): boolean
  /** How many entries may be served now. */
  size(now: number): number
}

/** From the end of a turn until its answer is told of: a verdict, KV and the call, in their longest times. */
const TOLD_WITHIN_MS = 60_000

/** One row for each answer in KV. */
export const entriesTable = `CREATE TABLE entries (
    key TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    uses INTEGER NOT NULL
  ) WITHOUT ROWID;`

/**
 * More is evicted than has to be, this share, so that a full cache does not sort all its entries at every answer. There is
 * no index on the times of use: each hit would write a row more for it.
 */
const SLACK = 1 / 20

/** KV takes 1,000 operations in one invocation; after the limit was lowered the next answers evict the rest. */
const MOST_AT_ONCE = 500

export function cacheIndex(sql: SqlStorage, mostEntries: number): CacheIndex {
  const count = (): number => sql.exec<{ n: number }>('SELECT count(*) AS n FROM entries').one().n
  // Counted once; to count at each turn would read every row.
  let known = count()
  /** When a scope was last forgotten, as long as an answer of before may still be told of. */
  const forgotten = new Map<string, number>()

  return {
    note({ key, scope, madeAt, expiresAt }, now) {
      const isNew = sql.exec('SELECT 1 FROM entries WHERE key = ?', key).toArray().length === 0
      sql.exec(
        `INSERT INTO entries VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET
           made_at = max(made_at, excluded.made_at),
           expires_at = max(expires_at, excluded.expires_at),
           last_used_at = max(last_used_at, excluded.last_used_at),
           uses = uses + 1`,
        key,
        scope,
        madeAt,
        expiresAt,
        now,
      )
      if (isNew) known += 1
      if (known <= mostEntries) return []
      // KV has removed these by itself.
      sql.exec('DELETE FROM entries WHERE expires_at <= ?', now - STALE_SECONDS * 1_000)
      known = count()
      if (known <= mostEntries) return []
      const gone = keysOf(
        sql.exec<{ key: string }>(
          `DELETE FROM entries WHERE key IN
             (SELECT key FROM entries WHERE key <> ? ORDER BY expires_at > ?, last_used_at, expires_at LIMIT ?) RETURNING key`,
          key,
          now,
          Math.min(MOST_AT_ONCE, known - mostEntries + Math.floor(mostEntries * SLACK)),
        ),
      )
      known -= gone.length
      return gone
    },
    forget(scope, now) {
      for (const [other, at] of forgotten) if (at < now - TOLD_WITHIN_MS) forgotten.delete(other)
      forgotten.set(scope, now)
      const gone = keysOf(
        sql.exec<{ key: string }>('DELETE FROM entries WHERE scope = ? RETURNING key', scope),
      )
      known -= gone.length
      return gone
    },
    isForgotten: ({ scope, madeAt }) => madeAt <= (forgotten.get(scope) ?? 0),
    size: (now) =>
      sql.exec<{ n: number }>('SELECT count(*) AS n FROM entries WHERE expires_at > ?', now).one().n,
  }
}

const keysOf = (rows: SqlStorageCursor<{ key: string }>): readonly string[] =>
  rows.toArray().map(({ key }) => key)
