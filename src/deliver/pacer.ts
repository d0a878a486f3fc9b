/** Decides when the growing answer may be edited next, so that Discord never answers 429. */

import {
  type Budget,
  earliestAt,
  emptied,
  MARGIN_MS,
  spent,
  spreadAt,
  recordHeaders,
  tokensAt,
  tradeAt,
  unknownWindow,
  type Window,
} from './window.ts'

/** Plain data: the bucket, and how Discord has answered our calls. */
export interface Pacer extends Window {
  /** The longest gap between two interim edits while there is news and budget. */
  readonly intervalMs: number
  readonly inFlight: boolean
  /** From a 429: nothing is sent before this time, not even the final edit. */
  readonly blockedUntil: number
  /** 429s in a row. */
  readonly strikes: number
  /** The gap is `intervalMs` times this. Each 429 doubles it; other responses bring it back to 1. */
  readonly slowdown: number
  /** Too many 429s: only the final edit is still sent. */
  readonly onlyTheFinal: boolean
}

/** What a 429 says. `cloudflare`: it has no JSON body and comes from Cloudflare in front of Discord (error 1015). */
export interface RateLimit {
  readonly retryAfterMs: number
  readonly scope: 'user' | 'global' | 'shared' | 'cloudflare'
  /** Calls left in the call's own bucket; undefined if the response does not say. */
  readonly remaining?: number | undefined
}

/** Whether the call's own bucket was empty. Source: Discord, Rate Limits: a `shared` limit leaves calls there. */
export const isOfBucket = ({ scope, remaining = 0 }: RateLimit): boolean =>
  scope === 'user' && remaining === 0

/**
 * Whether the 429 is a limit of the channel, which all interactions there share. Neither the call's own bucket nor a limit
 * of the whole bot explains it.
 */
export const isOfChannel = ({ scope, remaining = 0 }: RateLimit): boolean =>
  scope === 'shared' || (scope === 'user' && remaining > 0)

/** What is new since the last edit. */
export interface News {
  /** Characters of the answer that are not in Discord yet. */
  readonly unseen: number
  /** Nothing of the answer is in Discord yet. */
  readonly first: boolean
  /** The answer is complete: what is sent now is (part of) the final edit. */
  readonly last: boolean
  /**
   * Calls that the final edit would need after this one, at least 1. While a page is nearly full they are two, as the
   * final edit may have to finish it and to open the next; a call that finishes a page has done one of them itself.
   */
  readonly calls: number
  /** The status line differs from the one in Discord. */
  readonly status?: boolean
  /** The page of the call does not grow any more. */
  readonly isFull?: boolean
  /** When the page that grows will be full, as far as can be foreseen. */
  readonly fullAt?: number
  /** When the oldest text came that the last call left out, because it stands on the next page. */
  readonly leftOutSince?: number
}

export type Tick =
  | { readonly kind: 'send' }
  /** Ask again at `until`, or earlier when there is other news. */
  | { readonly kind: 'wait'; readonly until: number }
  /** Ask again when there is news, or when the call in flight has ended. */
  | { readonly kind: 'idle' }

const MOST_SLOWDOWN = 8

/**
 * A call that is due so shortly before its page is full waits for that: it shows as much then, and the one that finishes
 * the page is saved. It waits no longer than `LONGEST_HOLD` intervals after the last call.
 */
const NEARLY_FULL_MS = 300
const LONGEST_HOLD = 2

/** After so many 429s in a row only the final edit is sent: 10,000 in 10 minutes ban the whole address. */
const STRIKES = 3

/** A pacer that has sent nothing and knows nothing. `intervalMs` is the setting `EDIT_INTERVAL_MS`. */
export function startPacer(options: { readonly intervalMs: number; readonly now: number }): Pacer {
  return {
    ...unknownWindow(options.now, options.intervalMs),
    intervalMs: options.intervalMs,
    inFlight: false,
    blockedUntil: options.now,
    strikes: 0,
    slowdown: 1,
    onlyTheFinal: false,
  }
}

/**
 * What to do at `now`. The final edit is sent as soon as the bucket has a token. First words also leave the tokens for the
 * final edit. Later edits are spread over the rest of the window. The last of them uses a reserved token when the next
 * window is about to bring another (`tradeAt`).
 */
export function tick(pacer: Pacer, news: News, now: number): Tick {
  if (pacer.inFlight || (news.unseen === 0 && news.status !== true)) return { kind: 'idle' }
  if (pacer.onlyTheFinal && !news.last) return { kind: 'idle' }
  const until = Math.max(orFullPage(pacer, news, dueAt(pacer, news, now), now), pacer.blockedUntil)
  return now < until ? { kind: 'wait', until } : { kind: 'send' }
}

/** When a call may be sent that belongs to no answer any more. May be in the past. */
export const freeAt = ({ remaining, resetAt, blockedUntil }: Pacer): number =>
  Math.max(remaining > 0 ? 0 : resetAt, blockedUntil)

/** A call is sent. Until `answered` or `limited`, `tick` is idle: two edits in flight may land reversed. */
export const starting = (pacer: Pacer, now: number): Pacer => ({
  ...pacer,
  ...spent(pacer, now),
  inFlight: true,
})

/**
 * The call ended, well or not, but not with 429. Without `budget` there were no headers, no connection, or a crash lost
 * the response.
 */
export const answered = (pacer: Pacer, budget: Budget | undefined, now: number): Pacer => ({
  ...pacer,
  ...recordHeaders(pacer, budget, now),
  inFlight: false,
  strikes: 0,
  slowdown: Math.max(1, pacer.slowdown * 0.8),
})

/** The call was answered with 429. Nothing is sent before Discord allows it, and later edits are slower. */
export function limited(pacer: Pacer, limit: RateLimit, now: number): Pacer {
  const strikes = pacer.strikes + 1
  const until = now + limit.retryAfterMs + MARGIN_MS
  return {
    ...pacer,
    // Any other limit says nothing about the bucket.
    ...(isOfBucket(limit) ? emptied(pacer, until) : {}),
    inFlight: false,
    blockedUntil: Math.max(pacer.blockedUntil, until),
    strikes,
    slowdown: Math.min(MOST_SLOWDOWN, pacer.slowdown * 2),
    onlyTheFinal: pacer.onlyTheFinal || limit.scope === 'cloudflare' || strikes >= STRIKES,
  }
}

/**
 * How many tokens the bucket must have before the next call: its own, and those that the final edit needs after it. A
 * status line leaves one more, for the first words. A smaller bucket is used when it is full.
 */
function tokensNeeded(news: News): number {
  if (news.last) return 1
  return 1 + news.calls + (news.unseen === 0 ? 1 : 0)
}

/** When the next call may be sent, blocks aside. May be in the past. */
function dueAt(pacer: Pacer, news: News, now: number): number {
  const { sentAt, resetAt, intervalMs, slowdown } = pacer
  const calm = slowdown === 1 && news.unseen > 0
  const tokens = tokensAt(pacer, now)
  const needed = Math.min(tokensNeeded(news), pacer.limit)
  const trade = calm && !news.last ? tradeAt(pacer, news.calls, now) : undefined
  if (tokens < needed) return trade ?? resetAt
  if (news.last || (news.first && news.unseen > 0)) return sentAt
  const earliest = earliestAt(pacer, now)
  if (!calm) return Math.max(sentAt + intervalMs * slowdown, earliest)
  // Its text will be the same at any later time.
  if (news.isFull === true) return Math.max(sentAt, earliest)
  const next = spreadAt(pacer, { spare: tokens - needed, trade, from: news.leftOutSince ?? sentAt }, now)
  return Math.max(Math.min(next, sentAt + intervalMs), earliest)
}

/** When the call is due; or when the page is full, if that comes first or shortly after. */
function orFullPage({ sentAt, intervalMs }: Pacer, news: News, due: number, now: number): number {
  const { unseen, last, first, isFull = false, fullAt = 0 } = news
  if (unseen === 0 || last || first || isFull || fullAt <= now) return due
  const isHeld = Math.max(due, now) + NEARLY_FULL_MS > fullAt && now < sentAt + LONGEST_HOLD * intervalMs
  return due > fullAt || isHeld ? fullAt : due
}
