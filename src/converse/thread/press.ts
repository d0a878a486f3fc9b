/** Decides what a press of a turn's button does: it stops the turn, takes its question back, or asks Claude again. */

import type { InteractionId, MemberId } from '../../ids.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { TurnButton } from '../turn/button-id.ts'

/** Somebody pressed a button that reaches into a turn. Plain data: it travels to the thread object. */
export interface TurnPress {
  readonly does: Extract<TurnButton, 'stop' | 'again'>
  readonly turn: InteractionId
  readonly member: MemberId
  /** As the others in the channel see it; chosen by the member, so untrusted. */
  readonly memberName: string
  /** May stop the answers of others. */
  readonly moderates: boolean
}

/** What came of a press: the message shows it, or there is a sentence. */
export type Pressed = 'shown' | Extract<Case, Refusal | 'asked again'>

type Refusal = 'nothing to stop' | 'stopped already' | 'may not stop' | 'not silent'

/** The turn that was pressed, where it has not ended. Times are in milliseconds since 1970. */
export interface PressedTurn {
  readonly member: MemberId
  readonly isStopped: boolean
  /** All of the answer has come; its last edit is on its way. */
  readonly isWhole: boolean
  /** When something of the answer came last; undefined while Claude is not asked. */
  readonly heardAt: number | undefined
  /** When Claude was asked again last; undefined where it was not. */
  readonly againAt: number | undefined
}

export type Effect = { readonly does: 'stop' | 'ask again' } | { readonly does: 'say'; readonly why: Pressed }

/** Before this nobody calls it silence, and a second press of the same person changes nothing. */
const SILENCE_MS = 10_000

const say = (why: Pressed): Effect => ({ does: 'say', why })

/** @param turn undefined where there is none, or where it has ended */
export function effectOf(press: TurnPress, turn: PressedTurn | undefined, now: number): Effect {
  if (turn === undefined) return say('nothing to stop')
  if (turn.member !== press.member && !press.moderates) return say('may not stop')
  if (turn.isWhole) return say('nothing to stop')
  if (turn.isStopped) return say('stopped already')
  if (press.does === 'stop') return { does: 'stop' }
  if (turn.againAt !== undefined && now < turn.againAt + SILENCE_MS) return say('asked again')
  if (turn.heardAt === undefined || now < turn.heardAt + SILENCE_MS) return say('not silent')
  return { does: 'ask again' }
}
