/** Tells the members whose turns wait how many are before them, and never after their own answer has begun. */

import type { InteractionId } from '../ids.ts'
import type { WaitingTurn } from './turn-state.ts'

export interface Places {
  /** Shows each place that has changed. `show` never rejects; for one turn it is called again only when it has ended. */
  tell(waiting: readonly WaitingTurn[], show: (turn: WaitingTurn) => Promise<void>): void
  /** To be awaited before the turn's own first edit: two edits in flight may land in the wrong order. */
  settled(id: InteractionId): Promise<void>
}

export function places(): Places {
  const told = new Map<InteractionId, { readonly before: number; readonly done: Promise<void> }>()
  return {
    tell(waiting, show) {
      for (const turn of waiting) {
        const last = told.get(turn.id)
        if (last?.before === turn.before) continue
        const next = async (): Promise<void> => {
          await last?.done
          // By now there may be a later place to show, or none any more.
          if (told.get(turn.id)?.before === turn.before) await show(turn)
        }
        const done = next()
        told.set(turn.id, { before: turn.before, done })
      }
    },
    async settled(id) {
      const last = told.get(id)
      told.delete(id)
      await last?.done
    },
  }
}
