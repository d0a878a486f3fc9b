/** A thread's SQLite: its turns, its transcript, its times. Every statement stands here and nowhere else. */

import type { Shown } from '../deliver/reply-plan.ts'
import { type InteractionId, isInteractionId, isMemberId, isMessageId } from '../ids.ts'
import { isRecord, numberAt, parseJson, textAt } from '../json.ts'
import { TURNS_WAITING } from '../limits.ts'
import type { Errand, Forgot } from './errand.ts'
import { type Question, readQuestion } from './question.ts'
import { REPLAYABLE_MS, type ThreadTimes } from './session.ts'
import { type Exchange, overBudget, type Transcript } from './transcript.ts'
import type { OpenTurn } from './turn-state.ts'

/**
 * Each entry brings a database of the version before to the next. Never change one that has been released: add one.
 * A turn's token is in a column of its own so that it can be forgotten with the last edit.
 */
const migrations = [
  `CREATE TABLE turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     member TEXT NOT NULL,
     question TEXT,
     token TEXT,
     shown TEXT NOT NULL DEFAULT '[]',
     attempt INTEGER NOT NULL DEFAULT 0,
     accepted_at INTEGER NOT NULL,
     ended_at INTEGER
   );
   CREATE INDEX turns_open ON turns (seq) WHERE ended_at IS NULL;
   CREATE TABLE exchanges (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL,
     asked TEXT NOT NULL,
     answered TEXT NOT NULL
   );`,
  // Set for a turn that ran when everything was forgotten: it ends like any other, but nothing of it is kept.
  `ALTER TABLE turns ADD COLUMN untraced INTEGER NOT NULL DEFAULT 0;`,
]

/** A turn as it is taken up: for the first time, or again after a crash. */
export interface KeptTurn {
  readonly question: Question
  /** What an earlier attempt left in Discord. */
  readonly before: readonly Shown[]
  /** 1 for the first. */
  readonly attempt: number
  readonly acceptedAt: number
}

export type Accepted = 'taken' | 'duplicate' | 'full'

export interface ThreadStore {
  /** Writes a turn down, once for each interaction id. */
  accept(question: Question, now: number): Accepted
  /** Every open turn, oldest first. */
  openTurns(): readonly OpenTurn[]
  /** An open turn as it is written down. Undefined when it cannot be read. */
  look(id: InteractionId): KeptTurn | undefined
  /** Takes a turn up: counts the attempt. Undefined when what is written down cannot be read. */
  begin(id: InteractionId): KeptTurn | undefined
  /** What stands in Discord of a turn. */
  checkpoint(id: InteractionId, shown: readonly Shown[]): void
  /** Ends a turn: its exchange is kept, its text and its token are not. */
  end(id: InteractionId, exchange: Exchange | undefined, now: number): void
  transcript(): Transcript
  times(): ThreadTimes
  openSession(now: number): void
  closeSession(now: number): void
  /**
   * Erases all that was said, once for each interaction id. Turns that wait stay; those that run go on and leave no
   * trace; the ids of those that ended stay for as long as they could be replayed.
   */
  forget(errand: Pick<Errand, 'id' | 'member'>, now: number): Forgot
}

/** A thread that was never asked, or that has forgotten everything; to look at it creates nothing. */
export const isUntouched = ({ kv }: DurableObjectStorage): boolean => kv.get('schema') === undefined

export function threadStore(storage: DurableObjectStorage): ThreadStore {
  const { sql } = storage
  migrate(storage)
  return {
    accept(question, now) {
      const { token, ...kept } = question
      if (sql.exec('SELECT 1 FROM turns WHERE id = ?', question.id).toArray().length > 0) return 'duplicate'
      const open = sql.exec<{ n: number }>('SELECT count(*) AS n FROM turns WHERE ended_at IS NULL').one().n
      if (open >= TURNS_WAITING) return 'full'
      sql.exec(
        'INSERT INTO turns (id, member, question, token, accepted_at) VALUES (?, ?, ?, ?, ?)',
        question.id,
        question.member,
        JSON.stringify(kept),
        token,
        now,
      )
      return 'taken'
    },
    openTurns: () =>
      sql
        .exec('SELECT id, member FROM turns WHERE ended_at IS NULL ORDER BY seq')
        .toArray()
        .flatMap(({ id, member }) => (isInteractionId(id) && isMemberId(member) ? [{ id, member }] : [])),
    look: (id) => readTurn(sql.exec('SELECT * FROM turns WHERE id = ?', id).toArray()[0]),
    begin: (id) =>
      readTurn(sql.exec('UPDATE turns SET attempt = attempt + 1 WHERE id = ? RETURNING *', id).toArray()[0]),
    checkpoint(id, shown) {
      sql.exec('UPDATE turns SET shown = ? WHERE id = ?', JSON.stringify(shown), id)
    },
    end(id, exchange, now) {
      storage.transactionSync(() => {
        const [ended] = sql
          .exec(
            `UPDATE turns SET ended_at = ?, question = NULL, token = NULL, shown = '[]' WHERE id = ?
             RETURNING untraced`,
            now,
            id,
          )
          .toArray()
        storage.kv.put('lastTurnAt', now)
        if (exchange === undefined || numberAt(ended, 'untraced') === 1) return
        const { name, asked, answered } = exchange
        sql.exec('INSERT INTO exchanges (name, asked, answered) VALUES (?, ?, ?)', name, asked, answered)
        const forgotten = overBudget(readTranscript(sql))
        if (forgotten > 0) {
          sql.exec(
            'DELETE FROM exchanges WHERE seq IN (SELECT seq FROM exchanges ORDER BY seq LIMIT ?)',
            forgotten,
          )
        }
      })
    },
    transcript: () => ({ summary: undefined, exchanges: readTranscript(sql) }),
    times: () => ({
      sessionOpenedAt: time(storage.kv.get('sessionOpenedAt')),
      lastTurnAt: time(storage.kv.get('lastTurnAt')),
      openTurns: sql.exec<{ n: number }>('SELECT count(*) AS n FROM turns WHERE ended_at IS NULL').one().n,
      remembers: sql.exec('SELECT 1 FROM exchanges LIMIT 1').toArray().length > 0,
    }),
    openSession(now) {
      storage.kv.put('sessionOpenedAt', now)
    },
    closeSession(now) {
      storage.kv.delete('sessionOpenedAt')
      sql.exec('DELETE FROM turns WHERE ended_at <= ?', now - REPLAYABLE_MS)
    },
    forget({ id, member }, now) {
      return storage.transactionSync((): Forgot => {
        // Said again by somebody who kept the signed request: what was said since is not meant.
        if (sql.exec('SELECT 1 FROM turns WHERE id = ?', id).toArray().length > 0) return 'all'
        const running = sql.exec(
          'UPDATE turns SET untraced = 1 WHERE ended_at IS NULL AND attempt > 0 AND untraced = 0 RETURNING id',
        )
        const midway = running.toArray().length > 0
        const erased = erase(storage)
        sql.exec(
          'INSERT INTO turns (id, member, accepted_at, ended_at) VALUES (?, ?, ?, ?)',
          id,
          member,
          now,
          now,
        )
        storage.kv.delete('sessionOpenedAt')
        storage.kv.put('lastTurnAt', now)
        if (midway) return 'midway'
        return erased ? 'all' : 'nothing'
      })
    },
  }
}

/** Everything that holds what was said: who adds such a table or key adds it here. True if there was something. */
const erase = ({ sql }: DurableObjectStorage): boolean =>
  sql.exec('DELETE FROM exchanges RETURNING seq').toArray().length > 0

/** Brings the schema up to date in one transaction; on a current database it reads one row. */
function migrate(storage: DurableObjectStorage): void {
  const version = time(storage.kv.get('schema')) ?? 0
  if (version >= migrations.length) return
  storage.transactionSync(() => {
    for (const migration of migrations.slice(version)) storage.sql.exec(migration)
    storage.kv.put('schema', migrations.length)
  })
}

function readTurn(row: unknown): KeptTurn | undefined {
  const question = readQuestion(parseJson(textAt(row, 'question') ?? ''), textAt(row, 'token'))
  if (question === undefined) return undefined
  return {
    question,
    before: readShown(parseJson(textAt(row, 'shown') ?? '')),
    attempt: numberAt(row, 'attempt') ?? 1,
    acceptedAt: numberAt(row, 'accepted_at') ?? question.askedAt,
  }
}

const readTranscript = (sql: SqlStorage): readonly Exchange[] =>
  sql
    .exec('SELECT name, asked, answered FROM exchanges ORDER BY seq')
    .toArray()
    .map((row) => ({
      name: textAt(row, 'name') ?? '',
      asked: textAt(row, 'asked') ?? '',
      answered: textAt(row, 'answered') ?? '',
    }))

const time = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

const readShown = (kept: unknown): readonly Shown[] =>
  (Array.isArray(kept) ? kept : []).flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const { message, content } = entry
    if (!isMessageId(message) && message !== '@original') return []
    if (typeof content !== 'string') return []
    const is = (flag: string): boolean => entry[flag] === true
    return [
      { message, content, plainLinks: is('plainLinks'), attached: is('attached'), unsure: is('unsure') },
    ]
  })
