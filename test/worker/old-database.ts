/** Makes the database of an object as an earlier version left it: with its tables, and with nothing of this version. */

/** @param entries the schema of that version; see test/cases/released-schemas.ts */
export function asLeftBy({ sql, kv }: DurableObjectStorage, entries: readonly string[]): void {
  const tables = sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .toArray()
  for (const { name } of tables) sql.exec(`DROP TABLE "${name}"`)
  for (const entry of entries) sql.exec(entry)
  kv.put('schema', entries.length)
}

/** Writes a row down; columns that are not named have their default. */
export function insert(
  { sql }: DurableObjectStorage,
  table: string,
  row: Readonly<Record<string, SqlStorageValue>>,
): void {
  const names = Object.keys(row)
  sql.exec(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ...Object.values(row),
  )
}
