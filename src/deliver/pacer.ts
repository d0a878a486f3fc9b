/** Decides when the growing answer may next be shown, so that Discord never has to say 429. */

/** Plain data: what is known of the one bucket that all calls of a turn share, and of our own last call. */
export interface Pacer {
  /** While there is news and budget, the gap between two interim edits is at most this. */
  readonly intervalMs: number
  /** Calls per window, as the last answer said it. */
  readonly limit: number
  /** Calls left until `resetAt`; from then on `limit`. A call counts from the moment it leaves. */
  readonly remaining: number
  /** When the window ends, by our clock. Always later than by Discord's: see `answered`. */
  readonly resetAt: number
  /** When the last call left. */
  readonly sentAt: number
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

/** What the headers of an answer say: `X-RateLimit-Limit`, `-Remaining`, `-Reset-After` (there in seconds). */
export interface Budget {
  readonly limit: number
  readonly remaining: number
  readonly resetAfterMs: number
}

/** What a 429 says. `cloudflare`: it has no JSON body, and comes from in front of Discord (error 1015). */
export interface RateLimit {
  readonly retryAfterMs: number
  readonly scope: 'user' | 'global' | 'shared' | 'cloudflare'
}

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

/** What we believe until the first answer: the strictest bucket that has been seen on these routes (api-docs #20). */
const UNKNOWN = { limit: 5, windowMs: 5_000 }

/** Clocks, timers and rounded headers are some milliseconds off; a call that arrives before the reset is a 429. */
const MARGIN_MS = 50

/** Faster than this nobody reads, whatever the bucket would allow. */
const SHORTEST_GAP_MS = 250

/**
 * How much longer the last gap of a window is than the others. Most answers are short, so calls are worth a little
 * more early in the window than late: test/bench/staleness.ts, where 0 and 0.5 are both worse.
 */
const EARLY = 0.25

const MOST_SLOWDOWN = 8

/** 429s in a row after which only the final edit is still worth a call: 10,000 in 10 minutes ban the whole address. */
const STRIKES = 3

/** A pacer that has sent nothing and knows nothing. `intervalMs` is the setting `EDIT_INTERVAL_MS`. */
export function startPacer(options: { readonly intervalMs: number; readonly now: number }): Pacer {
  return {
    intervalMs: options.intervalMs,
    limit: UNKNOWN.limit,
    remaining: UNKNOWN.limit,
    resetAt: options.now,
    sentAt: options.now - options.intervalMs,
    inFlight: false,
    blockedUntil: options.now,
    strikes: 0,
    slowdown: 1,
    onlyTheFinal: false,
  }
}

/**
 * What to do at `now`. The final edit leaves as soon as the bucket has a token; the first words as soon as it has one
 * beside those that are kept for the final edit; later edits are spread evenly over the rest of the window.
 */
export function tick(pacer: Pacer, news: News, now: number): Tick {
  if (pacer.inFlight || (news.unseen === 0 && news.status !== true)) return { kind: 'idle' }
  if (pacer.onlyTheFinal && !news.last) return { kind: 'idle' }
  const tokens = now < pacer.resetAt ? pacer.remaining : pacer.limit
  const needed = Math.min(tokensNeeded(news), pacer.limit)
  const due = tokens < needed ? pacer.resetAt : pacer.sentAt + gap(pacer, news, tokens - needed, now)
  const until = Math.max(due, pacer.blockedUntil)
  return now < until ? { kind: 'wait', until } : { kind: 'send' }
}

/** A call leaves. Until `answered` or `limited`, `tick` answers idle: two edits in flight may land reversed. */
export function starting(pacer: Pacer, now: number): Pacer {
  const opens = now >= pacer.resetAt
  return {
    ...pacer,
    remaining: Math.max(0, (opens ? pacer.limit : pacer.remaining) - 1),
    resetAt: opens ? now + UNKNOWN.windowMs : pacer.resetAt,
    sentAt: now,
    inFlight: true,
  }
}

/**
 * The call was answered, well or ill, but not with 429. Without `budget` (no headers, no connection, or a crash that
 * swallowed the answer) it counts as one call in a window of 5 s.
 *
 * Discord counted `resetAfterMs` from some moment before `now`, so our `resetAt` is late by the way back of the
 * answer, and a call that leaves then arrives after the reset however slow the network was.
 */
export function answered(pacer: Pacer, budget: Budget | undefined, now: number): Pacer {
  const calm = { ...pacer, inFlight: false, strikes: 0, slowdown: Math.max(1, pacer.slowdown * 0.8) }
  if (budget !== undefined) {
    const { limit, remaining, resetAfterMs } = budget
    return { ...calm, limit: Math.max(1, limit), remaining, resetAt: now + resetAfterMs + MARGIN_MS }
  }
  // The window that this call opened may have begun as late as now.
  const opened = pacer.resetAt === pacer.sentAt + UNKNOWN.windowMs
  return opened ? { ...calm, resetAt: now + UNKNOWN.windowMs + MARGIN_MS } : calm
}

/** The call was answered with 429: it showed nothing. Nothing leaves before Discord allows it, and then more slowly. */
export function limited(pacer: Pacer, limit: RateLimit, now: number): Pacer {
  const strikes = pacer.strikes + 1
  const until = now + limit.retryAfterMs + MARGIN_MS
  return {
    ...pacer,
    inFlight: false,
    // Our own bucket is empty then; a `shared` or `global` limit says nothing about it.
    ...(limit.scope === 'user' ? { remaining: 0, resetAt: until } : {}),
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

/** Milliseconds from the last call to the next, when the window still has `spare` tokens after that one. */
function gap(pacer: Pacer, news: News, spare: number, now: number): number {
  if (news.last || (news.first && news.unseen > 0)) return 0
  if (pacer.slowdown > 1 || news.unseen === 0) return pacer.intervalMs * pacer.slowdown
  // One gap before each of the calls left, and one, a little longer, before the call that opens the next window.
  const even = now < pacer.resetAt ? (pacer.resetAt - pacer.sentAt) / (spare + 2 + EARLY) : 0
  return Math.min(Math.max(even, SHORTEST_GAP_MS), pacer.intervalMs)
}
