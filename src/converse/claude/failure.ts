/** What can go wrong with Claude, as values, and what to do about it before anyone has seen a word. */

import type { Case } from '../../sentences/sentences.ts'
import { accountFailure } from './account-failure.ts'

/** Each one is a case with a sentence (see sentences.ts). */
export type Why = Extract<
  Case,
  | 'overloaded'
  | 'rate limited'
  | 'spend limit'
  | 'account disabled'
  | 'key refused'
  | 'forbidden'
  | 'unknown model'
  | 'bad request'
  | 'too much text'
  | 'unreachable'
  | 'silent'
  | 'cut off'
>

export interface Failure {
  readonly why: Why
  /** What Claude asks us to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs?: number
  /** For the operator's log. */
  readonly detail: string
}

/** What is known of an error: the fields of the API's error body, and the HTTP status where there was an answer. */
export interface ErrorFacts {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly code: string | undefined
  readonly message: string
  readonly retryAfterMs: number | undefined
}

/**
 * Source: Claude API, Errors. A mid-stream `error` event has a type and no status; a spend limit is a 429 with a code
 * of its own and no retry-after. Why Claude does not serve an account, see account-failure.ts.
 */
export function failureOf({ status, type, code, message, retryAfterMs }: ErrorFacts): Failure {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  const failed = (why: Why): Failure => ({
    why,
    detail: `${status ?? 'stream'} ${type !== undefined && isPlain(type) ? type : ''}`.trim(),
    ...wait,
  })
  const account = accountFailure({ status, type, code, message })
  if (account !== undefined) return failed(account)
  if (type === 'overloaded_error' || status === 529) return failed('overloaded')
  if (type === 'rate_limit_error' || status === 429) return failed('rate limited')
  if (status === 401) return failed('key refused')
  if (status === 403) return failed('forbidden')
  if (status === 404) return failed('unknown model')
  if (status === 413 || /prompt is too long/i.test(message)) return failed('too much text')
  if (status === 400 || status === 422) return failed('bad request')
  if (status === 408 || status === 504) return failed('silent')
  return failed('unreachable')
}

/** Every type is a word like `overloaded_error`; whatever else a gateway puts there may repeat our key, and goes into the log. */
const isPlain = (type: string): boolean => /^[a-z_]{1,60}$/.test(type)

export type Remedy =
  | { readonly do: 'again'; readonly afterMs: number; readonly model: 'same' | 'fallback' }
  /** `afterMs`: when it is worth asking again, where Claude has said so. */
  | { readonly do: 'give up'; readonly afterMs?: number }

/** A second of waiting is worth less than the other model; longer than this nobody waits for a retry. */
const SHORT_WAIT_MS = 2_000
const QUICK_RETRY_MS = 300
const MOST_ATTEMPTS = 3

/** Which models may be asked next, as their breakers have it (see circuit.ts). */
export interface Usable {
  readonly same: boolean
  readonly fallback: boolean
}

/**
 * Decides after a failure that came before any text. The SDK's own retries are off, because they sleep as long as
 * `retry-after` says and never try the other model.
 *
 * @param attempts calls made so far, at least 1
 * @param onFallback the last of them went to the fallback model
 * @param usable with this failure counted
 */
export function remedy(failure: Failure, attempts: number, onFallback: boolean, usable: Usable): Remedy {
  const fallback: Remedy =
    onFallback || !usable.fallback ? { do: 'give up' } : { do: 'again', afterMs: 0, model: 'fallback' }
  const same = (afterMs: number): Remedy => (usable.same ? { do: 'again', afterMs, model: 'same' } : fallback)
  if (attempts >= MOST_ATTEMPTS) return { do: 'give up' }
  switch (failure.why) {
    case 'overloaded':
    case 'unknown model':
      return fallback
    case 'rate limited': {
      const wait = failure.retryAfterMs
      const soon = wait !== undefined && wait <= SHORT_WAIT_MS && attempts === 1
      return soon ? same(wait) : fallback
    }
    case 'silent':
      // The wait was long enough; the same again could double it, and is the way on only where there is no other.
      return attempts === 1 && !onFallback && !usable.fallback ? same(QUICK_RETRY_MS) : fallback
    case 'unreachable':
    case 'cut off':
      return attempts === 1 ? same(QUICK_RETRY_MS) : fallback
    case 'spend limit':
    case 'account disabled':
    case 'key refused':
    case 'forbidden':
    case 'bad request':
    case 'too much text':
      return { do: 'give up' }
  }
}

/** Without `retry-after`, and so much at most on top of it: those who failed together must not come back together. */
const PAUSE_MS = 1_000

/** The member waits so long for one more try; where Claude names a longer wait, we say when to ask again. */
export const LONGEST_PAUSE_MS = 8_000

/**
 * The same where there is one model only: what passes by itself is tried once more, after a pause.
 *
 * @param attempts calls made so far, at least 1
 * @param chance from 0 to below 1
 */
export function remedyOfOne({ why, retryAfterMs = 0 }: Failure, attempts: number, chance: number): Remedy {
  switch (why) {
    case 'overloaded':
    case 'rate limited':
    case 'unreachable':
      if (retryAfterMs > LONGEST_PAUSE_MS) return { do: 'give up', afterMs: retryAfterMs }
      return attempts > 1
        ? { do: 'give up' }
        : { do: 'again', afterMs: Math.max(retryAfterMs, PAUSE_MS) + PAUSE_MS * chance, model: 'same' }
    case 'silent':
    case 'cut off':
      return attempts > 1 ? { do: 'give up' } : { do: 'again', afterMs: QUICK_RETRY_MS, model: 'same' }
    case 'spend limit':
    case 'account disabled':
    case 'key refused':
    case 'forbidden':
    case 'unknown model':
    case 'bad request':
    case 'too much text':
      return { do: 'give up' }
  }
}
