/** What a call to Claude may cost at most, before it is made. */

import { type Amount, amountOf } from '../../guild/amount.ts'
import { isRecord } from '../../json.ts'
import type { Prices } from '../../settings/prices.ts'
import type { Settings } from '../../settings/settings.ts'
import { instructions } from './prompt.ts'
import type { Spoken, Transcript } from './transcript.ts'

/** UTF-8 bytes to a token. English has about four, German three, Chinese two; a budget has to hold for all of them. */
const BYTES_PER_TOKEN = 2

/** Source: Claude API, Vision, "Image costs": at most about 1,600 for a picture of the size that it is scaled down to. */
const IMAGE_TOKENS = 1_600

/** A page of a PDF has 1,500 to 3,000 tokens (Claude API, PDF support) and seldom less than 30 KB. */
const PDF_UNITS_PER_TOKEN = 10

/**
 * The price of all input at the dearest rate, newly written to the prompt cache, and of the longest answer.
 *
 * It is an upper bound but for three things: input of less than two bytes to a token, which is rare (runs of emoji, random
 * digits); a PDF of many small pages; and what Claude's own tools read into the same call (`WEB`, MCP servers).
 *
 * @param prompt the request without its files' bytes counted as text; any JSON
 * @param maxTokens the longest answer, in tokens
 */
export const estimateOf = (prices: Prices, model: string, prompt: unknown, maxTokens: number): Amount =>
  amountOf(prices, model, {
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: mostTokensIn(prompt),
    outputTokens: maxTokens,
  })

/** `persona`: see `instructions`. */
type Parts = Pick<Settings, 'prices' | 'model' | 'systemPrompt' | 'maxTokens'> & { readonly persona?: string }

/**
 * The same for the first call of a turn, before its request is put together. What is not known yet is reserved when it is:
 * the turn's files, and the tools of other servers.
 */
export const estimateOfTurn = (
  { prices, model, systemPrompt, maxTokens, persona }: Parts,
  { spoken, transcript }: { readonly spoken: Spoken; readonly transcript: Transcript },
): Amount =>
  estimateOf(prices, model, [instructions(systemPrompt, persona), FRAME, spoken, transcript], maxTokens)

/** Stands for our own lines and the definitions of our tools. */
const FRAME = ' '.repeat(8_000)

/** At most so many tokens. Names and punctuation of the JSON count too: they are about what the API adds of its own. */
export const mostTokensIn = (prompt: unknown): number => Math.ceil(weigh(prompt))

function weigh(value: unknown): number {
  if (typeof value === 'string') return bytesIn(value) / BYTES_PER_TOKEN
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + weigh(one), 0)
  if (!isRecord(value)) return 1
  if (value['type'] === 'image') return IMAGE_TOKENS
  const { data } = value
  if (value['type'] === 'base64' && typeof data === 'string') return data.length / PDF_UNITS_PER_TOKEN
  return Object.entries(value).reduce((sum, [key, one]) => sum + 1 + key.length / 4 + weigh(one), 0)
}

/** As UTF-8, without writing it; a pair of surrogates counts six for four. */
function bytesIn(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1
  }
  return bytes
}
