/** What the weather can do to the bot of this playground: crash it, put a new version in its place, send it a crowd. */

import { messageOf } from '../../errors.ts'
import { ask } from './crowd.ts'
import type { InTurn } from './in-turn.ts'
import type { DeedDone, Deeds } from './weather-routes.ts'

interface RunningBot {
  readonly url: string
  crash(): Promise<void>
  deploy(): Promise<void>
}

export const NOT_STARTED = 'The bot has not started yet.'

/**
 * @param bot undefined until it has started
 * @param tell is given a line for the person at the terminal
 */
export function makeDeeds(
  bot: () => RunningBot | undefined,
  inTurn: InTurn,
  tell: (line: string) => void,
): Deeds {
  /** Does it, and lets a first request pay for the start of the next runtime. */
  const restarted = async (what: string, how: (bot: RunningBot) => Promise<void>): Promise<DeedDone> => {
    const running = bot()
    if (running === undefined) return { ok: false, reason: NOT_STARTED }
    tell(`${what} …`)
    const began = performance.now()
    try {
      await how(running)
      await (await fetch(running.url, { signal: AbortSignal.timeout(60_000) })).body?.cancel()
    } catch (error) {
      return { ok: false, reason: `It did not come back: ${messageOf(error)}` }
    }
    return { ok: true, backAfterMs: Math.round(performance.now() - began) }
  }
  return {
    crash: () => inTurn(() => restarted('The runtime is killed', (running) => running.crash())),
    deploy: () => inTurn(() => restarted('A new version is put in place', (running) => running.deploy())),
    crowd: ask,
  }
}
