/** The files of a thread's open session in its SQLite: as they are sent to Claude, in parts that fit a row. */

import { numberAt, textAt } from '../../json.ts'
import { type FileRef, readFileRef } from '../claude/file-ref.ts'
import { givingWay } from './held-files.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { FileStore } from '../turn/turn-files.ts'

/** `AUTOINCREMENT`, because the id of a file that is gone stays in the transcript and must not come to mean another. */
export const filesTable = `CREATE TABLE files (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     turn TEXT NOT NULL,
     attachment TEXT NOT NULL,
     name TEXT NOT NULL,
     kind TEXT NOT NULL,
     format TEXT NOT NULL,
     size INTEGER NOT NULL,
     tokens INTEGER NOT NULL,
     is_cut INTEGER NOT NULL,
     path TEXT NOT NULL,
     why TEXT NOT NULL,
     UNIQUE (turn, attachment)
   );
   CREATE TABLE file_parts (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     file INTEGER NOT NULL,
     data TEXT NOT NULL
   );
   CREATE INDEX file_parts_file ON file_parts (file);`

export function fileStore(storage: CountedStorage): FileStore {
  const { sql } = storage
  const drop = (ids: readonly unknown[]): void => {
    for (const id of ids) {
      if (typeof id !== 'number') continue
      sql.exec('DELETE FROM file_parts WHERE file = ?', id)
      sql.exec('DELETE FROM files WHERE id = ?', id)
    }
  }
  const makeRoom = (): void => {
    const held = sql
      .exec(
        `SELECT files.id, kind, size, tokens, turns.id IS NOT NULL AS is_open
         FROM files LEFT JOIN turns ON turns.id = files.turn AND turns.ended_at IS NULL ORDER BY files.id`,
      )
      .toArray()
      .map((row) => ({
        id: numberAt(row, 'id') ?? 0,
        // Nothing is held of a file that is not shown.
        size: row['kind'] === 'none' ? 0 : (numberAt(row, 'size') ?? 0),
        tokens: numberAt(row, 'tokens') ?? 0,
        isOpen: row['is_open'] === 1,
      }))
    drop(givingWay(held))
  }
  return {
    find: (turn, attachment) =>
      readRow(
        sql.exec('SELECT * FROM files WHERE turn = ? AND attachment = ?', turn, attachment).toArray()[0],
      ),
    keep: (turn, attachment, file, parts) =>
      storage.transactionSync(() => {
        const row = sql
          .exec(
            `INSERT INTO files (turn, attachment, name, kind, format, size, tokens, is_cut, path, why)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
            turn,
            attachment,
            file.name,
            file.kind,
            file.format,
            file.size,
            file.tokens,
            file.isCut ? 1 : 0,
            file.path,
            file.why,
          )
          .one()
        const id = numberAt(row, 'id') ?? 0
        for (const part of parts) sql.exec('INSERT INTO file_parts (file, data) VALUES (?, ?)', id, part)
        makeRoom()
        return { id, ...file }
      }),
    held: () =>
      new Set(
        sql
          .exec('SELECT id FROM files')
          .toArray()
          .map((row) => numberAt(row, 'id') ?? 0),
      ),
    read: (id) =>
      sql
        .exec('SELECT data FROM file_parts WHERE file = ? ORDER BY seq', id)
        .toArray()
        .map((row) => textAt(row, 'data') ?? '')
        .join(''),
    evict: () =>
      storage.transactionSync(() =>
        drop(
          sql
            .exec('SELECT id FROM files WHERE turn NOT IN (SELECT id FROM turns WHERE ended_at IS NULL)')
            .toArray()
            .map(({ id }) => id),
        ),
      ),
    turnEnded(turn, kept) {
      const ids = sql
        .exec('SELECT id FROM files WHERE turn = ?', turn)
        .toArray()
        .map(({ id }) => id)
      if (ids.length === 0) return
      if (kept.length === 0) drop(ids)
      else makeRoom()
    },
  }
}

const readRow = (row: Readonly<Record<string, SqlStorageValue>> | undefined): FileRef | undefined =>
  row === undefined ? undefined : readFileRef({ ...row, isCut: row['is_cut'] === 1 })
