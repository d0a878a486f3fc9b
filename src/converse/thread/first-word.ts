/** What a thread says at once to a question, so that the first response can carry it instead of "thinking…". */

import type { Accepted } from './turn-rows.ts'

/** A message that may be shown as the first response. Whoever takes it tells the thread, which waits to hear that. */
export interface Offer {
  readonly content: string
  readonly plainLinks: boolean
}

/** `taken`: the answer comes later, by edits. */
export type FirstWord = Accepted | Offer

export const isOffer = (word: unknown): word is Offer => typeof word === 'object' && word !== null
