/** Brings the database of a Durable Object up to date: an ordered list of statements, of which each runs once. */

/** The part of an object's storage that this needs. */
export interface Migratable {
  readonly sql: { exec(statements: string): unknown }
  readonly kv: { get(key: string): unknown; put(key: string, value: unknown): void }
  transactionSync<T>(work: () => T): T
}

/**
 * Runs what the database has not run yet, in one transaction; on a current database it reads one key. After a rollback
 * the database may be further on than the code: then it is left as it is.
 *
 * @param entries the first makes a new database, each of the others changes the one of before. An entry that was released
 *   never changes: nobody runs it again.
 */
export function migrate(storage: Migratable, entries: readonly string[]): void {
  const kept = storage.kv.get('schema')
  const version = typeof kept === 'number' ? kept : 0
  if (version >= entries.length) return
  storage.transactionSync(() => {
    for (const statements of entries.slice(version)) storage.sql.exec(statements)
    storage.kv.put('schema', entries.length)
  })
}
