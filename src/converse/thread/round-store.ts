/** The rounds with tools in a thread's SQLite: written before tools are called and after, so that a crash repeats none. */

import { type InteractionId, isInteractionId } from '../../ids.ts'
import { numberAt, parseJson, textAt } from '../../json.ts'
import { type Block, isBlock } from '../claude/content.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import { withoutPairs } from '../claude/server-blocks.ts'
import { readResults } from '../claude/rounds.ts'
import type { OutgoingStore } from './outgoing-store.ts'
import type { KeptRound, RoundStore } from '../turn/turn-tools.ts'

/** A row is far below the 2 MB that it may have: a result has at most some 20,000 characters, and for Claude's message see below. */
export const roundsTable = `CREATE TABLE rounds (
     seq INTEGER PRIMARY KEY,
     turn TEXT NOT NULL,
     content TEXT NOT NULL,
     results TEXT,
     ms INTEGER
   );
   CREATE INDEX rounds_of_turn ON rounds (turn, seq);`

interface Inner extends RoundStore {
  /** How many rounds of a turn have begun, and of how many of them the results are known. */
  readonly count: (turn: InteractionId) => { readonly begun: number; readonly ended: number }
  /** Deletes everything except the rounds of open turns. */
  readonly evict: (open: readonly { readonly id: InteractionId }[]) => void
  /** Deletes the rounds of this turn. */
  readonly forgetTurn: (turn: InteractionId) => void
}

export function roundStore(
  { sql, transactionSync }: Pick<CountedStorage, 'sql' | 'transactionSync'>,
  outgoing: Pick<OutgoingStore, 'files' | 'keep'>,
): Inner {
  return {
    files: (turn) => outgoing.files(turn),
    keepFiles(turn, files) {
      transactionSync(() => outgoing.keep(turn, files))
    },
    of: (turn) =>
      sql
        .exec('SELECT content, results, ms FROM rounds WHERE turn = ? ORDER BY seq', turn)
        .toArray()
        .map(readRound),
    count(turn) {
      const [row] = sql
        .exec('SELECT count(*) AS begun, count(results) AS ended FROM rounds WHERE turn = ?', turn)
        .toArray()
      return { begun: numberAt(row, 'begun') ?? 0, ended: numberAt(row, 'ended') ?? 0 }
    },
    begin(turn, content) {
      sql.exec('INSERT INTO rounds (turn, content) VALUES (?, ?)', turn, rowOf(content))
    },
    end(turn, results, ms, files) {
      transactionSync(() => {
        sql.exec(
          'UPDATE rounds SET results = ?, ms = ? WHERE seq = (SELECT max(seq) FROM rounds WHERE turn = ?)',
          JSON.stringify(results),
          ms,
          turn,
        )
        if (files.length > 0) outgoing.keep(turn, files)
      })
    },
    forgetTurn(turn) {
      sql.exec('DELETE FROM rounds WHERE turn = ?', turn)
    },
    evict(open) {
      const ids = new Set(open.map(({ id }) => id))
      const turns = sql.exec('SELECT DISTINCT turn FROM rounds').toArray()
      for (const { turn } of turns) {
        if (!isInteractionId(turn) || !ids.has(turn))
          sql.exec('DELETE FROM rounds WHERE turn = ?', turn ?? '')
      }
    },
  }
}

/** UTF-16 units, of which each is at most three bytes. */
const MOST_UNITS = 500_000

/** A document from the web may have megabytes; after a crash Claude does without. */
function rowOf(content: readonly Block[]): string {
  const whole = JSON.stringify(content)
  return whole.length <= MOST_UNITS
    ? whole
    : JSON.stringify(withoutPairs([{ content, results: [] }], () => false)[0]?.content ?? [])
}

function readRound(row: unknown): KeptRound {
  const content = parseJson(textAt(row, 'content') ?? '')
  const results = textAt(row, 'results')
  const ms = numberAt(row, 'ms')
  const read = results === undefined ? undefined : parseJson(results)
  return {
    content: Array.isArray(content) ? content.filter(isBlock) : [],
    results: Array.isArray(read) ? readResults(read) : undefined,
    ...(ms === undefined ? {} : { ms }),
  }
}
