/** The rows of a sandbox: one for each path, and one for each file's content. */

import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { Entries, Entry, FileEntry } from './sandbox-paths.ts'

/** The tables. What a file contains is at most 1 MB: a row holds 2. */
export const sandboxTables = `CREATE TABLE sandbox_paths (
     path TEXT PRIMARY KEY,
     type TEXT NOT NULL,
     mode INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     file INTEGER,
     size INTEGER,
     target TEXT
   ) WITHOUT ROWID;
   CREATE TABLE sandbox_contents (file INTEGER PRIMARY KEY, bytes BLOB NOT NULL);`

type Sql = CountedStorage['sql']

/** Everything but the contents, in one statement; `/` is not stored. */
export function loadEntries(sql: Sql): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  const files = new Map<number, FileEntry>()
  const rows = sql
    .exec<{
      path: string
      type: string
      mode: number
      changed_at: number
      file: number | null
      size: number | null
      target: string | null
    }>('SELECT path, type, mode, changed_at, file, size, target FROM sandbox_paths')
    .toArray()
  for (const { path, type, mode, changed_at: changedAt, file: id, size, target } of rows) {
    if (type === 'directory') entries.set(path, { type, mode, changedAt })
    else if (id === null) entries.set(path, { type: 'symlink', mode, changedAt, target: target ?? '' })
    else {
      const other = files.get(id)
      const isShared = other !== undefined
      const file: FileEntry = { type: 'file', mode, changedAt, id, size: size ?? 0, isShared }
      files.set(id, file)
      entries.set(path, file)
      if (isShared) for (const [name, one] of entries) if (one === other) entries.set(name, file)
    }
  }
  return entries
}

/** What is stored of a file; nothing where it has been removed meanwhile. */
export function loadContent(sql: Sql, id: number): Uint8Array {
  const [row] = sql
    .exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM sandbox_contents WHERE file = ?', id)
    .toArray()
  return row === undefined ? new Uint8Array() : new Uint8Array(row.bytes)
}

/** So many rows go into one statement, as JSON: far below the 2 MB that a parameter may have. */
const ROWS_AT_ONCE = 400

/**
 * A few statements for all paths, however many there are, and one for each file that was written.
 *
 * @param before what is stored
 * @param after what is to be stored
 * @param paths where the two differ
 */
export function saveEntries(sql: Sql, before: Entries, after: Entries, paths: readonly string[]): void {
  const each = (query: string, rows: readonly unknown[]): void => {
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      sql.exec(query, JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE)))
    }
  }
  each(
    'DELETE FROM sandbox_paths WHERE path IN (SELECT value FROM json_each(?))',
    paths.filter((path) => !after.has(path)),
  )
  each('DELETE FROM sandbox_contents WHERE file IN (SELECT value FROM json_each(?))', [
    ...filesGone(before, after, paths),
  ])
  const entries = paths.flatMap((path) => {
    const entry = after.get(path)
    return entry === undefined ? [] : [{ path, entry }]
  })
  each(
    `INSERT OR REPLACE INTO sandbox_paths
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
     FROM json_each(?)`,
    entries.map(({ path, entry }) => [
      path,
      entry.type,
      entry.mode,
      entry.changedAt,
      entry.type === 'file' ? entry.id : null,
      entry.type === 'file' ? entry.size : null,
      entry.type === 'symlink' ? entry.target : null,
    ]),
  )
  for (const entry of new Set(entries.map((one) => one.entry))) {
    if (entry.type !== 'file' || entry.content === undefined) continue
    const { buffer } = entry.content.slice()
    sql.exec('INSERT OR REPLACE INTO sandbox_contents (file, bytes) VALUES (?, ?)', entry.id, buffer)
  }
}

/** The files that had names at these paths and have none anywhere any more. */
function filesGone(before: Entries, after: Entries, paths: readonly string[]): ReadonlySet<number> {
  const gone = new Set<number>()
  for (const path of paths) {
    const entry = before.get(path)
    if (entry?.type === 'file') gone.add(entry.id)
  }
  if (gone.size > 0) for (const entry of after.values()) if (entry.type === 'file') gone.delete(entry.id)
  return gone
}
