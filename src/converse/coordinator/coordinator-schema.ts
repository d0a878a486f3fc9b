/** The tables of the coordinator. */

import { entriesTable } from './cache-index.ts'
import { limitedChannelsTable } from './channel-limits.ts'
import { repeatsTables } from './repeats.ts'
import { minutesTable } from './minutes-store.ts'
import { answeringTable } from './session-pool-store.ts'
import { verdictsTable } from './verdict-counts.ts'

/** A turn is counted once, however often its thread reports it. */
const figuresTables = `CREATE TABLE turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     turn TEXT NOT NULL UNIQUE,
     total_ms INTEGER NOT NULL,
     cache TEXT NOT NULL,
     session TEXT NOT NULL,
     cache_why TEXT NOT NULL,
     cache_age_ms INTEGER,
     good INTEGER NOT NULL DEFAULT 0,
     bad INTEGER NOT NULL DEFAULT 0
   );
   CREATE TABLE paces (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     size INTEGER NOT NULL,
     first_ms INTEGER NOT NULL
   );
   CREATE TABLE refused (at INTEGER NOT NULL, calls INTEGER NOT NULL);`

const sessionsTable = 'CREATE TABLE sessions (thread TEXT PRIMARY KEY, last_turn_at INTEGER NOT NULL);'

/** See `migrate`. A column that is added after the first release is an entry of its own, not a line in a table's text. */
export const coordinatorSchema: readonly string[] = [
  [
    figuresTables,
    sessionsTable,
    answeringTable,
    limitedChannelsTable,
    entriesTable,
    repeatsTables,
    verdictsTable,
  ].join('\n'),
  minutesTable,
]
