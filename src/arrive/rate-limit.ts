/** Limits how many questions a member may ask per minute, across all threads, so that nobody takes Claude from the others. */

import { type Clock, within } from '../clock.ts'
import type { MemberId } from '../ids.ts'
import { messageOf } from '../errors.ts'

/** The counter answers within milliseconds. A slow one must not use up the three seconds of the first response. */
const ANSWERS_WITHIN_MS = 50

/**
 * A member's first questions within a minute do not wait for the counter, so that nobody waits who asks at a usual pace.
 * Each isolate may let through as many questions too many.
 */
const UNHURRIED = 5
const MINUTE_MS = 60_000

/** How many members an isolate keeps in memory. Beyond this it forgets the one who was quiet for longest. */
const MOST_MEMBERS = 1_000

export interface MemberRateLimitDeps {
  readonly clock: Clock
  /**
   * Counts one question of the member and says whether there is room for it. Each may reject, and may never end.
   * Undefined where no limit is set.
   */
  readonly count: ((member: MemberId) => Promise<boolean>) | undefined
  /** For the operator: questions are let through uncounted. */
  readonly complain: (message: string) => void
}

export interface RateCheck {
  /** This question is over the member's limit. */
  readonly tooFast: boolean
  /** Counts the question after the response is sent. Never rejects. */
  readonly afterwards: () => Promise<void>
}

export interface MemberRateLimit {
  /**
   * Never rejects, and takes no longer than 50 ms: a limit that fails or hangs lets everybody ask, because a bot that
   * answers too much is better than one that does not answer.
   */
  readonly check: (member: MemberId) => Promise<RateCheck>
}

/** One for the isolate. Numbers alone are shared between interactions (Workers, Context). */
export function memberRateLimit({ clock, count, complain }: MemberRateLimitDeps): MemberRateLimit {
  /** When each member asked within the last minute. The last to ask stands last. */
  const asked = new Map<MemberId, readonly number[]>()
  const note = (member: MemberId, times: readonly number[]): void => {
    asked.delete(member)
    asked.set(member, times.slice(-UNHURRIED - 1))
    const [quietest] = asked.keys()
    if (asked.size > MOST_MEMBERS && quietest !== undefined) asked.delete(quietest)
  }
  return {
    async check(member) {
      if (count === undefined) return { tooFast: false, afterwards: nothing }
      const now = clock.now()
      const times = [...(asked.get(member) ?? []).filter((at) => now - at < MINUTE_MS), now]
      note(member, times)
      const isRoom = (): Promise<boolean> => soon(clock, () => count(member), complain)
      if (times.length > UNHURRIED) return { tooFast: !(await isRoom()), afterwards: nothing }
      return {
        tooFast: false,
        afterwards: async () => {
          // They asked too fast elsewhere, so from now on this isolate asks the counter too.
          if (!(await isRoom()))
            note(
              member,
              Array.from({ length: UNHURRIED }, () => now),
            )
        },
      }
    },
  }
}

const nothing = (): Promise<void> => Promise.resolve()

/** The counter's answer; true if it is late or fails. */
async function soon(
  clock: Clock,
  count: () => Promise<boolean>,
  complain: MemberRateLimitDeps['complain'],
): Promise<boolean> {
  try {
    const room = await within(clock, ANSWERS_WITHIN_MS, count())
    if (room !== undefined) return room.value
    complain(`nothing came within ${ANSWERS_WITHIN_MS} ms`)
  } catch (error) {
    complain(messageOf(error))
  }
  return true
}
