/** Counts what members think of an answer: one vote for each member and answer, and no text. */

import type { InteractionId, MemberId, ThreadId } from '../../ids.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { VoteEvent } from '../../measure/vote-event.ts'
import type { ThreadStore } from './thread-store.ts'

/** Somebody pressed a thumb. Plain data: it travels to the thread object. */
export interface Vote {
  readonly turn: InteractionId
  readonly thread: ThreadId
  readonly member: MemberId
  readonly says: Opinion
}

export type Opinion = 'good' | 'bad'

/** `answer past`: the answer is no longer known, so nobody could say who has voted already. */
export type Voted = Extract<Case, 'voted good' | 'voted bad' | 'vote taken back' | 'answer past'>

/** A second press of the same thumb takes the vote back; the other thumb changes it. */
export const nextOpinion = (before: Opinion | undefined, says: Opinion): Opinion | undefined =>
  before === says ? undefined : says

export interface VotesDeps {
  readonly store: () => Pick<ThreadStore, 'answeredTurn' | 'votes'>
  /** Tells the coordinator how an answer stands now. Never rejects. */
  readonly notify: (turn: InteractionId, good: number, bad: number) => void
  readonly log: (event: VoteEvent) => void
}

export const votes =
  ({ store, notify, log }: VotesDeps) =>
  ({ turn, thread, member, says }: Vote): Voted => {
    if (store().answeredTurn(turn) === undefined) return 'answer past'
    const kept = store().votes
    const opinion = nextOpinion(kept.of(turn, member), says)
    const { good, bad } = kept.put(turn, member, opinion)
    notify(turn, good, bad)
    log({ evt: 'answer.vote', v: 1, turn, thread, vote: opinion ?? 'none', good, bad })
    return opinion === undefined ? 'vote taken back' : `voted ${opinion}`
  }
