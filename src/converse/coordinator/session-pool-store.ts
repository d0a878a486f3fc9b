/** The session pool as the coordinator keeps it: its turns are written down, and waiting turns learn their position. */

import type { Clock } from '../../clock.ts'
import {
  type Arrival,
  type Changes,
  type QueuePosition,
  sessionPool,
  type TurnIn,
  type Usage,
} from './session-pool.ts'

/** A changed position is reported no more often, because each report becomes an edit in Discord. */
const REPORTED_EVERY_MS = 2_000

/** How long one call waits for a session. The thread then asks again, so that nobody waits for an answer that was lost. */
export const WAITS_MS = 20_000

/** The turns that hold a session now, and the thread of each. */
export const answeringTable =
  'CREATE TABLE answering (turn TEXT PRIMARY KEY, began_at INTEGER NOT NULL, thread TEXT NOT NULL);'

export interface SessionPoolStoreDeps {
  readonly clock: Clock
  readonly sql: SqlStorage
  /** MAX_SESSIONS; asked each time. */
  readonly max: () => number
}

export interface SessionPoolStore {
  /** The position of a turn that begins now. The same turn may arrive again, in any state, after any loss. */
  arrive(arrival: Arrival): QueuePosition
  /**
   * The same, but answers when there is something new: at once when the turn may start, after two seconds at the earliest
   * when its position is no longer `seen`, and after {@link WAITS_MS} in any case.
   */
  wait(arrival: Arrival, seen: number): Promise<QueuePosition>
  /** A turn has ended, or waits no more. */
  end(turn: string): void
  usage(): Usage
}

export function sessionPoolStore({ clock, sql, max }: SessionPoolStoreDeps): SessionPoolStore {
  const pool = sessionPool(max, read(sql))
  const calls = new Map<string, PromiseWithResolvers<void>>()

  function apply({ entered, lost }: Changes): void {
    for (const { turn, thread } of entered) {
      sql.exec(
        'INSERT OR REPLACE INTO answering (turn, began_at, thread) VALUES (?, ?, ?)',
        turn,
        clock.now(),
        thread,
      )
      calls.get(turn)?.resolve()
    }
    for (const turn of lost) sql.exec('DELETE FROM answering WHERE turn = ?', turn)
  }

  function arrive(arrival: Arrival): QueuePosition {
    const { position, changes } = pool.arrive(arrival, clock.now())
    apply(changes)
    return position
  }

  return {
    arrive,
    async wait(arrival, seen) {
      const began = clock.now()
      const call = Promise.withResolvers<void>()
      calls.set(arrival.turn, call)
      const answered = new AbortController()
      try {
        for (;;) {
          const position = arrive(arrival)
          if (position === 'in' || position === 'full') return position
          const now = clock.now()
          const isNew = position.before !== seen && now >= began + REPORTED_EVERY_MS
          if (isNew || now >= began + WAITS_MS) return position
          await Promise.race([call.promise, clock.sleep(REPORTED_EVERY_MS, answered.signal, 'limit')])
          // The turn has ended meanwhile, or has asked again. Nobody receives this, and it is no new arrival.
          if (calls.get(arrival.turn) !== call) return 'full'
        }
      } finally {
        answered.abort()
        if (calls.get(arrival.turn) === call) calls.delete(arrival.turn)
      }
    },
    end(turn) {
      calls.get(turn)?.resolve()
      calls.delete(turn)
      sql.exec('DELETE FROM answering WHERE turn = ?', turn)
      apply(pool.end(turn, clock.now()))
    },
    usage: () => pool.usage(clock.now()),
  }
}

const read = (sql: SqlStorage): readonly (TurnIn & { readonly beganAt: number })[] =>
  sql
    .exec<{ turn: string; thread: string; beganAt: number }>(
      'SELECT turn, thread, began_at AS beganAt FROM answering ORDER BY began_at',
    )
    .toArray()
