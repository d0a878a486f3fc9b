/** The tables of a thread. */

import { reportsTable } from '../coordinator/report-store.ts'
import { sandboxTables } from '../tools/sandbox-rows.ts'
import { filesTable } from './file-store.ts'
import { turnsTable } from './kept-turn.ts'
import { outgoingTable } from './outgoing-store.ts'
import { peopleTable } from './people-rows.ts'
import { roundsTable } from './round-store.ts'
import { exchangesTable } from './transcript-store.ts'
import { votesTable } from './vote-rows.ts'

/** See `migrate`. A column that is added after the first release is an entry of its own, not a line in a table's text. */
export const threadSchema: readonly string[] = [
  [
    turnsTable,
    exchangesTable,
    peopleTable,
    filesTable,
    roundsTable,
    sandboxTables,
    reportsTable,
    outgoingTable,
    votesTable,
  ].join('\n'),
]
