/** Who is compared: Threadkeeper, the plain way, and what npm offers, each as its own docs would have it written. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson, textAt } from '../../../src/json.ts'
import { envOf, type Playground } from '../playground.ts'
import { type Started, startProcess, startWorker } from './started.ts'

/** A bot of the comparison, as the tables name it. */
export interface Contender {
  readonly id: string
  readonly name: string
  /** The package that it is made with, and its version. */
  readonly made: string
  readonly url: string
}

const PEERS = join(import.meta.dirname, '../peers')
const TOKEN = 'bot-token-of-the-playground.long-enough.to-be-one'

/** What to say where the packages are not there; undefined where they are. */
export const missing = (): string | undefined =>
  existsSync(join(PEERS, 'node_modules/chat'))
    ? undefined
    : 'The peers are not installed. Fetch them first: npm ci --prefix test/bench/peers'

const PROCESSES = [
  { id: 'chat', name: 'Chat SDK', of: '@chat-adapter/discord', file: 'chat-sdk.ts', args: ['channel'] },
  {
    id: 'chat-thread',
    name: 'Chat SDK, thread',
    of: '@chat-adapter/discord',
    file: 'chat-sdk.ts',
    args: ['thread'],
  },
  { id: 'slash-create', name: 'slash-create', of: 'slash-create', file: 'slash-create.ts', args: [] },
  { id: 'carbon', name: 'Carbon', of: '@buape/carbon', file: 'carbon.ts', args: [] },
] as const

export interface Contest {
  readonly contenders: readonly Contender[]
  /** SIGKILL to those that are a process of their own; a runtime of Workers is killed with all others. */
  kill(this: void): void
  close(this: void): Promise<void>
}

/** Starts all of them against one local Discord and Claude; what has started is closed again if one does not start. */
export async function startContest({ discord, claude, bot }: Playground): Promise<Contest> {
  const env = { ...envOf(discord, claude), DISCORD_TOKEN: TOKEN }
  const started: Started[] = []
  const keep = async (start: Promise<Started>): Promise<string> => {
    const one = await start
    started.push(one)
    return one.url
  }
  const kill = (): void => {
    for (const one of started) one.kill()
  }
  const close = async (): Promise<void> => {
    await Promise.all(started.map((one) => one.close()))
  }
  try {
    const contenders: Contender[] = [
      { id: 'threadkeeper', name: 'Threadkeeper', made: 'this repository', url: bot.url },
      {
        id: 'plain',
        name: 'plain way',
        made: 'fetch and a timer',
        url: await keep(startProcess(join(import.meta.dirname, 'plain-process.ts'), [], env)),
      },
      {
        id: 'discord-hono',
        name: 'discord-hono',
        made: versionOf('discord-hono'),
        url: await keep(startWorker(join(PEERS, 'wrangler.toml'), env)),
      },
    ]
    for (const { id, name, of, file, args } of PROCESSES)
      contenders.push({
        id,
        name,
        made: versionOf(of),
        url: await keep(startProcess(join(PEERS, file), args, env)),
      })
    return { contenders, kill, close }
  } catch (error) {
    await close()
    throw error
  }
}

function versionOf(name: string): string {
  const read = parseJson(readFileSync(join(PEERS, 'node_modules', name, 'package.json'), 'utf8'))
  return `${name} ${textAt(read, 'version') ?? 'of an unknown version'}`
}
