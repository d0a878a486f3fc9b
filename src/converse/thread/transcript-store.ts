/** A thread's transcript: in SQLite, and in memory while its session is open, so that a turn reads none of it again. */

import { numberAt } from '../../json.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { Nonce } from '../claude/nonce.ts'
import { bytesOf, type Exchange, type Transcript } from '../claude/transcript.ts'
import type { LeftOut } from '../turn/healed-request.ts'
import type { InteractionId, MemberId } from '../../ids.ts'
import { type Seed, seedling } from './seed.ts'
import { readExchange, writeExchange } from './exchange-row.ts'
import { eraseKeys, nonceOf, sinceOf, summaryOf, toldThrough } from './transcript-keys.ts'

/** `files` and `rounds` are JSON. */
export const exchangesTable = `CREATE TABLE exchanges (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL,
     person INTEGER,
     about TEXT,
     asked TEXT NOT NULL,
     answered TEXT NOT NULL,
     files TEXT,
     rounds TEXT,
     turn TEXT
   );`

export interface TranscriptStore {
  transcript(): Transcript
  /** The transcript as it was before an exchange, and that exchange; all of it where that is no longer remembered. */
  before(row: number | undefined): {
    readonly transcript: Transcript
    readonly exchange: Exchange | undefined
  }
  /** Forgets exchanges up to this one, which was in a transcript; nothing when it is no longer remembered. */
  forgetThrough(exchange: Exchange): void
  /** Leaves out for good what Claude has refused; what is no longer remembered is passed over. */
  leaveOut(what: LeftOut): void
  /** Puts a summary in the place of the exchanges up to this one; false when it is no longer remembered. */
  summarise(through: Exchange, summary: string): boolean
  /** When the first of what is remembered was written down, in milliseconds since 1970. Undefined where nobody knows. */
  rememberedSince(): number | undefined
  /** Drops what is in memory, so that a summary on its way no longer fits. The next use reads it again. */
  readonly unload: () => void
  /** About how many bytes of this are in memory. */
  heldBytes(): number
}

/** For the store of the turns alone. */
interface Inner extends TranscriptStore {
  /**
   * Writes an exchange down, in the place of another where that is still remembered. Call it within a transaction, and
   * `committed` once that has succeeded.
   */
  readonly write: (exchange: Exchange, now: number, turn: InteractionId, instead?: number) => Written
  /**
   * What was said up to the exchange of this turn; undefined where that is no longer remembered.
   *
   * @param row of its exchange, where a later turn has taken it over
   */
  readonly through: (turn: InteractionId, row: number | undefined) => Omit<Seed, 'people'> | undefined
  /** Begins with what another conversation has said; call it within a transaction. */
  readonly plant: (seed: Seed, now: number) => void
  /** Erases all that was said; call it within a transaction. True if there was something. */
  readonly erase: () => boolean
  /**
   * Erases what a member asked, with the answers, and the summary, which may have words of theirs; call it within a
   * transaction.
   *
   * @param person their number; undefined where they have none
   */
  readonly eraseOf: (member: MemberId, person: number | undefined) => void
  /** Whether a person has asked something that is remembered in full. */
  readonly hasAsked: (person: number) => boolean
  /** Whether anything that was said is kept. */
  readonly remembers: () => boolean
}

interface Written {
  /** The row of the exchange. */
  readonly row: number
  readonly committed: () => void
}

interface Held {
  readonly transcript: Transcript
  /** The row of each exchange. */
  readonly seqs: readonly number[]
}

/** @param newNonce makes the nonce of a new transcript */
export function transcriptStore(storage: CountedStorage, newNonce: () => Nonce): Inner {
  const { sql, kv } = storage
  let held: Held | undefined
  /** Whether anything is kept: asked at each look at the clock, also while nothing is held. */
  let isKept: boolean | undefined
  const load = (): Held => {
    const rows = sql
      .exec('SELECT seq, name, person, about, asked, answered, files, rounds FROM exchanges ORDER BY seq')
      .toArray()
    return {
      transcript: {
        nonce: nonceOf(kv, newNonce),
        summary: summaryOf(kv),
        exchanges: rows.map((row) => exchangeOf(row, toldThrough(kv))),
      },
      seqs: rows.map((row) => numberAt(row, 'seq') ?? 0),
    }
  }
  const remembered = (): Held => (held ??= load())
  const remembers = (): boolean => {
    const { summary, exchanges } = held?.transcript ?? {}
    if (exchanges !== undefined) return exchanges.length > 0 || summary !== undefined
    return (isKept ??=
      sql.exec('SELECT 1 FROM exchanges LIMIT 1').toArray().length > 0 || summaryOf(kv) !== undefined)
  }

  /**
   * Forgets the oldest; what is in memory follows only when that has succeeded. An exchange is known by its identity, so
   * one of before everything was forgotten is never found again, not even where the same was said since.
   */
  const forget = (through: Exchange, summary?: string): boolean => {
    if (held === undefined) return false
    const { transcript, seqs } = held
    const count = transcript.exchanges.indexOf(through) + 1
    if (count === 0) return false
    storage.transactionSync(() => {
      sql.exec('DELETE FROM exchanges WHERE seq <= ?', seqs[count - 1] ?? 0)
      if (summary !== undefined) kv.put('summary', summary)
    })
    const exchanges = transcript.exchanges.slice(count)
    held = {
      transcript: { ...transcript, summary: summary ?? transcript.summary, exchanges },
      seqs: seqs.slice(count),
    }
    return true
  }

  return {
    transcript: () => remembered().transcript,
    through(turn, row) {
      const [own] = sql.exec('SELECT seq FROM exchanges WHERE turn = ?', turn).toArray()
      const { transcript, seqs } = remembered()
      const count = seqs.indexOf(numberAt(own, 'seq') ?? row ?? 0) + 1
      if (count === 0) return undefined
      return { summary: transcript.summary, exchanges: transcript.exchanges.slice(0, count).map(seedling) }
    },
    plant({ summary, exchanges }, now) {
      held = undefined
      isKept = undefined
      kv.put('since', now)
      if (summary !== undefined) kv.put('summary', summary)
      for (const { name, person, about, asked, answered } of exchanges)
        sql.exec(
          'INSERT INTO exchanges (name, person, about, asked, answered) VALUES (?, ?, ?, ?, ?)',
          name,
          person ?? null,
          about ?? null,
          asked,
          answered,
        )
    },
    before(row) {
      const { transcript, seqs } = remembered()
      const at = row === undefined ? -1 : seqs.indexOf(row)
      if (at === -1) return { transcript, exchange: undefined }
      const exchanges = transcript.exchanges.slice(0, at)
      return { transcript: { ...transcript, exchanges }, exchange: transcript.exchanges[at] }
    },
    write: (exchange, now, turn, instead) => {
      if (!remembers()) kv.put('since', now)
      const { name, person, about, asked, answered, files, rounds } = writeExchange(exchange)
      const values = [name, person, about, asked, answered, files, rounds, turn]
      const [replaced] =
        instead === undefined
          ? []
          : sql
              .exec(
                'UPDATE exchanges SET name = ?, person = ?, about = ?, asked = ?, answered = ?, files = ?, rounds = ?, turn = ? WHERE seq = ? RETURNING seq',
                ...values,
                instead,
              )
              .toArray()
      const written =
        replaced ??
        sql
          .exec(
            'INSERT INTO exchanges (name, person, about, asked, answered, files, rounds, turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq',
            ...values,
          )
          .one()
      const row = numberAt(written, 'seq') ?? 0
      if (exchange.isTold === true) kv.put('told', Math.max(row, toldThrough(kv)))
      return {
        row,
        committed: () => {
          isKept = true
          if (held === undefined) return
          const { transcript, seqs } = held
          const at = seqs.indexOf(row)
          const exchanges =
            at === -1 ? [...transcript.exchanges, exchange] : transcript.exchanges.with(at, exchange)
          held = { transcript: { ...transcript, exchanges }, seqs: at === -1 ? [...seqs, row] : seqs }
        },
      }
    },
    forgetThrough(exchange) {
      forget(exchange)
    },
    leaveOut({ tellsRounds, exchanges: refused, summary }) {
      if (held === undefined) return
      const { transcript, seqs } = held
      const gone = new Set(refused)
      const staying = transcript.exchanges.map((exchange) => !gone.has(exchange))
      const last = seqs.at(-1)
      storage.transactionSync(() => {
        seqs.forEach((seq, n) => staying[n] === false && sql.exec('DELETE FROM exchanges WHERE seq = ?', seq))
        if (summary) kv.delete('summary')
        if (tellsRounds && last !== undefined) kv.put('told', last)
      })
      const kept = transcript.exchanges.filter((_, n) => staying[n])
      held = {
        transcript: {
          ...transcript,
          summary: summary ? undefined : transcript.summary,
          exchanges: tellsRounds ? kept.map(told) : kept,
        },
        seqs: seqs.filter((_, n) => staying[n]),
      }
    },
    summarise: forget,
    erase: () => {
      // Let go at once: should the transaction fail, it is read again.
      held = undefined
      isKept = undefined
      const isSummarised = summaryOf(kv) !== undefined
      eraseKeys(kv)
      return sql.exec('DELETE FROM exchanges RETURNING seq').toArray().length > 0 || isSummarised
    },
    eraseOf(member, person) {
      // Read again: a summary that is being written of it no longer fits.
      held = undefined
      isKept = undefined
      const said = sql
        .exec(
          `DELETE FROM exchanges WHERE person = ? OR turn IN (SELECT id FROM turns WHERE member = ?) RETURNING seq`,
          person ?? null,
          member,
        )
        .toArray()
      if (said.length > 0 || person !== undefined) kv.delete('summary')
    },
    hasAsked: (person) =>
      sql.exec('SELECT 1 FROM exchanges WHERE person = ? LIMIT 1', person).toArray().length > 0,
    remembers,
    rememberedSince: () => sinceOf(kv),
    heldBytes: () => (held === undefined ? 0 : bytesOf(held.transcript)),
    unload: () => {
      if (held !== undefined)
        isKept = held.transcript.exchanges.length > 0 || held.transcript.summary !== undefined
      held = undefined
    },
  }
}

const told = (exchange: Exchange): Exchange =>
  exchange.rounds === undefined ? exchange : { ...exchange, isTold: true }

/** @param through see `toldThrough` */
function exchangeOf(row: unknown, through: number): Exchange {
  const exchange = readExchange(row)
  return (numberAt(row, 'seq') ?? 0) <= through ? told(exchange) : exchange
}
