/** What `/health` shows of the last minutes and of today: how long turns took, what they cost, and what last worked. */

import { isoTime } from '../clock.ts'
import { type Histogram, percentilesOf, sizeOf } from './histogram.ts'

/** In whole milliseconds, exact to two percent; null where there was no turn. */
export interface Percentiles {
  /** How many turns they stand on. */
  readonly turns: number
  readonly p50Ms: number | null
  readonly p90Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

export interface Times<Shown> {
  /** From the question to the first words in Discord, of turns that had any. */
  readonly firstWords: Shown
  /** From the question to the last edit. */
  readonly whole: Shown
  /** In which at least one tool was at work, of turns that used tools. */
  readonly tools: Shown
}

export const timeNames = ['firstWords', 'whole', 'tools'] as const satisfies readonly (keyof Times<unknown>)[]

/** The windows, each with its minutes: those that have ended, and the one that runs. */
export const windows = { '5m': 5, '24h': 1_440 } as const

export type Recent = Readonly<Record<keyof typeof windows, Times<Percentiles>>>

export interface Spend {
  /** The day in UTC, such as 2026-11-24; empty where nobody knows. */
  readonly day: string
  /** Dollars for turns and for the bot's own calls; null where nobody knows any of it. */
  readonly usd: number | null
  /** How many turns and own calls are not in it, because the price of their model is not known. */
  readonly unpriced: number
}

/** When each last took part in what worked, in UTC; null where that was never, or nobody knows. */
export interface Proven {
  /** Claude has written something. */
  readonly claude: string | null
  /** Discord has taken an answer. */
  readonly discord: string | null
}

/** What the coordinator has of that. */
export interface RecentHealth {
  readonly recent: Recent
  readonly spend: Spend
  readonly proven: Proven
}

const NANO = 1_000_000_000

/** Sums of a day in UTC. */
export interface DaySums {
  /** Days since 1970. */
  readonly day: number
  readonly nanoUsd: number
  /** How many turns and own calls have cost something by a known price. */
  readonly priced: number
  /** How many have a price that nobody knows. */
  readonly unpriced: number
}

const DAY_MS = 86_400_000

export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

export const spendOf = ({ day, nanoUsd, unpriced, priced }: DaySums): Spend => ({
  day: isoTime(day * DAY_MS)?.slice(0, 10) ?? '',
  usd: priced === 0 && unpriced > 0 ? null : nanoUsd / NANO,
  unpriced,
})

const SHARES = [0.5, 0.9, 0.95, 0.99]

function shownOf(histogram: Histogram): Percentiles {
  const [p50Ms = null, p90Ms = null, p95Ms = null, p99Ms = null] = percentilesOf(histogram, SHARES)
  return { turns: sizeOf(histogram), p50Ms, p90Ms, p95Ms, p99Ms }
}

export const timesOf = ({ firstWords, whole, tools }: Times<Histogram>): Times<Percentiles> => ({
  firstWords: shownOf(firstWords),
  whole: shownOf(whole),
  tools: shownOf(tools),
})

export const noTimes = (): Times<Histogram> => ({
  firstWords: new Map(),
  whole: new Map(),
  tools: new Map(),
})

/** Where the coordinator does not answer, or is of a version that does not know it. */
export const unknownRecent = (): RecentHealth => ({
  recent: { '5m': timesOf(noTimes()), '24h': timesOf(noTimes()) },
  spend: { day: '', usd: null, unpriced: 0 },
  proven: { claude: null, discord: null },
})
