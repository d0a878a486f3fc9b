/** The shell's own file system over a view: with links that lead on, limits, devices, and a pause before each operation. */

import { type CpOptions, type FsStat, InMemoryFs, type MkdirOptions, type RmOptions } from 'just-bash/browser'
import { type Entry, failure, namesOf } from './sandbox-paths.ts'
import {
  contentOf,
  copy,
  EVERYTHING,
  existing,
  fill,
  listed,
  makeDirectory,
  makeLink,
  makeName,
  move,
  placeOf,
  put,
  readFile,
  remove,
  type View,
} from './sandbox-view.ts'

type Content = Parameters<InMemoryFs['writeFile']>[1]
type Encoding = Parameters<InMemoryFs['writeFile']>[2]

/** Always there, always empty, and what is written to them is gone. */
const sinks = new Set(['null', 'zero', 'full', 'tty', 'stdin', 'stdout', 'stderr'])

/**
 * `pause` is called before each operation. The shell reaches its files only through these, so this is where a long
 * script lets others have their turn, and where one that has to stop is stopped: it rejects, and nothing changes.
 */
export class SandboxFs extends InMemoryFs {
  readonly #view: View
  readonly #pause: () => Promise<void>
  /** The sinks, and what the shell keeps for a moment under /dev/fd, for `<(…)`. They are no files. */
  readonly #devices = new InMemoryFs(
    Object.fromEntries([...sinks].map((name) => [`/dev/${name}`, { content: '', mode: 0o666 }])),
  )

  constructor(view: View, pause: () => Promise<void>) {
    // The view has limits of its own, which count what is stored as well.
    super(undefined, { maxTotalBytes: Number.MAX_SAFE_INTEGER })
    // Entries of a view are entries of this class, but for the content that is still stored: every method that would
    // read one is overridden below.
    this['data'] = view.entries
    this.#view = view
    this.#pause = pause
  }

  // The shell would fill a file system that has these with its commands and devices; here they would count as files.
  override mkdirSync(): void {}
  override writeFileSync(): void {}
  override writeFileLazy(): void {}

  /** `readFile` and `readFileBytes` go through this. */
  override async readFileBuffer(path: string): Promise<Uint8Array> {
    await this.#pause()
    return this.#deviceFor(path)?.readFileBuffer(path) ?? readFile(this.#view, path).slice()
  }

  override async writeFile(path: string, content: Content, encoding?: Encoding): Promise<void> {
    await this.#pause()
    const device = this.#deviceFor(path)
    if (device === undefined) this.#write(path, content, encoding)
    else if (!isSink(path)) await device.writeFile(path, content, encoding)
  }

  override async appendFile(path: string, content: Content, encoding?: Encoding): Promise<void> {
    await this.#pause()
    const device = this.#deviceFor(path)
    if (device === undefined) {
      const { old } = placeOf(this.#view, path)
      this.#write(path, content, encoding, old === undefined ? undefined : contentOf(this.#view, old))
    } else if (!isSink(path)) await device.appendFile(path, content, encoding)
  }

  /** The shell's file system takes the content in its encoding; what it then holds is measured, and kept or undone. */
  #write(path: string, content: Content, encoding: Encoding, first: Uint8Array = new Uint8Array()): void {
    const place = placeOf(this.#view, path)
    super.writeFileSync(place.real, content, encoding)
    const entry = this.#view.entries.get(place.real)
    const bytes = entry?.type === 'file' && entry.content !== undefined ? entry.content : new Uint8Array()
    const whole = new Uint8Array(first.length + bytes.length)
    whole.set(first)
    whole.set(bytes, first.length)
    fill(this.#view, place, whole)
  }

  override async exists(path: string): Promise<boolean> {
    await this.#pause()
    const device = this.#deviceFor(path)
    if (device !== undefined) return device.exists(path)
    try {
      existing(this.#view, path, 'stat')
      return true
    } catch {
      return false
    }
  }

  override async stat(path: string): Promise<FsStat> {
    await this.#pause()
    return this.#deviceFor(path)?.stat(path) ?? statOf(existing(this.#view, path, 'stat'))
  }

  override async lstat(path: string): Promise<FsStat> {
    await this.#pause()
    return this.#deviceFor(path)?.lstat(path) ?? statOf(existing(this.#view, path, 'lstat', false))
  }

  override async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    await this.#pause()
    makeDirectory(this.#view, path, options?.recursive === true)
  }

  /** `readdir` goes through this. */
  override async readdirWithFileTypes(path: string): ReturnType<InMemoryFs['readdirWithFileTypes']> {
    await this.#pause()
    return super.readdirWithFileTypes(listed(this.#view, path))
  }

  override async rm(path: string, options?: RmOptions): Promise<void> {
    await this.#pause()
    const device = this.#deviceFor(path)
    if (device === undefined) remove(this.#view, path, options?.recursive === true, options?.force === true)
    else if (!isSink(path)) await device.rm(path, { force: true })
  }

  override async cp(source: string, target: string, options?: CpOptions): Promise<void> {
    const isDevice = this.#deviceFor(source) !== undefined || this.#deviceFor(target) !== undefined
    if (isDevice) await this.writeFile(target, await this.readFileBuffer(source))
    else {
      await this.#pause()
      copy(this.#view, source, target, options?.recursive === true)
    }
  }

  override async mv(source: string, target: string): Promise<void> {
    await this.#pause()
    move(this.#view, source, target)
  }

  override getAllPaths(): string[] {
    this.#view.seen.add(EVERYTHING)
    return super.getAllPaths()
  }

  override async chmod(path: string, mode: number): Promise<void> {
    await this.#pause()
    this.#remark(path, 'chmod', { mode: mode & 0o7777 })
  }

  override async utimes(path: string, _accessedAt: Date, changedAt: Date): Promise<void> {
    await this.#pause()
    const at = changedAt.getTime()
    if (Number.isFinite(at)) this.#remark(path, 'utimes', { changedAt: at })
  }

  /** Changes what is said of a file, and not what is in it. */
  #remark(path: string, operation: string, change: Partial<Pick<Entry, 'mode' | 'changedAt'>>): void {
    if (this.#deviceFor(path) !== undefined) return
    const { real, entry } = existing(this.#view, path, operation)
    put(this.#view, real, { ...entry, ...change })
  }

  override async symlink(target: string, path: string): Promise<void> {
    await this.#pause()
    makeLink(this.#view, target, path)
  }

  override async link(source: string, path: string): Promise<void> {
    await this.#pause()
    makeName(this.#view, source, path)
  }

  override async readlink(path: string): Promise<string> {
    await this.#pause()
    const { entry } = existing(this.#view, path, 'readlink', false)
    if (entry.type !== 'symlink') throw failure('EINVAL', 'readlink', path)
    return entry.target
  }

  override async realpath(path: string): Promise<string> {
    await this.#pause()
    return existing(this.#view, path, 'realpath').real
  }

  #deviceFor(path: string): InMemoryFs | undefined {
    return isSink(path) || /^\/dev\/fd\/\d+$/.test(plain(path)) ? this.#devices : undefined
  }
}

const plain = (path: string): string => `/${namesOf(path).join('/')}`

const isSink = (path: string): boolean => plain(path).startsWith('/dev/') && sinks.has(plain(path).slice(5))

const statOf = ({ real, entry }: ReturnType<typeof existing>): FsStat => ({
  isFile: entry.type === 'file',
  isDirectory: entry.type === 'directory',
  isSymbolicLink: entry.type === 'symlink',
  mode: entry.mode,
  size: entry.type === 'file' ? entry.size : entry.type === 'symlink' ? entry.target.length : 0,
  mtime: new Date(entry.changedAt),
  identity: entry.type === 'file' ? `sandbox:${entry.id}` : `sandbox:${real}`,
})
