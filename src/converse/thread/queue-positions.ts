/** Shows members whose turns wait how many questions are ahead of theirs, and never after their own answer has begun. */

import type { Clock } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import type { WaitingTurn } from './queue.ts'

export interface QueuePositions {
  /**
   * Shows each position that has changed. `edit` never rejects; for one turn it is called again only when it has ended.
   */
  show(waiting: readonly WaitingTurn[], edit: (turn: WaitingTurn) => Promise<void>): void
  /** To be awaited before the turn's own first edit: two edits in flight may land in the wrong order. */
  settled(id: InteractionId): Promise<void>
}

/**
 * In a crowd positions change several times a second. Discord allows a reply 5 calls in 5 s, and the answer's first words
 * need some of them.
 */
const POSITION_EVERY_MS = 5_000

interface Position {
  readonly before: number
  readonly done: Promise<void>
  /** Ends the pause between two edits when the turn starts. */
  readonly pause: AbortController
}

export function queuePositions(clock: Clock): QueuePositions {
  const positions = new Map<InteractionId, Position>()
  const shownAt = new Map<InteractionId, number>()
  return {
    show(waiting, edit) {
      for (const turn of waiting) {
        const last = positions.get(turn.id)
        if (last?.before === turn.before) continue
        const pause = last?.pause ?? new AbortController()
        const isCurrent = (): boolean => positions.get(turn.id)?.before === turn.before
        const next = async (): Promise<void> => {
          await last?.done
          const at = shownAt.get(turn.id)
          if (at !== undefined && isCurrent())
            await clock.sleep(at + POSITION_EVERY_MS - clock.now(), pause.signal)
          // By now there may be a later position to show, or none any more.
          if (!isCurrent()) return
          shownAt.set(turn.id, clock.now())
          await edit(turn)
        }
        const done = next()
        positions.set(turn.id, { before: turn.before, done, pause })
      }
    },
    async settled(id) {
      const last = positions.get(id)
      positions.delete(id)
      shownAt.delete(id)
      last?.pause.abort()
      await last?.done
    },
  }
}
