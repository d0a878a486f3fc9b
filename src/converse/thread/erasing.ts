/** What goes of a conversation that is forgotten, or of one member in it: in one transaction, over all of its tables. */

import type { InteractionId, MemberId } from '../../ids.ts'
import type { FileStore } from '../turn/turn-files.ts'
import type { Command, Forgot } from './command.ts'
import type { HeldStore } from './held-store.ts'
import type { indexedStore } from './indexed.ts'
import type { outgoingStore } from './outgoing-store.ts'
import type { PeopleRows } from './people-rows.ts'
import type { roundStore } from './round-store.ts'
import type { SessionRows } from './session-rows.ts'
import type { transcriptStore } from './transcript-store.ts'
import type { turnRows } from './turn-rows.ts'
import type { voteRows } from './vote-rows.ts'

/** The stores of a thread. */
interface Parts {
  readonly turns: ReturnType<typeof turnRows>
  readonly transcripts: Pick<ReturnType<typeof transcriptStore>, 'erase' | 'eraseOf' | 'hasAsked'>
  readonly people: PeopleRows
  readonly indexed: ReturnType<typeof indexedStore>
  readonly held: HeldStore
  readonly votes: ReturnType<typeof voteRows>
  readonly files: FileStore
  readonly rounds: ReturnType<typeof roundStore>
  readonly outgoing: ReturnType<typeof outgoingStore>
  readonly session: SessionRows
}

/** Call these within a transaction. */
export interface Erasing {
  /** Gives what to call once the transaction has succeeded. */
  readonly all: (by: By, now: number) => { readonly forgot: Forgot; readonly committed: () => void }
  readonly member: (by: By, now: number) => void
  /** Who was forgotten while this turn ran was met once more by its end. */
  readonly metAgain: (id: InteractionId, member: MemberId) => void
}

type By = Pick<Command, 'id' | 'member'>

export const erasing = ({
  turns,
  transcripts,
  people,
  indexed,
  held,
  votes,
  files,
  rounds,
  outgoing,
  session,
}: Parts): Erasing => ({
  all({ id, member }, now) {
    const isMidway = turns.untrace()
    turns.forgetEnded()
    const isErased = transcripts.erase()
    people.erase()
    indexed.erase()
    held.erase()
    votes.erase()
    turns.untraceEnded()
    files.evict()
    rounds.evict(turns.public.openTurns())
    outgoing.evict(turns.public.openTurns())
    turns.keepId(id, member, now)
    const committed = session.forgotten(now)
    return { forgot: isMidway ? 'midway' : isErased ? 'all' : 'nothing', committed }
  },
  member({ id, member }, now) {
    transcripts.eraseOf(member, people.forget(member))
    indexed.forget(member)
    votes.forgetMember(member)
    turns.keepId(id, member, now)
    for (const turn of turns.forgetMember(member)) {
      rounds.forgetTurn(turn)
      files.turnEnded(turn, [])
    }
  },
  metAgain(id, member) {
    if (turns.public.openTurns().some((turn) => turn.id !== id && turn.member === member)) return
    const number = people.people().known(member)?.number
    if (number !== undefined && !transcripts.hasAsked(number)) people.forget(member)
  },
})
