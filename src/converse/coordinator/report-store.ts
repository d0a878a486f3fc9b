/** The reports of turns that have ended and that the coordinator has not acknowledged: written with the end, gone with its word. */

import { type InteractionId, isInteractionId } from '../../ids.ts'
import { numberAt, parseJson, textAt } from '../../json.ts'
import { readFigures } from '../../measure/turn-report.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import type { CountedStorage } from '../counted-storage.ts'

/** Without a row id, so that a turn costs one row to write this down and one to let it go. */
export const reportsTable = `CREATE TABLE reports (
     turn TEXT PRIMARY KEY,
     report TEXT NOT NULL,
     size INTEGER NOT NULL,
     ended_at INTEGER NOT NULL,
     retries INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL
   ) WITHOUT ROWID;`

/** What the coordinator is told of a turn's end. Nothing of what was said, and no token. */
export interface EndNews {
  readonly report: TurnFigures
  /** Characters of the question. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly endedAt: number
}

/** So long the life that ended the turn may take to tell of it; after that, whoever is awake does. */
export const TELL_WITHIN_MS = 5_000

/** How long after one try the next is due. A coordinator that is down for longer goes without, and the thread sleeps. */
const NEXT_TRY_MS = [30_000, 120_000, 120_000] as const

/** When the next try is due that comes after so many retries; undefined when there is to be none. */
export const nextTryAt = (retries: number, now: number): number | undefined => {
  const wait = NEXT_TRY_MS[retries]
  return wait === undefined ? undefined : now + wait
}

export interface Due {
  readonly again: readonly EndNews[]
  /** Turns that were told of in vain for the last time. */
  readonly givenUp: readonly InteractionId[]
}

export interface ReportStore {
  /** What is to be told again now: each is counted, and put off until its next try. */
  takeDue(now: number): Due
  /** The coordinator knows it. */
  told(turn: InteractionId): void
  /** When the next try is due; undefined where everything is told. */
  nextDue(): number | undefined
}

/** For the store of the turns alone. */
interface Inner extends ReportStore {
  /** Writes a report down; call it within a transaction, and what it returns once that has succeeded. */
  readonly keep: (news: EndNews) => () => void
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
  const letGo = (turn: string): void => {
    sql.exec('DELETE FROM reports WHERE turn = ?', turn)
    held = new Map([...dues()].filter(([other]) => other !== turn))
  }
  return {
    keep({ report, size, endedAt }) {
      const before = dues()
      const dueAt = endedAt + TELL_WITHIN_MS
      sql.exec(
        'INSERT OR REPLACE INTO reports (turn, report, size, ended_at, due_at) VALUES (?, ?, ?, ?, ?)',
        report.turn,
        JSON.stringify(report),
        size,
        endedAt,
        dueAt,
      )
      return () => {
        held = new Map([...before, [report.turn, dueAt]])
      }
    },
    takeDue(now) {
      const again: EndNews[] = []
      const givenUp: InteractionId[] = []
      for (const [turn, dueAt] of dues()) {
        if (dueAt > now) continue
        const [row] = sql.exec('SELECT * FROM reports WHERE turn = ?', turn).toArray()
        const next = nextTryAt(numberAt(row, 'retries') ?? 0, now)
        const news = readNews(row)
        if (news === undefined || next === undefined) {
          letGo(turn)
          if (isInteractionId(turn)) givenUp.push(turn)
          continue
        }
        sql.exec('UPDATE reports SET retries = retries + 1, due_at = ? WHERE turn = ?', next, turn)
        held = new Map([...dues(), [turn, next]])
        again.push(news)
      }
      return { again, givenUp }
    },
    told(turn) {
      if (dues().has(turn)) letGo(turn)
    },
    nextDue: () => (dues().size === 0 ? undefined : Math.min(...dues().values())),
  }
}

function readNews(row: unknown): EndNews | undefined {
  const report = readFigures(parseJson(textAt(row, 'report') ?? ''))
  return report === undefined
    ? undefined
    : { report, size: numberAt(row, 'size') ?? 0, endedAt: numberAt(row, 'ended_at') ?? 0 }
}
