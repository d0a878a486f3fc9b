/** The id of a Details button: which turn it is about, and whether only the one who asked may see that. */

import { type InteractionId, isInteractionId } from '../../ids.ts'

export interface AboutTurn {
  readonly turn: InteractionId
  /** The conversation is its asker's own; else everybody in the channel shares it. */
  readonly isOwn: boolean
}

/** What Discord sends back when the button is pressed; at most 34 of the 100 characters that it takes. */
export const toolLogId = ({ turn, isOwn }: AboutTurn): string => `details:${turn}${isOwn ? ':own' : ''}`

/**
 * Undefined for the id of any other button, and for a forged one. It says neither which channel is meant nor who
 * presses: that has to come from Discord, or anybody could read anything.
 */
export function readToolLogId(customId: string): AboutTurn | undefined {
  const [, turn, own] = /^details:(\d+)(:own)?$/.exec(customId) ?? []
  return isInteractionId(turn) ? { turn, isOwn: own !== undefined } : undefined
}
