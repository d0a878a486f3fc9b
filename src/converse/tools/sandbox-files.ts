/** The files of one thread's sandbox: kept in its SQLite, changed by commands, each wholly or not at all. */

import { numberAt, textAt } from '../../json.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import { inOrder, type Opened, type Order } from './sandbox-order.ts'
import { type Entry, parentOf, SANDBOX_BYTES, SANDBOX_NODES } from './sandbox-paths.ts'
import { loadContent, loadEntries, saveEntries } from './sandbox-rows.ts'
import {
  EVERYTHING,
  isRoomForOne,
  listingOf,
  makeDirectory,
  readFile,
  type View,
  writeFile,
} from './sandbox-view.ts'

/** Where attached files are, where a command begins, and the home of `~`. */
export const HOME = '/files'
const TMP = '/tmp'

/** What a command beside others may write: four of them take no more memory than two alone. */
const BYTES_BESIDE = SANDBOX_BYTES / 4

/** Each command has seen where it begins. */
const CWD = 'cwd'

export interface SandboxFiles {
  /** Moves with every change that is kept, and never comes back to where it was: a part of the tool cache's key. */
  version(): number
  /** Where the next command begins: an absolute path; not sure to be there any more. */
  cwd(): string
  /**
   * What one command does to the files: at its end all of it is written down in one transaction, or none of it is. The
   * outcome is as if commands ran one after another (see `inOrder`), so `work` may be done twice.
   */
  readonly change: Order['change']
  /** Whether a command is at work: what it will have changed is in no version yet. */
  readonly isBusy: Order['isBusy']
  /** A file's content as it is now; undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Puts a file there, with its directories; says why where it cannot. */
  write(path: string, bytes: Uint8Array): Promise<'written' | 'no room' | 'bad path'>
  /** Forgets everything: at the end of the session. */
  clear(): void
  /** Drops what is in memory, unless a command is at work. The next use reads it again. */
  unload(): void
  /** About how many bytes of this are in memory while no command is at work: contents are stored only. */
  heldBytes(): number
}

/** About what an entry takes in memory besides its path: an object of five fields, and its place in the map. */
const ENTRY_BYTES = 150

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
  /** The first version: a number that no earlier life of these files has had, for caches that outlive them. */
  const born = now()

  const state = (): { readonly version: number; readonly cwd: string } => {
    const kept = storage.kv.get('sandbox')
    return { version: numberAt(kept, 'version') ?? born, cwd: textAt(kept, 'cwd') ?? HOME }
  }

  const viewOf = (of: Tree, isBeside: boolean): View => ({
    entries: new Map(of.entries),
    seen: new Set([CWD]),
    changed: new Set(),
    bytes: of.bytes,
    room: isBeside ? Math.min(SANDBOX_BYTES, of.bytes + BYTES_BESIDE) : SANDBOX_BYTES,
    full: false,
    stored: (id) => loadContent(sql, id),
    newId: () => (of.nextId += 1),
    now,
  })

  /** Writes down what a view has changed at these paths. The tree then stands for what is stored. */
  const keep = (of: Tree, view: View, paths: readonly string[], cwd: string, moves: boolean): void => {
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
    const view = viewOf(loaded, false)
    makeHomes(view)
    keep(loaded, view, [...view.changed], state().cwd, false)
    tree = loaded
    return loaded
  }

  const open = (isBeside: boolean): Opened => {
    const of = ready()
    const view = viewOf(of, isBeside)
    const { bytes } = view
    const { cwd } = state()
    const paths = (): readonly string[] =>
      [...view.changed].filter((path) => view.entries.get(path) !== of.entries.get(path))
    return {
      view,
      cwd,
      isCurrent: () => tree === of,
      fits() {
        const more = paths().filter((path) => view.entries.has(path) && !of.entries.has(path)).length
        const fewer = paths().filter((path) => !view.entries.has(path)).length
        const isRoom = of.entries.size - 1 + more - fewer <= SANDBOX_NODES
        return isRoom && of.bytes + view.bytes - bytes <= SANDBOX_BYTES
      },
      keep(next = cwd) {
        makeHomes(view)
        const changed = paths()
        const shown = shownBy(of, view, changed)
        const total = of.bytes + view.bytes - bytes
        keep(of, view, changed, next, true)
        of.bytes = total
        return next === cwd ? shown : [...shown, CWD]
      },
    }
  }

  const order = inOrder(open)

  return {
    version: () => state().version,
    cwd: () => state().cwd,
    ...order,
    read: (path) =>
      order.change(async (view) => {
        try {
          return { result: readFile(view, path).slice(), keep: true }
        } catch {
          return { result: undefined, keep: true }
        }
      }),
    write: (path, bytes) =>
      order.change<'written' | 'no room' | 'bad path'>(async (view) => {
        try {
          writeFile(view, path, bytes.slice())
          return { result: 'written', keep: true }
        } catch {
          return { result: view.full ? 'no room' : 'bad path', keep: false }
        }
      }),
    unload() {
      if (!order.isBusy()) tree = undefined
    },
    heldBytes: () =>
      [...(tree?.entries.keys() ?? [])].reduce((sum, path) => sum + 2 * path.length + ENTRY_BYTES, 0),
    clear() {
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

/** Does not apply to a full sandbox: removing files to make room must not fail. */
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
}

/** What others may have seen of a change: the paths themselves, and the names in the directories above them. */
function shownBy({ entries }: Tree, view: View, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return []
  const listings = paths.flatMap((path) =>
    entries.get(path)?.type === view.entries.get(path)?.type ? [] : [listingOf(parentOf(path))],
  )
  return [EVERYTHING, ...paths, ...listings]
}

function withoutContent(entry: Entry): Entry {
  if (entry.type !== 'file') return entry
  const { content: _, ...rest } = entry
  return rest
}
