/** Keeps one member from taking Claude from all the others: who asks too fast is asked to wait, whatever the thread. */

import type { Clock } from '../clock.ts'
import type { MemberId } from '../ids.ts'

/** A counter near by answers within some milliseconds; one that does not must not cost the three seconds of an answer. */
const ANSWERS_WITHIN_MS = 50

export interface MemberLimitDeps {
  readonly clock: Clock
  /**
   * Counts one question of the member and says whether there is room for it. Each may reject, and may never end.
   * Undefined where no limit is set.
   */
  readonly count: ((member: MemberId) => Promise<boolean>) | undefined
  /** For the operator: questions are let through uncounted. */
  readonly complain: (message: string) => void
}

export interface MemberLimit {
  /**
   * Whether this question of the member is one too many. Never rejects, and takes no longer than 50 ms: a limit that
   * fails or hangs lets everybody ask, because a bot that answers too much is better than one that does not answer.
   */
  asksTooFast(member: MemberId): Promise<boolean>
}

export function memberLimit({ clock, count, complain }: MemberLimitDeps): MemberLimit {
  return {
    async asksTooFast(member) {
      if (count === undefined) return false
      const counted = new AbortController()
      const room = async (): Promise<boolean> => {
        try {
          return await count(member)
        } catch (error) {
          complain(error instanceof Error ? error.message : String(error))
          return true
        }
      }
      const late = async (): Promise<boolean> => {
        await clock.sleep(ANSWERS_WITHIN_MS, counted.signal)
        if (!counted.signal.aborted) complain(`nothing came within ${ANSWERS_WITHIN_MS} ms`)
        return true
      }
      const isRoom = await Promise.race([room(), late()])
      counted.abort()
      return !isRoom
    },
  }
}
