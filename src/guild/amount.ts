/** What turns spend, in whole numbers that do not drift: nano-dollars and tokens. */

import { dollarsOf, type PricedUsage, type Prices } from '../settings/prices.ts'

export interface Amount {
  /** Thousand-millionths of a dollar: one cached token of the cheapest model costs ten. */
  readonly nanoUsd: number
  /** All that went in, cached or not, and all that came out. */
  readonly tokens: number
}

export const nothing: Amount = { nanoUsd: 0, tokens: 0 }

export const NANO = 1_000_000_000

/** Rounded up, so that no sum of parts is below the whole. The noise of binary fractions is no reason to round up. */
export const nanoOf = (usd: number): number => Math.ceil(Number((usd * NANO).toPrecision(12)))

export const add = (a: Amount, b: Amount): Amount => ({
  nanoUsd: a.nanoUsd + b.nanoUsd,
  tokens: a.tokens + b.tokens,
})

export const less = (a: Amount, b: Amount): Amount => ({
  nanoUsd: a.nanoUsd - b.nanoUsd,
  tokens: a.tokens - b.tokens,
})

export const larger = (a: Amount, b: Amount): Amount => ({
  nanoUsd: Math.max(a.nanoUsd, b.nanoUsd),
  tokens: Math.max(a.tokens, b.tokens),
})

/** Of a usage. A model whose price nobody knows counts as the dearest that is known: a budget must not take it for free. */
export function amountOf(prices: Prices, model: string, usage: PricedUsage): Amount {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage
  const usd =
    dollarsOf(prices, model, usage) ??
    Math.max(...Object.keys(prices).map((known) => dollarsOf(prices, known, usage) ?? 0))
  return {
    nanoUsd: nanoOf(usd),
    tokens: inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens,
  }
}
