/** A thread's storage in memory: SQLite, keys, and transactions that are undone when their work throws. */

import { DatabaseSync } from 'node:sqlite'
import type { CountedStorage } from '../../src/storage/counted-storage.ts'

type Value = string | number | null | ArrayBuffer

export function storageInMemory(tables: string): CountedStorage {
  const database = new DatabaseSync(':memory:')
  database.exec(tables)
  const keys = new Map<string, unknown>()
  const exec = (query: string, ...values: readonly Value[]) => {
    const rows = database
      .prepare(query)
      .all(...values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value)))
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asHere(value)])))
    return { toArray: () => rows, one: () => rows[0] }
  }
  return {
    sql: { exec } as unknown as CountedStorage['sql'],
    kv: {
      get: (key) => keys.get(key),
      put: (key, value) => void keys.set(key, value),
      delete: (key) => void keys.delete(key),
    },
    setAlarm: () => Promise.resolve(),
    transactionSync(work) {
      database.exec('BEGIN')
      try {
        const result = work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    takeRows: () => ({ rowsRead: 0, rowsWritten: 0 }),
  }
}

/** Durable Objects give bytes as an ArrayBuffer. */
const asHere = (value: unknown): unknown => (value instanceof Uint8Array ? value.slice().buffer : value)
