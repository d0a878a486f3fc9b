/** The figures of the last turns: what `/health` shows, how long a question may take, and what Discord refused of late. */

import { expectedMs } from '../../measure/expectation.ts'
import type { Counts } from '../../measure/health.ts'
import type { TurnFigures } from '../../measure/figures.ts'

/** The figures stand on this many turns; older ones are forgotten, so that the object stays small. */
const TURNS_KEPT = 1_000

/** What a question is compared with to say how long it may take; read whole at each turn's beginning. */
const PACES_KEPT = 200

/** Discord counts refused calls over ten minutes. */
const REFUSED_COUNT_MS = 10 * 60_000

export interface FiguresStore {
  /**
   * Counts a turn that has ended, once, however often it is reported. `size` is the characters of its question.
   *
   * @returns false for one that is counted already
   */
  count(report: TurnFigures, size: number, now: number): boolean
  /** Takes how the votes on the answer of a turn stand now. Does nothing for a turn that is not among the last. */
  vote(turn: string, good: number, bad: number): void
  /** How long a question of so many characters takes to its first words, in milliseconds; undefined when nobody knows. */
  expectedMs(size: number): number | undefined
  /** Calls of all threads that Discord refused within the last ten minutes. */
  refused(now: number): number
  health(): Pick<Counts, 'totalsMs' | 'cacheUses' | 'reused' | 'opened' | 'votes'>
}

/** Over a database with the tables `turns`, `paces` and `refused`. */
export function figuresStore(storage: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>): FiguresStore {
  const { sql } = storage
  const numberOf = (query: string, ...values: readonly number[]): number =>
    sql.exec<{ n: number | null }>(query, ...values).one().n ?? 0

  return {
    count(report, size, now) {
      const { turn, waitedMs, totalMs, cache, session, cacheWhy, cacheAgeMs, refused, firstTextMs } = report
      return storage.transactionSync(() => {
        if (sql.exec('SELECT 1 FROM turns WHERE turn = ?', turn).toArray().length > 0) return false
        sql.exec(
          'INSERT INTO turns (turn, total_ms, cache, session, cache_why, cache_age_ms) VALUES (?, ?, ?, ?, ?, ?)',
          turn,
          waitedMs + totalMs,
          cache,
          session,
          cacheWhy,
          cacheAgeMs ?? null,
        )
        sql.exec('DELETE FROM turns WHERE seq <= (SELECT max(seq) FROM turns) - ?', TURNS_KEPT)
        if (refused > 0) {
          sql.exec('INSERT INTO refused VALUES (?, ?)', now, refused)
          sql.exec('DELETE FROM refused WHERE at <= ?', now - REFUSED_COUNT_MS)
        }
        if (firstTextMs !== undefined) {
          sql.exec('INSERT INTO paces (size, first_ms) VALUES (?, ?)', size, firstTextMs)
          sql.exec('DELETE FROM paces WHERE seq <= (SELECT max(seq) FROM paces) - ?', PACES_KEPT)
        }
        return true
      })
    },
    vote(turn, good, bad) {
      sql.exec('UPDATE turns SET good = ?, bad = ? WHERE turn = ?', good, bad, turn)
    },
    expectedMs(size) {
      const paces = sql.exec<{ size: number; first_ms: number }>('SELECT size, first_ms FROM paces').toArray()
      return expectedMs(
        paces.map((pace) => ({ size: pace.size, firstMs: pace.first_ms })),
        size,
      )
    },
    refused: (now) => numberOf('SELECT sum(calls) AS n FROM refused WHERE at > ?', now - REFUSED_COUNT_MS),
    health: () => ({
      totalsMs: sql
        .exec<{ total_ms: number }>('SELECT total_ms FROM turns')
        .toArray()
        .map((row) => row.total_ms),
      cacheUses: sql
        .exec<{ cache: string; why: string; n: number; age_ms: number | null }>(
          `SELECT cache, cache_why AS why, count(*) AS n, sum(cache_age_ms) AS age_ms FROM turns GROUP BY 1, 2`,
        )
        .toArray()
        .map(({ cache, why, n, age_ms: ageMs }) => ({ cache, why, turns: n, ageMs: ageMs ?? 0 })),
      reused: numberOf(`SELECT count(*) AS n FROM turns WHERE session = 'reused'`),
      opened: numberOf(`SELECT count(*) AS n FROM turns WHERE session = 'new'`),
      votes: {
        good: numberOf('SELECT sum(good) AS n FROM turns'),
        bad: numberOf('SELECT sum(bad) AS n FROM turns'),
      },
    }),
  }
}
