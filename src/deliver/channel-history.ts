/** Reads the last messages of a channel, which only the bot itself can do. */

import type { Clock } from '../clock.ts'
import type { ChannelId, InteractionId } from '../ids.ts'
import { isRecord, numberAt, parseJson } from '../json.ts'
import { type ChannelMessage, messagesOf } from './channel-messages.ts'
import { asBot, bare, type Payload, send } from './discord-http.ts'
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

interface Access {
  readonly baseUrl: string
  readonly applicationId: string
  readonly botToken: string
  readonly channel: ChannelId
  /** Where the channel is a thread that may hang on a message: the channel of that. */
  readonly parent?: ChannelId | undefined
}

/**
 * The last messages of a channel, oldest first (Resources, Message, "Get Channel Messages"), after the one that it hangs
 * on, if it is a thread. Without the permission READ_MESSAGE_HISTORY Discord gives none, and says nothing. Never rejects;
 * ends soon after `stop` fires.
 *
 * @param limit 1 to 100
 * @param before only what is older: an id carries its time, whatever it is an id of
 */
export async function channelHistory(
  access: Access,
  clock: Clock,
  { limit, before }: { readonly limit: number; readonly before: InteractionId },
  stop?: AbortSignal,
): Promise<History> {
  const address = `${access.baseUrl}/channels/${access.channel}/messages`
  const content = asBot(bare, access.botToken)
  for (const isLast of [false, true]) {
    const page = `${address}?limit=${limit}&before=${before}`
    const received = await send(clock, 'GET', page, content, stop)
    if (received === undefined) return { ok: false, why: 'unreachable' }
    const json = parseJson(received.text)
    if (received.response.status !== 429) {
      const history = historyOf(received.response, json, access)
      return history.ok ? withStarter(history, access, clock, content, stop) : history
    }
    const { retryAfterMs } = limitOf(received.response.headers, json)
    if (isLast || retryAfterMs > PATIENCE_MS) break
    await clock.sleep(retryAfterMs, stop)
  }
  return { ok: false, why: 'busy' }
}

function historyOf({ ok, status }: Response, json: unknown, access: Access): History {
  if (ok && Array.isArray(json)) return { ok: true, messages: messagesOf(json, access) }
  const known = unreadable[numberAt(json, 'code') ?? 0]
  const other = status === 401 ? 'bad token' : status >= 500 ? 'unreachable' : 'refused'
  return { ok: false, why: known ?? other }
}

/**
 * The message that a thread hangs on is in the channel around it, or, where that is a forum, in the thread itself. Every
 * reader of the thread sees it at its top. Where it cannot be had, the others are told without it.
 */
async function withStarter(
  history: Extract<History, { ok: true }>,
  access: Access,
  clock: Clock,
  content: Payload,
  stop: AbortSignal | undefined,
): Promise<History> {
  const { baseUrl, channel, parent } = access
  if (parent === undefined || history.messages.some(({ startsThread }) => startsThread)) return history
  for (const place of [parent, channel]) {
    const address = `${baseUrl}/channels/${place}/messages/${channel}`
    const received = await send(clock, 'GET', address, content, stop)
    const json = received?.response.ok === true ? parseJson(received.text) : undefined
    if (isRecord(json)) return { ok: true, messages: [...messagesOf([json], access), ...history.messages] }
  }
  return history
}

/** Source: Discord, Topics, Opcodes and Status Codes, "JSON Error Codes". */
const unreadable: Readonly<Record<number, Unreadable>> = {
  10_003: 'gone',
  10_004: 'no access',
  50_001: 'no access',
  50_013: 'no permission',
}
