/** Unloads a thread's memory once it is idle: no turn is open, and no summary is being written. */

import type { ThreadStore } from './thread-store.ts'

export interface Idle {
  /** For work that needs the memory after its turn has ended. The thread is not idle before that work is over. */
  after(work: Promise<void>): Promise<void>
  /** Unloads the memory if the thread is idle now. */
  check(): void
}

/** @param store undefined when the thread has forgotten everything meanwhile */
export function idle(store: () => Pick<ThreadStore, 'openTurns' | 'unload'> | undefined): Idle {
  let atWork = 0
  const check = (): void => {
    const opened = store()
    if (atWork === 0 && opened?.openTurns().length === 0) opened.unload()
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
