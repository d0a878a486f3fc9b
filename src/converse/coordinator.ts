/** The one object that knows the fleet: told of each turn's end, it keeps the figures behind `/health`. */

import { DurableObject } from 'cloudflare:workers'
import { expectedMs } from '../measure/expectation.ts'
import { type Counts, type Health, health } from '../measure/health.ts'
import type { TurnReport } from '../measure/turn-report.ts'
import { readSettings } from '../settings.ts'

/** The figures stand on this many turns; older ones are forgotten, so that the object stays small. */
const TURNS_KEPT = 1_000

/** What a question is compared with to say how long it may take; read whole at each turn's beginning. */
const PACES_KEPT = 200

/** A session whose turn began this long ago is not answering any more, whatever became of the news of its end. */
const ANSWERING_AT_MOST_MS = 15 * 60_000

/** Discord counts refused calls over ten minutes. */
const REFUSED_COUNT_MS = 10 * 60_000

export interface FleetNews {
  /** How long such a question usually takes to its first words, in milliseconds; undefined when nobody knows yet. */
  readonly expectedMs: number | undefined
  /** Calls of the whole fleet that Discord refused within the last ten minutes. */
  readonly refused: number
}

const schema = `
  CREATE TABLE IF NOT EXISTS turns (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    total_ms INTEGER NOT NULL,
    cache TEXT NOT NULL,
    session TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS sessions (thread TEXT PRIMARY KEY, last_turn_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS paces (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    size INTEGER NOT NULL,
    first_ms INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS refused (at INTEGER NOT NULL, calls INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS answering (turn TEXT PRIMARY KEY, began_at INTEGER NOT NULL);`

export class CoordinatorObject extends DurableObject<Env> {
  readonly #sessionIdleMs: number

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const read = readSettings({ ...env })
    this.#sessionIdleMs = (read.ok ? read.settings.sessionIdleSeconds : 1_800) * 1_000
    ctx.storage.sql.exec(schema)
  }

  /**
   * A turn has begun, with a question of `size` characters.
   *
   * @returns what the fleet knows that this turn should
   */
  began(turn: string, size: number, now: number): FleetNews {
    const { sql } = this.ctx.storage
    sql.exec('INSERT OR REPLACE INTO answering VALUES (?, ?)', turn, now)
    const paces = sql.exec<{ size: number; first_ms: number }>('SELECT size, first_ms FROM paces').toArray()
    const [refused] = sql
      .exec<{ n: number | null }>('SELECT sum(calls) AS n FROM refused WHERE at > ?', now - REFUSED_COUNT_MS)
      .toArray()
    return {
      expectedMs: expectedMs(
        paces.map((pace) => ({ size: pace.size, firstMs: pace.first_ms })),
        size,
      ),
      refused: refused?.n ?? 0,
    }
  }

  /** A turn has ended. A second report of the same turn would only count twice; threads report once. */
  ended(report: TurnReport, size: number, now: number): void {
    const { sql } = this.ctx.storage
    sql.exec('DELETE FROM answering WHERE turn = ? OR began_at < ?', report.turn, now - ANSWERING_AT_MOST_MS)
    const { waitedMs, totalMs, cache, session, thread } = report
    sql.exec(
      'INSERT INTO turns (total_ms, cache, session) VALUES (?, ?, ?)',
      waitedMs + totalMs,
      cache,
      session,
    )
    sql.exec('DELETE FROM turns WHERE seq <= (SELECT max(seq) FROM turns) - ?', TURNS_KEPT)
    if (report.refused > 0) {
      sql.exec('INSERT INTO refused VALUES (?, ?)', now, report.refused)
      sql.exec('DELETE FROM refused WHERE at <= ?', now - REFUSED_COUNT_MS)
    }
    if (report.firstTextMs !== undefined) {
      sql.exec('INSERT INTO paces (size, first_ms) VALUES (?, ?)', size, report.firstTextMs)
      sql.exec('DELETE FROM paces WHERE seq <= (SELECT max(seq) FROM paces) - ?', PACES_KEPT)
    }
    sql.exec('INSERT OR REPLACE INTO sessions VALUES (?, ?)', thread, now)
    sql.exec('DELETE FROM sessions WHERE last_turn_at <= ?', now - this.#sessionIdleMs)
  }

  /** A thread has forgotten everything, so its session is none any more. */
  closed(thread: string): void {
    this.ctx.storage.sql.exec('DELETE FROM sessions WHERE thread = ?', thread)
  }

  health(now: number): Health {
    return health(this.#counts(now))
  }

  #counts(now: number): Counts {
    const { sql } = this.ctx.storage
    const count = (query: string, ...values: number[]): number =>
      sql.exec<{ n: number }>(query, ...values).one().n
    return {
      totalsMs: sql
        .exec<{ total_ms: number }>('SELECT total_ms FROM turns')
        .toArray()
        .map((row) => row.total_ms),
      hits: count(`SELECT count(*) AS n FROM turns WHERE cache = 'hit'`),
      misses: count(`SELECT count(*) AS n FROM turns WHERE cache = 'miss'`),
      reused: count(`SELECT count(*) AS n FROM turns WHERE session = 'reused'`),
      opened: count(`SELECT count(*) AS n FROM turns WHERE session = 'new'`),
      sessionsOpen: count(
        'SELECT count(*) AS n FROM sessions WHERE last_turn_at > ?',
        now - this.#sessionIdleMs,
      ),
      answering: count('SELECT count(*) AS n FROM answering WHERE began_at > ?', now - ANSWERING_AT_MOST_MS),
    }
  }
}
