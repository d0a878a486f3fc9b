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

export function presses({ clock, store, live, start }: PressesDeps): (press: TurnPress) => Pressed {
  function pressedTurn(id: InteractionId): PressedTurn | undefined {
    const open = store().openTurns()
    const turn = open.find((one) => one.id === id)
    if (turn === undefined) return undefined
    const { heardAt, againAt } = live.get(id) ?? {}
    const isWhole = store().look(id)?.reached.isWhole === true
    return { member: turn.member, isStopped: turn.isStopped === true, isWhole, heardAt, againAt }
  }

  return (press) => {
    const { turn: id, memberName } = press
    const now = clock.now()
    const effect = effectOf(press, pressedTurn(id), now)
    const turn = live.get(id)
    switch (effect.does) {
      case 'say':
        return effect.why
      case 'ask again':
        if (turn?.again() !== true) return 'not silent'
        turn.againAt = now
        return 'asked again'
      case 'stop':
        store().stop(id, memberName)
        if (turn === undefined) start()
        else {
          turn.stoppedBy = memberName
          turn.stop.abort()
        }
        return 'shown'
    }
  }
}
