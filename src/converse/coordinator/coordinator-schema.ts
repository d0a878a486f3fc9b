/** The coordinator's tables, and how those of an earlier version become them. */

import { limitedChannels } from './channel-limits.ts'
import { answeringThread } from './session-pool-store.ts'

/** Each entry brings a database of the version before to the next. Never change one that has been released: add one. */
export const migrations: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     total_ms INTEGER NOT NULL,
     cache TEXT NOT NULL,
     session TEXT NOT NULL
   );
   CREATE TABLE IF NOT EXISTS sessions (thread TEXT PRIMARY KEY, last_turn_at INTEGER NOT NULL);
   CREATE TABLE IF NOT EXISTS paces (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     size INTEGER NOT NULL,
     first_ms INTEGER NOT NULL
   );
   CREATE TABLE IF NOT EXISTS refused (at INTEGER NOT NULL, calls INTEGER NOT NULL);
   CREATE TABLE IF NOT EXISTS answering (turn TEXT PRIMARY KEY, began_at INTEGER NOT NULL);`,
  `ALTER TABLE turns ADD COLUMN cache_why TEXT NOT NULL DEFAULT '';
   ALTER TABLE turns ADD COLUMN cache_age_ms INTEGER;`,
  answeringThread,
  // So that a turn is counted once, however often its thread tells of it.
  `ALTER TABLE turns ADD COLUMN turn TEXT;
   CREATE UNIQUE INDEX turns_by_turn ON turns (turn);`,
  limitedChannels,
]

/** Brings the schema up to date in one transaction; on a current database it reads one row. */
export function migrate(storage: DurableObjectStorage): void {
  const kept = storage.kv.get('schema')
  const version = typeof kept === 'number' ? kept : 0
  if (version >= migrations.length) return
  storage.transactionSync(() => {
    for (const migration of migrations.slice(version)) storage.sql.exec(migration)
    storage.kv.put('schema', migrations.length)
  })
}
