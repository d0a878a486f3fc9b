/** The sessions of the fleet as the coordinator keeps them: written down, and told to those that wait for one. */

import type { Clock } from '../../clock.ts'
import { admission, type Arrival, type Bounds, type Changes, type Place, type Usage } from './admission.ts'

/** A place that has changed is told no more often: each time it is an edit in Discord. */
const TOLD_EVERY_MS = 2_000

/** How long one call waits for a place; the thread asks again, and so nobody waits for an answer that was lost. */
export const WAITS_MS = 20_000

/**
 * A migration: whose turn it is. What the version before has written down of turns at work is useless without; a session
 * that is taken for idle for this reason is not closed by its thread.
 */
export const answeringThread = `DELETE FROM answering;
   ALTER TABLE answering ADD COLUMN thread TEXT NOT NULL DEFAULT '';`

export interface SessionsDeps extends Bounds {
  readonly clock: Clock
  readonly sql: SqlStorage
  /** Tells a thread that its session is closed. The turns that it has at work: then it is not. Undefined: it is not known. */
  readonly close: (thread: string) => Promise<readonly string[] | undefined>
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
}

export interface Sessions {
  /** Where a turn stands that begins now. It may come again, in any state, after any loss. */
  arrive(arrival: Arrival): Place
  /**
   * The same, once there is something new: at once when it may go in, after two seconds at the earliest when its place
   * is not `seen` any more, after {@link WAITS_MS} in any case.
   */
  wait(arrival: Arrival, seen: number): Promise<Place>
  /** See `Admission.end`. */
  end(ended: { readonly thread: string; readonly turn: string; readonly next?: string }): void
  /** See `Admission.close`. */
  close(thread: string): void
  usage(): Usage
}

export function sessions({ clock, sql, close, later, ...bounds }: SessionsDeps): Sessions {
  const decider = admission(bounds, read(sql))
  const calls = new Map<string, PromiseWithResolvers<void>>()

  function took({ entered, closes, expired, lost }: Changes): void {
    const now = clock.now()
    for (const { turn, thread } of entered) {
      sql.exec(
        'INSERT OR REPLACE INTO answering (turn, began_at, thread) VALUES (?, ?, ?)',
        turn,
        now,
        thread,
      )
      sql.exec('INSERT OR REPLACE INTO sessions VALUES (?, ?)', thread, now)
      calls.get(turn)?.resolve()
    }
    for (const thread of [...closes, ...expired]) sql.exec('DELETE FROM sessions WHERE thread = ?', thread)
    for (const turn of lost) sql.exec('DELETE FROM answering WHERE turn = ?', turn)
    for (const thread of closes) later(tell(thread))
  }

  async function tell(thread: string): Promise<void> {
    const atWork = await close(thread)
    if (atWork !== undefined && atWork.length > 0) took(decider.stays(thread, atWork, clock.now()))
  }

  function arrive(arrival: Arrival): Place {
    const { place, changes } = decider.arrive(arrival, clock.now())
    took(changes)
    return place
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
          const place = arrive(arrival)
          if (place === 'in' || place === 'full') return place
          const now = clock.now()
          const isNew = place.before !== seen && now >= began + TOLD_EVERY_MS
          if (isNew || now >= began + WAITS_MS) return place
          // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
          await Promise.race([call.promise, clock.sleep(TOLD_EVERY_MS, answered.signal)])
          // It has ended meanwhile, or has asked again: nobody hears this, and it must not be taken for another arrival.
          if (calls.get(arrival.turn) !== call) return 'full'
        }
      } finally {
        answered.abort()
        if (calls.get(arrival.turn) === call) calls.delete(arrival.turn)
      }
    },
    end(ended) {
      calls.get(ended.turn)?.resolve()
      calls.delete(ended.turn)
      const changes = decider.end(ended, clock.now())
      sql.exec('DELETE FROM answering WHERE turn = ?', ended.turn)
      sql.exec('INSERT OR REPLACE INTO sessions VALUES (?, ?)', ended.thread, clock.now())
      took(changes)
    },
    close(thread) {
      const changes = decider.close(thread, clock.now())
      sql.exec('DELETE FROM sessions WHERE thread = ?', thread)
      took(changes)
    },
    usage: () => decider.usage(clock.now()),
  }
}

function read(sql: SqlStorage): Parameters<typeof admission>[1] {
  return {
    sessions: sql
      .exec<{ thread: string; usedAt: number }>(
        'SELECT thread, last_turn_at AS usedAt FROM sessions ORDER BY last_turn_at',
      )
      .toArray(),
    answering: sql
      .exec<{ turn: string; thread: string; beganAt: number }>(
        'SELECT turn, thread, began_at AS beganAt FROM answering ORDER BY began_at',
      )
      .toArray(),
  }
}
