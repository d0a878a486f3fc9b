/** What a number of turns amounts to: counts, times, shares, tokens and dollars. Each row counts with its weight. */

import { isError, type Tokens, type Turn } from './turn.ts'

/** In milliseconds. */
export interface Spread {
  readonly p50: number
  readonly p95: number
}

export interface Summary {
  readonly turns: number
  readonly threads: number
  /** From the question on; undefined where nothing of it came. */
  readonly firstWords: Spread | undefined
  readonly whole: Spread | undefined
  /** Hits among hits and misses, as `/health` counts them; undefined where the cache was not asked. */
  readonly cacheHits: number | undefined
  readonly sessionReuse: number | undefined
  readonly tokens: Tokens
  readonly usd: number
  /** Turns whose price is unknown: `usd` is without them. */
  readonly unpriced: number
  readonly rateLimited: number
  readonly toolCalls: number
  readonly turnsWithTools: number
  /** The time in which at least one tool was at work, in a turn with tools. */
  readonly toolTime: Spread | undefined
  /** The same, over all turns, in milliseconds. */
  readonly toolMs: number
  readonly errors: number
}

export function summaryOf(turns: readonly Turn[]): Summary {
  const sum = (value: (turn: Turn) => number): number =>
    turns.reduce((total, turn) => total + turn.weight * value(turn), 0)
  const count = (is: (turn: Turn) => boolean): number => sum((turn) => (is(turn) ? 1 : 0))
  const hits = count(({ cache }) => cache === 'hit')
  const reused = count(({ session }) => session === 'reused')
  return {
    turns: count(() => true),
    threads: new Set(turns.map(({ thread }) => thread)).size,
    firstWords: spreadOf(turns, ({ firstWordsMs }) => firstWordsMs),
    whole: spreadOf(turns, ({ wholeMs }) => wholeMs),
    cacheHits: share(hits, hits + count(({ cache }) => cache === 'miss')),
    sessionReuse: share(reused, reused + count(({ session }) => session === 'new')),
    tokens: {
      input: sum(({ tokens }) => tokens.input),
      cacheRead: sum(({ tokens }) => tokens.cacheRead),
      cacheWrite: sum(({ tokens }) => tokens.cacheWrite),
      output: sum(({ tokens }) => tokens.output),
    },
    usd: sum(({ usd }) => usd ?? 0),
    unpriced: count(({ usd }) => usd === undefined),
    rateLimited: sum(({ rateLimited }) => rateLimited),
    toolCalls: sum(({ toolCalls }) => toolCalls),
    turnsWithTools: count(({ toolCalls }) => toolCalls > 0),
    toolTime: spreadOf(turns, ({ toolCalls, toolMs }) => (toolCalls > 0 ? toolMs : undefined)),
    toolMs: sum(({ toolMs }) => toolMs),
    errors: count(isError),
  }
}

/** Undefined of nothing. */
export const share = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : part / whole

function spreadOf(turns: readonly Turn[], value: (turn: Turn) => number | undefined): Spread | undefined {
  const known = turns
    .flatMap((turn) => {
      const ms = value(turn)
      return ms === undefined ? [] : [{ value: ms, weight: turn.weight }]
    })
    .toSorted((a, b) => a.value - b.value)
  if (known.length === 0) return undefined
  return { p50: quantile(known, 0.5), p95: quantile(known, 0.95) }
}

/**
 * The weighted quantile by nearest rank, as `quantileExactWeighted` of the SQL API gives it.
 *
 * @param sorted ascending, not empty
 * @param at 0 to 1
 */
export function quantile(
  sorted: readonly { readonly value: number; readonly weight: number }[],
  at: number,
): number {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  let below = 0
  for (const { value, weight } of sorted) {
    below += weight
    if (below >= at * total) return value
  }
  return sorted.at(-1)?.value ?? 0
}
