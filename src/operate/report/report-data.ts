/** The report as data: what the terminal, the JSON and the page show. */

import { flags } from './columns.ts'
import { type Summary, summaryOf } from './summary.ts'
import { isError, type Turn } from './turn.ts'

export const kinds = ['day', 'server', 'model', 'variant', 'error'] as const
export type Kind = (typeof kinds)[number]

export interface Group extends Summary {
  /** A day such as "2026-11-30", a server's id, a model, "STREAMING on", or an error's kind. */
  readonly key: string
}

interface Counted {
  readonly key: string
  readonly turns: number
}

/** A flag that had both variants. */
export interface Experiment {
  readonly flag: string
  readonly variants: readonly { readonly variant: string; readonly turns: number; readonly threads: number }[]
}

export interface ReportData {
  /** Days in UTC, both included. */
  readonly from: string
  readonly to: string
  /** Where the points come from. */
  readonly source: string
  /** What a reader has to know of the numbers, in sentences. */
  readonly notes: readonly string[]
  readonly total: Summary
  readonly by: Readonly<Record<Kind, readonly Group[]>>
  /** Such as "hit", "miss: none", "bypass: private"; the most frequent first. */
  readonly cache: readonly Counted[]
  readonly experiments: readonly Experiment[]
}

export interface Range {
  /** In milliseconds since 1970. */
  readonly from: number
  readonly to: number
}

/** @param turns those of the range, in any order */
export function reportOf(
  turns: readonly Turn[],
  range: Range,
  source: string,
  notes: readonly string[],
): ReportData {
  return {
    from: dayOf(range.from),
    to: dayOf(range.to),
    source,
    notes,
    total: summaryOf(turns),
    by: {
      day: days(turns, range),
      server: grouped(turns, ({ server }) => [server === '' ? 'direct messages' : server]),
      model: grouped(turns, ({ model }) => [model === '' ? 'no model' : model]),
      variant: variants(turns),
      error: grouped(turns.filter(isError), (turn) => [kindOf(turn.outcome, turn.why)]),
    },
    cache: counted(turns, ({ cache, cacheWhy }) => kindOf(cache, cacheWhy)),
    experiments: flags.flatMap((flag) => experimentOf(turns, flag)),
  }
}

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

const kindOf = (what: string, why: string): string => (why === '' ? what : `${what}: ${why}`)

const DAY_MS = 86_400_000

/** Days without a turn are there too, so that a chart has no gaps. */
function days(turns: readonly Turn[], { from, to }: Range): readonly Group[] {
  const all = new Map<string, Turn[]>()
  for (let at = Math.floor(from / DAY_MS) * DAY_MS; at <= to; at += DAY_MS) all.set(dayOf(at), [])
  for (const turn of turns) all.get(dayOf(turn.at))?.push(turn)
  return [...all].map(([key, own]) => ({ key, ...summaryOf(own) }))
}

/** The largest first; equal ones by name. */
function grouped(turns: readonly Turn[], keysOf: (turn: Turn) => readonly string[]): readonly Group[] {
  const pairs = turns.flatMap((turn) => keysOf(turn).map((key) => ({ key, turn })))
  return [...Map.groupBy(pairs, ({ key }) => key)]
    .map(([key, own]) => [key, own.map(({ turn }) => turn)] as const)
    .map(([key, own]) => ({ key, ...summaryOf(own) }))
    .toSorted((a, b) => b.turns - a.turns || a.key.localeCompare(b.key))
}

/** Flags that had one variant alone compare nothing, and are left out. */
function variants(turns: readonly Turn[]): readonly Group[] {
  const compared = flags.filter((flag) => experimentOf(turns, flag).length > 0)
  return grouped(turns, (turn) =>
    compared.flatMap((flag) => {
      const variant = turn.variants.get(flag)
      return variant === undefined ? [] : [`${flag} ${variant}`]
    }),
  ).toSorted((a, b) => b.key.localeCompare(a.key))
}

function counted(turns: readonly Turn[], keyOf: (turn: Turn) => string): readonly Counted[] {
  const counts = new Map<string, number>()
  for (const turn of turns) counts.set(keyOf(turn), (counts.get(keyOf(turn)) ?? 0) + turn.weight)
  return [...counts]
    .map(([key, count]) => ({ key, turns: count }))
    .toSorted((a, b) => b.turns - a.turns || a.key.localeCompare(b.key))
}

function experimentOf(turns: readonly Turn[], flag: string): readonly Experiment[] {
  const groups = Map.groupBy(turns, ({ variants: own }) => own.get(flag))
  const found = ['on', 'off'].flatMap((variant) => {
    const own = groups.get(variant)
    if (own === undefined) return []
    const { turns: count, threads } = summaryOf(own)
    return [{ variant, turns: count, threads }]
  })
  return found.length < 2 ? [] : [{ flag, variants: found }]
}
