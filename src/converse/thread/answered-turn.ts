/** An answer that has ended, for as long as its turn is known: what the buttons under it need. */

import { type InteractionId, isInteractionId, isMemberId, type MemberId } from '../../ids.ts'
import { textAt } from '../../json.ts'
import type { ThreadStore } from './thread-store.ts'

/** Plain data. */
export interface AnsweredTurn {
  readonly id: InteractionId
  /** Who asked. */
  readonly member: MemberId
}

export interface FoundTurn extends AnsweredTurn {
  /** Tools were used, and what they did is kept. */
  readonly hasTools: boolean
}

/** @param row of the table `turns` */
export function readAnsweredTurn(row: unknown): AnsweredTurn | undefined {
  const [id, member] = [textAt(row, 'id'), textAt(row, 'member')]
  return isInteractionId(id) && isMemberId(member) ? { id, member } : undefined
}

/** The turn as its menu needs it. */
export function foundTurn(
  store: Pick<ThreadStore, 'answeredTurn' | 'rounds'>,
  id: InteractionId,
): FoundTurn | undefined {
  const turn = store.answeredTurn(id)
  return turn && { ...turn, hasTools: store.rounds.of(id).length > 0 }
}
