/** The file-system interface of just-bash over a sandbox's files: its words, its dates, its devices. */

import type { IFileSystem } from 'just-bash/browser'
import { textOf, toBytes } from './sandbox-bytes.ts'
import {
  appendFile,
  copy,
  type Files,
  listDirectory,
  makeDirectory,
  makeLink,
  makeName,
  move,
  readFile,
  remark,
  remove,
  writeFile,
} from './sandbox-operations.ts'
import { everyPath, existing, failure, locate, namesOf, newFile, type Node } from './sandbox-tree.ts'

/** Always there, always empty, and what is written to them is gone. */
const devices = new Set(['null', 'zero', 'full', 'tty', 'stdin', 'stdout', 'stderr'])

/**
 * `pause` is called before each operation. The shell reaches its files only through these, so this is where a long
 * script lets others have their turn, and where one that has to stop is stopped: it rejects, and nothing changes.
 */
export function sandboxFs(files: Files, pause: () => Promise<void>): IFileSystem {
  /** What the shell keeps for a moment under /dev/fd, for `<(…)`. */
  const descriptors = new Map<string, Uint8Array>()

  /** An operation of ours as one of theirs. */
  const operation =
    <Arguments extends readonly unknown[], Result>(work: (...given: Arguments) => Result) =>
    async (...given: Arguments): Promise<Result> => {
      await pause()
      return work(...given)
    }

  const read = (path: string): Uint8Array => {
    const device = deviceOf(path)
    if (device === undefined) return readFile(files, path)
    const bytes = descriptors.get(device) ?? (devices.has(device) ? new Uint8Array() : undefined)
    if (bytes === undefined) throw failure('ENOENT', 'open', path)
    return bytes
  }

  const write = (path: string, bytes: Uint8Array, how: typeof writeFile | typeof appendFile): void => {
    const device = deviceOf(path)
    if (device === undefined) how(files, path, bytes)
    else if (!devices.has(device)) descriptors.set(device, bytes)
  }

  const stat = (path: string, name: string, follow: boolean) => {
    const device = deviceOf(path)
    if (device === undefined) return statOf(existing(files.tree, path, name, follow))
    return { ...statOf(newFile(0, 0o666, files.now())), size: read(path).length, identity: device }
  }

  return {
    readFile: operation((path, options) => textOf(read(path), options)),
    readFileBuffer: operation((path) => read(path).slice()),
    writeFile: operation((path, content, options) => write(path, toBytes(content, options), writeFile)),
    appendFile: operation((path, content, options) => write(path, toBytes(content, options), appendFile)),
    exists: operation((path) => {
      try {
        stat(path, 'stat', true)
        return true
      } catch {
        return false
      }
    }),
    stat: operation((path) => stat(path, 'stat', true)),
    lstat: operation((path) => stat(path, 'lstat', false)),
    mkdir: operation((path, options) => makeDirectory(files, path, options?.recursive === true)),
    readdir: operation((path) => [...listDirectory(files, path).keys()].toSorted()),
    readdirWithFileTypes: operation((path) =>
      [...listDirectory(files, path)]
        .map(([name, node]) => ({ name, ...kindOf(node) }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ),
    rm: operation((path, options) => {
      const device = deviceOf(path)
      if (device === undefined) remove(files, path, options?.recursive === true, options?.force === true)
      else descriptors.delete(device)
    }),
    cp: operation((source, target, options) => {
      const isDevice = deviceOf(source) !== undefined || deviceOf(target) !== undefined
      if (isDevice) write(target, read(source), writeFile)
      else copy(files, source, target, options?.recursive === true)
    }),
    mv: operation((source, target) => move(files, source, target)),
    resolvePath: (base, path) => `/${namesOf(path.startsWith('/') ? path : `${base}/${path}`).join('/')}`,
    getAllPaths: () => ['/', ...everyPath(files.tree.root)],
    chmod: operation((path, mode) => {
      if (deviceOf(path) !== undefined) return
      remark(files, path, 'chmod', (node) => (node.mode = mode & 0o7777))
    }),
    symlink: operation((target, path) => makeLink(files, target, path)),
    link: operation((source, path) => makeName(files, source, path)),
    readlink: operation((path) => {
      const node = existing(files.tree, path, 'readlink', false)
      if (node.kind !== 'link') throw failure('EINVAL', 'readlink', path)
      return node.target
    }),
    realpath: operation((path) => {
      const spot = locate(files.tree, path, 'realpath')
      if (spot.node === undefined) throw failure('ENOENT', 'realpath', path)
      return spot.path
    }),
    utimes: operation((path, _accessedAt, changedAt) => {
      const at = changedAt.getTime()
      if (deviceOf(path) !== undefined || !Number.isFinite(at)) return
      remark(files, path, 'utimes', (node) => (node.changedAt = at))
    }),
  }
}

const kindOf = ({ kind }: Node) => ({
  isFile: kind === 'file',
  isDirectory: kind === 'directory',
  isSymbolicLink: kind === 'link',
})

const statOf = (node: Node) => ({
  ...kindOf(node),
  mode: node.mode,
  size: node.kind === 'file' ? node.size : node.kind === 'link' ? node.target.length : 0,
  mtime: new Date(node.changedAt),
  identity: `sandbox:${node.id}`,
})

/** `null` of `/dev/null`, `fd/63` of `/dev/fd/63`; undefined for what is no device. */
function deviceOf(path: string): string | undefined {
  const [top, ...rest] = namesOf(path)
  const name = rest.join('/')
  return top === 'dev' && (devices.has(name) || /^fd\/\d+$/.test(name)) ? name : undefined
}
