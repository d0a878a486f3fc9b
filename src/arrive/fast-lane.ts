/** Waits a moment for the thread's first word, so that an answer that is there already is the first response. */

import type { Clock } from '../clock.ts'
import { type FirstWord, isOffer, type Offer } from '../converse/thread/first-word.ts'
import type { Question } from '../converse/question.ts'

/** Discord gives three seconds, and "thinking…" may as well come a quarter of one later; a person does not notice. */
const WAITS_AT_MOST_MS = 250

/** With more at once the waiting would be longer than it may be: an isolate that is busy is late with its timers. */
const MOST_WAITING = 4

/** One that waits for longer than this was cut off by its caller, which tells nobody. */
const FORGOTTEN_AFTER_MS = 4 * WAITS_AT_MOST_MS

export interface FastLaneDeps {
  readonly clock: Clock
  /** Whether an answer to it may be there already, so that waiting a moment for it is worth it. */
  mayBeKnown(question: Question): boolean
  /** Gives the question to its thread, which may offer the answer. Rejects when the thread cannot be reached. */
  ask(question: Question): Promise<FirstWord>
  /** Tells the thread what became of its offer. Never rejects. */
  settle(question: Question, wasShown: boolean): Promise<void>
  /** Gives the question to its thread, and tells the member when that fails. Never rejects. */
  hand(question: Question): Promise<void>
}

export interface FirstResponse {
  /** `full`: too many questions wait in this thread, and this one does not. */
  readonly show: 'thinking' | 'full' | Offer
  /** What is left to do when the response is on its way. Never rejects. */
  readonly afterwards: () => Promise<void>
}

export interface FastLane {
  /** Never rejects, and takes no longer than 250 ms. Whatever comes later, `afterwards` sees to it. */
  respond(question: Question): Promise<FirstResponse>
}

/** One for the isolate. Numbers alone are shared between interactions (Workers, Context). */
export function fastLane(deps: FastLaneDeps): FastLane {
  let waiting: readonly number[] = []
  return {
    async respond(question) {
      const later: FirstResponse = { show: 'thinking', afterwards: () => deps.hand(question) }
      if (!deps.mayBeKnown(question)) return later
      const now = deps.clock.now()
      waiting = waiting.filter((since) => now - since < FORGOTTEN_AFTER_MS)
      if (waiting.length >= MOST_WAITING) return later
      waiting = [...waiting, now]
      const inTime = new AbortController()
      const asked = heard(deps.ask(question))
      const word = await Promise.race([asked, deps.clock.sleep(WAITS_AT_MOST_MS, inTime.signal, 'limit')])
      inTime.abort()
      waiting = waiting.toSpliced(waiting.indexOf(now), waiting.includes(now) ? 1 : 0)
      if (isOffer(word)) return { show: word, afterwards: () => deps.settle(question, true) }
      if (word === 'full') return { show: 'full', afterwards: () => Promise.resolve() }
      return {
        show: 'thinking',
        afterwards: async () => {
          const late = await asked
          if (isOffer(late)) await deps.settle(question, false)
          // By now there may be room; and if not, or if the thread stays out of reach, `hand` says so.
          else if (late === 'full' || late === 'unreachable') await deps.hand(question)
        },
      }
    },
  }
}

async function heard(word: Promise<FirstWord>): Promise<FirstWord | 'unreachable'> {
  try {
    return await word
  } catch {
    return 'unreachable'
  }
}
