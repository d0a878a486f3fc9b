/** The result of a call that shows something. Every response of Discord's becomes a value. */

import { type ChannelId, isChannelId, isMessageId, type MessageId } from '../ids.ts'
import { numberAt, parseJson, textAt } from '../json.ts'
import type { RateLimit } from './pacer.ts'
import { budgetOf, limitOf } from './rate-headers.ts'
import type { Budget } from './window.ts'

export type Sent =
  | { readonly ok: true; readonly message: MessageId; readonly channel: ChannelId; readonly budget?: Budget }
  | {
      readonly ok: false
      readonly why: 'rate limited'
      readonly limit: RateLimit
    }
  | {
      readonly ok: false
      readonly why: Undeliverable
      readonly code: number
      readonly budget?: Budget
    }

/**
 * `not yet`: Discord has not processed our first answer (10015). `gone`: the message was deleted. `expired`: the token
 * is dead. `too many`: no more follow-ups for an app that only the member installed. `filtered`: a filter takes this text
 * (AutoMod, harmful links). `unwanted`: Discord refuses its form, or a file. `closed`: the thread is locked or archived, or
 * the bot may not see it any more. `unreachable`: no answer, or an error of Discord's; the call may have been carried out.
 * `refused`: anything else.
 */
export type Undeliverable =
  | 'not yet'
  | 'gone'
  | 'expired'
  | 'too many'
  | 'filtered'
  | 'unwanted'
  | 'closed'
  | 'unreachable'
  | 'refused'

/** Error bodies from Cloudflare are HTML. A body that is not JSON reads as an empty record. */
export function readSent(response: Response, text: string): Sent {
  const json = parseJson(text)
  const budget = budgetOf(response.headers)
  const kept = budget === undefined ? {} : { budget }
  if (response.ok) {
    const message = textAt(json, 'id')
    const channel = textAt(json, 'channel_id')
    if (isMessageId(message) && isChannelId(channel)) return { ok: true, message, channel, ...kept }
    // A deletion answers 204 and nothing.
    return { ok: false, why: response.status === 204 ? 'gone' : 'refused', code: 0, ...kept }
  }
  if (response.status === 429)
    return { ok: false, why: 'rate limited', limit: limitOf(response.headers, json) }
  const code = numberAt(json, 'code') ?? 0
  return { ok: false, why: undeliverable(response.status, code), code, ...kept }
}

/** Source: Discord, Topics, Opcodes and Status Codes, "JSON Error Codes". */
const byCode: Readonly<Record<number, Undeliverable>> = {
  10_003: 'gone',
  10_008: 'gone',
  10_015: 'not yet',
  10_062: 'expired',
  50_027: 'expired',
  40_094: 'too many',
  40_005: 'unwanted',
  50_006: 'unwanted',
  50_035: 'unwanted',
  50_045: 'unwanted',
  200_000: 'filtered',
  200_001: 'filtered',
  240_000: 'filtered',
  50_001: 'closed',
  50_083: 'closed',
  160_005: 'closed',
}

function undeliverable(status: number, code: number): Undeliverable {
  const known = byCode[code]
  if (known !== undefined) return known
  if (status >= 500) return 'unreachable'
  return status === 401 ? 'expired' : 'refused'
}
