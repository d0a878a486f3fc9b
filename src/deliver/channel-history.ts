/** Reads the last messages of a channel, which only the bot itself can do. */

import type { Clock } from '../clock.ts'
import type { ChannelId, InteractionId } from '../ids.ts'
import { numberAt, parseJson } from '../json.ts'
import { type ChannelMessage, messagesOf } from './channel-messages.ts'
import { asBot, bare, send } from './discord-http.ts'
import { limitOf } from './rate-headers.ts'

export type History =
  | { readonly ok: true; readonly messages: readonly ChannelMessage[] }
  | { readonly ok: false; readonly why: Unreadable }

/**
 * `no access`: the bot may not view the channel. `no permission`: it may not do this there. `gone`: there is no such
 * channel. `busy`: Discord asks us to wait longer than anybody would. `bad token`: the bot token is not valid.
 * `unreachable`: no answer, or an error of Discord's. `refused`: anything else.
 */
export type Unreadable =
  | 'no access'
  | 'no permission'
  | 'gone'
  | 'busy'
  | 'bad token'
  | 'unreachable'
  | 'refused'

/** The longest wait for a rate limit. It is waited for once. */
const PATIENCE_MS = 5_000

/**
 * The last messages of a channel, oldest first (Resources, Message, "Get Channel Messages"). Without the permission
 * READ_MESSAGE_HISTORY Discord gives none, and says nothing. Never rejects; ends soon after `stop` fires.
 *
 * @param limit 1 to 100
 * @param before only what is older: an id carries its time, whatever it is an id of
 */
export async function channelHistory(
  access: {
    readonly baseUrl: string
    readonly applicationId: string
    readonly botToken: string
    readonly channel: ChannelId
  },
  clock: Clock,
  { limit, before }: { readonly limit: number; readonly before: InteractionId },
  stop?: AbortSignal,
): Promise<History> {
  const address = `${access.baseUrl}/channels/${access.channel}/messages?limit=${limit}&before=${before}`
  const content = asBot(bare, access.botToken)
  for (const isLast of [false, true]) {
    const received = await send(clock, 'GET', address, content, stop)
    if (received === undefined) return { ok: false, why: 'unreachable' }
    const json = parseJson(received.text)
    if (received.response.status !== 429) return historyOf(received.response, json, access.applicationId)
    const { retryAfterMs } = limitOf(received.response.headers, json)
    if (isLast || retryAfterMs > PATIENCE_MS) break
    await clock.sleep(retryAfterMs, stop)
  }
  return { ok: false, why: 'busy' }
}

function historyOf({ ok, status }: Response, json: unknown, applicationId: string): History {
  if (ok && Array.isArray(json)) return { ok: true, messages: messagesOf(json, applicationId) }
  const known = unreadable[numberAt(json, 'code') ?? 0]
  const other = status === 401 ? 'bad token' : status >= 500 ? 'unreachable' : 'refused'
  return { ok: false, why: known ?? other }
}

/** Source: Discord, Topics, Opcodes and Status Codes, "JSON Error Codes". */
const unreadable: Readonly<Record<number, Unreadable>> = {
  10_003: 'gone',
  10_004: 'no access',
  50_001: 'no access',
  50_013: 'no permission',
}
