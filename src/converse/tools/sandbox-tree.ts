/** The files of a sandbox as a tree in memory: where a path leads, what may stand there, and what a command changed. */

/** The limits are for a Durable Object that shares 128 MB with others, and for rows of at most 2 MB. */
export const FILE_BYTES = 1_048_576
export const SANDBOX_BYTES = 16 * 1_048_576
/** Files, directories and links together; listing them costs one row each when the thread wakes up. */
export const SANDBOX_NODES = 2_000
const NAME_BYTES = 255
const PATH_CHARACTERS = 1_024
/** A tree as deep as this is no longer one that somebody made on purpose, and each level makes every walk slower. */
const DEPTH = 64
/** As Linux has it. */
const LINKS_FOLLOWED = 40

/** The shell keeps its commands and devices here; a file of that name would hide them for good. */
const reserved = new Set(['bin', 'dev', 'etc', 'proc', 'sbin', 'sys', 'usr'])

interface Common {
  readonly id: number
  mode: number
  /** Milliseconds since 1970. */
  changedAt: number
}
export interface FileNode extends Common {
  readonly kind: 'file'
  size: number
  /** How many names it has. At none it is gone. */
  names: number
  /** What this command wrote. Undefined: what is stored still holds. */
  written?: Uint8Array
}
export interface DirectoryNode extends Common {
  readonly kind: 'directory'
  readonly entries: Map<string, Node>
}
export interface LinkNode extends Common {
  readonly kind: 'link'
  readonly target: string
}
export type Node = FileNode | DirectoryNode | LinkNode

export interface Tree {
  readonly root: DirectoryNode
  /** What one command has changed so far, to be written down at its end. */
  readonly changes: {
    readonly nodes: Set<Node>
    readonly gone: Set<Node>
    /** By parent id and name; undefined for a name that is no more. */
    readonly names: Map<string, { parent: number; name: string; node: Node | undefined }>
  }
  nextId: number
  count: number
  bytes: number
  /** Set once there was no room: such a command keeps nothing, since a file may have been emptied before it was written. */
  full: boolean
}

export const ROOT_ID = 1

export const emptyTree = (now: number): Tree => ({
  root: { kind: 'directory', id: ROOT_ID, mode: 0o755, changedAt: now, entries: new Map() },
  changes: { nodes: new Set(), gone: new Set(), names: new Map() },
  nextId: ROOT_ID + 1,
  count: 0,
  bytes: 0,
  full: false,
})

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

/** Where a path leads: a place in a directory, and what stands there, if anything. The root has no name. */
export interface Spot {
  readonly directory: DirectoryNode
  readonly name: string
  readonly node: Node | undefined
  /** The path without links. */
  readonly path: string
}

/** An absolute path's names, `.` and `..` resolved as the shell resolves them: by the text. */
export function namesOf(path: string): string[] {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return names
}

/**
 * Follows a path. Links on the way are followed always, one at its end only where `follow` says so; no link leads out,
 * because there is nothing outside of the root.
 * @throws ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EINVAL
 */
export function locate(tree: Tree, path: string, operation: string, follow = true): Spot {
  if (path.includes('\0')) throw failure('ENOENT', operation, path.replaceAll('\0', '?'))
  if (path.length > PATH_CHARACTERS) throw failure('ENAMETOOLONG', operation, `${path.slice(0, 40)}…`)
  const ahead = namesOf(path).toReversed()
  const way: { directory: DirectoryNode; name: string }[] = []
  let directory = tree.root
  let links = 0
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '..') {
      directory = way.pop()?.directory ?? tree.root
      continue
    }
    const node = directory.entries.get(name)
    const isLast = ahead.length === 0
    if (node?.kind === 'link' && (!isLast || follow)) {
      if ((links += 1) > LINKS_FOLLOWED) throw failure('ELOOP', operation, path)
      if (node.target.startsWith('/')) {
        way.length = 0
        directory = tree.root
      }
      ahead.push(
        ...node.target
          .split('/')
          .filter((part) => part !== '' && part !== '.')
          .toReversed(),
      )
      continue
    }
    const pathHere = (): string => `/${[...way.map((step) => step.name), name].join('/')}`
    if (isLast) return { directory, name, node, path: pathHere() }
    if (node === undefined) throw failure('ENOENT', operation, path)
    if (node.kind !== 'directory') throw failure('ENOTDIR', operation, path)
    way.push({ directory, name })
    directory = node
  }
  return { directory, name: '', node: directory, path: `/${way.map((step) => step.name).join('/')}` }
}

/** What stands at a path. @throws ENOENT where nothing does, and what `locate` throws. */
export function existing(tree: Tree, path: string, operation: string, follow = true): Node {
  const { node } = locate(tree, path, operation, follow)
  if (node === undefined) throw failure('ENOENT', operation, path)
  return node
}

/** Makes a node and gives it its name. @throws EEXIST, EACCES, EINVAL, ENAMETOOLONG, ENOSPC */
export function create<Made extends Node>(
  tree: Tree,
  spot: Spot,
  operation: string,
  make: (id: number) => Made,
): Made {
  const made = make(tree.nextId)
  enter(tree, spot, made, operation)
  tree.nextId += 1
  return made
}

/** Gives a node a name where there is none yet: of a new node, of a moved one, or a further one of a file. */
export function enter(tree: Tree, spot: Spot, node: Node, operation: string): void {
  const { directory, name, path } = spot
  if (spot.node !== undefined) throw failure('EEXIST', operation, path)
  if (directory === tree.root && reserved.has(name)) throw failure('EACCES', operation, path)
  // A lone surrogate would be stored as another character, and two names would become one.
  if (!name.isWellFormed()) throw failure('EINVAL', operation, path.toWellFormed())
  const isTooLong = path.length > PATH_CHARACTERS || new TextEncoder().encode(name).length > NAME_BYTES
  if (isTooLong || path.split('/').length > DEPTH) throw failure('ENAMETOOLONG', operation, path.slice(0, 80))
  if (tree.count >= SANDBOX_NODES) {
    tree.full = true
    throw failure('ENOSPC', operation, path)
  }
  directory.entries.set(name, node)
  tree.count += 1
  if (node.kind === 'file') node.names += 1
  noteName(tree, directory, name, node)
  tree.changes.nodes.add(node)
}

/** Takes a name away, and with its last name the file. Directories have to be empty. @throws ENOTEMPTY, EBUSY */
export function leave(tree: Tree, spot: Spot, operation: string): void {
  const { directory, name, node, path } = spot
  if (name === '') throw failure('EBUSY', operation, '/')
  if (node === undefined) throw failure('ENOENT', operation, path)
  if (node.kind === 'directory' && node.entries.size > 0) throw failure('ENOTEMPTY', operation, path)
  directory.entries.delete(name)
  tree.count -= 1
  noteName(tree, directory, name, undefined)
  if (node.kind === 'file' && (node.names -= 1) > 0) return
  if (node.kind === 'file') tree.bytes -= node.size
  tree.changes.gone.add(node)
}

/** Gives a node another name, perhaps elsewhere; `to` has to be free. @throws EINVAL for a directory into itself, and as `enter` */
export function rename(tree: Tree, from: Spot, to: Spot, operation: string): void {
  const { node } = from
  if (node === undefined) throw failure('ENOENT', operation, from.path)
  if (from.name === '') throw failure('EBUSY', operation, '/')
  if (`${to.path}/`.startsWith(`${from.path}/`)) throw failure('EINVAL', operation, from.path)
  if (to.path.split('/').length + height(node) > DEPTH) throw failure('ENAMETOOLONG', operation, to.path)
  // The new name first: where it is refused, nothing has happened. A moved node counts once all the while.
  tree.count -= 1
  try {
    enter(tree, to, node, operation)
  } catch (refused) {
    tree.count += 1
    throw refused
  }
  if (node.kind === 'file') node.names -= 1
  from.directory.entries.delete(from.name)
  noteName(tree, from.directory, from.name, undefined)
}

const height = (node: Node): number =>
  node.kind === 'directory' ? 1 + Math.max(0, ...[...node.entries.values()].map(height)) : 0

/** What a file contains from now on. @throws EFBIG, ENOSPC */
export function fill(tree: Tree, file: FileNode, bytes: Uint8Array, now: number, path: string): void {
  const room = SANDBOX_BYTES - tree.bytes + file.size
  if (bytes.length > FILE_BYTES || bytes.length > room) {
    tree.full = true
    throw failure(bytes.length > FILE_BYTES ? 'EFBIG' : 'ENOSPC', 'write', path)
  }
  tree.bytes += bytes.length - file.size
  file.size = bytes.length
  file.written = bytes
  file.changedAt = now
  tree.changes.nodes.add(file)
}

export const newFile = (id: number, mode: number, now: number): FileNode => ({
  kind: 'file',
  id,
  mode,
  changedAt: now,
  size: 0,
  names: 0,
  written: new Uint8Array(),
})

export const newDirectory = (id: number, now: number): DirectoryNode => ({
  kind: 'directory',
  id,
  mode: 0o755,
  changedAt: now,
  entries: new Map(),
})

/** Every path below a directory, parents before their children. */
export function* everyPath(directory: DirectoryNode, path = ''): Generator<string> {
  for (const [name, node] of directory.entries) {
    yield `${path}/${name}`
    if (node.kind === 'directory') yield* everyPath(node, `${path}/${name}`)
  }
}

const noteName = (tree: Tree, { id }: DirectoryNode, name: string, node: Node | undefined): void => {
  tree.changes.names.set(`${id}/${name}`, { parent: id, name, node })
}
