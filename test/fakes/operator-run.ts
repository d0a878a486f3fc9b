/** Runs an operator's script as a process of its own, in a folder that looks like a fresh checkout. */

import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = new URL('../../', import.meta.url).pathname

export interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Checkout {
  readonly folder: string
  /** The text of a file; empty where there is none. */
  read(path: string): string
  write(path: string, text: string): void
  makeFolder(path: string): void
  /** Replaces a text of wrangler.toml, which has to be there. */
  change(from: string, to: string): void
  run(script: string, args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>
  remove(): void
}

/** The real wrangler.toml and package.json, and the real sources by a link. */
export function checkout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'))
  for (const file of ['wrangler.toml', 'package.json', '.dev.vars.example'])
    copyFileSync(join(ROOT, file), join(folder, file))
  symlinkSync(join(ROOT, 'src'), join(folder, 'src'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(ROOT, 'node_modules/wrangler'), join(folder, 'node_modules/wrangler'))
  const read = (path: string): string => {
    try {
      return readFileSync(join(folder, path), 'utf8')
    } catch {
      return ''
    }
  }
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text)
  return {
    folder,
    read,
    write,
    makeFolder: (path) => void mkdirSync(join(folder, path), { recursive: true }),
    change(from, to) {
      const before = read('wrangler.toml')
      if (!before.includes(from)) throw new Error(`wrangler.toml does not have ${from}`)
      write('wrangler.toml', before.replace(from, to))
    },
    run: (script, args = [], env = {}) =>
      new Promise((done) => {
        execFile(
          process.execPath,
          [join(ROOT, 'src/operate', script), ...args],
          { cwd: folder, timeout: 120_000, env: { ...process.env, ...env } },
          (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }),
        )
      }),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
