/** A question that is asked once more, because somebody pressed Try again or Continue under its answer. */

import { type InteractionId, isInteractionId } from '../../ids.ts'
import { isRecord, numberAt, textAt } from '../../json.ts'

export interface Renewal {
  /** A new answer takes the place of the old one, or the rest of it follows in a message of its own. */
  readonly does: 'retry' | 'continue'
  /** The turn under whose answer the button was. */
  readonly turn: InteractionId
  /** Which version of the answer this one is: 1 where no earlier one can be shown in its place. */
  readonly version: number
  /** How many UTF-16 units of the answer stand in an earlier message. */
  readonly from: number
  /** The line that opens the block of code in which the answer broke off; empty where it was in none. */
  readonly fence: string
}

/** Undefined for what is no renewal. */
export function readRenewal(raw: unknown): Renewal | undefined {
  if (!isRecord(raw)) return undefined
  const { does, turn } = raw
  if ((does !== 'retry' && does !== 'continue') || !isInteractionId(turn)) return undefined
  return {
    does,
    turn,
    version: numberAt(raw, 'version') ?? 1,
    from: numberAt(raw, 'from') ?? 0,
    fence: textAt(raw, 'fence') ?? '',
  }
}
