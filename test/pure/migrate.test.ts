/** Which entries of a schema run, on a database of any version. */

import { expect, test } from 'vitest'
import { migrate } from '../../src/storage/migrate.ts'

/** A database of this version that writes down what it runs; an entry of that name fails. */
function database(version: unknown, failing?: string) {
  const kept = new Map<string, unknown>([['schema', version]])
  const ran: string[] = []
  return {
    ran,
    version: () => kept.get('schema'),
    storage: {
      sql: {
        exec(statements: string) {
          if (statements === failing) throw new Error(`no ${failing}`)
          ran.push(statements)
        },
      },
      kv: {
        get: (key: string) => kept.get(key),
        put: (key: string, value: unknown) => void kept.set(key, value),
      },
      transactionSync<T>(work: () => T): T {
        const before = new Map(kept)
        try {
          return work()
        } catch (error) {
          for (const [key, value] of before) kept.set(key, value)
          ran.length = 0
          throw error
        }
      },
    },
  }
}

test.each([
  ['a new database', undefined, ['one', 'two', 'three'], 3],
  ['one of before', 1, ['two', 'three'], 3],
  ['a current one', 3, [], 3],
  ['one that is further on, after a rollback', 4, [], 4],
])('%s runs what it has not run yet, in order', (_, version, ran, after) => {
  const one = database(version)
  migrate(one.storage, ['one', 'two', 'three'])
  expect([one.ran, one.version()]).toEqual([ran, after])
  migrate(one.storage, ['one', 'two', 'three'])
  expect(one.ran).toEqual(ran)
})

test('where one entry fails none of them counts, and the next try runs them all', () => {
  const one = database(1, 'three')
  expect(() => migrate(one.storage, ['one', 'two', 'three'])).toThrow('no three')
  expect([one.ran, one.version()]).toEqual([[], 1])
})
