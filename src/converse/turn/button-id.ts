/** The custom id of a turn's button: what it does, which turn it is about, and whether only the asker may use it. */

import { type InteractionId, isInteractionId } from '../../ids.ts'

export interface AboutTurn {
  readonly turn: InteractionId
  /** The conversation is its asker's own; else everybody in the channel shares it. */
  readonly isOwn: boolean
}

/**
 * What the buttons of a turn do. `again` asks Claude once more while it is silent; `good` and `bad` are votes; `more` opens
 * the menu of an ended answer, `follow` a modal for the next question; `retry` asks for another answer; `earlier` and `later` show those before and after it;
 * `edit` opens a modal with the question, `edited` is what is sent with that.
 */
export type TurnButton =
  | 'details'
  | 'stop'
  | 'again'
  | 'good'
  | 'bad'
  | 'more'
  | 'follow'
  | 'thread'
  | 'retry'
  | 'continue'
  | 'earlier'
  | 'later'
  | 'edit'
  | 'edited'

/** The id has a version, because a button stays in Discord for longer than the code that made it. */
const VERSION = 1

/** What Discord sends back when the button is pressed; at most 36 of the 100 characters that it takes. */
export const buttonId = (does: TurnButton, { turn, isOwn }: AboutTurn): string =>
  `${does}:${VERSION}:${turn}${isOwn ? ':own' : ''}`

/** Buttons of before the first version had none in their ids: `details:<turn>`. */
const ID = /^(?:[a-z]+:1|details):(\d+)(:own)?$/

/**
 * Undefined for a forged id, and for one of another version. The id says neither which channel is meant nor who presses:
 * that has to come from Discord, or anybody could read anything.
 */
export function readButtonId(customId: string): AboutTurn | undefined {
  const [, turn, own] = ID.exec(customId) ?? []
  return isInteractionId(turn) ? { turn, isOwn: own !== undefined } : undefined
}
