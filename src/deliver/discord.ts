/** The webhook calls: create, edit and delete the messages of one reply; every answer of Discord's becomes a value. */

import type { Clock } from '../clock.ts'
import {
  type ChannelId,
  type InteractionId,
  isChannelId,
  isMessageId,
  type MessageId,
  type ReplyToken,
} from '../ids.ts'
import { numberAt, parseJson, textAt } from '../json.ts'
import { type ChannelMessage, messagesOf } from './history.ts'
import type { RateLimit } from './pacer.ts'
import { budgetOf, limitOf } from './rate-headers.ts'
import type { Budget } from './window.ts'

/** One message as it should be. */
export interface MessageBody {
  readonly content: string
  /** No link previews: they flicker while a text grows. */
  readonly plainLinks: boolean
  /** What goes with it, whole each time: an edit drops every file that it does not name. At most ten. */
  readonly files?: readonly OutFile[]
  /** Buttons under it, in one row; an edit without any takes them away. */
  readonly buttons?: readonly Button[]
}

/** A file that is attached to a message. */
export interface OutFile {
  /** Letters, digits, `-`, `_` and one dot; Discord replaces others. */
  readonly name: string
  /** A media type. */
  readonly type: string
  readonly content: string | Uint8Array
}

export interface Button {
  /** At most 80 characters. */
  readonly label: string
  /** Comes back when it is pressed; at most 100 characters, one of a kind in its message. */
  readonly id: string
}

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
 * is dead. `too many`: no more follow-ups for an app that only the member installed. `unwanted`: Discord refuses this
 * text (too long, or a filter of the server). `closed`: the thread is locked or archived. `unreachable`: no answer, or
 * an error of Discord's; the call may have been carried out. `refused`: anything else.
 */
export type Undeliverable =
  | 'not yet'
  | 'gone'
  | 'expired'
  | 'too many'
  | 'unwanted'
  | 'closed'
  | 'unreachable'
  | 'refused'

/** The reply of one interaction. A message is `@original` or the id that a call gave back. */
export interface Webhook {
  create(body: MessageBody): Promise<Sent>
  edit(message: MessageId | '@original', body: MessageBody): Promise<Sent>
  remove(message: MessageId | '@original'): Promise<Sent>
}

/** Required of every client, with this shape (Reference, "User Agent"); without it Cloudflare blocks the call. */
const USER_AGENT = 'DiscordBot (https://github.com/threadkeeper/threadkeeper, 0.1.0)'

/** Discord answers in a tenth of a second; a call that hangs must not take the final edit with it. */
const CALL_WITHIN_MS = 10_000

const SUPPRESS_EMBEDS = 4
const EPHEMERAL = 64

export interface Access {
  readonly baseUrl: string
  readonly applicationId: string
  /** Goes into the address and nowhere else: no error and no log may carry it. */
  readonly token: ReplyToken
  /** Only the member sees the reply. A follow-up does not take this over from the first message. */
  readonly ephemeral: boolean
}

/** The webhook of one interaction. Calls never reject: a failure is a value, and a hang ends after 10 s. */
export function discordWebhook(access: Access, clock: Clock): Webhook {
  const path = `${access.baseUrl}/webhooks/${access.applicationId}/${access.token}`
  return {
    create: (body) => call(clock, 'POST', path, payload(body, access.ephemeral ? EPHEMERAL : 0)),
    edit: (message, body) => call(clock, 'PATCH', `${path}/messages/${message}`, payload(body, 0)),
    remove: (message) => call(clock, 'DELETE', `${path}/messages/${message}`, bare),
  }
}

/** What only the bot itself can do, with its own token and where it may see the channel. */
export interface BotChannel extends Webhook {
  /** Whether it can go on with this message when the interaction's token is dead. */
  sees(message: MessageId): Promise<boolean>
  /** Shows for ten seconds that somebody is typing. */
  type(): Promise<void>
}

/** The same messages by the bot token (Resources, Message). Calls never reject. */
export function botChannel(
  access: { readonly baseUrl: string; readonly botToken: string; readonly channel: ChannelId },
  clock: Clock,
): BotChannel {
  const path = `${access.baseUrl}/channels/${access.channel}`
  const asBot = ({ headers, ...rest }: Payload): Payload => ({
    headers: { ...headers, authorization: `Bot ${access.botToken}` },
    ...rest,
  })
  return {
    create: (body) => call(clock, 'POST', `${path}/messages`, asBot(payload(body, 0))),
    edit: (message, body) => call(clock, 'PATCH', `${path}/messages/${message}`, asBot(payload(body, 0))),
    remove: (message) => call(clock, 'DELETE', `${path}/messages/${message}`, asBot(bare)),
    sees: async (message) => (await call(clock, 'GET', `${path}/messages/${message}`, asBot(bare))).ok,
    async type() {
      await call(clock, 'POST', `${path}/typing`, asBot(bare))
    },
  }
}

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

/** Longer than this a reader does not wait for a rate limit, and only once. */
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
  const content = { headers: { ...bare.headers, authorization: `Bot ${access.botToken}` } }
  for (const isLast of [false, true]) {
    // oxlint-disable-next-line no-await-in-loop -- the second call waits for what the first was told
    const heard = await send(clock, 'GET', address, content, stop)
    if (heard === undefined) return { ok: false, why: 'unreachable' }
    const json = parseJson(heard.text)
    if (heard.response.status !== 429) return historyOf(heard.response, json, access.applicationId)
    const { retryAfterMs } = limitOf(heard.response.headers, json)
    if (isLast || retryAfterMs > PATIENCE_MS) break
    // oxlint-disable-next-line no-await-in-loop -- as above
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

async function call(clock: Clock, method: string, address: string, content: Payload): Promise<Sent> {
  const heard = await send(clock, method, address, content)
  return heard === undefined ? { ok: false, why: 'unreachable', code: 0 } : read(heard.response, heard.text)
}

/** Undefined when there was no answer. */
async function send(
  clock: Clock,
  method: string,
  address: string,
  content: Payload,
  stop?: AbortSignal,
): Promise<{ readonly response: Response; readonly text: string } | undefined> {
  const late = new AbortController()
  const answered = new AbortController()
  const giveUp = async (): Promise<void> => {
    await clock.sleep(CALL_WITHIN_MS, answered.signal)
    late.abort()
  }
  void giveUp()
  try {
    const signal = stop === undefined ? late.signal : AbortSignal.any([late.signal, stop])
    const response = await fetch(address, { method, ...content, signal, redirect: 'manual' })
    return { response, text: await response.text() }
  } catch {
    return undefined
  } finally {
    answered.abort()
  }
}

interface Payload {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: BodyInit
}

const bare: Payload = { headers: { 'user-agent': USER_AGENT } }

/** `allowed_mentions` goes with every call, because Discord does not keep it and pings members by default. */
function payload(body: MessageBody, flags: number): Payload {
  const { content, files = [], buttons = [] } = body
  const message = {
    content,
    flags: flags | (body.plainLinks ? SUPPRESS_EMBEDS : 0),
    allowed_mentions: { parse: [] },
    attachments: files.map(({ name }, id) => ({ id, filename: name })),
    components: componentsOf(buttons),
  }
  if (files.length === 0) {
    return {
      headers: { 'user-agent': USER_AGENT, 'content-type': 'application/json' },
      body: JSON.stringify(message),
    }
  }
  const form = new FormData()
  form.set('payload_json', JSON.stringify(message))
  files.forEach(({ name, type, content: whole }, id) => {
    form.set(`files[${id}]`, new File([whole], name, { type }))
  })
  // No content-type here: only FormData knows its boundary.
  return { headers: { 'user-agent': USER_AGENT }, body: form }
}

/** One row of grey buttons (Components, Reference: action row 1, button 2, style 2 "secondary"). */
const componentsOf = (buttons: readonly Button[]): readonly unknown[] =>
  buttons.length === 0
    ? []
    : [
        {
          type: 1,
          components: buttons.map(({ label, id }) => ({ type: 2, style: 2, label, custom_id: id })),
        },
      ]

/** Error bodies from Cloudflare are HTML; whatever is no JSON reads as an empty record. */
function read(response: Response, text: string): Sent {
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
  200_000: 'unwanted',
  200_001: 'unwanted',
  240_000: 'unwanted',
  50_083: 'closed',
  160_005: 'closed',
}

function undeliverable(status: number, code: number): Undeliverable {
  const known = byCode[code]
  if (known !== undefined) return known
  if (status >= 500) return 'unreachable'
  return status === 401 ? 'expired' : 'refused'
}
