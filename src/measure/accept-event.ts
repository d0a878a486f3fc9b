/** What the Worker logs of each interaction that it has answered. */

import type { VariantFields } from './variants.ts'

/** What the first response to a question shows: "thinking…", an offer (an answer, a place in the queue), or that it is full. */
export type Shows = 'thinking' | 'answer' | 'full' | ''

/** One per interaction, from the Worker. */
export interface AcceptEvent extends VariantFields {
  readonly evt: 'ask.accept'
  readonly v: 1
  readonly outcome: string
  readonly why: string
  readonly turn: string
  readonly shows: Shows
  readonly verify_ms: number
  readonly accept_ms: number
}
