/** A thread object's storage, and how many rows it has read and written: what Cloudflare bills and what makes it slow. */

type Value = SqlStorageValue

/** How many rows. A key of the key-value side is one, too, and so is an alarm. Source: Durable Objects, Pricing. */
export interface Rows {
  readonly rowsRead: number
  readonly rowsWritten: number
}

export interface CountedStorage {
  readonly sql: {
    exec<T extends Record<string, Value>>(query: string, ...bindings: readonly Value[]): Result<T>
  }
  readonly kv: {
    get(key: string): unknown
    put(key: string, value: unknown): void
    delete(key: string): void
  }
  setAlarm(at: number): Promise<void>
  /** All or nothing; what `work` throws is thrown on. */
  transactionSync<T>(work: () => T): T
  /** Counted since the last time this was asked. */
  takeRows(): Rows
}

/** All rows of a statement: they are fetched at once, because only then it is known how many were read. */
interface Result<T> {
  toArray(): readonly T[]
  /** Throws where there is not exactly one. */
  one(): T
}

export function countedStorage(storage: DurableObjectStorage): CountedStorage {
  let rowsRead = 0
  let rowsWritten = 0
  return {
    sql: {
      exec<T extends Record<string, Value>>(query: string, ...bindings: readonly Value[]) {
        const cursor = storage.sql.exec<T>(query, ...bindings)
        const rows = cursor.toArray()
        rowsRead += cursor.rowsRead
        rowsWritten += cursor.rowsWritten
        return {
          toArray: () => rows,
          one: () => {
            const [row] = rows
            if (row === undefined || rows.length > 1) throw new Error(`one row, not ${rows.length}: ${query}`)
            return row
          },
        }
      },
    },
    kv: {
      get(key) {
        rowsRead += 1
        return storage.kv.get(key)
      },
      put(key, value) {
        rowsWritten += 1
        storage.kv.put(key, value)
      },
      delete(key) {
        rowsWritten += 1
        storage.kv.delete(key)
      },
    },
    setAlarm(at) {
      rowsWritten += 1
      return storage.setAlarm(at)
    },
    transactionSync: (work) => storage.transactionSync(work),
    takeRows() {
      const rows = { rowsRead, rowsWritten }
      rowsRead = 0
      rowsWritten = 0
      return rows
    },
  }
}
