/** Which of a thread's open turns may run now: one member's one after another, different members' side by side. */

import type { InteractionId, MemberId } from '../../ids.ts'
import { TURNS_AT_ONCE } from '../../limits.ts'
import type { LiveTurn } from '../turn/live-turn.ts'

/** A turn that has not ended, as it is written down. */
export interface OpenTurn {
  readonly id: InteractionId
  readonly member: MemberId
  /** A member has ended it. If it runs its last edit is on its way; else it only has to say so. */
  readonly isStopped?: boolean
  /** Everything was forgotten while it ran: nothing of it is kept. */
  readonly isUntraced?: boolean
  /** Its answer takes the place of an earlier one, so it has no message of its own. */
  readonly isInPlace?: boolean
}

/** A turn that has to wait, and how many turns have to end before it may start: at least 1. */
export interface WaitingTurn {
  readonly id: InteractionId
  readonly before: number
}

/** The turns that run in this memory. */
export type Live = ReadonlyMap<InteractionId, Pick<LiveTurn, 'heardAt'>>

/** After so long without anything of an answer, the same member's next question waits for it no longer. */
export const SILENT_MS = 20_000

const isSilent = (turn: Pick<LiveTurn, 'heardAt'> | undefined, now: number): boolean =>
  turn?.heardAt !== undefined && turn.heardAt + SILENT_MS <= now

/** The queue positions of the turns that may not start yet. Times are in milliseconds since 1970. */
export function waitingTurns(
  open: readonly OpenTurn[],
  live: Live,
  now: number,
  atOnce: number = TURNS_AT_ONCE,
): readonly WaitingTurn[] {
  const inLine = open.filter(({ id, isStopped }) => isStopped !== true || live.has(id))
  return inLine.flatMap(({ id, member }, index) => {
    if (live.has(id)) return []
    const earlier = inLine.slice(0, index)
    const own = earlier.filter((one) => one.member === member && !isSilent(live.get(one.id), now)).length
    return [{ id, before: Math.max(1, own, index - atOnce + 1) }]
  })
}

/**
 * The turns to start, in order. A turn that is written down as running but that nobody runs (a crash, a deploy, an
 * eviction) is an orphan and is started again like one that waited. One that was stopped and does not run starts at once.
 *
 * @param open every open turn of the thread, oldest first
 * @param live those that run in this memory
 */
export function startable(
  open: readonly OpenTurn[],
  live: Live,
  now: number,
  atOnce: number = TURNS_AT_ONCE,
): readonly InteractionId[] {
  const runs = open.filter(({ id }) => live.has(id))
  const loud = runs.filter(({ id }) => !isSilent(live.get(id), now))
  const busy = new Set<MemberId>(loud.map(({ member }) => member))
  const starting: InteractionId[] = []
  let running = runs.length
  for (const { id, member, isStopped } of open) {
    if (live.has(id)) continue
    if (isStopped === true) {
      starting.push(id)
      continue
    }
    if (!busy.has(member) && running < atOnce) {
      starting.push(id)
      running += 1
    }
    busy.add(member)
  }
  return starting
}

/**
 * When a turn will have been silent for so long that another of the same member need not wait for it. Undefined where
 * none waits for that.
 */
export function silentAt(open: readonly OpenTurn[], live: Live, now: number): number | undefined {
  const waiting = new Set(open.filter(({ id }) => !live.has(id)).map(({ member }) => member))
  const times = open.flatMap(({ id, member }) => {
    const { heardAt } = live.get(id) ?? {}
    return heardAt !== undefined && waiting.has(member) ? [heardAt + SILENT_MS] : []
  })
  const next = Math.min(...times.filter((at) => at > now))
  return next === Infinity ? undefined : next
}
