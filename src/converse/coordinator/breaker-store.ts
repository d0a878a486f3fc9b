/** The breakers that all threads share. The coordinator keeps them in memory and stores each change. */

import { isRecord, listAt, numberAt, textAt } from '../../json.ts'
import type { Health } from '../../measure/health.ts'
import { ALL, type Breaker, type BreakerEvent, type Breakers, isWhy, next, type Opening } from './breaker.ts'
import { mayAsk, permit } from './permit.ts'
import { type BreakerLine, breakerLines, modelsHealth } from './breaker-report.ts'

/** The news of Claude's models that a turn gets when it begins. */
export interface ModelNews {
  readonly breakers: Breakers
  /** What this turn, and no other, may probe although it has failed. */
  readonly permits: readonly string[]
}

export interface BreakerStore {
  /** A turn begins: what is known, and what it may probe. */
  news(now: number): ModelNews
  take(event: BreakerEvent): void
  /** Whether there is no doubt about this model: only then is it asked without anybody waiting. */
  isWell(model: string, now: number): boolean
  health(now: number): Pick<Health, 'models' | 'blocked'>
}

export interface BreakerStoreDeps {
  /** Durable; what it holds is never trusted. */
  readonly kv: { get(key: string): unknown; put(key: string, value: Breakers): void }
  /** Those of the settings; of others nothing is kept, so that it stays small. */
  readonly models: readonly string[]
  readonly chance: () => number
  readonly log: (line: BreakerLine) => void
}

const KEY = 'breakers'

export function breakerStore({ kv, models, chance, log }: BreakerStoreDeps): BreakerStore {
  const known = [ALL, ...models]
  let breakers = readBreakers(kv.get(KEY), known)
  return {
    news(now) {
      // Permits are not stored: a coordinator that begins anew gives them again, and one more call does no harm.
      const { breakers: after, permits } = permit(breakers, now)
      breakers = after
      return { breakers, permits }
    },
    take(event) {
      if (event.kind !== 'probe' && !known.includes(event.model)) return
      const before = breakers
      breakers = next(before, event, chance())
      if (breakers === before) return
      for (const line of breakerLines(before, breakers, event.at)) log(line)
      if (event.kind !== 'probe') kv.put(KEY, breakers)
    },
    isWell: (model, now) => mayAsk(breakers, [], model, now),
    health: (now) => modelsHealth(breakers, models, now),
  }
}

/** What was stored, perhaps by another version: only what is understood, of the models that are known. */
export function readBreakers(raw: unknown, known: readonly string[]): Breakers {
  return Object.fromEntries(
    known.flatMap((name) => {
      const breaker = isRecord(raw) ? readBreaker(raw[name]) : undefined
      return breaker === undefined ? [] : [[name, breaker]]
    }),
  )
}

function readBreaker(raw: unknown): Breaker | undefined {
  const changedAt = numberAt(raw, 'changedAt')
  if (changedAt === undefined || !isRecord(raw)) return undefined
  const failures = listAt(raw, 'failures').flatMap((one) => {
    const [at, by] = [numberAt(one, 'at'), textAt(one, 'by')]
    return at === undefined || by === undefined ? [] : [{ at, by }]
  })
  return { failures, opening: readOpening(raw['opening']), changedAt }
}

function readOpening(raw: unknown): Opening | undefined {
  const why = textAt(raw, 'why')
  const [at, until, times] = [numberAt(raw, 'at'), numberAt(raw, 'until'), numberAt(raw, 'times')]
  return isWhy(why) && at !== undefined && until !== undefined && times !== undefined
    ? { why, at, until, times, probeUntil: numberAt(raw, 'probeUntil') ?? 0 }
    : undefined
}
