/** Starts a bot of the comparison beside the bench: in a Node process of its own, or in the Workers runtime. */

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { pause } from '../playground.ts'

export interface Started {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** SIGKILL; nothing for a Worker, whose runtime is no process of its own to us. */
  kill(): void
  close(): Promise<void>
}

const CLOSED_WITHIN_MS = 2_000

type Env = Readonly<Record<string, string>>

const running = new Set<ChildProcess>()
// A bench that fails leaves no bot behind.
process.once('exit', () => {
  for (const child of running) child.kill()
})

/** Runs a file that prints `listening URL`. Rejects when it ends before, or says nothing for so long. */
export async function startProcess(file: string, args: readonly string[], env: Env): Promise<Started> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let complaint = ''
  child.stderr.on('data', (piece: Buffer) => {
    complaint = (complaint + piece.toString()).slice(-2_000)
  })
  const ended = new Promise<void>((wake) =>
    child.once('exit', () => {
      running.delete(child)
      wake()
    }),
  )
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
    kill: () => void child.kill('SIGKILL'),
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
  return {
    url: origin,
    kill: () => undefined,
    // One whose runtime is gone may not answer.
    close: () => Promise.race([worker.dispose().catch(() => undefined), pause(CLOSED_WITHIN_MS)]),
  }
}
