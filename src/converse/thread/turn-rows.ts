/** The turns of a thread in its SQLite: one row each, from the question to a while after its last edit. */

import type { Shown } from '../../deliver/reply-plan.ts'
import { type InteractionId, isInteractionId, type MemberId } from '../../ids.ts'
import { numberAt } from '../../json.ts'
import { TURNS_WAITING } from '../../limits.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { Question } from '../question/question.ts'
import type { Answer } from '../turn/answer.ts'
import { writeEnded } from '../turn/answer-row.ts'
import { type AnsweredTurn, readAnsweredTurn } from './answered-turn.ts'
import { type KeptTurn, readTurn } from './kept-turn.ts'
import type { Life, Reached } from './take-up.ts'
import { type EndedTurn, type Leaves, readEnded, writeLeaves } from './ended-turn.ts'
import { readOpenTurns } from './open-turn-rows.ts'
import type { OpenTurn } from './queue.ts'

export type Accepted = 'taken' | 'duplicate' | 'full'

export interface TurnRows {
  /**
   * Stores a new turn, once for each interaction id.
   *
   * @param begun what there is of its answer already, and what its message shows
   */
  accept(question: Question, now: number, begun?: Begun): Accepted
  /** A turn that has ended, as long as something is kept of it. */
  ended(id: InteractionId): EndedTurn | undefined
  /** Every open turn, oldest first. */
  openTurns(): readonly OpenTurn[]
  /** An open turn as it is stored. Undefined when it cannot be read. */
  look(id: InteractionId): KeptTurn | undefined
  /** A turn that has answered and ended; undefined for one that is open, or that was forgotten. */
  answeredTurn(id: InteractionId): AnsweredTurn | undefined
  /** A life of this turn begins. Counts the attempt and stores what the next life needs (see `takeUp`). */
  begin(kept: KeptTurn, life: Life): KeptTurn
  /** Puts another question in the place of one whose turn has not begun; false where it has. */
  rewrite(question: Question): boolean
  /** Stores that a member has stopped an open turn. */
  stop(id: InteractionId, by: string): void
  /** Stores whether a turn waits for a session (see `Reached`). */
  waits(id: InteractionId, isWaiting: boolean): void
  /** Stores the line with the position of a turn that waits in its thread. Changes nothing once the turn has begun. */
  showPosition(id: InteractionId, line: Omit<Shown, 'attached'>): void
  /**
   * Stores how far a turn has come.
   *
   * @param shown the turn's messages in Discord; undefined when they have not changed and the answer has ended
   */
  checkpoint(id: InteractionId, answer: Answer, shown: readonly Shown[] | undefined): void
}

/** How a turn begins that somebody has asked for by a button. */
export interface Begun {
  readonly text: string
  readonly shown: readonly Shown[]
}

/** For the store of the thread alone. */
interface Inner {
  /** Stores what a press has made of a turn that has ended. */
  readonly keepEnded: (id: InteractionId, leaves: Leaves) => void
  /** Nothing is kept any more of the turns that have ended, but their ids. */
  readonly forgetEnded: () => void
  /** Whether an open turn may leave a trace. */
  readonly isTraced: (id: InteractionId) => boolean
  readonly public: TurnRows
  /**
   * Ends a turn and deletes its token. Call it within a transaction, and what it returns once that has succeeded.
   *
   * @param leaves what is kept for the buttons under it, beside the question; nothing is where it is undefined
   */
  readonly end: (id: InteractionId, now: number, leaves: Leaves | undefined) => () => void
  /** Whether this id is stored. */
  readonly has: (id: InteractionId) => boolean
  /** Stores the id of a command that was no question, so that it is not carried out twice. */
  readonly keepId: (id: InteractionId, member: MemberId, now: number) => void
  /** Makes the turns that run leave no trace when they end. True if there are any. */
  readonly untrace: () => boolean
  /** The open turns of a member leave no trace, and of those that ended only their ids are kept, which this gives. */
  readonly forgetMember: (member: MemberId) => readonly InteractionId[]
  /** Makes the buttons of the turns that have ended find nothing. */
  readonly untraceEnded: () => void
  /** Deletes the turns that ended at this time or earlier. */
  readonly deleteEnded: (by: number) => void
}

/** @param roundsOf how many rounds with tools a turn has begun and ended */
export function turnRows(
  { sql }: Pick<CountedStorage, 'sql'>,
  roundsOf: (id: InteractionId) => Reached['rounds'],
): Inner {
  /** Only one object has this storage, so the open turns stay in memory. Memory changes after a write has succeeded. */
  let open: readonly OpenTurn[] | undefined
  const openTurns = (): readonly OpenTurn[] => (open ??= readOpenTurns(sql))
  const has = (id: InteractionId): boolean =>
    sql.exec('SELECT 1 FROM turns WHERE id = ?', id).toArray().length > 0
  return {
    public: {
      accept(question, now, { text, shown } = { text: '', shown: [] }) {
        const { token, ...kept } = question
        const { id, member } = question
        if (has(id)) return 'duplicate'
        if (openTurns().length >= TURNS_WAITING) return 'full'
        sql.exec(
          'INSERT INTO turns (id, member, question, token, accepted_at, shown, progress) VALUES (?, ?, ?, ?, ?, ?, ?)',
          id,
          member,
          JSON.stringify(kept),
          token,
          now,
          JSON.stringify(shown),
          JSON.stringify(text === '' ? {} : { said: text }),
        )
        const isInPlace = (question.renews?.version ?? 1) > 1
        open = [...openTurns(), { id, member, ...(isInPlace ? { isInPlace } : {}) }]
        return 'taken'
      },
      openTurns,
      ended: (id) => readEnded(sql.exec('SELECT * FROM turns WHERE id = ?', id).toArray()[0]),
      look(id) {
        const row = sql.exec('SELECT * FROM turns WHERE id = ?', id).toArray()[0]
        // A turn has no rounds before its first life. That saves a query.
        const isFirst = (numberAt(row, 'attempt') ?? 0) === 0
        return readTurn(row, isFirst ? { begun: 0, ended: 0 } : roundsOf(id))
      },
      answeredTurn(id) {
        const [row] = sql
          .exec(
            `SELECT id, member FROM turns
             WHERE id = ? AND ended_at IS NOT NULL AND attempt > 0 AND untraced = 0`,
            id,
          )
          .toArray()
        return readAnsweredTurn(row)
      },
      begin(kept, life) {
        const attempt = kept.attempt + 1
        sql.exec(
          `UPDATE turns SET attempt = ?,
             progress = json_set(progress, '$.reached', ?, '$.stalled', ?, '$.withdrawn', ?, '$.isWaiting', 0) WHERE id = ?`,
          attempt,
          life.reached,
          life.stalled ?? null,
          life.isWithdrawn === true ? 1 : null,
          kept.question.id,
        )
        return { ...kept, attempt, last: life }
      },
      rewrite(question) {
        const { token: _, ...kept } = question
        const written = sql.exec(
          'UPDATE turns SET question = ? WHERE id = ? AND attempt = 0 AND ended_at IS NULL RETURNING id',
          JSON.stringify(kept),
          kept.id,
        )
        return written.toArray().length > 0
      },
      stop(id, by) {
        sql.exec(
          `UPDATE turns SET progress = json_set(progress, '$.stoppedBy', ?) WHERE id = ? AND ended_at IS NULL`,
          by,
          id,
        )
        open = openTurns().map((turn) => (turn.id === id ? { ...turn, isStopped: true } : turn))
      },
      waits(id, isWaiting) {
        sql.exec(
          `UPDATE turns SET progress = json_set(progress, '$.isWaiting', ?) WHERE id = ? AND ended_at IS NULL`,
          isWaiting ? 1 : 0,
          id,
        )
      },
      showPosition(id, line) {
        const shown = JSON.stringify([{ ...line, attached: false }])
        sql.exec(`UPDATE turns SET shown = ? WHERE id = ? AND attempt = 0 AND ended_at IS NULL`, shown, id)
      },
      checkpoint(id, answer, shown) {
        const said = fit(answer.text)
        if (shown !== undefined) {
          sql.exec(
            `UPDATE turns SET shown = ?, progress = json_set(progress, '$.said', ?) WHERE id = ? AND ended_at IS NULL`,
            JSON.stringify(shown),
            said,
            id,
          )
          return
        }
        // An ending without its text is of no use: the next life would end the turn with an empty answer.
        if (said !== answer.text) return
        sql.exec(
          `UPDATE turns SET progress = json_set(progress, '$.said', ?, '$.conclusion', json(?)) WHERE id = ? AND ended_at IS NULL`,
          said,
          writeEnded(answer),
          id,
        )
      },
    },
    end(id, now, leaves) {
      const before = openTurns()
      sql.exec(
        `UPDATE turns SET ended_at = ?, question = iif(?, ${WITHOUT_FILES}, NULL), token = NULL, shown = '[]', progress = ?,
           member = iif(untraced, '', member)
         WHERE id = ?`,
        now,
        leaves === undefined ? 0 : 1,
        leaves === undefined ? '{}' : writeLeaves(leaves),
        id,
      )
      return () => {
        open = before.filter((turn) => turn.id !== id)
      }
    },
    keepEnded(id, leaves) {
      sql.exec('UPDATE turns SET progress = ? WHERE id = ?', writeLeaves(leaves), id)
    },
    forgetEnded() {
      sql.exec(
        `UPDATE turns SET question = NULL, progress = '{}' WHERE ended_at IS NOT NULL AND question IS NOT NULL`,
      )
    },
    isTraced: (id) => openTurns().find((turn) => turn.id === id)?.isUntraced !== true,
    has,
    keepId(id, member, now) {
      sql.exec(
        'INSERT INTO turns (id, member, accepted_at, ended_at) VALUES (?, ?, ?, ?)',
        id,
        member,
        now,
        now,
      )
    },
    untrace() {
      const rows = sql
        .exec(
          'UPDATE turns SET untraced = 1 WHERE ended_at IS NULL AND attempt > 0 AND untraced = 0 RETURNING id',
        )
        .toArray()
      // Read again: the transaction may still fail.
      open = undefined
      return rows.length > 0
    },
    forgetMember(member) {
      sql.exec('UPDATE turns SET untraced = 1 WHERE ended_at IS NULL AND member = ?', member)
      open = undefined
      return sql
        .exec(
          `UPDATE turns SET question = NULL, progress = '{}', untraced = 1, member = ''
           WHERE ended_at IS NOT NULL AND member = ? RETURNING id`,
          member,
        )
        .toArray()
        .flatMap(({ id }) => (isInteractionId(id) ? [id] : []))
    },
    untraceEnded() {
      sql.exec('UPDATE turns SET untraced = 1 WHERE ended_at IS NOT NULL')
    },
    deleteEnded(by) {
      sql.exec('DELETE FROM turns WHERE ended_at <= ?', by)
    },
  }
}

/** The address of a file is a secret. What was in it is written down elsewhere. */
const WITHOUT_FILES = `json_set(question, '$.files', json('[]'), '$.fileCount', json_array_length(question, '$.files'))`

/**
 * In UTF-16 units, each of at most three bytes. A row holds two megabytes, and the conclusion is in the same row. Only
 * an answer of many rounds can be longer, because `MAX_TOKENS` limits each message. Claude is asked for it again after a
 * crash.
 */
const SAID_UNITS = 400_000

const fit = (said: string): string => (said.length <= SAID_UNITS ? said : '')
