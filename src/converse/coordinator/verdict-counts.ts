/** What Claude's verdicts for the cache have cost lately, and how many of them let an answer be given again. */

import type { VerdictEvent } from '../cache/judge.ts'
import type { VerdictHealth } from '../../measure/health.ts'

export interface VerdictCounts {
  /** Counts one call to Claude. */
  take(event: VerdictEvent): void
  health(): VerdictHealth
}

/** As many as the turns that the other figures of `/health` stand on. */
const KEPT = 1_000

/** One row for each verdict. */
export const verdictsTable = `CREATE TABLE verdicts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    general INTEGER NOT NULL,
    in_tok INTEGER NOT NULL,
    out_tok INTEGER NOT NULL
  );`

export function verdictCounts(sql: SqlStorage): VerdictCounts {
  return {
    take({ outcome, in_tok, cache_read_tok, cache_write_tok, out_tok }) {
      sql.exec(
        'INSERT INTO verdicts (general, in_tok, out_tok) VALUES (?, ?, ?)',
        outcome === 'general' ? 1 : 0,
        in_tok + cache_read_tok + cache_write_tok,
        out_tok,
      )
      sql.exec('DELETE FROM verdicts WHERE seq <= (SELECT max(seq) FROM verdicts) - ?', KEPT)
    },
    health: () =>
      sql
        .exec<Record<keyof VerdictHealth, number>>(
          `SELECT count(*) AS calls, ifnull(sum(general), 0) AS general, ifnull(sum(in_tok), 0) AS inputTokens,
             ifnull(sum(out_tok), 0) AS outputTokens FROM verdicts`,
        )
        .one(),
  }
}
