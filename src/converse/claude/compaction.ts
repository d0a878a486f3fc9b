/** When a conversation has grown so long that its oldest part is better summarised, and how much of it. */

/** What of the oldest exchanges is to be done, and with how many of them. */
export type Compaction =
  | { readonly do: 'nothing' }
  | { readonly do: 'summarise'; readonly oldest: number }
  /** Without a summary: the last resort, so that a request can never become too long. */
  | { readonly do: 'forget'; readonly oldest: number }

/** All in tokens. */
export interface Size {
  /** Of each exchange, oldest first. */
  readonly exchanges: readonly number[]
  /** The tokens of the summary before them; 0 where there is none. */
  readonly summary: number
  /** Of what every request has before those: tools and instructions. */
  readonly fixed: number
  /** What summary and exchanges should not exceed. */
  readonly budget: number
}

/** Of the budget, for the newest exchanges: they stay word for word. */
const KEPT_SHARE = 1 / 3

/** From here on it is summarised even where that does not pay, because soon words would be lost. */
const PRESSING = 1.5

/** From here on the oldest is forgotten; the budgets are chosen so that a request is never too long before. */
const FORGETS_AT = 2

/** A cold object reads one row for each, and a request carries two messages for each. */
export const MOST_EXCHANGES = 200

/** What a summary may become, in tokens. */
export const SUMMARY_TOKENS = 1_500

/** Prices in units of an uncached input token. Source: Claude API, Pricing; Prompt caching (5 minutes). */
const WRITE = 1.25
const READ = 0.1
const OUTPUT = 5

/**
 * After how many turns a summary has paid for itself. It costs one more call (which reads the whole prompt from the
 * cache and says the summary), and the next turn has to write the new prefix; from then on every turn reads less.
 * Reckoned for turns that find their prompt cached: where the cache has grown cold, one turn pays for it.
 *
 * @param fixed tokens before the transcript, which stay cached either way
 * @param before the transcript's tokens now
 * @param after those of the summary and what is kept
 * @returns Infinity where it makes nothing shorter
 */
export function paysAfterTurns(fixed: number, before: number, after: number, summary: number): number {
  const saved = READ * (before - after)
  if (saved <= 0) return Infinity
  const call = READ * (fixed + before) + OUTPUT * summary
  const firstTurn = (WRITE - READ) * after
  return Math.ceil((call + firstTurn) / saved)
}

/** Decides after an answer. The newest exchange always stays, however long it is. */
export function compaction({ exchanges, summary, fixed, budget }: Size): Compaction {
  const total = summary + sum(exchanges)
  if (total > FORGETS_AT * budget) {
    const oldest = exchanges.length - newestWithin(exchanges, budget - summary)
    return oldest === 0 ? { do: 'nothing' } : { do: 'forget', oldest }
  }
  const isMany = exchanges.length > MOST_EXCHANGES
  if (total <= budget && !isMany) return { do: 'nothing' }
  const kept = Math.min(newestWithin(exchanges, KEPT_SHARE * budget), Math.floor(KEPT_SHARE * MOST_EXCHANGES))
  const oldest = exchanges.length - kept
  if (oldest === 0) return { do: 'nothing' }
  const after = SUMMARY_TOKENS + sum(exchanges.slice(oldest))
  const turnsUntilNext = (budget - after) / (sum(exchanges) / exchanges.length)
  const pays = turnsUntilNext >= paysAfterTurns(fixed, total, after, SUMMARY_TOKENS)
  return pays || isMany || total > PRESSING * budget ? { do: 'summarise', oldest } : { do: 'nothing' }
}

/** How many of the newest fit; at least one where there is any. */
function newestWithin(sizes: readonly number[], room: number): number {
  let left = room
  const tooOld = sizes.findLastIndex((size) => (left -= size) < 0)
  return Math.min(sizes.length, Math.max(1, sizes.length - 1 - tooOld))
}

const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0)
