/** Where a path of the sandbox leads, and which names and paths there may be. */

/** The limits are for a Durable Object that shares 128 MB with others, and for rows of at most 2 MB. */
export const FILE_BYTES = 1_048_576
export const SANDBOX_BYTES = 16 * 1_048_576
/** Files, directories and links together; listing them costs one row each when the thread wakes up. */
export const SANDBOX_NODES = 2_000
const NAME_BYTES = 255
const PATH_CHARACTERS = 1_024
/** A tree as deep as this is no longer one that somebody made on purpose, and each level makes every path longer. */
const DEPTH = 64
/** As Linux has it. */
const LINKS_FOLLOWED = 40

/** The shell keeps its commands and devices here; a file of that name would hide them for good. */
const reserved = new Set(['bin', 'dev', 'etc', 'proc', 'sbin', 'sys', 'usr'])

interface Common {
  readonly mode: number
  /** Milliseconds since 1970. */
  readonly changedAt: number
}
export interface FileEntry extends Common {
  readonly type: 'file'
  /** What its content is stored under: the same for all names of one file. */
  readonly id: number
  readonly size: number
  /** Whether it may have more names than one. */
  readonly isShared: boolean
  /** What a command has written. Without it, what is stored still holds: the shell's file system looks for the key. */
  readonly content?: Uint8Array
}
export interface DirectoryEntry extends Common {
  readonly type: 'directory'
}
export interface LinkEntry extends Common {
  readonly type: 'symlink'
  readonly target: string
}
/** What stands at a path. An entry is never changed, only replaced: several views may hold it. */
export type Entry = FileEntry | DirectoryEntry | LinkEntry

/** By absolute paths without links; the root is `/`. */
export type Entries = ReadonlyMap<string, Entry>

const meaning = {
  EACCES: 'permission denied',
  EBUSY: 'resource busy',
  EEXIST: 'file already exists',
  EFBIG: `file too large (at most ${FILE_BYTES} bytes)`,
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'name too long',
  ENOENT: 'no such file or directory',
  ENOSPC: `no space left (at most ${SANDBOX_BYTES} bytes and ${SANDBOX_NODES} files)`,
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EPERM: 'operation not permitted',
} as const

export type Errno = keyof typeof meaning

/** The shell reads the kind of a failure off the beginning of its message, so this is one that it knows. */
export const failure = (code: Errno, operation: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${meaning[code]}, ${operation} '${path}'`), { code })

export const isFailure = (error: unknown, code: Errno): boolean =>
  error instanceof Error && error.message.startsWith(`${code}:`)

/** An absolute path's names, `.` and `..` resolved as the shell resolves them: by the text. */
export function namesOf(path: string): string[] {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return names
}

/** `/` of `/a`. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** Whether a path is a directory itself or lies below it. */
export const isWithin = (directory: string, path: string): boolean =>
  directory === '/' || `${path}/`.startsWith(`${directory}/`)

/**
 * Follows a path to the one without links. Links on the way are followed always, one at its end only where `follow` says
 * so; no link leads out, because there is nothing outside of the root. Nothing need stand at the end.
 *
 * @param seen takes each path on the way
 * @throws ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG
 */
export function followPath(
  entries: Entries,
  seen: Set<string>,
  path: string,
  operation: string,
  follow: boolean,
): string {
  if (path.includes('\0')) throw failure('ENOENT', operation, path.replaceAll('\0', '?'))
  if (path.length > PATH_CHARACTERS) throw failure('ENAMETOOLONG', operation, `${path.slice(0, 40)}…`)
  const ahead = namesOf(path).toReversed()
  let directory = ''
  let links = 0
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '..') {
      directory = directory.slice(0, Math.max(0, directory.lastIndexOf('/')))
      continue
    }
    const here = `${directory}/${name}`
    seen.add(here)
    const entry = entries.get(here)
    const isLast = ahead.length === 0
    if (entry?.type === 'symlink' && (!isLast || follow)) {
      if ((links += 1) > LINKS_FOLLOWED) throw failure('ELOOP', operation, path)
      if (entry.target.startsWith('/')) directory = ''
      const names = entry.target.split('/').filter((part) => part !== '' && part !== '.')
      ahead.push(...names.toReversed())
      continue
    }
    if (isLast) return here
    if (entry === undefined) throw failure('ENOENT', operation, path)
    if (entry.type !== 'directory') throw failure('ENOTDIR', operation, path)
    directory = here
  }
  return directory === '' ? '/' : directory
}

/**
 * Whether a path may be given to something new.
 *
 * @param levels how many levels of directories stand below it
 * @throws EACCES, EINVAL, ENAMETOOLONG
 */
export function checkPath(path: string, operation: string, levels = 0): void {
  const names = path.split('/').slice(1)
  const name = names.at(-1) ?? ''
  if (names.length === 1 && reserved.has(name)) throw failure('EACCES', operation, path)
  // A lone surrogate would be stored as another character, and two names would become one.
  if (!name.isWellFormed()) throw failure('EINVAL', operation, path.toWellFormed())
  const isTooLong = path.length > PATH_CHARACTERS || new TextEncoder().encode(name).length > NAME_BYTES
  if (isTooLong || names.length + levels >= DEPTH) throw failure('ENAMETOOLONG', operation, path.slice(0, 80))
}
