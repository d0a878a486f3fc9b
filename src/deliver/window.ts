/** The rate-limit bucket that all calls of a turn share, and when its tokens are best spent. */

/** Plain data. A window is Discord's: so many calls until a reset. */
export interface Window {
  /** Calls per window, by the last response. */
  readonly limit: number
  /** Calls left until `resetAt`; from then on `limit`. A call counts from the moment it is sent. */
  readonly remaining: number
  /** When the window ends, by our clock. Always later than by Discord's: see `recordHeaders`. */
  readonly resetAt: number
  /** How long the windows seem to be, from the call that opens one. */
  readonly windowMs: number
  /** When the last call was sent. */
  readonly sentAt: number
  /** When the call was sent that opened the window. */
  readonly openedAt: number
  /** When the call after that one was answered; undefined until then. */
  readonly secondAt: number | undefined
  /** How long the last call took. Undefined if its response had no headers; then `resetAt` is a guess. */
  readonly roundTripMs: number | undefined
  /** A reset has brought back one call, not all of them. */
  readonly slides: boolean
}

/** What the headers of a response say: `X-RateLimit-Limit`, `-Remaining`, `-Reset-After` (there in seconds). */
export interface Budget {
  readonly limit: number
  readonly remaining: number
  readonly resetAfterMs: number
}

/** The assumption until the first response: the strictest bucket seen on these routes (api-docs #20). */
const UNKNOWN = { limit: 5, windowMs: 5_000 }

/**
 * Clocks, timers and rounded headers are some milliseconds off; a call that arrives before the reset is a 429. The
 * network needs no margin: `resetAt` is late by the way back of an answer, and a call needs its way there besides.
 */
export const MARGIN_MS = 20

/** Nobody reads faster than this, even where the bucket allows more. */
const SHORTEST_GAP_MS = 150

/**
 * Each gap of a window is longer than the one before it by this factor: an answer may end at any moment, so a call is
 * worth more early than late. Found in test/simulation/play.ts: 1.1 is worse for short answers, 1.25 for long ones, and
 * from 1.2 on the last gap is so long that a page fills within it unforeseen and the final edit finds one token, not two.
 */
const GROWTH = 1.15

/** A trade (see `tradeAt`) has to arrive before the reset, even if its way is so much longer than the last one. */
const TRADE_EARLY_MS = 20

/** The last call was slower than this: the next may be quicker, and the final edit would wait for the difference. */
const TRADE_ROUND_TRIP_MS = 300

/** The longest that an interim edit may have to wait after a trade and the reset. */
const TRADE_WAIT_MS = 1_500

/** The start: nothing is known, and nothing was sent for `gapMs`. */
export const unknownWindow = (now: number, gapMs: number): Window => ({
  limit: UNKNOWN.limit,
  remaining: UNKNOWN.limit,
  resetAt: now,
  windowMs: UNKNOWN.windowMs,
  sentAt: now - gapMs,
  openedAt: now,
  secondAt: undefined,
  roundTripMs: undefined,
  slides: false,
})

/** Records a call that is sent. */
export function spent(window: Window, now: number): Window {
  const { limit, remaining, resetAt } = window
  return now < resetAt
    ? { ...window, remaining: Math.max(0, remaining - 1), sentAt: now }
    : {
        ...window,
        remaining: Math.max(0, limit - 1),
        resetAt: now + UNKNOWN.windowMs,
        sentAt: now,
        openedAt: now,
        secondAt: undefined,
      }
}

/**
 * Records the headers of the last call's response, which was no 429. Without `budget` it counts as one call in a window of
 * 5 s.
 *
 * Discord counted `resetAfterMs` from some moment before `now`, so our `resetAt` is late by the way back of the
 * response. A call that is sent then arrives after the reset, however slow the network was.
 */
export function recordHeaders(window: Window, budget: Budget | undefined, now: number): Window {
  const { sentAt, resetAt, roundTripMs } = window
  const opened = sentAt === window.openedAt
  const counted = { ...window, secondAt: opened ? undefined : (window.secondAt ?? now) }
  if (budget === undefined) {
    // A trade may have missed its window and opened the next one. Until the next headers, one call less per window is
    // safe whether it did or not.
    const missed = !opened && roundTripMs !== undefined && now >= resetAt - MARGIN_MS - roundTripMs
    return {
      ...counted,
      limit: Math.max(1, window.limit - (missed ? 1 : 0)),
      // The window that this call opened may have begun as late as now.
      resetAt: opened ? now + UNKNOWN.windowMs + MARGIN_MS : resetAt,
      roundTripMs: undefined,
    }
  }
  const { limit, remaining, resetAfterMs } = budget
  // It arrived after a reset that we thought was yet to come.
  const missed = remaining > window.remaining
  return {
    ...counted,
    limit: Math.max(1, limit),
    remaining,
    resetAt: now + resetAfterMs + MARGIN_MS,
    ...(missed ? { openedAt: sentAt, secondAt: undefined } : {}),
    // Of the very first window only a part may have been left.
    windowMs: opened && roundTripMs !== undefined ? resetAfterMs : window.windowMs,
    roundTripMs: now - sentAt,
    slides: opened || missed ? remaining < limit - 1 : window.slides,
  }
}

/** Records a 429: no call is left before `resetAt`. */
export const emptied = (window: Window, resetAt: number): Window => ({
  ...window,
  remaining: 0,
  resetAt,
  secondAt: undefined,
})

export const tokensAt = ({ resetAt, remaining, limit }: Window, now: number): number =>
  now < resetAt ? remaining : limit

/**
 * When to trade the token that was kept for the final edit for one of the next window; undefined: not, or no longer.
 *
 * What is kept when the window ends is lost. An interim edit that arrives just before that has the use of it, and costs
 * the final edit little: it would have to wait for the call in flight anyway, and 40 ms later (both margins) the
 * next window is there. So the answer is shown five times in a window, not four.
 *
 * Should calls come back one by one, then the reset brings one back, which is the final edit's, and the next interim
 * edit has to wait for the second (see `earliestAt`). Once we know that they do (`slides`), nothing is traded.
 *
 * @param kept tokens that the final edit needs
 */
export function tradeAt(window: Window, kept: number, now: number): number | undefined {
  const { remaining, roundTripMs } = window
  if (window.slides || remaining < kept || roundTripMs === undefined || roundTripMs > TRADE_ROUND_TRIP_MS)
    return undefined
  // While there are others to spend before it, the wait is not known yet.
  if (remaining === kept && secondAfterMs(window) > TRADE_WAIT_MS) return undefined
  const latest = window.resetAt - MARGIN_MS - roundTripMs
  const earliest = window.sentAt + SHORTEST_GAP_MS
  return Math.max(now, earliest) > latest ? undefined : Math.max(earliest, latest - TRADE_EARLY_MS)
}

/** After a trade: when a second token is surely there. Otherwise any time. */
export const earliestAt = (window: Window, now: number): number =>
  isTraded(window, now) ? window.resetAt + secondAfterMs(window) : 0

/**
 * When to send the next call, so that all gaps until the window ends, at `trade` or with the reset, and the one before the
 * next window's first call, grow evenly. `spare` calls may follow the next one until then.
 *
 * @param from where the first gap begins: at the last call, or earlier if that left something out
 */
export function spreadAt(
  window: Window,
  {
    spare,
    trade,
    from,
  }: { readonly spare: number; readonly trade: number | undefined; readonly from: number },
  now: number,
): number {
  const { sentAt, resetAt } = window
  // The gaps of the next window begin at the trade; without one its first call was due at the reset.
  const next = isTraded(window, now) ? resetAt + window.windowMs : sentAt
  const end = now < resetAt ? (trade ?? resetAt) : next
  const gap = ((end - from) * (GROWTH - 1)) / (GROWTH ** (spare + 2) - 1)
  return Math.max(from + gap, sentAt + SHORTEST_GAP_MS)
}

/** The window is over, and all its tokens were used. */
const isTraded = ({ resetAt, remaining, secondAt }: Window, now: number): boolean =>
  now >= resetAt && remaining === 0 && secondAt !== undefined

/** From the first call of the window to the second, at most: by so much the second comes back later. */
const secondAfterMs = ({ openedAt, secondAt = Infinity }: Window): number => secondAt - openedAt
