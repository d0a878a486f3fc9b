/** Tells the members whose turns wait how many are before them, and never after their own answer has begun. */

import type { Clock } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import type { WaitingTurn } from './turn-state.ts'

export interface Places {
  /** Shows each place that has changed. `show` never rejects; for one turn it is called again only when it has ended. */
  tell(waiting: readonly WaitingTurn[], show: (turn: WaitingTurn) => Promise<void>): void
  /** To be awaited before the turn's own first edit: two edits in flight may land in the wrong order. */
  settled(id: InteractionId): Promise<void>
}

/**
 * In a crowd places change several times a second. Discord allows a reply 5 calls in 5 s, and the answer's first words
 * are to find some left.
 */
const PLACE_EVERY_MS = 5_000

interface Told {
  readonly before: number
  readonly done: Promise<void>
  /** Ends the rest between two lines when the turn starts. */
  readonly over: AbortController
}

export function places(clock: Clock): Places {
  const told = new Map<InteractionId, Told>()
  const shownAt = new Map<InteractionId, number>()
  return {
    tell(waiting, show) {
      for (const turn of waiting) {
        const last = told.get(turn.id)
        if (last?.before === turn.before) continue
        const over = last?.over ?? new AbortController()
        const isStill = (): boolean => told.get(turn.id)?.before === turn.before
        const next = async (): Promise<void> => {
          await last?.done
          const at = shownAt.get(turn.id)
          if (at !== undefined && isStill()) await clock.sleep(at + PLACE_EVERY_MS - clock.now(), over.signal)
          // By now there may be a later place to show, or none any more.
          if (!isStill()) return
          shownAt.set(turn.id, clock.now())
          await show(turn)
        }
        const done = next()
        told.set(turn.id, { before: turn.before, done, over })
      }
    },
    async settled(id) {
      const last = told.get(id)
      told.delete(id)
      shownAt.delete(id)
      last?.over.abort()
      await last?.done
    },
  }
}
