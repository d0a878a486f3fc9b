/** Ends a turn at its deadline, and has the bot take its reply over before the interaction's token dies. */

import type { Clock } from '../../clock.ts'
import { HAND_OVER_MS } from '../../limits.ts'

export interface DeadlineDeps {
  readonly clock: Clock
  /** Has the bot take the reply over from the interaction's token. False where it cannot: then the turn must end. */
  readonly outlives: () => Promise<boolean>
}

export interface Deadline {
  /** When the member asked, in milliseconds since 1970: the token's life counts from there too. */
  readonly askedAt: number
  /** The longest that the turn may take from there. A reply that the bot cannot take over ends with its token at the latest. */
  readonly longestMs: number
}

/**
 * Aborts `stop` at the deadline. A turn that is resumed when its token is about to die waits here until it is known by
 * which way it is shown: its first call would go to a dead token.
 *
 * @returns to be called when the turn has ended
 */
export async function startDeadline(
  { clock, outlives }: DeadlineDeps,
  { askedAt, longestMs }: Deadline,
  stop: AbortController,
): Promise<() => void> {
  const over = new AbortController()
  const until = askedAt + longestMs
  const handOverAt = askedAt + HAND_OVER_MS
  const comes = (at: number): Promise<void> => clock.sleep(at - clock.now(), over.signal, 'deadline')
  const isLate = clock.now() >= handOverAt
  let isByBot = isLate && (await outlives())
  const watch = async (): Promise<void> => {
    if (until > handOverAt && !isLate) {
      await comes(handOverAt)
      isByBot = !over.signal.aborted && (await outlives())
    }
    if (isByBot || until <= handOverAt) await comes(until)
    stop.abort()
  }
  void watch()
  return () => over.abort()
}
