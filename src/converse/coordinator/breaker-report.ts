/** What the operator learns of the breakers: a line when one opens or closes, and the models in `/health`. */

import type { Health } from '../../measure/health.ts'
import { ALL, type Breakers, stateOf } from './breaker.ts'
import type { Why } from '../claude/failure.ts'

/** Flat, with stable keys, without secrets and without text of a conversation. */
export type BreakerLine =
  | {
      /** `claude.blocked` waits for the operator; `claude.paused` goes over by itself. */
      readonly evt: 'claude.blocked' | 'claude.paused'
      readonly v: 1
      /** `*` is all of them. */
      readonly model: string
      readonly why: Why
      readonly open_ms: number
      readonly advice: string
    }
  | {
      readonly evt: 'claude.recovered'
      readonly v: 1
      readonly model: string
      readonly why: Why
      readonly after_ms: number
    }

/** Sources: Claude API, Errors and Rate limits (spend limits). */
const advice: Readonly<Partial<Record<Why, string>>> = {
  'key refused':
    'Claude refuses the key (401). Make a new one in the Claude Console and set it: npx wrangler secret put ANTHROPIC_API_KEY',
  'spend limit':
    'The credit or the budget is used up (400, 402 or a spend limit). Add credit or raise the limit in the Claude Console under Billing and Limits.',
  'account disabled':
    'Claude has disabled the organisation of this key, or its encryption key cannot be used (400). See what the Claude Console says about the organisation; there you can appeal.',
  forbidden:
    'Claude refuses this key or this place (403). See in the Claude Console what the key may do; if that is not it, set ANTHROPIC_BASE_URL to a gateway in a region that Claude serves.',
  'unknown model':
    'Claude does not know this model (404). Set MODEL or FALLBACK_MODEL in wrangler.toml to one that the key may use, and deploy.',
}

const PASSES = 'Nothing to do: it is asked again by itself. See Claude’s status page if it lasts.'

/** What the operator has to do about it. */
export const adviceOf = (why: Why): string => advice[why] ?? PASSES

/** One line for each breaker that has opened or closed; none for one that opens again after a failed try. */
export function breakerLines(before: Breakers, after: Breakers, now: number): readonly BreakerLine[] {
  return Object.entries(after).flatMap(([model, { opening }]): readonly BreakerLine[] => {
    const was = before[model]?.opening
    if (opening !== undefined && opening.why !== was?.why) {
      const evt = opening.why in advice ? 'claude.blocked' : 'claude.paused'
      const { why, until } = opening
      // A blocked one is not over because the next try was cut short by something else.
      if (was !== undefined && evt === 'claude.paused') return []
      return [{ evt, v: 1, model, why, open_ms: until - now, advice: adviceOf(why) }]
    }
    return opening === undefined && was !== undefined
      ? [{ evt: 'claude.recovered', v: 1, model, why: was.why, after_ms: now - was.at }]
      : []
  })
}

/**
 * @param models those of the settings: each is shown, also where nothing ever happened to it
 * @returns the models, and what the operator has to do; empty where that is nothing
 */
export function modelsHealth(
  breakers: Breakers,
  models: readonly string[],
  now: number,
): Pick<Health, 'models' | 'blocked'> {
  const shown = (name: string): Health['models'][string] => {
    const breaker = breakers[name]
    const state = stateOf(breaker, now)
    const opening = breaker?.opening
    return opening === undefined || state === 'closed'
      ? { state, failures: breaker?.failures.length ?? 0 }
      : { state, failures: 0, why: opening.why, until: opening.until, times: opening.times }
  }
  const toDo = [ALL, ...models].flatMap((name) => {
    const why = breakers[name]?.opening?.why
    return why === undefined ? [] : (advice[why] ?? [])
  })
  const all = breakers[ALL]?.opening === undefined ? [] : [ALL]
  return {
    models: Object.fromEntries([...new Set([...models, ...all])].map((name) => [name, shown(name)])),
    blocked: [...new Set(toDo)].join(' '),
  }
}
