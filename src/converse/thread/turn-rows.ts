/** The turns of a thread in its SQLite: one row each, from the question to a while after its last edit. */

import type { Shown } from '../../deliver/reply-plan.ts'
import { type InteractionId, isInteractionId, isMemberId, type MemberId } from '../../ids.ts'
import { numberAt } from '../../json.ts'
import { TURNS_WAITING } from '../../limits.ts'
import type { CountedStorage } from '../counted-storage.ts'
import type { Question } from '../question.ts'
import type { Answer } from '../turn/answer.ts'
import { writeEnded } from '../turn/answer-row.ts'
import { type KeptTurn, readTurn } from './kept-turn.ts'
import type { Life, Reached } from './take-up.ts'
import type { OpenTurn } from './queue.ts'

export type Accepted = 'taken' | 'duplicate' | 'full'

export interface TurnRows {
  /** Writes a turn down, once for each interaction id. */
  accept(question: Question, now: number): Accepted
  /** Every open turn, oldest first. */
  openTurns(): readonly OpenTurn[]
  /** An open turn as it is written down. Undefined when it cannot be read. */
  look(id: InteractionId): KeptTurn | undefined
  /** A life of this turn begins: counts the attempt, and writes down what the next life needs (see `takeUp`). */
  begin(kept: KeptTurn, life: Life): KeptTurn
  /** Whether a turn waits for a session (see `Reached`). */
  waits(id: InteractionId, isWaiting: boolean): void
  /** A turn that waits in its thread has been shown its position; one that has begun meanwhile knows better. */
  showPosition(id: InteractionId, line: Omit<Shown, 'attached'>): void
  /**
   * How far a turn has come.
   *
   * @param shown what stands in Discord of it; undefined where nothing has changed there, but the answer has ended
   */
  checkpoint(id: InteractionId, answer: Answer, shown: readonly Shown[] | undefined): void
}

/** For the store of the thread alone. */
interface Inner {
  readonly public: TurnRows
  /**
   * Ends a turn: its text and its token are not kept. Call it within a transaction, and `remember` once that has
   * succeeded.
   */
  readonly end: (
    id: InteractionId,
    now: number,
  ) => { readonly isTraced: boolean; readonly remember: () => void }
  /** Whether this id was ever written down. */
  readonly has: (id: InteractionId) => boolean
  /** Writes down the id of what was no question, so that it is not done again. */
  readonly keepId: (id: InteractionId, member: MemberId, now: number) => void
  /** The turns that run leave no trace when they end. True if there were some. */
  readonly untrace: () => boolean
  /** Deletes the turns that had ended by then. */
  readonly deleteEnded: (by: number) => void
}

/** @param roundsOf how many rounds with tools a turn has begun and ended */
export function turnRows(
  { sql }: Pick<CountedStorage, 'sql'>,
  roundsOf: (id: InteractionId) => Reached['rounds'],
): Inner {
  /** Only one object has this storage, so the open turns stay in memory, which follows a write that has succeeded. */
  let open: readonly OpenTurn[] | undefined
  const openTurns = (): readonly OpenTurn[] => (open ??= readOpenTurns(sql))
  const has = (id: InteractionId): boolean =>
    sql.exec('SELECT 1 FROM turns WHERE id = ?', id).toArray().length > 0
  return {
    public: {
      accept(question, now) {
        const { token, ...kept } = question
        const { id, member } = question
        if (has(id)) return 'duplicate'
        if (openTurns().length >= TURNS_WAITING) return 'full'
        sql.exec(
          'INSERT INTO turns (id, member, question, token, accepted_at) VALUES (?, ?, ?, ?, ?)',
          id,
          member,
          JSON.stringify(kept),
          token,
          now,
        )
        open = [...openTurns(), { id, member }]
        return 'taken'
      },
      openTurns,
      look(id) {
        const row = sql.exec('SELECT * FROM turns WHERE id = ?', id).toArray()[0]
        // Before its first life it has none: that saves a look.
        const isFirst = (numberAt(row, 'attempt') ?? 0) === 0
        return readTurn(row, isFirst ? { begun: 0, ended: 0 } : roundsOf(id))
      },
      begin(kept, life) {
        const attempt = kept.attempt + 1
        sql.exec(
          `UPDATE turns SET attempt = ?,
             progress = json_set(progress, '$.reached', ?, '$.stalled', ?, '$.isWaiting', 0) WHERE id = ?`,
          attempt,
          life.reached,
          life.stalled ?? null,
          kept.question.id,
        )
        return { ...kept, attempt, last: life }
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
        // Of no use without its text: whoever resumes the turn would end it with nothing.
        if (said !== answer.text) return
        sql.exec(
          `UPDATE turns SET progress = json_set(progress, '$.said', ?, '$.conclusion', json(?)) WHERE id = ? AND ended_at IS NULL`,
          said,
          writeEnded(answer),
          id,
        )
      },
    },
    end(id, now) {
      const before = openTurns()
      const [ended] = sql
        .exec(
          `UPDATE turns SET ended_at = ?, question = NULL, token = NULL, shown = '[]', progress = '{}'
           WHERE id = ? RETURNING untraced`,
          now,
          id,
        )
        .toArray()
      return {
        isTraced: numberAt(ended, 'untraced') !== 1,
        remember() {
          open = before.filter((turn) => turn.id !== id)
        },
      }
    },
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
    untrace: () =>
      sql
        .exec(
          'UPDATE turns SET untraced = 1 WHERE ended_at IS NULL AND attempt > 0 AND untraced = 0 RETURNING id',
        )
        .toArray().length > 0,
    deleteEnded(by) {
      sql.exec('DELETE FROM turns WHERE ended_at <= ?', by)
    },
  }
}

const readOpenTurns = (sql: CountedStorage['sql']): readonly OpenTurn[] =>
  sql
    .exec('SELECT id, member FROM turns WHERE ended_at IS NULL ORDER BY seq')
    .toArray()
    .flatMap(({ id, member }) => (isInteractionId(id) && isMemberId(member) ? [{ id, member }] : []))

/**
 * UTF-16 units, of which each is at most three bytes: a row takes two megabytes, and the conclusion is in it, too. An
 * answer that is longer (of many rounds: `MAX_TOKENS` allows no message that long) is asked for again after a crash.
 */
const SAID_UNITS = 400_000

const fit = (said: string): string => (said.length <= SAID_UNITS ? said : '')
