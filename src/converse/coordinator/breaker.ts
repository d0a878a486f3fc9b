/** Circuit breakers: which of Claude's models are asked at all, decided by how they have failed of late. See permit.ts for who probes. */

import type { Why } from '../claude/failure.ts'

/** Its model is not asked until then; after that one call may probe it, and the rest go on without. */
export interface Opening {
  readonly why: Why
  /** In milliseconds since 1970, as every time here. */
  readonly at: number
  readonly until: number
  /** How often in a row, at least 1. */
  readonly times: number
  /** Until when the probe is waited for; 0 where none is out. */
  readonly probeUntil: number
}

/** Plain data: it is stored, and sent between objects. */
export interface Breaker {
  /** Since the last success; an old one is dropped with the next. */
  readonly failures: readonly { readonly at: number; readonly by: string }[]
  readonly opening: Opening | undefined
  /** The last failure or success that it has taken in. */
  readonly changedAt: number
}

/** By model; one that is not in it has a closed one. Under `ALL` the one that stands before every model. */
export type Breakers = Readonly<Record<string, Breaker>>

/** The name of what all models have in common: the key, the budget, the place. */
export const ALL = '*'

export interface Call {
  readonly model: string
  readonly startedAt: number
}

export interface Trouble extends Call {
  readonly why: Why
  readonly retryAfterMs?: number
  readonly at: number
  /** The same for the same call, however often it is reported. */
  readonly by: string
}

/** What can happen to breakers. Each does no harm when it comes late or twice. */
export type BreakerEvent =
  | ({ readonly kind: 'failed' } & Trouble)
  | ({ readonly kind: 'worked'; readonly at: number } & Call)
  /** The one call that has a permit has begun. */
  | { readonly kind: 'probe'; readonly names: readonly string[]; readonly at: number }

/** A single failure is chance; three without a success between, within a minute, are an outage. */
const FAILURES = 3
const WINDOW_MS = 60_000

const FIRST_OPEN_MS = 15_000
const LONGEST_OPEN_MS = 120_000

/** So much longer at most, or all that were sent away would come back at once. */
const JITTER = 0.2

/** Longer than a turn would wait for it itself (see `remedy`). */
const LONG_WAIT_MS = 2_000

/** Whatever `retry-after` says: to ask once in five minutes hurts nobody. */
const LONGEST_WAIT_MS = 5 * 60_000

/** What an operator has to put right is not put right in seconds, but then is wanted back soon. */
const BLOCKED_MS = 60_000

/** An outage this long ago says nothing about the length of the next, or whether there still is one. */
const FORGOTTEN_MS = 10 * 60_000

/** Claude gives its headers within 75 s, or is given up (see claude.ts). */
const PROBE_WITHIN_MS = 90_000

const effects = {
  overloaded: 'counts',
  'rate limited': 'counts',
  silent: 'counts',
  unreachable: 'counts',
  'cut off': 'counts',
  'unknown model': 'opens',
  'spend limit': 'opens all',
  'account disabled': 'opens all',
  'key refused': 'opens all',
  forbidden: 'opens all',
  'bad request': 'nothing',
  'too much text': 'nothing',
} as const satisfies Record<Why, 'counts' | 'opens' | 'opens all' | 'nothing'>

/** For what was stored. */
export const isWhy = (raw: unknown): raw is Why => typeof raw === 'string' && Object.hasOwn(effects, raw)

const closed: Breaker = { failures: [], opening: undefined, changedAt: 0 }

export type BreakerState = 'closed' | 'open' | 'half-open'

export function stateOf(breaker: Breaker | undefined, now: number): BreakerState {
  const opening = breaker?.opening
  if (opening === undefined) return 'closed'
  if (now < opening.until) return 'open'
  // A fallback that nobody has needed since has nobody to close it, and must not be missing when it is needed.
  const isForgotten = effects[opening.why] === 'counts' && now >= opening.until + FORGOTTEN_MS
  return isForgotten ? 'closed' : 'half-open'
}

/** @param jitter 0 to 1, by chance; how much longer what opens stays open */
export function next(breakers: Breakers, event: BreakerEvent, jitter: number): Breakers {
  switch (event.kind) {
    case 'failed': {
      const effect = effects[event.why]
      const name = effect === 'opens all' ? ALL : event.model
      // Whatever came of it, the probe is over; what it says nothing about may be probed again.
      const over = change(breakers, [event.model, ALL], (breaker) => probeOver(breaker, event))
      return effect === 'nothing' ? over : change(over, [name], (breaker) => failed(breaker, event, jitter))
    }
    case 'worked':
      return change(breakers, [event.model, ALL], (breaker) => worked(breaker, event))
    case 'probe':
      return awaitProbe(breakers, event.names, event.at, PROBE_WITHIN_MS)
  }
}

/** Of two views of the same, what is newer of each; `theirs` where they are equally new. */
export function merged(ours: Breakers, theirs: Breakers): Breakers {
  const newer = Object.entries(ours).filter(([name, own]) => isNewer(own, theirs[name]))
  return { ...theirs, ...Object.fromEntries(newer) }
}

/** Of an opening a later failure is no news (see `failed`): only a success, or an opening of our own, is newer than that. */
function isNewer({ changedAt, failures, opening }: Breaker, theirs: Breaker | undefined): boolean {
  const isOnlyFailing = opening === undefined && failures.length > 0
  return !(isOnlyFailing && theirs?.opening !== undefined) && changedAt > (theirs?.changedAt ?? -1)
}

/** A probe of these is out, or is permitted: nobody else probes what of it is half-open for so many milliseconds. */
export const awaitProbe = (breakers: Breakers, names: readonly string[], now: number, ms: number): Breakers =>
  change(breakers, names, (before) =>
    before.opening === undefined || stateOf(before, now) !== 'half-open'
      ? before
      : { ...before, opening: { ...before.opening, probeUntil: now + ms } },
  )

/** Leaves the whole as it is where nothing of it changes, so that an unchanged one can be told by identity. */
function change(breakers: Breakers, names: readonly string[], to: (breaker: Breaker) => Breaker): Breakers {
  const changed = names.flatMap((name) => {
    const before = breakers[name] ?? closed
    const after = to(before)
    return after === before ? [] : [[name, after] as const]
  })
  return changed.length === 0 ? breakers : { ...breakers, ...Object.fromEntries(changed) }
}

function failed(before: Breaker, trouble: Trouble, jitter: number): Breaker {
  const { opening } = before
  const { at, why, retryAfterMs = 0 } = trouble
  const until = (times: number): number => at + openMs(trouble, times, jitter)
  const changedAt = Math.max(before.changedAt, at)
  if (opening !== undefined && trouble.startedAt < opening.until) {
    // It began before, or knew nothing of it: no news, unless it says how long this takes.
    const longer = retryAfterMs > LONG_WAIT_MS ? until(opening.times) : 0
    return longer <= opening.until ? before : { ...before, opening: { ...opening, until: longer }, changedAt }
  }
  if (opening !== undefined) {
    const times = at - opening.until > FORGOTTEN_MS ? 1 : opening.times + 1
    return { failures: [], opening: { why, at, until: until(times), times, probeUntil: 0 }, changedAt }
  }
  // From before the last success.
  if (before.failures.length === 0 && at < before.changedAt) return before
  if (before.failures.some(({ by }) => by === trouble.by)) return before
  const failures = [...before.failures, { at, by: trouble.by }].filter(
    (one) => one.at > changedAt - WINDOW_MS,
  )
  const isEnough = failures.length >= FAILURES || effects[why] !== 'counts' || retryAfterMs > LONG_WAIT_MS
  return isEnough
    ? { failures: [], opening: { why, at, until: until(1), times: 1, probeUntil: 0 }, changedAt }
    : { failures, opening: undefined, changedAt }
}

function openMs({ why, retryAfterMs = 0 }: Trouble, times: number, jitter: number): number {
  const ms =
    effects[why] === 'opens all'
      ? BLOCKED_MS
      : retryAfterMs > LONG_WAIT_MS
        ? Math.min(retryAfterMs, LONGEST_WAIT_MS)
        : Math.min(FIRST_OPEN_MS * 2 ** (times - 1), LONGEST_OPEN_MS)
  return Math.round(ms * (1 + JITTER * jitter))
}

function worked(before: Breaker, { startedAt, at }: Call & { readonly at: number }): Breaker {
  const { opening, failures } = before
  const isClean = opening === undefined && failures.length === 0
  // A long answer that began before the trouble says nothing about it.
  const isOld = opening !== undefined && startedAt < opening.at
  return isClean || isOld
    ? before
    : { failures: [], opening: undefined, changedAt: Math.max(before.changedAt, at) }
}

const probeOver = (before: Breaker, { startedAt }: Call): Breaker =>
  before.opening === undefined || before.opening.probeUntil === 0 || startedAt < before.opening.until
    ? before
    : { ...before, opening: { ...before.opening, probeUntil: 0 } }
