/** The files of one thread's sandbox: kept in its SQLite, changed by one command at a time, each wholly or not at all. */

import { numberAt, textAt } from '../../json.ts'
import type { CountedStorage } from '../counted-storage.ts'
import { type Entry, SANDBOX_BYTES } from './sandbox-paths.ts'
import { loadContent, loadEntries, saveEntries } from './sandbox-rows.ts'
import { isRoomForOne, makeDirectory, readFile, type View, writeFile } from './sandbox-view.ts'

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
  change<Result>(work: (view: View, cwd: string) => Promise<Outcome<Result>>): Promise<Result>
  /** A file's content as it is now; undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Puts a file there, with its directories; says why where it cannot. */
  write(path: string, bytes: Uint8Array): Promise<'written' | 'no room' | 'bad path'>
  /** Forgets everything: at the end of the session. */
  clear(): void
}

/** What is stored, without the contents. */
interface Tree {
  readonly entries: Map<string, Entry>
  /** What the contents of all files take. */
  bytes: number
  nextId: number
}

/** Over a database that has `sandboxTables`. `now` in milliseconds since 1970. */
export function sandboxFiles(storage: CountedStorage, now: () => number): SandboxFiles {
  const { sql } = storage
  let tree: Tree | undefined
  let last: Promise<unknown> = Promise.resolve()
  /** The first version: a number that no earlier life of these files has had, for caches that outlive them. */
  const born = now()
  /** Tells a command that is still at work from the files that were cleared under it. */
  let epoch = 0

  const state = (): { readonly version: number; readonly cwd: string } => {
    const kept = storage.kv.get('sandbox')
    return { version: numberAt(kept, 'version') ?? born, cwd: textAt(kept, 'cwd') ?? HOME }
  }

  const viewOf = (of: Tree): View => ({
    entries: new Map(of.entries),
    seen: new Set(),
    changed: new Set(),
    bytes: of.bytes,
    room: SANDBOX_BYTES,
    full: false,
    stored: (id) => loadContent(sql, id),
    newId: () => (of.nextId += 1),
    now,
  })

  /** Writes down what a view has changed. The tree then stands for what is stored. */
  const keep = (of: Tree, view: View, cwd: string, moves: boolean): void => {
    makeHomes(view)
    const paths = [...view.changed].filter((path) => view.entries.get(path) !== of.entries.get(path))
    const before = state()
    if (paths.length === 0 && cwd === before.cwd) return
    storage.transactionSync(() => {
      saveEntries(sql, of.entries, view.entries, paths)
      // By one, and not to the time: a clock that stands still has to move it, too.
      storage.kv.put('sandbox', { version: before.version + (paths.length > 0 && moves ? 1 : 0), cwd })
    })
    take(of, view, paths)
  }

  const ready = (): Tree => {
    if (tree !== undefined) return tree
    const loaded = treeOf(loadEntries(sql), now())
    keep(loaded, viewOf(loaded), state().cwd, false)
    tree = loaded
    return loaded
  }

  const change: SandboxFiles['change'] = async (work) => {
    const before = last
    const ended = Promise.withResolvers<void>()
    last = ended.promise
    await before
    const mine = epoch
    try {
      const of = ready()
      const view = viewOf(of)
      const { cwd } = state()
      const outcome = await work(view, cwd)
      if (outcome.keep && mine === epoch) keep(of, view, outcome.cwd ?? cwd, true)
      return outcome.result
    } finally {
      ended.resolve()
    }
  }

  return {
    version: () => state().version,
    cwd: () => state().cwd,
    change,
    read: (path) =>
      change(async (view) => {
        try {
          return { result: readFile(view, path).slice(), keep: true }
        } catch {
          return { result: undefined, keep: true }
        }
      }),
    write: (path, bytes) =>
      change<'written' | 'no room' | 'bad path'>(async (view) => {
        try {
          writeFile(view, path, bytes.slice())
          return { result: 'written', keep: true }
        } catch {
          return { result: view.full ? 'no room' : 'bad path', keep: false }
        }
      }),
    clear() {
      epoch += 1
      tree = undefined
      if (storage.kv.get('sandbox') === undefined) return
      const { version } = state()
      storage.transactionSync(() => {
        for (const table of ['paths', 'contents']) sql.exec(`DELETE FROM sandbox_${table}`)
        storage.kv.put('sandbox', { version: version + 1, cwd: HOME })
      })
    },
  }
}

function treeOf(stored: ReadonlyMap<string, Entry>, now: number): Tree {
  const root: Entry = { type: 'directory', mode: 0o755, changedAt: now }
  const sizes = new Map(
    [...stored.values()].flatMap((entry) => (entry.type === 'file' ? [[entry.id, entry.size] as const] : [])),
  )
  return {
    entries: new Map([['/', root], ...stored]),
    bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    nextId: Math.max(0, ...sizes.keys()),
  }
}

/** Not where the sandbox is full: whoever removes files to make room must not fail at this. */
function makeHomes(view: View): void {
  for (const directory of [HOME, TMP]) {
    if (!view.entries.has(directory) && isRoomForOne(view)) makeDirectory(view, directory, false)
  }
}

/** Takes over what a view has changed, without the contents, which are stored now. */
function take(tree: Tree, view: View, paths: readonly string[]): void {
  const taken = new Map<Entry, Entry>()
  for (const path of paths) {
    const entry = view.entries.get(path)
    if (entry === undefined) tree.entries.delete(path)
    else {
      const one = taken.get(entry) ?? withoutContent(entry)
      taken.set(entry, one)
      tree.entries.set(path, one)
    }
  }
  tree.bytes = view.bytes
}

function withoutContent(entry: Entry): Entry {
  if (entry.type !== 'file') return entry
  const { content: _, ...rest } = entry
  return rest
}
