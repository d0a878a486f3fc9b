/** What was spent, told by time, model and member: pure. */

import { add, type Amount, nothing } from './amount.ts'
import { monthOf } from './calendar.ts'
import { type Spent, WHOLE } from './ledger-store.ts'

export interface Part extends Amount {
  /** Questions of members. */
  readonly turns: number
  /** Those of them that were answered from the cache, or with an equal question. */
  readonly cached: number
}

/** Plain data: it travels from the object. Of the running month, but for `today`. */
export interface Usage {
  readonly today: Part
  readonly month: Part
  /** The dearest first. */
  readonly models: readonly (Part & { readonly model: string })[]
  /** Every day until today. */
  readonly days: readonly { readonly day: number; readonly nanoUsd: number }[]
  /** Who has spent most, by id; nobody for one member's own usage. */
  readonly members: readonly (Part & { readonly member: string })[]
}

const MOST_MEMBERS = 10

/**
 * @param rows of the running month
 * @param account whose usage it is
 * @param today as in `Calendar.dayOf`
 */
export function usageOf(rows: readonly Spent[], account: string, today: number): Usage {
  const own = rows.filter((row) => row.account === account)
  const firstDay = monthOf(today) * 100 + 1
  return {
    today: sum(own.filter(({ day }) => day === today)),
    month: sum(own),
    models: grouped(own, ({ model }) => model)
      .filter(([model]) => model !== '')
      .map(([model, part]) => ({ model, ...part })),
    days: Array.from({ length: today - firstDay + 1 }, (_, n) => ({
      day: firstDay + n,
      nanoUsd: sum(own.filter(({ day }) => day === firstDay + n)).nanoUsd,
    })),
    members:
      account === WHOLE
        ? grouped(
            rows.filter((row) => row.account.startsWith('m')),
            (row) => row.account.slice(1),
          )
            .slice(0, MOST_MEMBERS)
            .map(([member, part]) => ({ member, ...part }))
        : [],
  }
}

const sum = (rows: readonly Part[]): Part =>
  rows.reduce<Part>(
    (all, row) => ({ ...add(all, row), turns: all.turns + row.turns, cached: all.cached + row.cached }),
    { ...nothing, turns: 0, cached: 0 },
  )

/** By dollars and then by questions, the most first. */
function grouped(rows: readonly Spent[], by: (row: Spent) => string): readonly (readonly [string, Part])[] {
  const groups = Map.groupBy(rows, by)
  return [...groups]
    .map(([name, members]) => [name, sum(members)] as const)
    .toSorted(([, a], [, b]) => b.nanoUsd - a.nanoUsd || b.turns - a.turns)
}
