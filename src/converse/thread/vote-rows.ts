/** The votes of a thread's answers: one row for each member and answer, for as long as the answer's turn is known. */

import type { InteractionId, MemberId } from '../../ids.ts'
import { numberAt, textAt } from '../../json.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { Opinion } from './votes.ts'

export const votesTable = `CREATE TABLE votes (
     turn TEXT NOT NULL,
     member TEXT NOT NULL,
     opinion TEXT NOT NULL,
     PRIMARY KEY (turn, member)
   ) WITHOUT ROWID;`

export interface VoteRows {
  /** Undefined where this member has no vote on this answer. */
  of(turn: InteractionId, member: MemberId): Opinion | undefined
  /** Puts the member's vote in the place of the one before; undefined takes it back. Returns how the answer stands now. */
  put(turn: InteractionId, member: MemberId, opinion: Opinion | undefined): Standing
}

interface Standing {
  readonly good: number
  readonly bad: number
}

/** For the store of the thread alone. */
interface Inner {
  readonly public: VoteRows
  /** Deletes the votes on answers whose turns are known no longer. */
  readonly evict: () => void
  readonly forgetMember: (member: MemberId) => void
  readonly erase: () => void
}

export function voteRows({ sql }: Pick<CountedStorage, 'sql'>): Inner {
  return {
    public: {
      of(turn, member) {
        const [row] = sql
          .exec('SELECT opinion FROM votes WHERE turn = ? AND member = ?', turn, member)
          .toArray()
        const opinion = textAt(row, 'opinion')
        return opinion === 'good' || opinion === 'bad' ? opinion : undefined
      },
      put(turn, member, opinion) {
        if (opinion === undefined) sql.exec('DELETE FROM votes WHERE turn = ? AND member = ?', turn, member)
        else sql.exec('INSERT OR REPLACE INTO votes VALUES (?, ?, ?)', turn, member, opinion)
        const row = sql
          .exec(
            `SELECT count(*) AS n, ifnull(sum(opinion = 'good'), 0) AS good FROM votes WHERE turn = ?`,
            turn,
          )
          .one()
        const good = numberAt(row, 'good') ?? 0
        return { good, bad: (numberAt(row, 'n') ?? 0) - good }
      },
    },
    evict() {
      sql.exec('DELETE FROM votes WHERE turn NOT IN (SELECT id FROM turns)')
    },
    forgetMember(member) {
      sql.exec('DELETE FROM votes WHERE member = ?', member)
    },
    erase() {
      sql.exec('DELETE FROM votes')
    },
  }
}
