/** `npm start` as a process of its own, so that a test can end it, also without a warning, and start it again. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../../src/playground/start.ts', import.meta.url).href)

export interface StartedPlayground {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Where the bot answers, likewise. */
  readonly botUrl: string
  /** Resolves when it is over. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts it and waits until it says that it is ready. Rejects with what it has printed when it ends before. */
export async function startedPlayground(port: number, data: string): Promise<StartedPlayground> {
  const env = { ...process.env, ANTHROPIC_API_KEY: '' }
  const child = spawn(process.execPath, [START, '--port', String(port), '--data', data], { env, cwd: data })
  const ended = once(child, 'exit')
  let printed = ''
  await new Promise<void>((ready, broken) => {
    const hear = (chunk: unknown): void => {
      printed += String(chunk)
      if (/npm run report/.test(printed)) ready()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', () => broken(new Error(`The playground has ended:\n${printed}`)))
  })
  const [, url = ''] = /Ready: (http:\S+)/.exec(printed) ?? []
  const [, botUrl = ''] = /(http:\S+)\/health/.exec(printed) ?? []
  return {
    url,
    botUrl,
    async end(signal) {
      child.kill(signal)
      await ended
    },
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address !== null ? address.port : 0
}
