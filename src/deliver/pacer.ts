/** Decides when the growing answer may next be shown, so that Discord never has to say 429. */

import {
  type Budget,
  earliestAt,
  emptied,
  MARGIN_MS,
  spent,
  spreadMs,
  recordHeaders,
  tokensAt,
  tradeAt,
  unknownWindow,
  type Window,
} from './window.ts'

/** Plain data: the bucket, and how Discord has taken our calls. */
export interface Pacer extends Window {
  /** While there is news and budget, the gap between two interim edits is at most this. */
  readonly intervalMs: number
  readonly inFlight: boolean
  /** A 429 named this moment: before it nothing leaves, not even the final edit. */
  readonly blockedUntil: number
  /** 429s since the last answer that was none. */
  readonly strikes: number
  /** Above 1 the gap is `intervalMs` times this: doubled by each 429, brought back by calm. */
  readonly slowdown: number
  /** Discord has had enough of us: everything but the final edit is given up. */
  readonly onlyTheFinal: boolean
}

/** What a 429 says. `cloudflare`: it has no JSON body, and comes from in front of Discord (error 1015). */
export interface RateLimit {
  readonly retryAfterMs: number
  readonly scope: 'user' | 'global' | 'shared' | 'cloudflare'
  /** Calls left in the call's own bucket; undefined where that was not said. */
  readonly remaining?: number | undefined
}

/** Whether the call's own bucket was empty. Source: Discord, Rate Limits: a `shared` limit leaves calls there. */
export const isOfBucket = ({ scope, remaining = 0 }: RateLimit): boolean =>
  scope === 'user' && remaining === 0

/**
 * Whether it can only be a limit of the channel, which all interactions there share: neither the call's own bucket nor a
 * limit of the whole bot explains it.
 */
export const isOfChannel = ({ scope, remaining = 0 }: RateLimit): boolean =>
  scope === 'shared' || (scope === 'user' && remaining > 0)

/** What there would be to show. */
export interface News {
  /** Characters that are there but cannot be seen yet. */
  readonly unseen: number
  /** None of the answer can be seen yet. */
  readonly first: boolean
  /** The answer is complete: what is sent now is (part of) the final edit. */
  readonly last: boolean
  /**
   * Calls that the final edit would need after this one, at least 1. While a page is nearly full they are two, as the
   * final edit may have to finish it and to open the next; a call that finishes a page has done one of them itself.
   */
  readonly calls: number
  /** Our status line differs from the one that can be seen. */
  readonly status?: boolean
}

export type Tick =
  | { readonly kind: 'send' }
  /** Ask again at `until`, or earlier when there is other news. */
  | { readonly kind: 'wait'; readonly until: number }
  /** Ask again when there is news, or when the call in flight has ended. */
  | { readonly kind: 'idle' }

const MOST_SLOWDOWN = 8

/** 429s in a row after which only the final edit is still worth a call: 10,000 in 10 minutes ban the whole address. */
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
 * What to do at `now`. The final edit leaves as soon as the bucket has a token; the first words as soon as it has one
 * beside those that are kept for the final edit; later edits are spread over the rest of the window, and the last of
 * them has a token that was kept, when the next window is about to bring another (`tradeAt`).
 */
export function tick(pacer: Pacer, news: News, now: number): Tick {
  if (pacer.inFlight || (news.unseen === 0 && news.status !== true)) return { kind: 'idle' }
  if (pacer.onlyTheFinal && !news.last) return { kind: 'idle' }
  const until = Math.max(dueAt(pacer, news, now), pacer.blockedUntil)
  return now < until ? { kind: 'wait', until } : { kind: 'send' }
}

/** A call leaves. Until `answered` or `limited`, `tick` answers idle: two edits in flight may land reversed. */
export const starting = (pacer: Pacer, now: number): Pacer => ({
  ...pacer,
  ...spent(pacer, now),
  inFlight: true,
})

/**
 * The call was answered, well or ill, but not with 429. No `budget`: there were no headers, no connection, or a crash
 * that swallowed the answer.
 */
export const answered = (pacer: Pacer, budget: Budget | undefined, now: number): Pacer => ({
  ...pacer,
  ...recordHeaders(pacer, budget, now),
  inFlight: false,
  strikes: 0,
  slowdown: Math.max(1, pacer.slowdown * 0.8),
})

/** The call was answered with 429: it showed nothing. Nothing leaves before Discord allows it, and then more slowly. */
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
 * Tokens that have to be there for the next call to leave: it leaves behind what the final edit would need after it.
 * A mere status line leaves one more, for the first words. A bucket too small for that is used when it is full.
 */
function tokensNeeded(news: News): number {
  if (news.last) return 1
  return 1 + news.calls + (news.unseen === 0 ? 1 : 0)
}

/** When the next call may leave, blocked or not. May be past. */
function dueAt(pacer: Pacer, news: News, now: number): number {
  const { sentAt, resetAt, intervalMs, slowdown } = pacer
  const calm = slowdown === 1 && news.unseen > 0
  const tokens = tokensAt(pacer, now)
  const needed = Math.min(tokensNeeded(news), pacer.limit)
  const trade = calm && !news.last ? tradeAt(pacer, news.calls, now) : undefined
  if (tokens < needed) return trade ?? resetAt
  if (news.last || (news.first && news.unseen > 0)) return sentAt
  const gap = calm
    ? Math.min(spreadMs(pacer, tokens - needed, trade, now), intervalMs)
    : intervalMs * slowdown
  return Math.max(sentAt + gap, earliestAt(pacer, now))
}
