/** What the weather makes of an answer of the local Claude. */

import type { ClaudeFault } from '../weather/weather.ts'
import type { Answer } from './answer.ts'

/** What is told to wait for this long is left alone for about as long. */
const RETRY_AFTER_S = '20'

/**
 * @param fault undefined for none
 * @param isOwn whether the answer is to a member's question and begins here: only such a one breaks off or is declined
 */
export function faulty(answer: Answer, fault: ClaudeFault | undefined, isOwn: boolean): Answer {
  switch (fault) {
    case undefined:
      return answer
    case 'overloaded':
      return { status: 529 }
    case 'limit':
      return { status: 429, headers: { 'retry-after': RETRY_AFTER_S } }
    case 'error':
      return { status: 500 }
    case 'silent':
      return { silence: true }
    case 'no-credit':
      return { noCredit: true }
    case 'disabled':
      return { disabled: true }
    case 'cut':
    case 'stall':
    case 'refusal': {
      // A call of a tool has no words to break off in.
      if (!isOwn || !('say' in answer) || answer.say === '') return answer
      const half = Math.floor(answer.say.length / 2)
      if (fault === 'refusal')
        return { ...answer, say: answer.say.slice(0, half), tools: [], stop: 'refusal' }
      return { ...answer, cut: fault === 'cut' ? 'eof' : 'stall', afterChars: half }
    }
  }
}
