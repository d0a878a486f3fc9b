/** The questions that a scope repeats, kept for a day at most so that their answers can be kept warm. */

import type { CacheNote } from './cache-index.ts'
import { type Life, type Repeat, WARM_CALLS } from './refresh-ahead.ts'

export interface Repeats {
  /** Counts a question; one without text, or too long to be typed often, is not kept. */
  asked(note: CacheNote, now: number): void
  /** All that are kept. */
  all(): readonly Repeat[]
  one(key: string): Repeat | undefined
  /** Its answer was made anew. */
  renewed(key: string, life: Life): void
  /** The scopes of the calls of the last hour. */
  spent(now: number): readonly string[]
  spend(scope: string, now: number): void
  forget(scope: string): void
  drop(key: string): void
  /** Deletes what is older than a day. Returns when that has to happen next; undefined when nothing is kept. */
  expire(now: number): number | undefined
  clear(): void
}

const DAY_MS = 86_400_000

/** A text of people's is kept here, so no more of it than may serve. */
const MOST = { ofScope: 50, inAll: 1_000, characters: 300 }

/** The repeated questions, and when each scope was last warmed. */
export const repeatsTables = `CREATE TABLE repeats (
    key TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    text TEXT NOT NULL,
    times INTEGER NOT NULL,
    since INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE warm_calls (scope TEXT NOT NULL, at INTEGER NOT NULL);`

type Row = Record<'key' | 'scope' | 'text', string> &
  Record<'times' | 'last_at' | 'made_at' | 'expires_at', number>

export function repeats(sql: SqlStorage): Repeats {
  const count = (where: string, ...values: string[]): number =>
    sql.exec<{ n: number }>(`SELECT count(*) AS n FROM repeats ${where}`, ...values).one().n
  const dropLeast = (where: string, ...values: string[]): void => {
    sql.exec(
      `DELETE FROM repeats WHERE key =
         (SELECT key FROM repeats ${where} ORDER BY times, last_at LIMIT 1)`,
      ...values,
    )
  }
  return {
    asked({ key, scope, question, madeAt, expiresAt }, now) {
      if (question === undefined || question.length > MOST.characters) return
      const known = sql.exec('SELECT 1 FROM repeats WHERE key = ?', key).toArray().length > 0
      if (!known) {
        sql.exec('DELETE FROM repeats WHERE last_at <= ?', now - DAY_MS)
        if (count('WHERE scope = ?', scope) >= MOST.ofScope) dropLeast('WHERE scope = ?', scope)
        else if (count('') >= MOST.inAll) dropLeast('')
      }
      // After a day the count is halved: what was asked long ago counts for less.
      sql.exec(
        `INSERT INTO repeats VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5, ?6) ON CONFLICT (key) DO UPDATE SET
           times = CASE WHEN since <= ?4 - ${DAY_MS} THEN (times + 1) / 2 ELSE times END + 1,
           since = CASE WHEN since <= ?4 - ${DAY_MS} THEN ?4 ELSE since END,
           last_at = ?4, made_at = max(made_at, ?5), expires_at = max(expires_at, ?6)`,
        key,
        scope,
        question,
        now,
        madeAt,
        expiresAt,
      )
    },
    all: () => sql.exec<Row>('SELECT * FROM repeats').toArray().map(repeatOf),
    one: (key) => sql.exec<Row>('SELECT * FROM repeats WHERE key = ?', key).toArray().map(repeatOf)[0],
    renewed(key, { madeAt, expiresAt }) {
      sql.exec('UPDATE repeats SET made_at = ?, expires_at = ? WHERE key = ?', madeAt, expiresAt, key)
    },
    spent(now) {
      sql.exec('DELETE FROM warm_calls WHERE at <= ?', now - WARM_CALLS.withinMs)
      return sql
        .exec<{ scope: string }>('SELECT scope FROM warm_calls')
        .toArray()
        .map(({ scope }) => scope)
    },
    spend(scope, now) {
      sql.exec('INSERT INTO warm_calls VALUES (?, ?)', scope, now)
    },
    forget(scope) {
      sql.exec('DELETE FROM repeats WHERE scope = ?', scope)
    },
    drop(key) {
      sql.exec('DELETE FROM repeats WHERE key = ?', key)
    },
    expire(now) {
      sql.exec('DELETE FROM repeats WHERE last_at <= ?', now - DAY_MS)
      const oldest = sql.exec<{ at: number | null }>('SELECT min(last_at) AS at FROM repeats').one().at
      return oldest === null ? undefined : oldest + DAY_MS
    },
    clear() {
      sql.exec('DELETE FROM repeats')
      sql.exec('DELETE FROM warm_calls')
    },
  }
}

const repeatOf = ({ key, scope, text, times, last_at, made_at, expires_at }: Row): Repeat => ({
  key,
  scope,
  text,
  times,
  lastAt: last_at,
  madeAt: made_at,
  expiresAt: expires_at,
})
