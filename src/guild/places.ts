/** The conversations in which a member has spoken, and those that are still to forget them: two tables in the member's object. */

import {
  type InteractionId,
  isInteractionId,
  isOwnerId,
  isThreadId,
  type OwnerId,
  type ThreadId,
} from '../ids.ts'
import { isRecord, numberAt } from '../json.ts'
import type { Task } from './forgetting.ts'

/** `payer` is the ledger in which the member's questions there count; null where that is known of another row. */
export const placesTables = `
  CREATE TABLE spoke (thread TEXT PRIMARY KEY, payer TEXT) STRICT, WITHOUT ROWID;
  CREATE TABLE to_forget (
    what TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`

/** What a member has asked to be forgotten. */
export interface Wish {
  /** The `/forget` of it. */
  readonly asked: InteractionId
  /** Of conversations that have forgotten the member. */
  readonly cleaned: number
}

export interface Places {
  spoke(thread: ThreadId, payer: OwnerId | undefined): void
  /** How many conversations are known. */
  count(): number
  /** Moves what is known, and these, to what is to be forgotten. */
  begin(asked: InteractionId, threads: readonly ThreadId[], payers: readonly string[], now: number): void
  wish(): Wish | undefined
  tasks(): readonly Task[]
  /** This one is done. @param counts whether it was a conversation in which something was kept */
  strike(task: Task, counts: boolean): void
  postpone(task: Task, tries: number, dueAt: number): void
}

const KEY = 'forgetting'

/** Of whatever is to forget the member, by its kind: `thread:…` or `payer:…`. */
const KINDS = /^(thread|payer):(.+)$/

export function places(storage: Pick<DurableObjectStorage, 'sql' | 'kv' | 'transactionSync'>): Places {
  const { sql, kv } = storage
  const put = (what: string, now: number): void => {
    sql.exec('INSERT OR REPLACE INTO to_forget (what, tries, due_at) VALUES (?, 0, ?)', what, Math.floor(now))
  }
  const wish = (): Wish | undefined => {
    const kept: unknown = kv.get(KEY)
    const asked = isRecord(kept) ? kept['asked'] : undefined
    return isInteractionId(asked) ? { asked, cleaned: numberAt(kept, 'cleaned') ?? 0 } : undefined
  }
  return {
    spoke(thread, payer) {
      sql.exec(
        'INSERT INTO spoke (thread, payer) VALUES (?, ?) ON CONFLICT DO UPDATE SET payer = ifnull(excluded.payer, payer)',
        thread,
        payer ?? null,
      )
    },
    count: () => numberAt(sql.exec('SELECT count(*) AS n FROM spoke').one(), 'n') ?? 0,
    begin(asked, threads, payers, now) {
      storage.transactionSync(() => {
        const rows = sql.exec('SELECT thread, payer FROM spoke').toArray()
        for (const { thread } of rows) if (isThreadId(thread)) put(`thread:${thread}`, now)
        for (const { payer } of rows) if (isOwnerId(payer)) put(`payer:${payer}`, now)
        for (const thread of threads) put(`thread:${thread}`, now)
        for (const payer of payers) put(`payer:${payer}`, now)
        sql.exec('DELETE FROM spoke')
        kv.put(KEY, { asked, cleaned: 0 })
      })
    },
    wish,
    tasks: () =>
      sql
        .exec<{ what: string; tries: number; due_at: number }>('SELECT * FROM to_forget')
        .toArray()
        .flatMap(({ what, tries, due_at: dueAt }): readonly Task[] => {
          const [, kind, id] = KINDS.exec(what) ?? []
          if (kind === 'thread' && isThreadId(id)) return [{ kind, id, tries, dueAt }]
          return kind === 'payer' && id !== undefined ? [{ kind, id, tries, dueAt }] : []
        }),
    strike({ kind, id }, counts) {
      storage.transactionSync(() => {
        sql.exec('DELETE FROM to_forget WHERE what = ?', `${kind}:${id}`)
        const now = wish()
        if (counts && now !== undefined) kv.put(KEY, { ...now, cleaned: now.cleaned + 1 })
      })
    },
    postpone({ kind, id }, tries, dueAt) {
      sql.exec(
        'UPDATE to_forget SET tries = ?, due_at = ? WHERE what = ?',
        tries,
        Math.ceil(dueAt),
        `${kind}:${id}`,
      )
    },
  }
}
