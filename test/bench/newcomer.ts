/** The bench of the first minute: how long somebody new needs from the clone to the first streamed answer. */

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'
import { isRecord, parseJson } from '../../src/json.ts'
import { freePort } from '../fakes/started-playground.ts'
import { pause } from './playground.ts'
import { cells, say } from './print.ts'

const ROOT = join(import.meta.dirname, '../..')
const WITHIN_MS = 300_000
const ENDS_WITHIN_MS = 10_000

const run = promisify(execFile)

/** What a new terminal has: nothing of npm's that started the bench, and no key, so that the stand-in answers. */
function freshEnv(cache: string | undefined): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const name of Object.keys(env))
    if (/^(npm_|NODE_OPTIONS$|ANTHROPIC_|PORT$|INIT_CWD$)/i.test(name)) env[name] = undefined
  const path = (env['PATH'] ?? '').split(delimiter).filter((one) => !one.includes('node_modules'))
  env['PATH'] = path.join(delimiter)
  env['npm_config_cache'] = cache
  return env
}

const seconds = (from: number): string => `${((performance.now() - from) / 1_000).toFixed(1)} s`

/** The address after `Ready:`. Rejects when the start ends before, or never says it. */
const ready = (child: ChildProcess): Promise<string> =>
  new Promise((found, fail) => {
    let told = ''
    const late = setTimeout(() => fail(new Error(`npm start is not ready:\n${told}`)), WITHIN_MS)
    const hear = (chunk: unknown): void => {
      told += String(chunk)
      const url = /Ready: (http:\S+)/.exec(told)?.[1]
      if (url === undefined) return
      clearTimeout(late)
      found(url)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => fail(new Error(`npm start has ended:\n${told}`)))
  })

/** What the page shows of the answer now; the question above it does not count. */
async function shown(url: string): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const state = parseJson(await (await fetch(`${url}/_local/state`)).text())
  const messages: readonly unknown[] =
    isRecord(state) && Array.isArray(state['messages']) ? state['messages'] : []
  const last = messages.findLast((one) => isRecord(one) && String(one['content']).startsWith('> '))
  const content = isRecord(last) ? String(last['content']) : ''
  const text = withoutGrowingMark(content)
    .replace(/^> [^\n]*/, '')
    .trim()
  const hasEnded = JSON.stringify(last ?? '').includes('Try again')
  return { text, isWhole: text !== '' && hasEnded }
}

async function until(url: string, holds: (now: Awaited<ReturnType<typeof shown>>) => boolean): Promise<void> {
  const late = Date.now() + WITHIN_MS
  while (!holds(await shown(url))) {
    if (Date.now() > late) throw new Error('The first question got no answer')
    await pause(20)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const group = -child.pid
  const ended = new Promise((done) => child.once('exit', done))
  process.kill(group, 'SIGINT')
  const hangs = setTimeout(() => process.kill(group, 'SIGKILL'), ENDS_WITHIN_MS)
  await ended
  clearTimeout(hangs)
}

/** Does what the README says in a folder of its own, and prints the seconds of each step. */
async function newcomer(isCold: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'threadkeeper-newcomer-'))
  const copy = join(folder, 'threadkeeper')
  const env = freshEnv(isCold ? join(folder, 'npm-cache') : undefined)
  const begun = performance.now()
  let before = begun
  const step = (name: string): void => {
    say(cells(name, seconds(before)))
    before = performance.now()
  }
  let child: ChildProcess | undefined
  try {
    say(
      `\nFrom the clone to the first answer, ${isCold ? 'with an empty cache of npm' : 'with a warm cache of npm'}`,
    )
    await run('git', ['clone', '--quiet', ROOT, copy], { env })
    step('git clone, from this disk')
    await run('npm', ['ci'], { cwd: copy, env, maxBuffer: 1e8 })
    step('npm ci')
    const port = await freePort()
    child = spawn('npm', ['start', '--', '--port', String(port)], { cwd: copy, env, detached: true })
    const url = await ready(child)
    step('npm start, until Ready')
    const asked = await fetch(`${url}/_local/say`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ command: 'ask', member: 'ada', options: { prompt: 'table' } }),
    })
    if (!asked.ok) throw new Error(`The page's route refused: ${await asked.text()}`)
    await until(url, ({ text }) => text !== '')
    step('first question, until its first words')
    const first = seconds(begun)
    await until(url, ({ isWhole }) => isWhole)
    step('until the whole answer')
    say(cells('to the first streamed words', first))
    say(cells('to the whole answer', seconds(begun)))
  } finally {
    if (child !== undefined) await end(child)
    await rm(folder, { recursive: true, force: true })
  }
}

export const newcomerPart = (): Promise<void> => newcomer(false)
export const coldNewcomerPart = (): Promise<void> => newcomer(true)
