/** How many sessions of all threads are open, for `/health`: those that are answering, and those that were used of late. */

import { ANSWERING_AT_MOST_MS } from './session-pool.ts'

export interface OpenSessions {
  /** A turn of this thread has ended. */
  used(thread: string, now: number): void
  /** A thread has forgotten everything, and its session with it. */
  closed(thread: string): void
  count(now: number): number
}

/**
 * Over a database with the tables `sessions` and `answering`. In memory are the threads in the order of their last use, so
 * that those that are over go without a search.
 *
 * @param idleMs SESSION_IDLE_SECONDS, in milliseconds
 */
export function openSessions(sql: SqlStorage, idleMs: number): OpenSessions {
  const usedAt = new Map(
    sql
      .exec<{ thread: string; last_turn_at: number }>(
        'SELECT thread, last_turn_at FROM sessions ORDER BY last_turn_at',
      )
      .toArray()
      .map(({ thread, last_turn_at: at }) => [thread, at]),
  )
  const forget = (thread: string): void => {
    if (usedAt.delete(thread)) sql.exec('DELETE FROM sessions WHERE thread = ?', thread)
  }
  return {
    used(thread, now) {
      for (const [other, at] of usedAt) {
        if (at > now - idleMs) break
        forget(other)
      }
      usedAt.delete(thread)
      usedAt.set(thread, now)
      sql.exec('INSERT OR REPLACE INTO sessions VALUES (?, ?)', thread, now)
    },
    closed: forget,
    count(now) {
      const open = new Set([...usedAt].flatMap(([thread, at]) => (at > now - idleMs ? [thread] : [])))
      const since = now - ANSWERING_AT_MOST_MS
      for (const { thread } of sql
        .exec<{ thread: string }>('SELECT DISTINCT thread FROM answering WHERE began_at > ?', since)
        .toArray())
        open.add(thread)
      return open.size
    },
  }
}
