/** Alters what a thread has written down, as a fault of the disk, a bug or another moment would have left it. */

import { runInDurableObject } from 'cloudflare:test'
import { rowsOf, textIn } from './rows.ts'
import { thread } from './thread-object.ts'

const alter = (
  key: string,
  change: (sql: SqlStorage, storage: DurableObjectStorage) => void,
): Promise<void> => runInDurableObject(thread(key), (_, { storage }) => change(storage.sql, storage))

/** Makes the address of a question's file one that Discord refuses, as it does when an address has expired. */
export const spoilFileAddress = (key: string): Promise<void> =>
  alter(key, (sql) => sql.exec(`UPDATE turns SET question = replace(question, 'hm=', 'hm=0')`))

/** Makes each write of a whole answer fail. */
export const failWholeAnswers = (key: string): Promise<void> =>
  alter(key, (sql) =>
    sql.exec(
      `CREATE TRIGGER bug BEFORE UPDATE ON turns WHEN new.progress ->> 'conclusion' IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a bug'); END`,
    ),
  )

/** Takes a table away while `work` runs. */
export function withoutTable({ sql }: DurableObjectStorage, table: string, work: () => void): void {
  sql.exec(`ALTER TABLE ${table} RENAME TO away`)
  work()
  sql.exec(`ALTER TABLE away RENAME TO ${table}`)
}

/** Leaves the thread as it is on disk while the call that makes the next page is under way. */
export const whileNextPageIsMade = (key: string): Promise<void> =>
  alter(key, (sql, storage) => {
    const [one] = JSON.parse(textIn(rowsOf(storage, 'turns')[0], 'shown'))
    if (one.message === undefined) throw new Error('no page is known yet')
    sql.exec('UPDATE turns SET shown = ?', JSON.stringify([{ ...one, noneAfter: true }]))
  })

/** Takes from the first turn what was said, as where Discord was slower for its member. */
export const loseWhatFirstSaid = (key: string): Promise<void> =>
  alter(key, (sql) => sql.exec(`UPDATE turns SET progress = json_set(progress, '$.said', '') WHERE seq = 1`))

/** Adds exchanges to the transcript, all with the same answer. */
export const addExchanges = (key: string, asked: readonly string[], answered: string): Promise<void> =>
  alter(key, (sql) => {
    for (const one of asked)
      sql.exec('INSERT INTO exchanges (name, asked, answered) VALUES (?, ?, ?)', 'Ada', one, answered)
  })

/** Writes another question into each turn, as another version of the bot would have. */
export const replaceQuestion = ({ sql }: DurableObjectStorage, question: object): void =>
  void sql.exec('UPDATE turns SET question = ?', JSON.stringify(question))

/** Adds a field to what is written down of each turn's first message, as another version would have. */
export const addToShown = ({ sql }: DurableObjectStorage, field: string, value: string): void =>
  void sql.exec('UPDATE turns SET shown = json_insert(shown, ?, ?)', `$[0].${field}`, value)
