/** When a thread's session was opened and when its last turn ended: two keys of its storage, and in memory once read. */

import { isRecord } from '../../json.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { ThreadTimes } from './session.ts'

type Times = Pick<ThreadTimes, 'sessionOpenedAt' | 'lastTurnAt' | 'memoryDays'>

export interface SessionRows {
  times(): Times
  open(now: number): void
  close(): void
  /** A turn has ended, whose server wants the conversation kept for so long. Call it within a transaction, and what it returns once that has succeeded. */
  turnEnded(now: number, memoryDays?: number): () => void
  /** Everything was forgotten. Call it within a transaction, and what it returns once that has succeeded. */
  forgotten(now: number): () => void
}

export function sessionRows({ kv }: Pick<CountedStorage, 'kv'>): SessionRows {
  let known: Times | undefined
  const times = (): Times =>
    (known ??= {
      sessionOpenedAt: timeOf(kv.get('sessionOpenedAt')),
      ...lastTurnOf(kv.get('lastTurnAt')),
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
    turnEnded(now, memoryDays) {
      const before = times()
      kv.put('lastTurnAt', memoryDays === undefined ? now : { at: now, memoryDays })
      return () => {
        known = { ...before, lastTurnAt: now, memoryDays }
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

/** One key for both, because each is a row that is written. */
const lastTurnOf = (value: unknown): Pick<Times, 'lastTurnAt' | 'memoryDays'> =>
  isRecord(value)
    ? { lastTurnAt: timeOf(value['at']), memoryDays: timeOf(value['memoryDays']) }
    : { lastTurnAt: timeOf(value) }

const timeOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
