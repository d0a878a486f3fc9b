/** Which of a thread's open turns may run now: one member's one after another, different members' side by side. */

import type { InteractionId, MemberId } from '../../ids.ts'
import { TURNS_AT_ONCE } from '../../limits.ts'

/** A turn that has not ended, as it is written down. */
export interface OpenTurn {
  readonly id: InteractionId
  readonly member: MemberId
}

/** A turn that has to wait, and how many turns have to end before it may start: at least 1. */
export interface WaitingTurn {
  readonly id: InteractionId
  readonly before: number
}

/** The queue positions of the turns that may not start yet. */
export function waitingTurns(
  open: readonly OpenTurn[],
  live: ReadonlySet<InteractionId>,
  atOnce: number = TURNS_AT_ONCE,
): readonly WaitingTurn[] {
  return open.flatMap(({ id, member }, index) => {
    if (live.has(id)) return []
    const own = open.slice(0, index).filter((earlier) => earlier.member === member).length
    return [{ id, before: Math.max(1, own, index - atOnce + 1) }]
  })
}

/**
 * The turns to start, in order. A turn that is written down as running but that nobody runs (a crash, a deploy, an
 * eviction) is an orphan and is started again like one that waited.
 *
 * @param open every open turn of the thread, oldest first
 * @param live those that run in this memory
 */
export function startable(
  open: readonly OpenTurn[],
  live: ReadonlySet<InteractionId>,
  atOnce: number = TURNS_AT_ONCE,
): readonly InteractionId[] {
  const runs = open.filter(({ id }) => live.has(id))
  const busy = new Set<MemberId>(runs.map(({ member }) => member))
  const starting: InteractionId[] = []
  let running = runs.length
  for (const { id, member } of open) {
    if (!live.has(id) && !busy.has(member) && running < atOnce) {
      starting.push(id)
      running += 1
    }
    busy.add(member)
  }
  return starting
}
