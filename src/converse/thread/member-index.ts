/** Tells a member's own object in which conversations they have spoken, so that it can have them forgotten there. */

import { messageOf } from '../../errors.ts'
import { isMemberId, isThreadId, type MemberId, type OwnerId, ownerOf, type ThreadId } from '../../ids.ts'
import type { Question } from '../question/question.ts'
import type { Indexed } from './indexed.ts'

export interface MemberIndexDeps {
  readonly store: () => { readonly indexed: Indexed }
  /** The object of a member. Each call may reject. */
  readonly member: (owner: OwnerId) => {
    spokeIn(thread: ThreadId, payer: OwnerId | undefined): Promise<void>
  }
  /** For the operator. */
  readonly warn: (event: object) => void
}

export interface MemberIndex {
  /** To be called when a turn has ended. Tells once for each member and conversation. Never rejects. */
  spoke(question: Pick<Question, 'member' | 'thread' | 'guild' | 'userInstall'>): Promise<void>
  /** The conversation has begun with a copy of what these have said elsewhere. Never rejects. */
  copied(thread: string | undefined, people: readonly { readonly id: string }[]): Promise<void>
}

export function memberIndex({ store, member: objectOf, warn }: MemberIndexDeps): MemberIndex {
  async function tell(member: MemberId, thread: ThreadId, payer: OwnerId | undefined): Promise<void> {
    if (store().indexed.has(member)) return
    const told = (): Promise<void> => objectOf(ownerOf(null, member, false)).spokeIn(thread, payer)
    try {
      // A second try, because an object that was just replaced or moved refuses the first.
      await told().catch(told)
      store().indexed.add(member)
    } catch (error) {
      warn({ evt: 'member.not_indexed', thread, member, message: messageOf(error) })
    }
  }
  return {
    spoke: ({ member, thread, guild, userInstall }) =>
      tell(member, thread, ownerOf(guild, member, userInstall)),
    async copied(thread, people) {
      if (!isThreadId(thread)) return
      for (const { id } of people) if (isMemberId(id)) await tell(id, thread, undefined)
    },
  }
}
