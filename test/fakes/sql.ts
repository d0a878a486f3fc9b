/** An object's SQLite in memory: the part of `SqlStorage` that our statements use. */

import { DatabaseSync } from 'node:sqlite'

/** @param tables the statements that create its tables */
export function fakeSql(tables = ''): SqlStorage {
  const database = new DatabaseSync(':memory:')
  database.exec(tables)
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
