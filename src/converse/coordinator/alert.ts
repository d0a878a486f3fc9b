/** When the operator is told that Claude is blocked or answers again: at most once an hour, and always how it stands. */

import type { Why } from '../claude/failure.ts'
import type { BreakerLine } from './breaker-report.ts'

/** What waits for the operator, by model; `*` is all of them. Empty while Claude answers. */
export type Blocked = Readonly<Record<string, Why>>

export interface Change {
  /** Milliseconds since 1970, as every time here. */
  readonly at: number
  readonly model: string
  readonly why: Why
  readonly isBlocked: boolean
}

/** Plain data: it is stored. */
export interface Alert {
  readonly blocked: Blocked
  /** The same as the last message told it. */
  readonly told: Blocked
  /** What has happened since that message, the oldest first; only the last of them. */
  readonly changes: readonly Change[]
  /** How often the message that is due was tried. */
  readonly tries: number
  /** Until then no message leaves. */
  readonly notBefore: number
}

export type AlertEvent =
  | { readonly kind: 'line'; readonly line: BreakerLine }
  /** A message leaves. It is stored before the call, so that a crash counts as a try that failed. */
  | { readonly kind: 'begun' }
  /** The message arrived that told this. */
  | { readonly kind: 'told'; readonly message: Alert }
  /** Discord takes it later. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** Discord will never take it: the webhook is gone. */
  | { readonly kind: 'refused' }

export const HOUR_MS = 3_600_000

/** How long after a try that failed the next one follows. After the last, only the next change brings another. */
const AGAIN_MS = [30_000, 120_000, 600_000, HOUR_MS] as const

const TRIES = AGAIN_MS.length

export const MOST_CHANGES = 5

export const quiet: Alert = { blocked: {}, told: {}, changes: [], tries: 0, notBefore: 0 }

export const isGivenUp = ({ tries }: Alert): boolean => tries >= TRIES

/**
 * When a message has to leave, which may be past; undefined where there is nothing to tell. A message whose arrival
 * nobody knows is sent again: then the operator may read it twice.
 */
export const dueAt = (alert: Alert): number | undefined =>
  isSame(alert.blocked, alert.told) || isGivenUp(alert) ? undefined : alert.notBefore

/** Gives the same object where nothing changes. */
export function nextAlert(alert: Alert, event: AlertEvent, now: number): Alert {
  switch (event.kind) {
    case 'line':
      return afterLine(alert, event.line, now)
    case 'begun':
      return { ...alert, tries: alert.tries + 1, notBefore: now + (AGAIN_MS[alert.tries] ?? HOUR_MS) }
    case 'told': {
      const { blocked, changes } = event.message
      const since = alert.changes.filter((one) => !changes.includes(one))
      return { ...alert, told: blocked, changes: since, tries: 0, notBefore: now + HOUR_MS }
    }
    case 'limited': {
      const until = now + Math.min(event.retryAfterMs, HOUR_MS)
      return { ...alert, notBefore: Math.max(alert.notBefore, until) }
    }
    case 'refused':
      return { ...alert, tries: TRIES, notBefore: now + HOUR_MS }
  }
}

function afterLine(alert: Alert, { evt, model, why }: BreakerLine, at: number): Alert {
  // A model that is only paused comes back by itself.
  if (evt === 'claude.paused') return alert
  const isBlocked = evt === 'claude.blocked'
  const { [model]: was, ...others } = alert.blocked
  if (isBlocked ? was === why : was === undefined) return alert
  const change = { at, model, why, isBlocked }
  return {
    ...alert,
    blocked: isBlocked ? { ...others, [model]: why } : others,
    changes: [...alert.changes, change].slice(-MOST_CHANGES),
    tries: isGivenUp(alert) ? 0 : alert.tries,
  }
}

export function isSame(a: Blocked, b: Blocked): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
