/** Lets the answers of a burst leave before its questions start: Discord gives an answer 3 s, a question 15 minutes. */

import type { Clock } from '../clock.ts'

/**
 * How long an answer needs to be on its way. Starting an object takes as long as several answers, and where they share
 * a processor it would hold up this one and those that wait behind it.
 */
const LEAVES_MS = 5

/** Once others have arrived, a burst is over when none has for so long. */
const QUIET_MS = 50

/** A question waits no longer than this, however many interactions arrive. */
const WAITS_AT_MOST_MS = 100

export interface AnswersFirst {
  /**
   * An interaction has arrived. What it gives is to be called when the answer is made: it ends after 5 ms, or in a burst
   * when no other has arrived for 50 ms, at the latest after 100 ms.
   */
  arrived(): () => Promise<void>
}

export function answersFirst(clock: Clock): AnswersFirst {
  const latest = { at: 0, count: 0 }
  return {
    arrived() {
      latest.at = clock.now()
      latest.count += 1
      const mine = latest.count
      return async () => {
        const until = clock.now() + WAITS_AT_MOST_MS
        let left = LEAVES_MS
        while (left > 0) {
          // oxlint-disable-next-line no-await-in-loop -- looking again is the point
          await clock.sleep(left)
          left = latest.count === mine ? 0 : Math.min(latest.at + QUIET_MS, until) - clock.now()
        }
      }
    },
  }
}
