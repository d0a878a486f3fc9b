/** The messages of one reply: created, edited and deleted by the interaction's webhook, or by the bot itself. */

import type { Clock } from '../clock.ts'
import type { ChannelId, MessageId, ReplyToken } from '../ids.ts'
import { asBot, bare, type Payload, send } from './discord-http.ts'
import { type MessageBody, payload } from './message.ts'
import { readSent, type Sent } from './sent.ts'

/** The reply of one interaction. A message is `@original` or the id that a call gave back. */
export interface Webhook {
  create(body: MessageBody): Promise<Sent>
  edit(message: MessageId | '@original', body: MessageBody): Promise<Sent>
  remove(message: MessageId | '@original'): Promise<Sent>
}

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
  const withToken = (content: Payload): Payload => asBot(content, access.botToken)
  return {
    create: (body) => call(clock, 'POST', `${path}/messages`, withToken(payload(body, 0))),
    edit: (message, body) => call(clock, 'PATCH', `${path}/messages/${message}`, withToken(payload(body, 0))),
    remove: (message) => call(clock, 'DELETE', `${path}/messages/${message}`, withToken(bare)),
    sees: async (message) => (await call(clock, 'GET', `${path}/messages/${message}`, withToken(bare))).ok,
    async type() {
      await call(clock, 'POST', `${path}/typing`, withToken(bare))
    },
  }
}

async function call(clock: Clock, method: string, address: string, content: Payload): Promise<Sent> {
  const received = await send(clock, method, address, content)
  return received === undefined
    ? { ok: false, why: 'unreachable', code: 0 }
    : readSent(received.response, received.text)
}
