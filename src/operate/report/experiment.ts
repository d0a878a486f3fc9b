/** Compares the two variants of a flag: figures, their difference, how sure it is, and what follows. */

import { type Comparison, type Difference, NEEDED, type Side, type Unit } from './comparison.ts'
import { resampled, type Resampled } from './resample.ts'
import { seededChance } from './seeded-chance.ts'
import { isError, type Turn } from './turn.ts'
import { verdictOf } from './verdict.ts'

interface Metric {
  readonly name: string
  readonly figure: 'median' | 'mean'
  readonly unit: Unit
  /** What the first variant is, or has, where its figure is lower or higher. */
  readonly lower: string
  readonly higher: string
  /** Undefined for turns that say nothing of it. */
  readonly value: (turn: Turn) => number | undefined
}

const metrics: readonly Metric[] = [
  {
    name: 'First words',
    figure: 'median',
    unit: 'ms',
    lower: 'faster',
    higher: 'slower',
    value: ({ firstWordsMs }) => firstWordsMs,
  },
  {
    name: 'Whole answer',
    figure: 'median',
    unit: 'ms',
    lower: 'faster',
    higher: 'slower',
    value: ({ wholeMs }) => wholeMs,
  },
  {
    name: 'Dollars a turn',
    figure: 'mean',
    unit: 'dollars',
    lower: 'cheaper',
    higher: 'dearer',
    value: ({ usd }) => usd,
  },
  {
    name: 'Cache hits',
    figure: 'mean',
    unit: 'share',
    lower: 'fewer cache hits',
    higher: 'more cache hits',
    value: ({ cache }) => (cache === 'hit' ? 1 : cache === 'miss' ? 0 : undefined),
  },
  {
    name: 'Errors',
    figure: 'mean',
    unit: 'share',
    lower: 'fewer errors',
    higher: 'more errors',
    value: (turn) => (isError(turn) ? 1 : 0),
  },
]

export interface ExperimentData {
  readonly flag: string
  readonly seed: number
  readonly resamples: number
  readonly on: { readonly turns: number; readonly threads: number }
  readonly off: { readonly turns: number; readonly threads: number }
  /** Turns of which no variant is known, and those that were taken up again: another version may have begun them. */
  readonly leftOut: number
  readonly comparisons: readonly Comparison[]
}

const RESAMPLES = 2_000

/** @param seed the same seed and turns give the same intervals */
export function experiment(turns: readonly Turn[], flag: string, seed: number): ExperimentData {
  const of = (variant: string): readonly Turn[] =>
    turns.filter(({ variants, attempt }) => attempt <= 1 && variants.get(flag) === variant)
  const [on, off] = [of('on'), of('off')]
  const chance = seededChance(seed)
  return {
    flag,
    seed,
    resamples: RESAMPLES,
    on: size(on),
    off: size(off),
    leftOut: size(turns).turns - size(on).turns - size(off).turns,
    comparisons: metrics.map((metric) => compare(metric, on, off, chance)),
  }
}

const size = (own: readonly Turn[]): { readonly turns: number; readonly threads: number } => ({
  turns: own.reduce((sum, { weight }) => sum + weight, 0),
  threads: new Set(own.map(({ thread }) => thread)).size,
})

function compare(
  { value, ...metric }: Metric,
  on: readonly Turn[],
  off: readonly Turn[],
  chance: (below: number) => number,
): Comparison {
  const [a, b] = [on, off].map((turns) => {
    const samples = turns.flatMap((turn) => {
      const known = value(turn)
      return known === undefined ? [] : [{ thread: turn.thread, value: known, weight: turn.weight }]
    })
    return samples.length === 0 ? undefined : resampled(samples, metric.figure)
  })
  const difference = a && b && suffice(metric.unit, a, b) ? differenceOf(a, b, chance) : undefined
  const compared = { ...metric, on: sideOf(a), off: sideOf(b), difference }
  return { ...compared, verdict: verdictOf(compared) }
}

const sideOf = (side: Resampled | undefined): Side => ({
  turns: side?.turns ?? 0,
  threads: side?.threads ?? 0,
  estimate: side?.estimate,
})

/** A share of something that a handful of threads has is as good as unknown, unless no thread has it. */
function suffice(unit: Unit, a: Resampled, b: Resampled): boolean {
  const isLarge = [a, b].every(({ turns, threads }) => turns >= NEEDED.turns && threads >= NEEDED.threads)
  const having = a.threadsWith + b.threadsWith
  return isLarge && (unit !== 'share' || having === 0 || having >= NEEDED.threadsWith)
}

/** The percentile bootstrap, by thread. */
function differenceOf(a: Resampled, b: Resampled, chance: (below: number) => number): Difference {
  const drawn = Float64Array.from({ length: RESAMPLES }, () => a.draw(chance) - b.draw(chance)).toSorted()
  return {
    estimate: a.estimate - b.estimate,
    low: drawn[Math.floor(RESAMPLES * 0.025)] ?? 0,
    high: drawn[Math.ceil(RESAMPLES * 0.975) - 1] ?? 0,
  }
}
