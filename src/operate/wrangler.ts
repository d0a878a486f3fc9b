/** Runs the wrangler of this checkout as a process of its own. No secret is ever among its arguments. */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { isRecord, parseJson, textAt } from '../json.ts'
import type { Environment } from './environment.ts'

export interface WranglerRun {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Wrangler {
  /** @param input is written to its standard input: the place for secrets */
  run(args: readonly string[], input?: string, env?: Readonly<Record<string, string>>): Promise<WranglerRun>
  /** With the operator's terminal. @returns the exit code */
  show(args: readonly string[]): Promise<number>
}

/**
 * @param folder the root of the checkout
 * @param environment named in each call, the top level too: wrangler warns where none is, and would take CLOUDFLARE_ENV
 */
export function wranglerIn(folder: string, environment: Environment): Wrangler {
  const script = join(folder, 'node_modules/wrangler/bin/wrangler.js')
  const quiet = { WRANGLER_SEND_METRICS: 'false', WRANGLER_SEND_ERROR_REPORTS: 'false', NO_COLOR: '1' }
  const start = (
    args: readonly string[],
    stdio: 'pipe' | 'inherit',
    env: Readonly<Record<string, string>> = {},
  ) =>
    spawn(process.execPath, [script, ...args, `--env=${environment}`], {
      cwd: folder,
      stdio,
      env: { ...process.env, ...quiet, ...env },
    })
  return {
    run: (args, input = '', env) =>
      new Promise((done) => {
        const child = start(args, 'pipe', env)
        let [out, err] = ['', '']
        child.stdout?.on('data', (piece: Buffer) => (out += piece.toString()))
        child.stderr?.on('data', (piece: Buffer) => (err += piece.toString()))
        // A process that ends before it has read its input is told by its exit code.
        child.stdin?.on('error', () => undefined)
        child.stdin?.end(input)
        child.on('error', ({ message }) => done({ code: 127, out, err: message }))
        child.on('close', (code) => done({ code: code ?? 1, out, err }))
      }),
    show: (args) =>
      new Promise((done) => {
        const child = start(args, 'inherit')
        child.on('error', () => done(127))
        child.on('close', (code) => done(code ?? 1))
      }),
  }
}

/** The names in what `wrangler secret list` prints; undefined where that is no list. */
export function secretNames(out: string): readonly string[] | undefined {
  const list = parseJson(out)
  return Array.isArray(list) ? list.filter(isRecord).map((one) => textAt(one, 'name') ?? '') : undefined
}

/** What wrangler says went wrong: its line with "ERROR", without signs. */
export function wranglerWhy({ out, err }: WranglerRun): string {
  const lines = `${err}\n${out}`.split('\n').map((line) => line.replace(/^\W*(\[?ERROR\]?:?)?\s*/, '').trim())
  const marked = `${err}\n${out}`.split('\n').findIndex((line) => line.includes('ERROR'))
  return (lines[marked] || lines.find((line) => line !== '') || 'it gave no reason').slice(0, 300)
}
