/** One bot over several lives: the same storage and the same address, a runtime that is killed and started again. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalBot, startBot } from '../../src/playground/bot.ts'
import { startClaude } from '../../src/playground/claude.ts'
import { startDiscord } from '../../src/playground/discord.ts'
import { runtimes } from '../../src/playground/runtimes.ts'
import { envOf, pause, type Playground } from './playground.ts'

export interface Lives extends Playground {
  /** SIGKILL: the runtime is gone without a word. */
  readonly kill: () => void
  /** The next life. Rejects when it does not start. */
  readonly restart: () => Promise<void>
}

/**
 * Starts everything over a storage of its own; settings win over wrangler.toml.
 *
 * @param ackMs how long Discord waits for a first response, where one process has to answer more at once than it can
 */
export async function startLives(
  settings: Readonly<Record<string, string>>,
  onLog: (level: string, text: string) => void,
  ackMs?: number,
): Promise<Lives> {
  const persist = await mkdtemp(join(tmpdir(), 'threadkeeper-'))
  const claude = await startClaude()
  const discord = await startDiscord(ackMs === undefined ? {} : { ackMs })
  const start = async (port: number): Promise<LocalBot> => {
    const bot = await startBot({ env: { ...envOf(discord, claude), ...settings }, persist, port, onLog })
    // Any request starts the runtime; the alarms wake the threads by themselves. Not /health, which is kept for a while.
    const welcome = await fetch(bot.url)
    await welcome.body?.cancel()
    return bot
  }
  let bot = await start(0)
  return {
    discord,
    claude,
    get bot() {
      return bot
    },
    kill() {
      for (const { pid } of runtimes()) process.kill(pid, 'SIGKILL')
    },
    async restart() {
      const port = Number(new URL(bot.url).port)
      await Promise.race([bot.close().catch(() => undefined), pause(2_000)])
      bot = await start(port)
    },
    async close() {
      await Promise.race([bot.close().catch(() => undefined), pause(5_000)])
      await discord.close()
      await claude.close()
      await rm(persist, { recursive: true, force: true })
    },
  }
}
