/** The rounds with tools in a thread's SQLite: written before tools are called and after, so that a crash repeats none. */

import { type InteractionId, isInteractionId } from '../../ids.ts'
import { numberAt, parseJson, textAt } from '../../json.ts'
import { type Block, isBlock } from '../claude/content.ts'
import type { CountedStorage } from '../counted-storage.ts'
import { withoutPairs } from '../claude/server-blocks.ts'
import { readResults } from '../claude/steps.ts'
import type { OutgoingStore } from './outgoing-store.ts'
import type { KeptStep, StepStore } from '../turn/turn-tools.ts'

/** A row is far below the 2 MB that it may have: a result has at most some 20,000 characters, and for Claude's message see below. */
export const stepsTable = `CREATE TABLE steps (
     seq INTEGER PRIMARY KEY,
     turn TEXT NOT NULL,
     content TEXT NOT NULL,
     results TEXT,
     ms INTEGER
   );
   CREATE INDEX steps_of_turn ON steps (turn, seq);`

interface Inner extends StepStore {
  /** How many rounds of a turn have begun, and of how many of them the results are known. */
  readonly count: (turn: InteractionId) => { readonly begun: number; readonly ended: number }
  /** Deletes everything except the steps of open turns. */
  readonly evict: (open: readonly { readonly id: InteractionId }[]) => void
  /** Deletes the steps of this turn. */
  readonly forgetTurn: (turn: InteractionId) => void
}

export function stepStore(
  { sql, transactionSync }: Pick<CountedStorage, 'sql' | 'transactionSync'>,
  outgoing: Pick<OutgoingStore, 'files' | 'keep'>,
): Inner {
  return {
    files: (turn) => outgoing.files(turn),
    keepFiles(turn, files) {
      transactionSync(() => outgoing.keep(turn, files))
    },
    steps: (turn) =>
      sql
        .exec('SELECT content, results, ms FROM steps WHERE turn = ? ORDER BY seq', turn)
        .toArray()
        .map(readStep),
    count(turn) {
      const [row] = sql
        .exec('SELECT count(*) AS begun, count(results) AS ended FROM steps WHERE turn = ?', turn)
        .toArray()
      return { begun: numberAt(row, 'begun') ?? 0, ended: numberAt(row, 'ended') ?? 0 }
    },
    beginStep(turn, content) {
      sql.exec('INSERT INTO steps (turn, content) VALUES (?, ?)', turn, rowOf(content))
    },
    endStep(turn, results, ms, files) {
      transactionSync(() => {
        sql.exec(
          'UPDATE steps SET results = ?, ms = ? WHERE seq = (SELECT max(seq) FROM steps WHERE turn = ?)',
          JSON.stringify(results),
          ms,
          turn,
        )
        if (files.length > 0) outgoing.keep(turn, files)
      })
    },
    forgetTurn(turn) {
      sql.exec('DELETE FROM steps WHERE turn = ?', turn)
    },
    evict(open) {
      const ids = new Set(open.map(({ id }) => id))
      const turns = sql.exec('SELECT DISTINCT turn FROM steps').toArray()
      for (const { turn } of turns) {
        if (!isInteractionId(turn) || !ids.has(turn)) sql.exec('DELETE FROM steps WHERE turn = ?', turn ?? '')
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

function readStep(row: unknown): KeptStep {
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
