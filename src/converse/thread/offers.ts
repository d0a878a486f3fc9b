/** The thread's side of the fast lane: who waits for a first word, what was offered, and whether it was shown. */

import type { Clock } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import type { FirstWord, Offer } from './first-word.ts'

/**
 * Whoever took an offer says so some milliseconds after the first response has left. One that is never heard of again
 * may have been shown or not: the answer then goes out as an edit, which changes nothing where it stands already.
 */
const HEARD_WITHIN_MS = 2_000

export interface Offers {
  /** Somebody waits for the first word on this turn. It always comes: `make` or `pass` has to be called. */
  expect(id: InteractionId): Promise<FirstWord>
  /** There is nothing to offer; says whether anybody was still waiting. */
  pass(id: InteractionId): boolean
  /**
   * Offers the first message of a whole answer, and tells when it is known what became of it. `late`: something else
   * was shown, or nobody knows. `nobody`: nobody was waiting for it.
   */
  make(id: InteractionId, offer: Offer): Promise<'shown' | 'late' | 'nobody'>
  /** What became of an offer. Of one that nobody remembers, it means nothing. */
  settle(id: InteractionId, wasShown: boolean): void
}

export function offers(clock: Clock): Offers {
  const waiting = new Map<InteractionId, PromiseWithResolvers<FirstWord>>()
  const made = new Map<InteractionId, PromiseWithResolvers<boolean>>()
  return {
    expect(id) {
      const word = Promise.withResolvers<FirstWord>()
      waiting.set(id, word)
      return word.promise
    },
    pass(id) {
      const word = waiting.get(id)
      waiting.delete(id)
      word?.resolve('taken')
      return word !== undefined
    },
    async make(id, offer) {
      const word = waiting.get(id)
      if (word === undefined) return 'nobody'
      waiting.delete(id)
      const shown = Promise.withResolvers<boolean>()
      made.set(id, shown)
      word.resolve(offer)
      const heard = new AbortController()
      const tooLate = async (): Promise<boolean> => {
        await clock.sleep(HEARD_WITHIN_MS, heard.signal, 'limit')
        return false
      }
      const wasShown = await Promise.race([shown.promise, tooLate()])
      heard.abort()
      made.delete(id)
      return wasShown ? 'shown' : 'late'
    },
    settle(id, wasShown) {
      made.get(id)?.resolve(wasShown)
    },
  }
}
