/** Lets the answers of a burst leave before its questions start: Discord gives an answer 3 s, a question 15 minutes. */

import type { Clock } from '../clock.ts'

/**
 * How long an answer needs to be on its way. Starting an object takes as long as several answers, and where they share
 * a processor it would hold up this one and those that wait behind it.
 */
const LEAVES_MS = 5

/** Once others have arrived, a burst is over when none has for so long. */
const QUIET_MS = 50

/** A question waits no longer than this, however many interactions arrive. One on the fast lane has not waited at all. */
const WAITS_AT_MOST_MS = 250

export interface AnswersFirst {
  /**
   * To be called when the answer to a question is made. It ends after 5 ms, or in a burst when no other has been answered
   * for 50 ms, at the latest after 250 ms. The order of the calls is kept.
   */
  answered(): Promise<void>
}

/** Numbers alone are shared between interactions: a promise of one must not be awaited by another (Workers, Context). */
export function answersFirst(clock: Clock): AnswersFirst {
  const latest = { at: 0, count: 0, gone: 0 }
  return {
    async answered() {
      latest.at = clock.now()
      latest.count += 1
      const mine = latest.count
      const until = latest.at + WAITS_AT_MOST_MS
      const left = (now: number): number => {
        const unquiet = latest.count > mine ? Math.min(latest.at + QUIET_MS, until) - now : 0
        if (unquiet > 0) return unquiet
        // The one before is let go at the same moment or earlier, but a timer may be late.
        return latest.gone < mine - 1 && now < until + QUIET_MS ? 1 : 0
      }
      for (let wait = LEAVES_MS; wait > 0; wait = left(clock.now())) {
        // oxlint-disable-next-line no-await-in-loop -- looking again is the point
        await clock.sleep(wait)
      }
      latest.gone = Math.max(latest.gone, mine)
    },
  }
}
