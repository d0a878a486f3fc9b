/** The reports of ended turns, each kept from the end of its turn until the coordinator has acknowledged it. */

import type { Amount } from '../../guild/amount.ts'
import {
  type InteractionId,
  isGuildId,
  isInteractionId,
  isMemberId,
  isThreadId,
  type MemberId,
  type ThreadId,
} from '../../ids.ts'
import { isRecord, numberAt, parseJson, recordAt, textAt } from '../../json.ts'
import { readFigures } from '../../measure/turn-report.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { Payer } from '../question/payers.ts'

/** Without a row id, so that a turn costs one row to write and one to delete. */
export const reportsTable = `CREATE TABLE reports (
     turn TEXT PRIMARY KEY,
     report TEXT NOT NULL,
     size INTEGER NOT NULL,
     ended_at INTEGER NOT NULL,
     spends TEXT,
     retries INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL
   ) WITHOUT ROWID;`

/** The report of a turn's end. It has no text of the conversation and no token. */
export interface EndReport {
  readonly report: TurnFigures
  /** Characters of the question. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly endedAt: number
  /** For the ledgers. */
  readonly spends?: Spends | undefined
}

/** What a turn has spent, and whose it was. */
export interface Spends {
  readonly turn: InteractionId
  readonly payer: Payer & { readonly thread: ThreadId }
  /** See `Settled` in ledger.ts. */
  readonly life?: number | undefined
  readonly spent: Amount
  /** What it had reserved at most; known to the life that ended it. */
  readonly most?: Amount | undefined
  readonly model: string
  /** The answer came from the cache, or from an equal question. */
  readonly isCached: boolean
}

/** How long the life that ended the turn has to report it. After that, any later life reports it. */
export const REPORT_WITHIN_MS = 5_000

/** How long after one try the next is due. A coordinator that is down for longer misses the report, and the thread sleeps. */
const NEXT_TRY_MS = [30_000, 120_000, 120_000] as const

/** When the next try is due that comes after so many retries; undefined when there is to be none. */
export const nextTryAt = (retries: number, now: number): number | undefined => {
  const wait = NEXT_TRY_MS[retries]
  return wait === undefined ? undefined : now + wait
}

export interface Due {
  readonly again: readonly EndReport[]
  /** Turns whose last try has failed. */
  readonly givenUp: readonly InteractionId[]
}

export interface ReportStore {
  /** The reports that are due. Each is counted as a try and postponed until the next. */
  takeDue(now: number): Due
  /** The coordinator has acknowledged this turn. */
  acknowledged(turn: InteractionId): void
  /** When the next try is due; undefined when everything is acknowledged. */
  nextDue(): number | undefined
  /** Whether the ledgers may not know yet what a turn of this member has spent. */
  hasOf(member: MemberId): boolean
}

/** For the store of the turns alone. */
interface Inner extends ReportStore {
  /** Writes a report down; call it within a transaction, and what it returns once that has succeeded. */
  readonly keep: (news: EndReport) => () => void
}

/** When each is due stays in memory: only this object has the table. */
export function reportStore({ sql }: CountedStorage): Inner {
  let held: ReadonlyMap<string, number> | undefined
  const dues = (): ReadonlyMap<string, number> =>
    (held ??= new Map(
      sql
        .exec('SELECT turn, due_at FROM reports')
        .toArray()
        .map((row) => [textAt(row, 'turn') ?? '', numberAt(row, 'due_at') ?? 0]),
    ))
  const remove = (turn: string): void => {
    sql.exec('DELETE FROM reports WHERE turn = ?', turn)
    held = new Map([...dues()].filter(([other]) => other !== turn))
  }
  return {
    keep({ report, size, endedAt, spends }) {
      const before = dues()
      const dueAt = endedAt + REPORT_WITHIN_MS
      sql.exec(
        'INSERT OR REPLACE INTO reports (turn, report, size, ended_at, spends, due_at) VALUES (?, ?, ?, ?, ?, ?)',
        report.turn,
        JSON.stringify(report),
        size,
        endedAt,
        spends === undefined ? null : JSON.stringify(spends),
        dueAt,
      )
      return () => {
        held = new Map([...before, [report.turn, dueAt]])
      }
    },
    takeDue(now) {
      const again: EndReport[] = []
      const givenUp: InteractionId[] = []
      for (const [turn, dueAt] of dues()) {
        if (dueAt > now) continue
        const [row] = sql.exec('SELECT * FROM reports WHERE turn = ?', turn).toArray()
        const next = nextTryAt(numberAt(row, 'retries') ?? 0, now)
        const news = readNews(row)
        if (news === undefined || next === undefined) {
          remove(turn)
          if (isInteractionId(turn)) givenUp.push(turn)
          continue
        }
        sql.exec('UPDATE reports SET retries = retries + 1, due_at = ? WHERE turn = ?', next, turn)
        held = new Map([...dues(), [turn, next]])
        again.push(news)
      }
      return { again, givenUp }
    },
    acknowledged(turn) {
      if (dues().has(turn)) remove(turn)
    },
    nextDue: () => (dues().size === 0 ? undefined : Math.min(...dues().values())),
    hasOf: (member) =>
      sql
        .exec(`SELECT 1 FROM reports WHERE json_extract(spends, '$.payer.member') = ? LIMIT 1`, member)
        .toArray().length > 0,
  }
}

function readNews(row: unknown): EndReport | undefined {
  const report = readFigures(parseJson(textAt(row, 'report') ?? ''))
  const spends = readSpends(parseJson(textAt(row, 'spends') ?? ''))
  return report === undefined
    ? undefined
    : { report, size: numberAt(row, 'size') ?? 0, endedAt: numberAt(row, 'ended_at') ?? 0, spends }
}

function readSpends(kept: unknown): Spends | undefined {
  const { guild, member, userInstall, thread } = recordAt(kept, 'payer')
  const { turn } = isRecord(kept) ? kept : {}
  if (!isInteractionId(turn) || !isMemberId(member) || !isThreadId(thread)) return undefined
  const spent = recordAt(kept, 'spent')
  return {
    turn,
    payer: { guild: isGuildId(guild) ? guild : null, member, userInstall: userInstall === true, thread },
    life: numberAt(kept, 'life'),
    spent: { nanoUsd: numberAt(spent, 'nanoUsd') ?? 0, tokens: numberAt(spent, 'tokens') ?? 0 },
    model: textAt(kept, 'model') ?? '',
    isCached: isRecord(kept) && kept['isCached'] === true,
  }
}
