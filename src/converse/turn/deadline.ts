/** Ends a turn before the token of its reply dies, unless the bot can take the reply over. */

import type { Clock } from '../../clock.ts'

/** A turn that outlives its token ends all the same: nobody waits for an answer that long. */
const OUTLIVES_MS = 45 * 60_000

export interface DeadlineDeps {
  readonly clock: Clock
  /** Asked at the deadline: whether the reply can go on without the interaction's token, which is about to die. */
  readonly outlives: () => Promise<boolean>
}

/**
 * Aborts `stop` at `until`, in milliseconds since 1970, or when the bot that has taken over has gone on for long. A turn
 * that is resumed after that waits here until it is known by which way it is shown: its first call would go to a dead
 * token.
 *
 * @returns to be called when the turn has ended
 */
export async function startDeadline(
  { clock, outlives }: DeadlineDeps,
  until: number,
  stop: AbortController,
): Promise<() => void> {
  const over = new AbortController()
  const startedAt = clock.now()
  const isLate = startedAt >= until
  const hasOutlived = isLate && (await outlives())
  const watch = async (): Promise<void> => {
    await clock.sleep(until - startedAt, over.signal, 'deadline')
    const goesOn = hasOutlived || (!isLate && !over.signal.aborted && (await outlives()))
    if (goesOn) await clock.sleep(OUTLIVES_MS, over.signal, 'deadline')
    stop.abort()
  }
  void watch()
  return () => over.abort()
}
