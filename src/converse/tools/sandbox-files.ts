/** The files of one thread's sandbox: kept in its SQLite, changed by one command at a time, each wholly or not at all. */

import { numberAt, textAt } from '../../json.ts'
import type { CountedStorage } from '../counted-storage.ts'
import { type Files, makeDirectory, readFile, writeFile } from './sandbox-operations.ts'
import { emptyTree, type FileNode, type Node, ROOT_ID, SANDBOX_NODES, type Tree } from './sandbox-tree.ts'

/** The tables, as a migration of the thread's database. What a file contains is at most 1 MB: a row holds 2. */
export const sandboxTables = `CREATE TABLE sandbox_nodes (
     id INTEGER PRIMARY KEY,
     kind TEXT NOT NULL,
     mode INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     size INTEGER NOT NULL,
     target TEXT
   );
   CREATE TABLE sandbox_names (
     parent INTEGER NOT NULL,
     name TEXT NOT NULL,
     node INTEGER NOT NULL,
     PRIMARY KEY (parent, name)
   ) WITHOUT ROWID;
   CREATE TABLE sandbox_contents (node INTEGER PRIMARY KEY, bytes BLOB NOT NULL);`

/** Where attached files are, where a command begins, and the home of `~`. */
export const HOME = '/files'
const TMP = '/tmp'

export interface Outcome<Result> {
  readonly result: Result
  /** Whether what was changed is to be kept. */
  readonly keep: boolean
  /** Where the next command begins; undefined: where this one did. */
  readonly cwd?: string | undefined
}

export interface SandboxFiles {
  /** Moves with every change that is kept, and never comes back to where it was: a part of the tool cache's key. */
  version(): number
  /** Where the next command begins: an absolute path; not sure to be there any more. */
  cwd(): string
  /**
   * What one command does to the files: at its end all of it is written down in one transaction, or none of it is.
   * Others wait until it has ended. What it throws is thrown on, and then nothing is kept.
   */
  change<Result>(work: (files: Files, cwd: string) => Promise<Outcome<Result>>): Promise<Result>
  /** A file's content as it is now; undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Puts a file there, with its directories; says why where it cannot. */
  write(path: string, bytes: Uint8Array): Promise<'written' | 'no room' | 'bad path'>
  /** Forgets everything: at the end of the session. */
  clear(): void
}

/** Over a database that has `sandboxTables`. `now` in milliseconds since 1970. */
export function sandboxFiles(storage: CountedStorage, now: () => number): SandboxFiles {
  const { sql } = storage
  /** What is stored, as long as no command is halfway through changing it. */
  let tree: Tree | undefined
  let last: Promise<unknown> = Promise.resolve()
  /** Tells a command that is still at work from the files that were cleared under it. */
  let epoch = 0
  let firstVersion: number | undefined

  const stored = (file: FileNode): Uint8Array => {
    const row = sql.exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM sandbox_contents WHERE node = ?', file.id)
    const first = row.toArray()[0]
    return first === undefined ? new Uint8Array() : new Uint8Array(first.bytes)
  }

  const state = (): { readonly version: number; readonly cwd: string } => {
    const kept = storage.kv.get('sandbox')
    // A number that no earlier life of these files has had, for caches that outlive them; the same until it is stored.
    const version = numberAt(kept, 'version') ?? (firstVersion ??= now())
    return { version, cwd: textAt(kept, 'cwd') ?? HOME }
  }

  /** Writes down what changed. The tree then stands for what is stored. */
  const keep = ({ changes, ...rest }: Tree, cwd: string, moves: boolean): void => {
    const isChanged = changes.names.size + changes.nodes.size + changes.gone.size > 0
    const before = state()
    if (!isChanged && cwd === before.cwd) return
    storage.transactionSync(() => {
      if (isChanged) saveChanges(sql, { changes, ...rest })
      // By one, and not to the time: a clock that stands still has to move it, too.
      storage.kv.put('sandbox', { version: before.version + (isChanged && moves ? 1 : 0), cwd })
    })
    for (const node of changes.nodes) if (node.kind === 'file') delete node.written
    changes.nodes.clear()
    changes.gone.clear()
    changes.names.clear()
  }

  const ready = (): Files => {
    tree ??= loadTree(sql, now())
    const files = { tree, stored, now }
    for (const directory of [HOME, TMP]) {
      // Not where the sandbox is full: whoever removes files to make room must not fail at this.
      const isMissing = !tree.root.entries.has(directory.slice(1)) && tree.count < SANDBOX_NODES
      if (isMissing) makeDirectory(files, directory, true)
    }
    keep(tree, state().cwd, false)
    return files
  }

  const change: SandboxFiles['change'] = async (work) => {
    const before = last
    const ended = Promise.withResolvers<void>()
    last = ended.promise
    await before
    let isKept = false
    const mine = epoch
    try {
      const files = ready()
      const cwd = state().cwd
      const outcome = await work(files, cwd)
      if (outcome.keep && mine === epoch) {
        keep(files.tree, outcome.cwd ?? cwd, true)
        isKept = true
      }
      return outcome.result
    } finally {
      // What is stored is read anew after a command that is not to count.
      if (!isKept && mine === epoch) tree = undefined
      ended.resolve()
    }
  }

  return {
    version: () => state().version,
    cwd: () => state().cwd,
    change,
    read: (path) =>
      change(async (files) => {
        try {
          return { result: readFile(files, path).slice(), keep: true }
        } catch {
          return { result: undefined, keep: true }
        }
      }),
    write: (path, bytes) =>
      change<'written' | 'no room' | 'bad path'>(async (files) => {
        try {
          writeFile(files, path, bytes.slice())
          return { result: 'written', keep: true }
        } catch {
          return { result: files.tree.full ? 'no room' : 'bad path', keep: false }
        }
      }),
    clear() {
      epoch += 1
      tree = undefined
      const { version } = state()
      storage.transactionSync(() => {
        for (const table of ['names', 'nodes', 'contents']) sql.exec(`DELETE FROM sandbox_${table}`)
        storage.kv.put('sandbox', { version: version + 1, cwd: HOME })
      })
    },
  }
}

/** Everything but the contents, in one statement. */
function loadTree(sql: CountedStorage['sql'], now: number): Tree {
  const tree = emptyTree(now)
  const nodes = new Map<number, Node>([[ROOT_ID, tree.root]])
  const rows = sql
    .exec<{
      parent: number
      name: string
      id: number
      kind: string
      mode: number
      changed_at: number
      size: number
      target: string | null
    }>(
      `SELECT parent, name, id, kind, mode, changed_at, size, target
       FROM sandbox_names JOIN sandbox_nodes ON id = node`,
    )
    .toArray()
  for (const { id, kind, mode, changed_at: changedAt, size, target } of rows) {
    if (nodes.has(id)) continue
    const common = { id, mode, changedAt }
    if (kind === 'directory') nodes.set(id, { kind, ...common, entries: new Map() })
    else if (kind === 'link') nodes.set(id, { kind, ...common, target: target ?? '' })
    else {
      nodes.set(id, { kind: 'file', ...common, size, names: 0 })
      tree.bytes += size
    }
    tree.nextId = Math.max(tree.nextId, id + 1)
  }
  for (const { parent, name, id } of rows) {
    const directory = nodes.get(parent)
    const node = nodes.get(id)
    if (directory?.kind !== 'directory' || node === undefined) continue
    directory.entries.set(name, node)
    tree.count += 1
    if (node.kind === 'file') node.names += 1
  }
  return tree
}

/** So many rows go into one statement, as JSON: far below the 2 MB that a parameter may have. */
const ROWS_AT_ONCE = 400

/** A few statements for all names and nodes, however many there are, and one for each file that was written. */
function saveChanges(sql: CountedStorage['sql'], { changes, root }: Tree): void {
  const each = (query: string, rows: readonly unknown[]): void => {
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      sql.exec(query, JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE)))
    }
  }
  const gone = [...changes.gone].map(({ id }) => id)
  each('DELETE FROM sandbox_nodes WHERE id IN (SELECT value FROM json_each(?))', gone)
  each('DELETE FROM sandbox_contents WHERE node IN (SELECT value FROM json_each(?))', gone)
  const nodes = [...changes.nodes].filter((node) => node !== root && !changes.gone.has(node))
  each(
    `INSERT OR REPLACE INTO sandbox_nodes
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?)`,
    nodes.map((node) => [
      node.id,
      node.kind,
      node.mode,
      node.changedAt,
      node.kind === 'file' ? node.size : 0,
      node.kind === 'link' ? node.target : null,
    ]),
  )
  for (const node of nodes) {
    if (node.kind !== 'file' || node.written === undefined) continue
    const { buffer } = node.written.slice()
    sql.exec('INSERT OR REPLACE INTO sandbox_contents (node, bytes) VALUES (?, ?)', node.id, buffer)
  }
  const names = [...changes.names.values()]
  each(
    `DELETE FROM sandbox_names
     WHERE (parent, name) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
    names.flatMap(({ parent, name, node }) => (node === undefined ? [[parent, name]] : [])),
  )
  each(
    'INSERT OR REPLACE INTO sandbox_names SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)',
    names.flatMap(({ parent, name, node }) => (node === undefined ? [] : [[parent, name, node.id]])),
  )
}
