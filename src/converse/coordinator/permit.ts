/** Permits: which call may probe a model that was left alone, and whether a call may go to a model at all. */

import type { Why } from '../claude/failure.ts'
import { ALL, awaitProbe, type Breakers, stateOf } from './breaker.ts'

/** A turn that has a permit uses it at once; one that needs no model (a cached answer) lets it lapse. */
export const PERMIT_MS = 3_000

/**
 * Permits one call to probe each of what is half-open, and nobody else until that is over. A model goes with what all
 * models share or not at all: with the permits at two calls, neither could be made, and the two would never come together.
 *
 * @param names only these
 * @param has what the call has permits for
 * @returns the breakers after that, and the names of what may be probed
 */
export function permit(
  breakers: Breakers,
  now: number,
  names: readonly string[] = Object.keys(breakers),
  has: readonly string[] = [],
): { readonly breakers: Breakers; readonly permits: readonly string[] } {
  const isFree = (name: string): boolean =>
    stateOf(breakers[name], now) === 'half-open' && now >= (breakers[name]?.opening?.probeUntil ?? 0)
  const mayAskAny =
    stateOf(breakers[ALL], now) === 'closed' || has.includes(ALL) || (names.includes(ALL) && isFree(ALL))
  const permits = mayAskAny ? names.filter(isFree) : []
  return { breakers: awaitProbe(breakers, permits, now, PERMIT_MS), permits }
}

/** Whether a call may go to this model. @param permits what the caller alone may probe */
export const mayAsk = (breakers: Breakers, permits: readonly string[], model: string, now: number): boolean =>
  [model, ALL].every((name) => {
    const state = stateOf(breakers[name], now)
    return state === 'closed' || (state === 'half-open' && permits.includes(name))
  })

/** When the first of these models may be asked again, and why none is asked now. Never in the past. */
export function askAgain(
  breakers: Breakers,
  models: readonly string[],
  now: number,
): { readonly at: number; readonly why: Why } {
  const free = (name: string): number => {
    const { until = 0, probeUntil = 0 } = breakers[name]?.opening ?? {}
    return Math.max(now + PERMIT_MS, until, probeUntil)
  }
  const opening = [ALL, ...models].map((name) => breakers[name]?.opening).find((one) => one !== undefined)
  return {
    at: Math.min(...models.map((model) => Math.max(free(model), free(ALL)))),
    why: opening?.why ?? 'overloaded',
  }
}
