/** Records which answers are in KV and when they were last used. Eviction needs this, and KV does not know it. */

import { STALE_SECONDS } from '../../limits.ts'

/** A turn's report to the coordinator: it has written an answer to the cache, or has shown a cached one. Plain data. */
export interface CacheNote {
  readonly key: string
  readonly scope: string
  /** True for an answer that was written just now, false for one that was found. */
  readonly wrote: boolean
  /** When its question was asked, in milliseconds since 1970. */
  readonly madeAt: number
  readonly expiresAt: number
  /** The question, when its answer serves all conversations of the scope and may be refreshed ahead. Kept for a day at most. */
  readonly question?: string
}

export interface CacheIndex {
  /**
   * Records a use. Returns the keys to delete from KV, which the index has deleted already. Expired answers, which are
   * kept for when Claude gives no answer, go first. The least recently used go next.
   */
  note(note: CacheNote, now: number): readonly string[]
  /** Deletes the entries of a scope and returns their keys. */
  forget(scope: string, now: number): readonly string[]
  /**
   * Whether the scope was forgotten while the answer was written. Then the epoch hides the answer, and the question must
   * not be kept.
   */
  isForgotten(note: Pick<CacheNote, 'scope' | 'madeAt'>): boolean
  /** How many entries may be served now. */
  size(now: number): number
}

/** The longest time from the end of a turn to the report of its answer: a verdict, the write to KV and the call. */
const REPORTED_WITHIN_MS = 60_000

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
 * The share of the entries that is evicted beyond what is needed, so that a full cache does not sort all its entries at
 * every answer. The times of use have no SQL index, because each hit would write one row more.
 */
const SLACK = 1 / 20

/** KV allows 1,000 operations in one invocation. If the limit was lowered, the next answers evict the rest. */
const MOST_AT_ONCE = 500

export function cacheIndex(sql: SqlStorage, mostEntries: number): CacheIndex {
  const count = (): number => sql.exec<{ n: number }>('SELECT count(*) AS n FROM entries').one().n
  // Counted once, because a count reads every row.
  let known = count()
  /** When each scope was last forgotten. Kept while an older answer may still be reported. */
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
      // KV has deleted these itself.
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
      for (const [other, at] of forgotten) if (at < now - REPORTED_WITHIN_MS) forgotten.delete(other)
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
