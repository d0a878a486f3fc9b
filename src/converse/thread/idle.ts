/** Lets the memory of a thread go once it is idle: no turn is open, and nothing is summarised any more. */

import type { ThreadStore } from './thread-store.ts'

export interface Idle {
  /** For work that still needs the memory after its turn has ended: the thread is not idle before that is over. */
  after(work: Promise<void>): Promise<void>
  /** Lets the memory go where the thread is idle now. */
  check(): void
}

/** @param store undefined where the thread has forgotten everything meanwhile */
export function idle(store: () => Pick<ThreadStore, 'openTurns' | 'release'> | undefined): Idle {
  let atWork = 0
  const check = (): void => {
    const opened = store()
    if (atWork === 0 && opened?.openTurns().length === 0) opened.release()
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
