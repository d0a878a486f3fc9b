/** Takes a turn up as its thread does, at the store alone. */

import { type TakeUp, takeUp } from '../../src/converse/thread/take-up.ts'
import type { KeptTurn } from '../../src/converse/thread/kept-turn.ts'
import type { ThreadStore } from '../../src/converse/thread/thread-store.ts'
import type { InteractionId } from '../../src/ids.ts'

/** What the new life finds, and what it is to do. Throws where nothing can be read. */
export function takenUp(store: ThreadStore, id: InteractionId): { kept: KeptTurn; next: TakeUp } {
  const found = store.look(id)
  if (found === undefined) throw new Error('there is no such turn')
  const next = takeUp(found.last, found.reached)
  return { kept: store.begin(found, next.life), next }
}
