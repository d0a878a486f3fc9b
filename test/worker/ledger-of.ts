/** A ledger as its object keeps it, for tests: what it has counted. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, vi } from 'vitest'

const ledger = (name: string) => env.GUILDS.getByName(name)

interface Kept {
  /** Nano-dollars of the whole, settled. */
  readonly spent: number
  /** Nano-dollars that are reserved. */
  readonly reserved: number
  /** Reservations for the next turn of a thread. */
  readonly ahead: number
  readonly turns: number
  readonly cached: number
}

/** What a ledger has counted by now. */
export const keptIn = (name: string): Promise<Kept> =>
  runInDurableObject(ledger(name), (_, { storage }) => {
    const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'spent'").toArray()
    if (tables.length === 0) return { spent: 0, reserved: 0, ahead: 0, turns: 0, cached: 0 }
    const [of] = storage.sql
      .exec<{ spent: number; turns: number; cached: number }>(
        `SELECT ifnull(sum(nano), 0) AS spent, ifnull(sum(turns), 0) AS turns, ifnull(sum(cached), 0) AS cached
         FROM spent WHERE account = ''`,
      )
      .toArray()
    const [open] = storage.sql
      .exec<{ reserved: number; ahead: number }>(
        'SELECT ifnull(sum(held_nano + before_nano), 0) AS reserved, ifnull(sum(ahead), 0) AS ahead FROM reserved',
      )
      .toArray()
    return {
      spent: of?.spent ?? 0,
      turns: of?.turns ?? 0,
      cached: of?.cached ?? 0,
      reserved: open?.reserved ?? 0,
      ahead: open?.ahead ?? 0,
    }
  })

/** Waits until a ledger has settled so many turns. */
export const settledIn = (name: string, turns: number): Promise<Kept> =>
  vi.waitFor(
    async () => {
      const kept = await keptIn(name)
      expect(kept.turns).toBe(turns)
      return kept
    },
    { timeout: 60_000 },
  )
