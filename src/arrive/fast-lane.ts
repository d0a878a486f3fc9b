/** Waits a moment for the thread's first word, so that an answer that is there already is the first response. */

import type { Clock } from '../clock.ts'
import { type FirstWord, isOffer, type Offer } from '../converse/first-word.ts'
import type { Question } from '../converse/question.ts'

/** Discord gives three seconds, and "thinking…" may as well come a quarter of one later; a person does not notice. */
const WAITS_AT_MOST_MS = 250

export interface FastLaneDeps {
  readonly clock: Clock
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

/** Never rejects, and takes no longer than 250 ms. Whatever comes later, `afterwards` sees to it. */
export async function fastLane(deps: FastLaneDeps, question: Question): Promise<FirstResponse> {
  const inTime = new AbortController()
  const asked = heard(deps.ask(question))
  const word = await Promise.race([asked, deps.clock.sleep(WAITS_AT_MOST_MS, inTime.signal)])
  inTime.abort()
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
}

async function heard(word: Promise<FirstWord>): Promise<FirstWord | 'unreachable'> {
  try {
    return await word
  } catch {
    return 'unreachable'
  }
}
