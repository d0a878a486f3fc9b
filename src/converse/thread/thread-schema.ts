/** The tables of a thread: how a new database is made, and how one of before is brought up to date. */

import type { CountedStorage } from '../counted-storage.ts'
import { filesTable } from './file-store.ts'
import { outgoingTable } from './outgoing-store.ts'
import { reportsTable } from '../coordinator/report-store.ts'
import { stepsTable } from './step-store.ts'
import { sandboxTables } from '../tools/sandbox-rows.ts'
import { turnsTable } from './turn-rows.ts'

/** A new database. */
const schema = `${turnsTable}
   CREATE TABLE exchanges (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL,
     asked TEXT NOT NULL,
     answered TEXT NOT NULL,
     file TEXT,
     steps TEXT
   );
   ${filesTable}
   ${stepsTable}
   ${sandboxTables}
   ${reportsTable}
   ${outgoingTable}`

/**
 * Each entry brings a database of the version before to the next; all of them together make what `schema` makes. Never
 * change one that has been released: add one. A new thread does without them, because each column that is added later costs
 * it a reading of the whole schema.
 */
export const migrations: readonly string[] = [
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
  // Set for a turn that ran when everything was forgotten: it ends like any other, but nothing of it is kept.
  `ALTER TABLE turns ADD COLUMN untraced INTEGER NOT NULL DEFAULT 0;`,
  `ALTER TABLE exchanges ADD COLUMN file TEXT;
   ${filesTable}`,
  `ALTER TABLE exchanges ADD COLUMN steps TEXT;
   ${stepsTable}
   ${sandboxTables}`,
  `${reportsTable}
   ${outgoingTable}`,
  `ALTER TABLE turns ADD COLUMN progress TEXT NOT NULL DEFAULT '{}';`,
]

/** Makes the tables, or brings them up to date, in one transaction; on a current database it reads one key. */
export function migrate(storage: CountedStorage): void {
  const { sql, kv } = storage
  const version = kv.get('schema')
  if (typeof version === 'number' && version >= migrations.length) return
  storage.transactionSync(() => {
    for (const statements of typeof version === 'number' ? migrations.slice(version) : [schema])
      sql.exec(statements)
    kv.put('schema', migrations.length)
  })
}
