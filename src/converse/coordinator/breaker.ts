/** Circuit breakers: recent failures decide which of Claude's models are asked. permit.ts decides which turn probes. */

import type { Why } from '../claude/failure.ts'

/** The model is not asked before `until`. After that one call may probe it, and all others use another model. */
export interface Opening {
  readonly why: Why
  /** In milliseconds since 1970, as every time here. */
  readonly at: number
  readonly until: number
  /** How often in a row, at least 1. */
  readonly times: number
  /** Until when the result of the probe is awaited; 0 when no probe is under way. */
  readonly probeUntil: number
}

/** Plain data: it is stored, and sent between objects. */
export interface Breaker {
  /** The failures since the last success. An old one is dropped when the next is added. */
  readonly failures: readonly { readonly at: number; readonly by: string }[]
  readonly opening: Opening | undefined
  /** The time of the last failure or success that changed it. */
  readonly changedAt: number
}

/** By model. A model without an entry has a closed breaker. The breaker under `ALL` holds for every model. */
export type Breakers = Readonly<Record<string, Breaker>>

/** The name of the breaker for what all models share: the key, the budget, the place. */
export const ALL = '*'

export interface Call {
  readonly model: string
  readonly startedAt: number
}

export interface Trouble extends Call {
  readonly why: Why
  readonly retryAfterMs?: number
  readonly at: number
  /** Identifies the call, so that a failure that is reported twice counts once. */
  readonly by: string
}

/** What changes breakers. An event that comes late or twice does no harm. */
export type BreakerEvent =
  | ({ readonly kind: 'failed' } & Trouble)
  | ({ readonly kind: 'worked'; readonly at: number } & Call)
  /** The call that has the permit has begun. */
  | { readonly kind: 'probe'; readonly names: readonly string[]; readonly at: number }

/** One failure may be chance. Three within a minute, without a success between them, are an outage. */
const FAILURES = 3
const WINDOW_MS = 60_000

const FIRST_OPEN_MS = 15_000
const LONGEST_OPEN_MS = 120_000

/** The largest share by which an opening is prolonged, so that not all members come back at once. */
const JITTER = 0.2

/** A longer `retry-after` than this is longer than a turn waits itself (see `remedy`). */
const LONG_WAIT_MS = 2_000

/** The longest `retry-after` that is obeyed: one call in five minutes does no harm. */
const LONGEST_WAIT_MS = 5 * 60_000

/** For what only the operator can repair. That takes longer than seconds, and afterwards the bot should answer soon. */
const BLOCKED_MS = 60_000

/** An outage this long ago does not make the next opening longer, and the opening counts as closed. */
const FORGOTTEN_MS = 10 * 60_000

/** Longer than the 75 s within which Claude has to send its headers (see claude.ts). */
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

/** Checks a stored value. */
export const isWhy = (raw: unknown): raw is Why => typeof raw === 'string' && Object.hasOwn(effects, raw)

const closed: Breaker = { failures: [], opening: undefined, changedAt: 0 }

export type BreakerState = 'closed' | 'open' | 'half-open'

export function stateOf(breaker: Breaker | undefined, now: number): BreakerState {
  const opening = breaker?.opening
  if (opening === undefined) return 'closed'
  if (now < opening.until) return 'open'
  // Nobody probes a fallback model that is not needed. It must be available when it is needed again.
  const isForgotten = effects[opening.why] === 'counts' && now >= opening.until + FORGOTTEN_MS
  return isForgotten ? 'closed' : 'half-open'
}

/** @param jitter a random number from 0 to 1: prolongs an opening by this part of `JITTER` */
export function next(breakers: Breakers, event: BreakerEvent, jitter: number): Breakers {
  switch (event.kind) {
    case 'failed': {
      const effect = effects[event.why]
      const name = effect === 'opens all' ? ALL : event.model
      // The probe is over with any result. A breaker that the result does not concern may be probed again.
      const over = change(breakers, [event.model, ALL], (breaker) => probeOver(breaker, event))
      return effect === 'nothing' ? over : change(over, [name], (breaker) => failed(breaker, event, jitter))
    }
    case 'worked':
      return change(breakers, [event.model, ALL], (breaker) => worked(breaker, event))
    case 'probe':
      return awaitProbe(breakers, event.names, event.at, PROBE_WITHIN_MS)
  }
}

/** Merges two views: takes the newer breaker of each model, and `theirs` when both are equally new. */
export function merged(ours: Breakers, theirs: Breakers): Breakers {
  const newer = Object.entries(ours).filter(([name, own]) => isNewer(own, theirs[name]))
  return { ...theirs, ...Object.fromEntries(newer) }
}

/** A later failure does not make an open breaker newer (see `failed`). Only a success or an opening of our own does. */
function isNewer({ changedAt, failures, opening }: Breaker, theirs: Breaker | undefined): boolean {
  const isOnlyFailing = opening === undefined && failures.length > 0
  return !(isOnlyFailing && theirs?.opening !== undefined) && changedAt > (theirs?.changedAt ?? -1)
}

/** A probe of these is under way or permitted. For `ms` milliseconds nobody else probes those that are half-open. */
export const awaitProbe = (breakers: Breakers, names: readonly string[], now: number, ms: number): Breakers =>
  change(breakers, names, (before) =>
    before.opening === undefined || stateOf(before, now) !== 'half-open'
      ? before
      : { ...before, opening: { ...before.opening, probeUntil: now + ms } },
  )

/** Returns the same object when nothing changes, so that callers can compare by identity. */
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
    // The call began before the breaker could be probed. It counts only when its `retry-after` is longer.
    const longer = retryAfterMs > LONG_WAIT_MS ? until(opening.times) : 0
    return longer <= opening.until ? before : { ...before, opening: { ...opening, until: longer }, changedAt }
  }
  if (opening !== undefined) {
    const times = at - opening.until > FORGOTTEN_MS ? 1 : opening.times + 1
    return { failures: [], opening: { why, at, until: until(times), times, probeUntil: 0 }, changedAt }
  }
  // It failed before the last success.
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
  // A long answer that began before the opening does not close it.
  const isOld = opening !== undefined && startedAt < opening.at
  return isClean || isOld
    ? before
    : { failures: [], opening: undefined, changedAt: Math.max(before.changedAt, at) }
}

const probeOver = (before: Breaker, { startedAt }: Call): Breaker =>
  before.opening === undefined || before.opening.probeUntil === 0 || startedAt < before.opening.until
    ? before
    : { ...before, opening: { ...before.opening, probeUntil: 0 } }
