/** What one command sees of the sandbox's files and does to them, as POSIX has it, until that is kept or dropped. */

import {
  checkPath,
  type Entries,
  type Entry,
  failure,
  FILE_BYTES,
  type FileEntry,
  followPath,
  isFailure,
  isWithin,
  namesOf,
  SANDBOX_NODES,
} from './sandbox-paths.ts'

export interface View {
  /** A copy of the map; the entries are everybody's. */
  readonly entries: Map<string, Entry>
  /** Each path that was looked at, and each directory that was listed, as `listingOf` has it. */
  readonly seen: Set<string>
  /** Each path whose entry was made, replaced or taken away. */
  readonly changed: Set<string>
  /** What the contents of all files take, and may take. */
  bytes: number
  readonly room: number
  /** Set once there was no room: such a command keeps nothing, since a file may have been emptied before it was written. */
  full: boolean
  /** The stored content of a file. */
  readonly stored: (id: number) => Uint8Array
  readonly newId: () => number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** What `seen` holds for the names in a directory, and for those of all directories. */
export const listingOf = (directory: string): string => `${directory}/`
export const EVERYTHING = '*'

/** See `followPath`. */
export const locate = (view: View, path: string, operation: string, follow = true): string =>
  followPath(view.entries, view.seen, path, operation, follow)

/** What stands at a path, and its path without links. @throws ENOENT where nothing does, and what `locate` throws */
export function existing(view: View, path: string, operation: string, follow = true) {
  const real = locate(view, path, operation, follow)
  const entry = view.entries.get(real)
  if (entry === undefined) throw failure('ENOENT', operation, path)
  return { real, entry }
}

/** The content of a file. It must not be changed. @throws ENOENT, EISDIR, and what `locate` throws */
export function readFile(view: View, path: string): Uint8Array {
  const { entry } = existing(view, path, 'open')
  if (entry.type !== 'file') throw failure('EISDIR', 'read', path)
  return contentOf(view, entry)
}

export const contentOf = (view: View, { id, content }: FileEntry): Uint8Array => content ?? view.stored(id)

/** The path of a directory whose names are about to be read. @throws ENOENT, ENOTDIR */
export function listed(view: View, path: string): string {
  const { real, entry } = existing(view, path, 'scandir')
  if (entry.type !== 'directory') throw failure('ENOTDIR', 'scandir', path)
  view.seen.add(listingOf(real))
  return real
}

/** Replaces an entry, or makes one where there is none; a file's under all its names. */
export function put(view: View, path: string, entry: Entry): void {
  const names = entry.type === 'file' && entry.isShared ? [path, ...namesOfFile(view, entry)] : [path]
  for (const name of names) {
    view.entries.set(name, entry)
    view.seen.add(name)
    // The root is made anew each time.
    if (name !== '/') view.changed.add(name)
  }
}

/** @throws EEXIST, ENOSPC, and what `checkPath` throws */
function make(view: View, real: string, operation: string, entry: Entry): void {
  if (view.entries.has(real)) throw failure('EEXIST', operation, real)
  checkNew(view, real, operation)
  put(view, real, entry)
}

function checkNew(view: View, real: string, operation: string): void {
  checkPath(real, operation)
  if (isRoomForOne(view)) return
  view.full = true
  throw failure('ENOSPC', operation, real)
}

export const isRoomForOne = ({ entries }: { readonly entries: Entries }): boolean =>
  entries.size - 1 < SANDBOX_NODES

/**
 * Where a file is to be written, and what was there: through links, also through one that leads to nothing yet.
 * Directories that are missing are made: the shell does not look for them before it redirects, and an error there would
 * end the whole script.
 * @throws EISDIR, ENOTDIR, ENOSPC, and what `locate` and `checkPath` throw
 */
export function placeOf(view: View, path: string): { readonly real: string; readonly old?: FileEntry } {
  const real = locateOrMake(view, path)
  const old = view.entries.get(real)
  if (old?.type === 'file') return { real, old }
  if (old !== undefined) throw failure('EISDIR', 'open', path)
  checkNew(view, real, 'open')
  return { real }
}

function locateOrMake(view: View, path: string): string {
  try {
    return locate(view, path, 'open')
  } catch (error) {
    if (!isFailure(error, 'ENOENT') || path.includes('\0')) throw error
    makeDirectory(view, `/${namesOf(path).slice(0, -1).join('/')}`, true)
    return locate(view, path, 'open')
  }
}

/** What the file at a place contains from now on. @throws EFBIG, ENOSPC: then it is what it was */
export function fill(
  view: View,
  { real, old }: ReturnType<typeof placeOf>,
  content: Uint8Array,
  mode = old?.mode ?? 0o644,
): void {
  const bytes = view.bytes - (old?.size ?? 0) + content.length
  if (content.length > FILE_BYTES || bytes > view.room) {
    if (old === undefined) view.entries.delete(real)
    else view.entries.set(real, old)
    view.full = true
    throw failure(content.length > FILE_BYTES ? 'EFBIG' : 'ENOSPC', 'write', real)
  }
  view.bytes = bytes
  const { id, isShared } = old ?? { id: view.newId(), isShared: false }
  put(view, real, {
    type: 'file',
    id,
    isShared,
    mode,
    changedAt: view.now(),
    size: content.length,
    content,
  })
}

export const writeFile = (view: View, path: string, content: Uint8Array, mode?: number): void =>
  fill(view, placeOf(view, path), content, mode)

/** @throws EEXIST, and ENOENT where the parent is missing and `withParents` is not set */
export function makeDirectory(view: View, path: string, withParents: boolean): void {
  const directory = (): Entry => ({ type: 'directory', mode: 0o755, changedAt: view.now() })
  if (!withParents) {
    make(view, locate(view, path, 'mkdir', false), 'mkdir', directory())
    return
  }
  let way = ''
  for (const name of namesOf(path)) {
    way += `/${name}`
    const real = locate(view, way, 'mkdir')
    const entry = view.entries.get(real)
    if (entry === undefined) make(view, real, 'mkdir', directory())
    else if (entry.type !== 'directory') throw failure('EEXIST', 'mkdir', path)
  }
}

/** @throws EINVAL for a target that could not be stored as it is */
export function makeLink(view: View, target: string, path: string): void {
  const isTarget = target !== '' && target.length <= 512 && !target.includes('\0') && target.isWellFormed()
  if (!isTarget) throw failure('EINVAL', 'symlink', path)
  const real = locate(view, path, 'symlink', false)
  make(view, real, 'symlink', { type: 'symlink', mode: 0o777, changedAt: view.now(), target })
}

/** Gives a file one more name: both are the same file from then on. @throws EPERM for what is no file */
export function makeName(view: View, source: string, path: string): void {
  const { real, entry } = existing(view, source, 'link')
  if (entry.type !== 'file') throw failure('EPERM', 'link', source)
  const shared = { ...entry, isShared: true }
  make(view, locate(view, path, 'link', false), 'link', shared)
  put(view, real, shared)
}

/** @throws ENOENT unless `isForced`, ENOTEMPTY unless `isRecursive`, EBUSY for the root */
export function remove(view: View, path: string, isRecursive: boolean, isForced: boolean): void {
  const real = locateMaybe(view, path)
  if (real === undefined || !view.entries.has(real)) {
    if (isForced) return
    throw failure('ENOENT', 'rm', path)
  }
  const inside = below(view, real)
  if (inside.length > 0 && !isRecursive) throw failure('ENOTEMPTY', 'rm', path)
  for (const each of inside) drop(view, each)
  if (real === '/') throw failure('EBUSY', 'rm', '/')
  drop(view, real)
}

/** `rm -f` of what is not there is no failure, whichever part of the path is missing. */
function locateMaybe(view: View, path: string): string | undefined {
  try {
    return locate(view, path, 'rm', false)
  } catch {
    return undefined
  }
}

/** Takes a name away, and with its last name the file. */
function drop(view: View, path: string): void {
  const entry = view.entries.get(path)
  view.entries.delete(path)
  view.changed.add(path)
  if (entry?.type !== 'file') return
  const names = entry.isShared ? namesOfFile(view, entry) : []
  for (const name of names) view.seen.add(name)
  if (names.length === 0) view.bytes -= entry.size
}

/** Copies content and mode; a directory with all that is in it, into one that may be there already. */
export function copy(view: View, source: string, target: string, isRecursive: boolean): void {
  // A tree is copied with its links as links; a single file is what its link leads to.
  const { real, entry } = existing(view, source, 'cp', !isRecursive)
  if (entry.type !== 'directory') {
    copyOne(view, entry, target)
    return
  }
  if (!isRecursive) throw failure('EISDIR', 'cp', source)
  if (isWithin(real, locate(view, target, 'cp'))) throw failure('EINVAL', 'cp', source)
  for (const each of [real, ...below(view, real)]) {
    const one = view.entries.get(each)
    if (one !== undefined) copyOne(view, one, `${target}${each.slice(real.length)}`)
  }
}

function copyOne(view: View, entry: Entry, target: string): void {
  if (entry.type === 'file') {
    writeFile(view, target, contentOf(view, entry), entry.mode)
    return
  }
  const real = locate(view, target, 'cp', entry.type === 'directory')
  const old = view.entries.get(real)
  if (entry.type === 'directory') {
    if (old === undefined) makeDirectory(view, real, false)
    else if (old.type !== 'directory') throw failure('ENOTDIR', 'cp', target)
    return
  }
  if (old?.type === 'directory') throw failure('EISDIR', 'cp', target)
  if (old !== undefined) drop(view, real)
  make(view, real, 'cp', entry)
}

/** Renames, over a file or an empty directory that may be there. @throws EISDIR, ENOTDIR, ENOTEMPTY, EINVAL */
export function move(view: View, source: string, target: string): void {
  const { real: from, entry } = existing(view, source, 'mv', false)
  const to = locate(view, target, 'mv', false)
  const old = view.entries.get(to)
  if (old === entry || (old?.type === 'file' && entry.type === 'file' && old.id === entry.id)) return
  const isDirectory = entry.type === 'directory'
  if (isDirectory && isWithin(from, to)) throw failure('EINVAL', 'mv', source)
  if (old !== undefined) {
    if (old.type === 'directory' && !isDirectory) throw failure('EISDIR', 'mv', target)
    if (old.type !== 'directory' && isDirectory) throw failure('ENOTDIR', 'mv', target)
    if (below(view, to).length > 0) throw failure('ENOTEMPTY', 'mv', target)
  }
  const inside = below(view, from)
  checkPath(to, 'mv', Math.max(0, ...inside.map((path) => depthOf(path) - depthOf(from))))
  if (old !== undefined) drop(view, to)
  for (const each of [from, ...inside]) {
    const moved = view.entries.get(each)
    view.entries.delete(each)
    view.changed.add(each)
    if (moved !== undefined) put(view, `${to}${each.slice(from.length)}`, moved)
  }
}

const depthOf = (path: string): number => path.split('/').length

/** Every path below one, parents before their children; none below what is no directory. */
function below(view: View, real: string): readonly string[] {
  if (view.entries.get(real)?.type !== 'directory') return []
  const inside = [...view.entries.keys()].filter((path) => path !== real && isWithin(real, path)).toSorted()
  for (const path of inside) {
    view.seen.add(path)
    if (view.entries.get(path)?.type === 'directory') view.seen.add(listingOf(path))
  }
  view.seen.add(listingOf(real))
  return inside
}

const namesOfFile = ({ entries }: View, { id }: FileEntry): readonly string[] =>
  [...entries].flatMap(([path, entry]) => (entry.type === 'file' && entry.id === id ? [path] : []))
