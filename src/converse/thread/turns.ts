/** Runs the open turns of a thread: starts those that may start, and ends each once. */

import type { Clock } from '../../clock.ts'
import { isReset } from '../../durable-object-errors.ts'
import type { InteractionId } from '../../ids.ts'
import { messageOf } from '../../errors.ts'
import { liveTurn, type LiveTurn } from '../turn/live-turn.ts'
import type { TurnEnd } from '../turn/outcome.ts'
import type { TurnEnds } from './end-turn.ts'
import type { KeptTurn } from './kept-turn.ts'
import type { OurMessages } from './our-messages.ts'
import type { FirstResponses } from './first-response.ts'
import type { QueuePositions } from './queue-positions.ts'
import { type TakeUp, takeUp } from './take-up.ts'
import type { ThreadStore } from './thread-store.ts'
import { silentAt, startable, type WaitingTurn, waitingTurns } from './queue.ts'

export interface TurnsDeps {
  readonly clock: Clock
  readonly store: () => Pick<ThreadStore, 'openTurns' | 'look' | 'begin' | 'end'>
  /** The turns that run in this memory; an open turn that is not here was lost by another life of the object. */
  readonly live: Map<InteractionId, LiveTurn>
  readonly firstResponses: Pick<FirstResponses, 'decline'>
  readonly ours: Pick<OurMessages, 'stands'>
  readonly queuePositions: Pick<QueuePositions, 'show'>
  /** Shows a turn that waits its position. Never rejects. */
  readonly showPosition: (turn: WaitingTurn) => Promise<void>
  /** Answers a turn that is not given up. Rejects for bugs, and where the object was reset. */
  readonly answer: (kept: KeptTurn, next: TakeUp, live: LiveTurn, startedAt: number) => Promise<TurnEnd>
  readonly ends: TurnEnds
  /** Sets the alarm to what comes next. */
  readonly setAlarm: () => Promise<void>
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** For the operator. */
  readonly logBug: (event: { evt: 'turn.bug'; turn: InteractionId; message: string }) => void
}

/** @returns to be called whenever a turn may be able to start; it shows the others their positions */
export function turnStarter({ clock, store, live, firstResponses, ends, ...deps }: TurnsDeps): () => void {
  let looksAgain = new AbortController()

  function start(): void {
    const open = store().openTurns()
    const now = clock.now()
    for (const { id, isInPlace } of open) if (isInPlace !== true) deps.ours.stands(id)
    for (const id of startable(open, live, now)) deps.later(run(id))
    deps.queuePositions.show(waitingTurns(open, live, now), deps.showPosition)
    looksAgain.abort()
    const at = silentAt(open, live, now)
    if (at !== undefined) deps.later(lookAgain(at - now))
  }

  /** A turn that says nothing for long lets the same member's next one start. */
  async function lookAgain(afterMs: number): Promise<void> {
    looksAgain = new AbortController()
    const { signal } = looksAgain
    await clock.sleep(afterMs, signal, 'silence')
    if (!signal.aborted) start()
  }

  /** Never rejects: nobody would see it. */
  async function run(id: InteractionId): Promise<void> {
    const running = liveTurn()
    live.set(id, running)
    const startedAt = clock.now()
    const found = store().look(id)
    const next = found === undefined ? undefined : takeUp(found.last, found.reached)
    const kept = found === undefined || next === undefined ? undefined : store().begin(found, next.life)
    let reported: Promise<void> | undefined
    try {
      if (kept === undefined || next === undefined) store().end(id, undefined, startedAt)
      else if (next.does === 'give up') reported = ends.end(kept, await ends.lose(kept, next.why, startedAt))
      else reported = ends.end(kept, await deps.answer(kept, next, running, startedAt))
    } catch (error) {
      // After a reset the row waits for the next instance, which takes it up; anything else is a bug, once.
      if (kept === undefined || isReset(error)) return
      deps.logBug({ evt: 'turn.bug', turn: id, message: messageOf(error) })
      // As it is now: what this life has shown must not be taken away.
      const left = store().look(id) ?? kept
      reported = ends.end(left, await ends.lose(left, 'internal', startedAt))
    } finally {
      live.delete(id)
      firstResponses.decline(id)
    }
    start()
    // The watch goes on until the coordinator has the report, so that a crash now loses none.
    await reported
    await deps.setAlarm()
  }

  return start
}
