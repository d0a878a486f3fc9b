/** Starts a bot of the comparison beside the bench: in a Node process of its own, or in the Workers runtime. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Started {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  close(): Promise<void>
}

type Env = Readonly<Record<string, string>>

/** Runs a file that prints `listening URL`. Rejects when it ends before, or says nothing for so long. */
export async function startProcess(file: string, args: readonly string[], env: Env): Promise<Started> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (piece: Buffer) => {
    complaint = (complaint + piece.toString()).slice(-2_000)
  })
  const ended = new Promise<void>((wake) => child.once('exit', () => wake()))
  const url = await new Promise<string>((found, broken) => {
    createInterface(child.stdout).on('line', (line) => {
      const said = /^listening (\S+)$/.exec(line)?.[1]
      if (said !== undefined) found(said)
    })
    child.once('exit', () => broken(new Error(`${file} has ended: ${complaint}`)))
    setTimeout(() => broken(new Error(`${file} does not listen: ${complaint}`)), 30_000).unref()
  })
  return {
    url,
    close: async () => {
      child.kill()
      await ended
    },
  }
}

/** Runs the Worker of a wrangler.toml in the same runtime as Threadkeeper. */
export async function startWorker(config: string, env: Env): Promise<Started> {
  const { unstable_startWorker } = await import('wrangler')
  const worker = await unstable_startWorker({
    config,
    envFiles: [],
    bindings: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, { type: 'plain_text' as const, value }]),
    ),
    dev: {
      logLevel: 'none',
      watch: false,
      inspector: false,
      liveReload: false,
      persist: false,
      server: { hostname: '127.0.0.1', port: 0 },
    },
  })
  await worker.ready
  const { origin } = await worker.url
  return { url: origin, close: () => worker.dispose() }
}
