/** What a thread proposes for Discord's first response, so that it can carry an answer instead of "thinking…". */

import type { Clock } from '../../clock.ts'
import type { Button } from '../../deliver/message.ts'
import type { InteractionId } from '../../ids.ts'
import type { Accepted } from './turn-rows.ts'

/** The Worker confirms a proposal some milliseconds after the first response has left. After this long it has failed to. */
const CONFIRMED_WITHIN_MS = 2_000

/** A message for the first response. The receiver tells the thread whether it was shown. */
export interface Proposal {
  readonly content: string
  readonly plainLinks: boolean
  readonly buttons?: readonly Button[]
}

/** What a thread replies to a question at once. `taken`: the answer comes later, by edits. */
export type FirstReply = Accepted | Proposal

export const isProposal = (reply: unknown): reply is Proposal => typeof reply === 'object' && reply !== null

/** The first responses that wait for this thread, by turn. */
export interface FirstResponses {
  /** The Worker waits for this. `propose` or `decline` has to be called afterwards, or it waits for ever. */
  expect(id: InteractionId): Promise<FirstReply>
  /** The thread has nothing to propose. Returns whether the first response was still waiting. */
  decline(id: InteractionId): boolean
  /**
   * Proposes a message, and ends when it is known whether it was shown. `late`: the first response showed something
   * else, or nobody has confirmed it; the message then goes out as an edit, which changes nothing if it was shown.
   * `nobody`: no first response was waiting.
   */
  propose(id: InteractionId, proposal: Proposal): Promise<'shown' | 'late' | 'nobody'>
  /** The Worker says whether the proposal was shown. Does nothing when no proposal is open. */
  confirm(id: InteractionId, wasShown: boolean): void
}

export function firstResponses(clock: Clock): FirstResponses {
  const waiting = new Map<InteractionId, PromiseWithResolvers<FirstReply>>()
  const proposed = new Map<InteractionId, PromiseWithResolvers<boolean>>()
  return {
    expect(id) {
      const reply = Promise.withResolvers<FirstReply>()
      waiting.set(id, reply)
      return reply.promise
    },
    decline(id) {
      const reply = waiting.get(id)
      waiting.delete(id)
      reply?.resolve('taken')
      return reply !== undefined
    },
    async propose(id, proposal) {
      const reply = waiting.get(id)
      if (reply === undefined) return 'nobody'
      waiting.delete(id)
      const shown = Promise.withResolvers<boolean>()
      proposed.set(id, shown)
      reply.resolve(proposal)
      const confirmed = new AbortController()
      const timeout = async (): Promise<boolean> => {
        await clock.sleep(CONFIRMED_WITHIN_MS, confirmed.signal, 'limit')
        return false
      }
      const wasShown = await Promise.race([shown.promise, timeout()])
      confirmed.abort()
      proposed.delete(id)
      return wasShown ? 'shown' : 'late'
    },
    confirm(id, wasShown) {
      proposed.get(id)?.resolve(wasShown)
    },
  }
}
