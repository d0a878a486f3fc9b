/** What of ours stands in the channel of a conversation, by id, so that an answer knows what came between its pages. */

import type { InteractionId, MessageId } from '../../ids.ts'

/** An interaction's id stands for the reply that Discord makes at its deferral: both ids tell the time. */
type Id = InteractionId | MessageId

export interface OurMessages {
  readonly stands: (id: Id) => void
  /** Whether something of ours stands between two messages. */
  readonly isBetween: (one: MessageId, next: MessageId) => boolean
}

/** More than the pages of all turns that may be open; older ones stand above every answer that grows. */
const MOST = 300

/** In memory alone: after a crash it knows the turns that are still open, and that is enough. */
export function ourMessages(): OurMessages {
  const ids = new Map<Id, bigint>()
  return {
    stands(id) {
      if (ids.has(id)) return
      ids.set(id, BigInt(id))
      const [oldest] = ids.keys()
      if (ids.size > MOST && oldest !== undefined) ids.delete(oldest)
    },
    isBetween(one, next) {
      const [from, to] = [BigInt(one), BigInt(next)]
      return [...ids.values()].some((id) => id > from && id < to)
    },
  }
}
