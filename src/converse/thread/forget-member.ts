/** Has a member forgotten in one conversation: stops their turns, erases what is theirs, and says when nothing is left to come. */

import type { ForgotIn } from '../../guild/forgetting.ts'
import type { InteractionId, MemberId, ThreadId } from '../../ids.ts'
import type { Presses } from './presses.ts'
import type { ThreadStore } from './thread-store.ts'

/** Plain data: it travels from the member's object. */
export interface MemberForgotten {
  /** The `/forget` of it: what is said afterwards stays. */
  readonly id: InteractionId
  readonly member: MemberId
  readonly thread: ThreadId
}

type Store = Pick<ThreadStore, 'forgetMember' | 'openTurns' | 'look' | 'reports'>

/** @returns `later` while a turn of theirs has not ended, or the ledgers do not know what it has spent */
export function forgetMember(
  { id, member, thread }: MemberForgotten,
  store: Store,
  turns: Pick<Presses, 'stop'>,
  now: number,
): ForgotIn {
  store.forgetMember({ id, member }, isOwn(thread, member), now)
  const running = store.openTurns().filter((turn) => turn.member === member && turn.isUntraced === true)
  for (const turn of running)
    if (turn.isStopped !== true) turns.stop(turn.id, store.look(turn.id)?.question.memberName ?? '')
  return running.length === 0 && !store.reports.hasOf(member) ? 'all' : 'later'
}

/** See `threadOf`. */
export const isOwn = (thread: ThreadId, member: MemberId): boolean => thread.endsWith(`:${member}`)
