/** What can be done with the files of a sandbox, as POSIX has it, with the errors that the shell knows. */

import { joined } from './sandbox-bytes.ts'
import {
  create,
  type DirectoryNode,
  enter,
  existing,
  failure,
  type FileNode,
  fill,
  isFailure,
  leave,
  locate,
  namesOf,
  newDirectory,
  newFile,
  type Node,
  rename,
  type Spot,
  type Tree,
} from './sandbox-tree.ts'

/** A tree, what is stored of the files that this command has not written, and the time. */
export interface Files {
  readonly tree: Tree
  readonly stored: (file: FileNode) => Uint8Array
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The content of a file. It must not be changed. @throws ENOENT, EISDIR, and what `locate` throws */
export function readFile(files: Files, path: string): Uint8Array {
  const node = existing(files.tree, path, 'open')
  if (node.kind !== 'file') throw failure('EISDIR', 'read', path)
  return bytesOf(files, node)
}

/**
 * Writes a file, through links, also through one that leads to nothing yet. Directories that are missing are made: the
 * shell does not look for them before it redirects, and an error there would end the whole script.
 * @throws EISDIR, ENOTDIR, EFBIG, ENOSPC, and what `create` throws
 */
export function writeFile(files: Files, path: string, bytes: Uint8Array, mode?: number): void {
  const { tree, now } = files
  const spot = locateOrMake(files, path)
  if (spot.node !== undefined && spot.node.kind !== 'file') throw failure('EISDIR', 'open', path)
  const file = spot.node ?? create(tree, spot, 'open', (id) => newFile(id, 0o644, now()))
  fill(tree, file, bytes, now(), path)
  if (mode !== undefined) file.mode = mode
}

export function appendFile(files: Files, path: string, bytes: Uint8Array): void {
  const { node } = locateOrMake(files, path)
  writeFile(files, path, node?.kind === 'file' ? joined(bytesOf(files, node), bytes) : bytes)
}

/** The entries of a directory, in no order. @throws ENOENT, ENOTDIR */
export function listDirectory({ tree }: Files, path: string): DirectoryNode['entries'] {
  const node = existing(tree, path, 'scandir')
  if (node.kind !== 'directory') throw failure('ENOTDIR', 'scandir', path)
  return node.entries
}

/** @throws EEXIST, and ENOENT where the parent is missing and `withParents` is not set */
export function makeDirectory({ tree, now }: Files, path: string, withParents: boolean): void {
  if (!withParents) {
    create(tree, locate(tree, path, 'mkdir', false), 'mkdir', (id) => newDirectory(id, now()))
    return
  }
  let way = ''
  for (const name of namesOf(path)) {
    way += `/${name}`
    const spot = locate(tree, way, 'mkdir')
    if (spot.node === undefined) create(tree, spot, 'mkdir', (id) => newDirectory(id, now()))
    else if (spot.node.kind !== 'directory') throw failure('EEXIST', 'mkdir', path)
  }
}

/** @throws ENOENT unless `isForced`, ENOTEMPTY unless `isRecursive` */
export function remove({ tree }: Files, path: string, isRecursive: boolean, isForced: boolean): void {
  const spot = locateMaybe(tree, path)
  if (spot?.node === undefined) {
    if (isForced) return
    throw failure('ENOENT', 'rm', path)
  }
  if (isRecursive) removeAll(tree, spot)
  else leave(tree, spot, 'rm')
}

/** Copies content and mode; a directory with all that is in it, into one that may be there already. */
export function copy(files: Files, source: string, target: string, isRecursive: boolean): void {
  const { tree } = files
  // A tree is copied with its links as links; a single file is what its link leads to.
  const from = locate(tree, source, 'cp', !isRecursive)
  if (from.node === undefined) throw failure('ENOENT', 'cp', source)
  if (from.node.kind === 'directory') {
    if (!isRecursive) throw failure('EISDIR', 'cp', source)
    if (isWithin(from.path, locate(tree, target, 'cp').path)) throw failure('EINVAL', 'cp', source)
  }
  copyNode(files, from.node, target)
}

/** Renames, over a file or an empty directory that may be there. @throws EISDIR, ENOTDIR, ENOTEMPTY, EINVAL */
export function move({ tree }: Files, source: string, target: string): void {
  const from = locate(tree, source, 'mv', false)
  const to = locate(tree, target, 'mv', false)
  if (from.node === undefined) throw failure('ENOENT', 'mv', source)
  if (from.node === to.node) return
  const isDirectory = from.node.kind === 'directory'
  if (isDirectory && isWithin(from.path, to.path)) throw failure('EINVAL', 'mv', source)
  if (to.node !== undefined) {
    if (to.node.kind === 'directory' && !isDirectory) throw failure('EISDIR', 'mv', target)
    if (to.node.kind !== 'directory' && isDirectory) throw failure('ENOTDIR', 'mv', target)
    leave(tree, to, 'mv')
  }
  rename(tree, from, { ...to, node: undefined }, 'mv')
}

/** @throws EINVAL for a target that could not be stored as it is */
export function makeLink({ tree, now }: Files, target: string, path: string): void {
  const isTarget = target !== '' && target.length <= 512 && !target.includes('\0') && target.isWellFormed()
  if (!isTarget) throw failure('EINVAL', 'symlink', path)
  const spot = locate(tree, path, 'symlink', false)
  create(tree, spot, 'symlink', (id) => ({ kind: 'link', id, mode: 0o777, changedAt: now(), target }))
}

/** Gives a file one more name: both are the same file from then on. @throws EPERM for what is no file */
export function makeName({ tree }: Files, source: string, path: string): void {
  const node = existing(tree, source, 'link')
  if (node.kind !== 'file') throw failure('EPERM', 'link', source)
  enter(tree, locate(tree, path, 'link', false), node, 'link')
}

/** Changes what is said of a node, and not what is in it. */
export function remark({ tree }: Files, path: string, operation: string, change: (node: Node) => void): void {
  const node = existing(tree, path, operation)
  change(node)
  // The root has no row: it is made anew each time.
  if (node !== tree.root) tree.changes.nodes.add(node)
}

const bytesOf = (files: Files, file: FileNode): Uint8Array => file.written ?? files.stored(file)

const isWithin = (directory: string, path: string): boolean =>
  directory === '/' || `${path}/`.startsWith(`${directory}/`)

function locateOrMake(files: Files, path: string): Spot {
  try {
    return locate(files.tree, path, 'open')
  } catch (error) {
    if (!isFailure(error, 'ENOENT')) throw error
    makeDirectory(files, `/${namesOf(path).slice(0, -1).join('/')}`, true)
    return locate(files.tree, path, 'open')
  }
}

/** `rm -f` of what is not there is no failure, whichever part of the path is missing. */
function locateMaybe(tree: Tree, path: string): Spot | undefined {
  try {
    return locate(tree, path, 'rm', false)
  } catch {
    return undefined
  }
}

function removeAll(tree: Tree, spot: Spot): void {
  if (spot.node?.kind === 'directory') {
    for (const [name, node] of spot.node.entries) {
      removeAll(tree, { directory: spot.node, name, node, path: `${spot.path}/${name}` })
    }
  }
  leave(tree, spot, 'rm')
}

function copyNode(files: Files, node: Node, target: string): void {
  const { tree, now } = files
  switch (node.kind) {
    case 'file':
      writeFile(files, target, bytesOf(files, node), node.mode)
      return
    case 'link': {
      const spot = locate(tree, target, 'cp', false)
      if (spot.node?.kind === 'directory') throw failure('EISDIR', 'cp', target)
      if (spot.node !== undefined) leave(tree, spot, 'cp')
      create(tree, { ...spot, node: undefined }, 'cp', (id) => ({ ...node, id }))
      return
    }
    case 'directory': {
      const spot = locate(tree, target, 'cp')
      if (spot.node !== undefined && spot.node.kind !== 'directory') throw failure('ENOTDIR', 'cp', target)
      if (spot.node === undefined) create(tree, spot, 'cp', (id) => newDirectory(id, now()))
      for (const [name, child] of node.entries) copyNode(files, child, `${target}/${name}`)
    }
  }
}
