/** When a thread's session was opened and when its last turn ended: two keys of its storage, and in memory once read. */

import type { CountedStorage } from '../counted-storage.ts'
import type { ThreadTimes } from './session.ts'

type Times = Pick<ThreadTimes, 'sessionOpenedAt' | 'lastTurnAt'>

export interface SessionRows {
  times(): Times
  open(now: number): void
  close(): void
  /** A turn has ended. Call it within a transaction, and what it returns once that has succeeded. */
  turnEnded(now: number): () => void
  /** Everything was forgotten. Call it within a transaction, and what it returns once that has succeeded. */
  forgotten(now: number): () => void
}

export function sessionRows({ kv }: Pick<CountedStorage, 'kv'>): SessionRows {
  let known: Times | undefined
  const times = (): Times =>
    (known ??= {
      sessionOpenedAt: timeOf(kv.get('sessionOpenedAt')),
      lastTurnAt: timeOf(kv.get('lastTurnAt')),
    })
  return {
    times,
    open(now) {
      kv.put('sessionOpenedAt', now)
      known = { ...times(), sessionOpenedAt: now }
    },
    close() {
      kv.delete('sessionOpenedAt')
      known = { ...times(), sessionOpenedAt: undefined }
    },
    turnEnded(now) {
      const before = times()
      kv.put('lastTurnAt', now)
      return () => {
        known = { ...before, lastTurnAt: now }
      }
    },
    forgotten(now) {
      kv.delete('sessionOpenedAt')
      kv.put('lastTurnAt', now)
      return () => {
        known = { sessionOpenedAt: undefined, lastTurnAt: now }
      }
    },
  }
}

const timeOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
