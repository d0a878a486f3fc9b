/** Keeps one member from taking Claude from all the others: who asks too fast is asked to wait, whatever the thread. */

import { type Clock, within } from '../clock.ts'
import type { MemberId } from '../ids.ts'
import { messageOf } from '../errors.ts'

/** A counter near by answers within some milliseconds; one that does not must not cost the three seconds of an answer. */
const ANSWERS_WITHIN_MS = 50

/**
 * So many questions of a member within a minute are answered before they are counted, so that nobody who asks as people
 * do ever waits for the counter. It is also how many each isolate may let through too many.
 */
const UNHURRIED = 5
const MINUTE_MS = 60_000

/** Beyond this the member who was quiet for longest is forgotten, and begins as one who is in no hurry. */
const MOST_MEMBERS = 1_000

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

export interface Admission {
  /** This question of the member is one too many. */
  readonly tooFast: boolean
  /** What is left to count when the response is on its way. Never rejects. */
  readonly afterwards: () => Promise<void>
}

export interface MemberLimit {
  /**
   * Never rejects, and takes no longer than 50 ms: a limit that fails or hangs lets everybody ask, because a bot that
   * answers too much is better than one that does not answer.
   */
  readonly admit: (member: MemberId) => Promise<Admission>
}

/** One for the isolate. Numbers alone are shared between interactions (Workers, Context). */
export function memberLimit({ clock, count, complain }: MemberLimitDeps): MemberLimit {
  /** When each member asked within the last minute, those who asked last at the end. */
  const asked = new Map<MemberId, readonly number[]>()
  const note = (member: MemberId, times: readonly number[]): void => {
    asked.delete(member)
    asked.set(member, times.slice(-UNHURRIED - 1))
    const [quietest] = asked.keys()
    if (asked.size > MOST_MEMBERS && quietest !== undefined) asked.delete(quietest)
  }
  return {
    async admit(member) {
      if (count === undefined) return { tooFast: false, afterwards: nothing }
      const now = clock.now()
      const times = [...(asked.get(member) ?? []).filter((at) => now - at < MINUTE_MS), now]
      note(member, times)
      const isRoom = (): Promise<boolean> => soon(clock, () => count(member), complain)
      if (times.length > UNHURRIED) return { tooFast: !(await isRoom()), afterwards: nothing }
      return {
        tooFast: false,
        afterwards: async () => {
          // Elsewhere they have been in a hurry, so from now on they are in one here.
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

/** What the counter says in time, else that there is room. */
async function soon(
  clock: Clock,
  count: () => Promise<boolean>,
  complain: MemberLimitDeps['complain'],
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
