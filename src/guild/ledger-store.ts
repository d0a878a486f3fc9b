/** The books of a ledger in SQLite. Sums of the running day and month stay in memory, because only one object has them. */

import { add, type Amount, less, nothing } from './amount.ts'
import { monthOf } from './calendar.ts'
import { type Accounts, type Books, type Entry, type Notice, scopes, weightOf } from './ledger.ts'

/**
 * `reserved` are the turns that run. `settled` are ids alone, for as long as a turn may be reported again. `spent` is what
 * lasts: one row for an account, a day and a model. `told` are the lines at 80 % that have been said.
 */
export const ledgerTables = `
  CREATE TABLE reserved (
    id TEXT PRIMARY KEY,
    guild TEXT,
    member TEXT,
    day INTEGER NOT NULL,
    life INTEGER NOT NULL,
    before_nano INTEGER NOT NULL,
    before_tokens INTEGER NOT NULL,
    held_nano INTEGER NOT NULL,
    held_tokens INTEGER NOT NULL,
    ahead INTEGER NOT NULL,
    lapses_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE settled (id TEXT PRIMARY KEY, life INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE spent (
    account TEXT NOT NULL,
    day INTEGER NOT NULL,
    model TEXT NOT NULL,
    nano INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    turns INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    PRIMARY KEY (account, day, model)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE told (account TEXT NOT NULL, span INTEGER NOT NULL, PRIMARY KEY (account, span)) STRICT, WITHOUT ROWID;`

/** What a turn adds to the figures besides its amount. */
export interface Counted {
  /** Empty where nobody was asked. */
  readonly model: string
  /** 1 for a question of a member, 0 for a call in the background. */
  readonly turns: number
  /** 1 where the answer came from the cache or from an equal question. */
  readonly cached: number
}

/** What an account has spent in a day on a model. */
export interface Spent extends Amount, Counted {
  readonly account: string
  readonly day: number
}

export interface LedgerStore extends Books {
  /** Replaces the entry of this id. `counted` goes with a settled one. */
  put(entry: Entry, now: number, counted?: Counted): void
  drop(id: string): void
  tell(notices: readonly Notice[]): void
  /** Every reservation that has not been settled. */
  reservations(): readonly Entry[]
  /** What an account has spent from one day to another, by day and model; without `account` every account. */
  spent(from: number, to: number, account?: string): readonly Spent[]
  /** Deletes the ids that were settled before `at`, and what was spent before `day`. */
  forget(at: number, day: number): void
  /**
   * Deletes what was spent by an account before a day, and what is reserved ahead for it; turns that run count for the
   * whole alone. The sums of the whole stay, which name nobody.
   *
   * @returns whether something was spent since that day
   */
  forgetAccount(account: string, before: number): boolean
}

/** Beyond this the sums are read anew, one by one. */
const MOST_SUMS = 10_000

interface ReservedRow extends Record<string, SqlStorageValue> {
  readonly id: string
  readonly guild: string | null
  readonly member: string | null
  readonly day: number
  readonly life: number
  readonly before_nano: number
  readonly before_tokens: number
  readonly held_nano: number
  readonly held_tokens: number
  readonly ahead: number
  readonly lapses_at: number
}

interface SpentRow extends Record<string, SqlStorageValue> {
  readonly account: string
  readonly day: number
  readonly model: string
  readonly nano: number
  readonly tokens: number
  readonly turns: number
  readonly cached: number
}

export function ledgerStore(sql: Pick<SqlStorage, 'exec'>): LedgerStore {
  let opened: Map<string, Entry> | undefined
  const open = (): Map<string, Entry> => {
    opened ??= new Map(
      sql
        .exec<ReservedRow>('SELECT * FROM reserved')
        .toArray()
        .map((row) => [row.id, entryOf(row)] as const),
    )
    return opened
  }
  const sums = new Map<string, Amount>()

  const used = (account: string, window: number): Amount => {
    const key = `${account} ${window}`
    const known = sums.get(key)
    if (known !== undefined) return known
    const [from, to] = spanOf(window)
    const [row] = sql
      .exec<{ nano: number; tokens: number }>(
        `SELECT ifnull(sum(nano), 0) AS nano, ifnull(sum(tokens), 0) AS tokens FROM spent
         WHERE account = ? AND day BETWEEN ? AND ?`,
        account,
        from,
        to,
      )
      .toArray()
    let sum = { nanoUsd: row?.nano ?? 0, tokens: row?.tokens ?? 0 }
    for (const entry of open().values())
      if (entry.day >= from && entry.day <= to && accountsOf(entry.accounts).includes(account))
        sum = add(sum, weightOf(entry))
    if (sums.size >= MOST_SUMS) sums.clear()
    sums.set(key, sum)
    return sum
  }

  /** Changes the sums that are known; the others are read when they are asked for. */
  const count = ({ accounts, day }: Entry, change: Amount): void => {
    for (const account of accountsOf(accounts))
      for (const window of [day, monthOf(day)]) {
        const key = `${account} ${window}`
        const known = sums.get(key)
        if (known !== undefined) sums.set(key, add(known, change))
      }
  }

  const close = (id: string): void => {
    const old = open().get(id)
    if (old === undefined) return
    sql.exec('DELETE FROM reserved WHERE id = ?', id)
    open().delete(id)
    count(old, less(nothing, weightOf(old)))
  }

  const spend = (
    { accounts, day }: Entry,
    { nanoUsd, tokens }: Amount,
    { model, turns, cached }: Counted,
  ): void => {
    for (const account of accountsOf(accounts))
      sql.exec(
        `INSERT INTO spent (account, day, model, nano, tokens, turns, cached) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET nano = nano + excluded.nano, tokens = tokens + excluded.tokens,
           turns = turns + excluded.turns, cached = cached + excluded.cached`,
        account,
        day,
        model,
        nanoUsd,
        tokens,
        turns,
        cached,
      )
  }

  return {
    entry(id) {
      const entry = open().get(id)
      if (entry !== undefined) return entry
      const [row] = sql
        .exec<{ life: number; at: number }>('SELECT life, at FROM settled WHERE id = ?', id)
        .toArray()
      // What it spent is in the sums already.
      return row === undefined ? undefined : settledEntry(id, row)
    },
    used,
    isTold: (account, window) =>
      sql.exec('SELECT 1 FROM told WHERE account = ? AND span = ?', account, window).toArray().length > 0,
    put(entry, now, counted = { model: '', turns: 0, cached: 0 }) {
      close(entry.id)
      count(entry, weightOf(entry))
      if (entry.isSettled) {
        sql.exec(
          'INSERT OR REPLACE INTO settled (id, life, at) VALUES (?, ?, ?)',
          entry.id,
          entry.life,
          Math.floor(now),
        )
        spend(entry, weightOf(entry), counted)
        return
      }
      open().set(entry.id, entry)
      const { id, accounts, day, life, before, held, isAhead, lapsesAt } = entry
      sql.exec(
        'INSERT OR REPLACE INTO reserved VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        accounts.guild ?? null,
        accounts.member ?? null,
        day,
        life,
        before.nanoUsd,
        before.tokens,
        held.nanoUsd,
        held.tokens,
        isAhead ? 1 : 0,
        Math.ceil(lapsesAt),
      )
    },
    drop: close,
    tell(notices) {
      for (const { account, key } of notices)
        sql.exec('INSERT OR IGNORE INTO told (account, span) VALUES (?, ?)', account, key)
    },
    reservations: () => [...open().values()],
    spent: (from, to, account) =>
      (account === undefined
        ? sql.exec<SpentRow>('SELECT * FROM spent WHERE day BETWEEN ? AND ?', from, to)
        : sql.exec<SpentRow>(
            'SELECT * FROM spent WHERE account = ? AND day BETWEEN ? AND ?',
            account,
            from,
            to,
          )
      )
        .toArray()
        .map(({ nano, ...row }) => ({ ...row, nanoUsd: nano })),
    forget(at, day) {
      sql.exec('DELETE FROM settled WHERE at < ?', at)
      sql.exec('DELETE FROM spent WHERE day < ?', day)
      sql.exec('DELETE FROM told WHERE span < ?', monthOf(day))
      sql.exec('DELETE FROM told WHERE span > 999999 AND span < ?', day)
      sums.clear()
    },
    forgetAccount(account, before) {
      sql.exec('DELETE FROM spent WHERE account = ? AND day < ?', account, before)
      sql.exec('DELETE FROM told WHERE account = ?', account)
      sql.exec('DELETE FROM reserved WHERE member = ? AND ahead = 1', account)
      sql.exec('UPDATE reserved SET member = NULL WHERE member = ?', account)
      opened = undefined
      sums.clear()
      return sql.exec('SELECT 1 FROM spent WHERE account = ? LIMIT 1', account).toArray().length > 0
    },
  }
}

/** The name of the account of the whole. */
export const WHOLE = ''

const accountsOf = (accounts: Accounts): readonly string[] => scopes.flatMap((scope) => accounts[scope] ?? [])

/** The days of a window, which is a day or a month. */
const spanOf = (window: number): readonly [number, number] =>
  window > 999_999 ? [window, window] : [window * 100, window * 100 + 99]

const settledEntry = (id: string, { life, at }: { readonly life: number; readonly at: number }): Entry => ({
  id,
  accounts: {},
  day: 0,
  life,
  before: nothing,
  held: nothing,
  isSettled: true,
  isAhead: false,
  lapsesAt: at,
})

const entryOf = (row: ReservedRow): Entry => ({
  id: row.id,
  accounts: {
    whole: WHOLE,
    ...(row.guild === null ? {} : { guild: row.guild }),
    ...(row.member === null ? {} : { member: row.member }),
  },
  day: row.day,
  life: row.life,
  before: { nanoUsd: row.before_nano, tokens: row.before_tokens },
  held: { nanoUsd: row.held_nano, tokens: row.held_tokens },
  isSettled: false,
  isAhead: row.ahead === 1,
  lapsesAt: row.lapses_at,
})
