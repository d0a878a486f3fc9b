/** What a call to Claude costs: the prices of the models, those of the setting PRICES, and the dollars of one usage. */

import { isRecord, type Json, parseJson } from '../json.ts'

/** In dollars for a million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
  /** Written to the prompt cache for five minutes, and for an hour. */
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  readonly cacheRead: number
  /** A request with more input than so many tokens, cached ones too, costs so many times as much. */
  readonly step?: { readonly tokens: number; readonly times: number }
}

/** By model. A model that is not in it has an unknown price, which is not 0. */
export type Prices = Readonly<Record<string, Price>>

/** What the prompt cache costs, as multiples of the input price (Claude API, Prompt caching, "Pricing"). */
const cached = (input: number): Pick<Price, 'cacheWrite5m' | 'cacheWrite1h' | 'cacheRead'> => ({
  cacheWrite5m: round(input * 1.25),
  cacheWrite1h: round(input * 2),
  cacheRead: round(input * 0.1),
})

/** Without the noise of binary fractions. */
const round = (dollars: number): number => Number(dollars.toPrecision(12))

/** When the table was read from its source. */
export const PRICES_OF = '2026-11-22'

/** Source: Claude API, Models overview and Pricing, as of `PRICES_OF`. */
export const listed: Prices = {
  'claude-haiku-5-5': { input: 0.1, output: 0.5, ...cached(0.1), step: { tokens: 100_000, times: 5 } },
  'claude-sonnet-5-5': { input: 2, output: 10, ...cached(2) },
  'claude-haiku-4-5': { input: 1, output: 5, ...cached(1) },
}

/** The tokens of one call. */
export interface PricedUsage {
  readonly inputTokens: number
  readonly cacheReadTokens: number
  /** All that were written. */
  readonly cacheWriteTokens: number
  /** Those of them that were written for an hour; none where nothing is said. */
  readonly cacheWrite1hTokens?: number | undefined
  readonly outputTokens: number
}

/** What one call has cost, in dollars; undefined for a model whose price nobody knows. */
export function dollarsOf(prices: Prices, model: string, usage: PricedUsage): number | undefined {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens = 0, outputTokens } = usage
  // A call that failed before it cost anything.
  if (inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens === 0) return 0
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined
  if (price === undefined) return undefined
  const { step } = price
  const isBeyond = step !== undefined && inputTokens + cacheReadTokens + cacheWriteTokens > step.tokens
  const sum =
    inputTokens * price.input +
    cacheReadTokens * price.cacheRead +
    (cacheWriteTokens - cacheWrite1hTokens) * price.cacheWrite5m +
    cacheWrite1hTokens * price.cacheWrite1h +
    outputTokens * price.output
  return round((sum * (isBeyond ? step.times : 1)) / 1_000_000)
}

/** The sum of two costs; unknown where one of them is. */
export const plus = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : round(a + b)

/** Dollars as the text of a whole number of millionths; empty where they are unknown. */
export const microOf = (usd: number | undefined): string =>
  usd === undefined ? '' : String(Math.round(usd * 1_000_000))

const KEYS: ReadonlySet<string> = new Set([
  'input',
  'output',
  'cache_write_5m',
  'cache_write_1h',
  'cache_read',
  'above',
])

const EXAMPLE = '{"claude-haiku-5-5": {"input": 0.1, "output": 0.5}}'

/** Reads PRICES: JSON text that stands in for the listed prices, model by model, or one sentence for each mistake. */
export function readPrices(raw: string): { readonly prices: Prices; readonly problems: readonly string[] } {
  if (raw === '') return { prices: listed, problems: [] }
  const json = parseJson(raw)
  if (!isRecord(json))
    return { prices: listed, problems: [`PRICES is not a JSON object such as ${EXAMPLE}.`] }
  const problems: string[] = []
  const own: Record<string, Price> = {}
  for (const [model, one] of Object.entries(json)) {
    const read = isRecord(one) ? readPrice(one) : 'should be an object with "input" and "output".'
    if (typeof read === 'string') problems.push(`PRICES: "${model.slice(0, 40)}" ${read}`)
    else own[model] = read
  }
  return { prices: { ...listed, ...own }, problems }
}

/** The price, or what is wrong with it. */
function readPrice(raw: Json): Price | string {
  if (Object.keys(raw).some((key) => !KEYS.has(key))) return `may only have ${[...KEYS].join(', ')}.`
  const { input, output, above } = raw
  if (!isDollars(input) || !isDollars(output))
    return 'should have its dollars for a million tokens in "input" and "output".'
  const own: Record<keyof ReturnType<typeof cached>, number> = cached(input)
  for (const [key, field] of [
    ['cache_write_5m', 'cacheWrite5m'],
    ['cache_write_1h', 'cacheWrite1h'],
    ['cache_read', 'cacheRead'],
  ] as const) {
    const value = raw[key]
    if (value === undefined) continue
    if (!isDollars(value)) return `should have dollars in "${key}".`
    own[field] = value
  }
  if (above === undefined) return { input, output, ...own }
  if (!isRecord(above) || !isCount(above['tokens']) || !isDollars(above['times']))
    return 'should have "tokens" and "times" in "above".'
  return { input, output, ...own, step: { tokens: above['tokens'], times: above['times'] } }
}

const isDollars = (raw: unknown): raw is number =>
  typeof raw === 'number' && Number.isFinite(raw) && raw >= 0 && raw <= 100_000

const isCount = (raw: unknown): raw is number => typeof raw === 'number' && Number.isInteger(raw) && raw > 0
