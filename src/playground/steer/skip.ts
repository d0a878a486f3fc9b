/** Skips time: the bot, the local Discord and the local Claude are later at once, and what was due meanwhile happens. */

import { messageOf } from '../../errors.ts'
import type { PlaygroundClock } from '../ahead/clock.ts'
import type { PageHost } from '../discord/page-mode.ts'
import { tell as tellPages } from '../discord/state.ts'
import { NOT_STARTED } from './deeds.ts'
import type { InTurn } from './in-turn.ts'
import type { DeedDone } from './weather-routes.ts'

/** @param until how far ahead the clock is to be, by how far it is; in milliseconds, and never back */
export type Skip = (host: PageHost, until: (aheadMs: number) => number) => Promise<DeedDone>

interface BotOnClock {
  setAhead(aheadMs: number): Promise<void>
  moveAlarms(byMs: number): Promise<void>
}

export interface Skipping {
  /** Those that run, the first one first. */
  readonly bots: () => readonly BotOnClock[]
  /** That of the local Discord and of the local Claude. */
  readonly clock: PlaygroundClock
  readonly inTurn: InTurn
  /** Is given a line for the person at the terminal. */
  readonly tell: (line: string) => void
}

export function makeSkip({ bots, clock, inTurn, tell }: Skipping): Skip {
  async function skip({ state }: PageHost, until: (aheadMs: number) => number): Promise<DeedDone> {
    const [first, ...others] = bots()
    if (first === undefined) return { ok: false, reason: NOT_STARTED }
    const began = performance.now()
    const done = (): DeedDone => ({
      ok: true,
      aheadMs: clock.aheadMs(),
      backAfterMs: Math.round(performance.now() - began),
    })
    const ahead = until(clock.aheadMs())
    const byMs = ahead - clock.aheadMs()
    if (byMs <= 0) return done()
    tell(`${Math.round(byMs / 60_000)} minutes are skipped …`)
    try {
      // Until the new runtime is there the old one lives, and it must not meet a Discord that is later.
      await first.setAhead(ahead)
      clock.skip(byMs)
      for (const bot of others) await bot.setAhead(ahead)
      for (const bot of [first, ...others]) await bot.moveAlarms(byMs)
    } catch (error) {
      return { ok: false, reason: `The time could not be skipped: ${messageOf(error)}` }
    } finally {
      tellPages(state, { kind: 'weather' })
    }
    return done()
  }
  // A post that is signed before and arrives after would be ten minutes old, and refused.
  return (host, until) => inTurn(() => host.posting.without(() => skip(host, until)))
}
