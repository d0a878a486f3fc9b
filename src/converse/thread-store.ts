/** A thread's SQLite: its turns and its times; its transcript is in transcript-store.ts. No other file has a statement. */

import type { Shown } from '../deliver/reply-plan.ts'
import { type InteractionId, isInteractionId, isMemberId, isMessageId } from '../ids.ts'
import { isRecord, numberAt, parseJson, textAt } from '../json.ts'
import { TURNS_WAITING } from '../limits.ts'
import type { StorageUse } from '../measure/turn-report.ts'
import { type CountedStorage, countedStorage } from './counted-storage.ts'
import type { Mark } from './mark.ts'
import { type Question, readQuestion } from './question.ts'
import type { ThreadTimes } from './session.ts'
import type { Exchange } from './transcript.ts'
import { type TranscriptStore, transcriptStore } from './transcript-store.ts'
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

export interface ThreadStore extends TranscriptStore {
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
  times(): ThreadTimes
  openSession(now: number): void
  /** What only a session needs is forgotten, in memory and on disk. */
  closeSession(): void
  /** Sets the alarm; one row. */
  wakeAt(time: number): Promise<void>
  /** What was read and written since this was asked last, and what is held in memory now. */
  takeUse(): StorageUse
}

/**
 * Only one object has this storage, so what it has read or written once it need not read again: the open turns and the
 * times stay in memory. Memory follows a write only when that has succeeded.
 *
 * @param newMark rolls the number of a new transcript
 */
export function threadStore(storage: DurableObjectStorage, newMark: () => Mark): ThreadStore {
  const counted = countedStorage(storage)
  const { sql, kv } = counted
  migrate(counted)
  const { append, ...transcripts } = transcriptStore(counted, newMark)
  let open: readonly OpenTurn[] | undefined
  let known: Omit<ThreadTimes, 'openTurns'> | undefined
  const openTurns = (): readonly OpenTurn[] => (open ??= readOpenTurns(counted))
  const times = (): Omit<ThreadTimes, 'openTurns'> =>
    (known ??= {
      sessionOpenedAt: time(kv.get('sessionOpenedAt')),
      lastTurnAt: time(kv.get('lastTurnAt')),
    })
  return {
    ...transcripts,
    accept(question, now) {
      const { token, ...kept } = question
      const { id, member } = question
      if (sql.exec('SELECT 1 FROM turns WHERE id = ?', id).toArray().length > 0) return 'duplicate'
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
    look: (id) => readTurn(sql.exec('SELECT * FROM turns WHERE id = ?', id).toArray()[0]),
    begin: (id) =>
      readTurn(sql.exec('UPDATE turns SET attempt = attempt + 1 WHERE id = ? RETURNING *', id).toArray()[0]),
    checkpoint(id, shown) {
      sql.exec('UPDATE turns SET shown = ? WHERE id = ?', JSON.stringify(shown), id)
    },
    end(id, exchange, now) {
      const before = openTurns()
      const earlier = times()
      const appended = counted.transactionSync(() => {
        sql.exec(
          `UPDATE turns SET ended_at = ?, question = NULL, token = NULL, shown = '[]' WHERE id = ?`,
          now,
          id,
        )
        kv.put('lastTurnAt', now)
        return exchange === undefined ? undefined : append(exchange)
      })
      appended?.()
      open = before.filter((turn) => turn.id !== id)
      known = { ...earlier, lastTurnAt: now }
    },
    times: () => ({ ...times(), openTurns: openTurns().length }),
    openSession(now) {
      kv.put('sessionOpenedAt', now)
      known = { ...times(), sessionOpenedAt: now }
    },
    closeSession() {
      kv.delete('sessionOpenedAt')
      known = { ...times(), sessionOpenedAt: undefined }
      // An id is needed only while its interaction could be replayed; by now the door refuses it for its age.
      sql.exec('DELETE FROM turns WHERE ended_at IS NOT NULL')
      transcripts.release()
    },
    async wakeAt(at) {
      await counted.setAlarm(at)
    },
    takeUse: () => ({ ...counted.takeRows(), heldBytes: transcripts.heldBytes() }),
  }
}

const readOpenTurns = ({ sql }: CountedStorage): readonly OpenTurn[] =>
  sql
    .exec('SELECT id, member FROM turns WHERE ended_at IS NULL ORDER BY seq')
    .toArray()
    .flatMap(({ id, member }) => (isInteractionId(id) && isMemberId(member) ? [{ id, member }] : []))

/** Brings the schema up to date in one transaction; on a current database it reads one key. */
function migrate(storage: CountedStorage): void {
  const { sql, kv } = storage
  const version = time(kv.get('schema')) ?? 0
  if (version >= migrations.length) return
  storage.transactionSync(() => {
    for (const migration of migrations.slice(version)) sql.exec(migration)
    kv.put('schema', migrations.length)
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

const time = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

const readShown = (kept: unknown): readonly Shown[] =>
  (Array.isArray(kept) ? kept : []).flatMap((entry: unknown) => {
    if (!isRecord(entry) || !isMessageId(entry['message'])) return []
    const { message, content } = entry
    if (typeof content !== 'string') return []
    const is = (flag: string): boolean => entry[flag] === true
    return [
      { message, content, plainLinks: is('plainLinks'), attached: is('attached'), unsure: is('unsure') },
    ]
  })
