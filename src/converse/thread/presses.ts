/** Carries out the presses of a thread's turns: what has to outlive a crash is written down before it takes effect. */

import type { Clock } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import type { LiveTurn } from '../turn/live-turn.ts'
import { effectOf, type Pressed, type PressedTurn, type TurnPress } from './press.ts'
import type { ThreadStore } from './thread-store.ts'

export interface PressesDeps {
  readonly clock: Clock
  readonly store: () => Pick<ThreadStore, 'openTurns' | 'look' | 'stop'>
  readonly live: ReadonlyMap<InteractionId, LiveTurn>
  /** Starts the turns that may start: one that is stopped and does not run is among them. */
  readonly start: () => void
}

export interface Presses {
  /** Carries out a press of a turn's button, and says what came of it. */
  press(press: TurnPress): Pressed
  /** Ends a turn that is open; `by` is a member's name, or `BY_PAUSE`. */
  stop(turn: InteractionId, by: string): void
}

export function presses({ clock, store, live, start }: PressesDeps): Presses {
  function pressedTurn(id: InteractionId): PressedTurn | undefined {
    const open = store().openTurns()
    const turn = open.find((one) => one.id === id)
    if (turn === undefined) return undefined
    const { heardAt, againAt } = live.get(id) ?? {}
    const isWhole = store().look(id)?.reached.isWhole === true
    return { member: turn.member, isStopped: turn.isStopped === true, isWhole, heardAt, againAt }
  }

  function stop(id: InteractionId, by: string): void {
    if (store().look(id)?.reached.isWhole === true) return
    const turn = live.get(id)
    store().stop(id, by)
    if (turn === undefined) start()
    else {
      turn.stoppedBy = by
      turn.stop.abort()
    }
  }

  function press(pressed: TurnPress): Pressed {
    const { turn: id, memberName } = pressed
    const now = clock.now()
    const effect = effectOf(pressed, pressedTurn(id), now)
    const turn = live.get(id)
    switch (effect.does) {
      case 'say':
        return effect.why
      case 'ask again':
        if (turn?.again() !== true) return 'not silent'
        turn.againAt = now
        return 'asked again'
      case 'stop':
        stop(id, memberName)
        return 'shown'
    }
  }

  return { press, stop }
}
