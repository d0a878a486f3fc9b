/** An object's SQLite in memory: the part of `SqlStorage` that our statements use. */

import { DatabaseSync } from 'node:sqlite'

export function fakeSql(): SqlStorage {
  const database = new DatabaseSync(':memory:')
  const exec = (query: string, ...values: readonly (string | number | null)[]) => {
    const rows =
      values.length === 0 && /^\s*CREATE/.test(query)
        ? (database.exec(query), [])
        : database.prepare(query).all(...values)
    return {
      toArray: () => rows,
      one() {
        if (rows.length !== 1) throw new Error(`${rows.length} rows, not one`)
        return rows[0]
      },
    }
  }
  return { exec } as unknown as SqlStorage
}
