/** Unloads a large thread once it is idle: no turn is open, and no summary is being written. */

import type { ThreadStore } from './thread-store.ts'

/** What an idle thread may keep in memory, so that a follow-up reads nothing again. An isolate has 128 MB for all. */
export const KEPT_BYTES = 100_000

export interface Idle {
  /** For work that needs the memory after its turn has ended. The thread is not idle before that work is over. */
  after(work: Promise<void>): Promise<void>
  /** Unloads the memory if the thread is idle now and holds more than `KEPT_BYTES`. */
  check(): void
}

/** @param store undefined when the thread has forgotten everything meanwhile */
export function idle(store: () => Pick<ThreadStore, 'openTurns' | 'heldBytes' | 'unload'> | undefined): Idle {
  let atWork = 0
  const check = (): void => {
    const opened = store()
    if (opened === undefined || atWork > 0 || opened.openTurns().length > 0) return
    if (opened.heldBytes() > KEPT_BYTES) opened.unload()
  }
  return {
    async after(work) {
      atWork += 1
      try {
        await work
      } finally {
        atWork -= 1
        check()
      }
    },
    check,
  }
}
