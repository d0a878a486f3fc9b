/** A turn as it is written down, and how its row is read. */

import { isOurLine, type Shown } from '../../deliver/reply-plan.ts'
import { readPosted } from '../../deliver/posted.ts'
import { numberAt, parseJson, textAt } from '../../json.ts'
import type { Answer } from '../turn/answer.ts'
import { readAnswer } from '../turn/answer-row.ts'
import { type Question, readQuestion } from '../question/question.ts'
import type { Life, Reached } from './take-up.ts'

/**
 * A turn's token is in a column of its own so that it can be forgotten with the last edit; `progress` is JSON, because a
 * field of it costs nothing to add. `untraced` is set for a turn that ran when everything was forgotten: it ends like any
 * other, but nothing of it is kept.
 */
export const turnsTable = `CREATE TABLE turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     member TEXT NOT NULL,
     question TEXT,
     token TEXT,
     shown TEXT NOT NULL DEFAULT '[]',
     attempt INTEGER NOT NULL DEFAULT 0,
     accepted_at INTEGER NOT NULL,
     ended_at INTEGER,
     untraced INTEGER NOT NULL DEFAULT 0,
     progress TEXT NOT NULL DEFAULT '{}'
   );
   CREATE INDEX turns_open ON turns (seq) WHERE ended_at IS NULL;`

export interface KeptTurn {
  readonly question: Question
  /** What an earlier attempt left in Discord. */
  readonly before: readonly Shown[]
  /** The answer as far as it has come. */
  readonly answer: Answer
  /** How often it was taken up; 1 for the first life. */
  readonly attempt: number
  /** What its last life wrote down when it began; undefined before the first. */
  readonly last: Life | undefined
  readonly reached: Reached
  /** The name of the member who has stopped it; undefined where nobody has. */
  readonly stoppedBy: string | undefined
  readonly acceptedAt: number
}

/**
 * @param row of the table `turns`
 * @param rounds the turn's rounds with tools, which are in a table of their own
 * @returns undefined where the question cannot be read: the turn has ended, or another version wrote it
 */
export function readTurn(row: unknown, rounds: Reached['rounds']): KeptTurn | undefined {
  const question = readQuestion(parseJson(textAt(row, 'question') ?? ''), textAt(row, 'token'))
  if (question === undefined) return undefined
  const progress = parseJson(textAt(row, 'progress') ?? '')
  const before = readPosted(parseJson(textAt(row, 'shown') ?? ''))
  const answer = readAnswer(question.id, progress)
  const stoppedBy = textAt(progress, 'stoppedBy')
  return {
    question,
    before,
    answer,
    attempt: numberAt(row, 'attempt') ?? 0,
    last: readLife(progress),
    reached: {
      characters: answer.text.length,
      rounds,
      isWhole: answer.ending !== undefined,
      isShown: !before.every(isOurLine),
      isWaiting: numberAt(progress, 'isWaiting') === 1,
      isStopped: stoppedBy !== undefined,
    },
    stoppedBy,
    acceptedAt: numberAt(row, 'accepted_at') ?? question.askedAt,
  }
}

function readLife(progress: unknown): Life | undefined {
  const reached = numberAt(progress, 'reached')
  if (reached === undefined) return undefined
  const isWithdrawn = numberAt(progress, 'withdrawn') === 1
  return { reached, stalled: numberAt(progress, 'stalled'), ...(isWithdrawn ? { isWithdrawn } : {}) }
}
