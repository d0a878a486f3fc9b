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
  /** It is part of the address. No error and no log may contain it. */
  readonly token: ReplyToken
  /** Only the member sees the reply. A follow-up does not take this over from the first message. */
  readonly ephemeral: boolean
}

/** The webhook of one interaction. Calls never reject: a failure is a value. A call times out after 10 s. */
export function discordWebhook(access: Access, clock: Clock): Webhook {
  const path = `${access.baseUrl}/webhooks/${access.applicationId}/${access.token}`
  return {
    create: (body) => call(clock, 'POST', path, payload(body, access.ephemeral ? EPHEMERAL : 0)),
    edit: (message, body) => call(clock, 'PATCH', `${path}/messages/${message}`, payload(body, 0)),
    remove: (message) => call(clock, 'DELETE', `${path}/messages/${message}`, bare),
  }
}

/** The bot's own calls, with the bot token. They work only where the bot sees the channel. */
export interface BotChannel extends Webhook {
  /** @param under the message that the new one replies to */
  create(body: MessageBody, under?: MessageId): Promise<Sent>
  /** Whether the bot can edit this message after the interaction's token has expired. */
  sees(message: MessageId): Promise<boolean>
  /** Shows the typing indicator for ten seconds. */
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
    create: (body, under) => call(clock, 'POST', `${path}/messages`, withToken(payload(body, 0, under))),
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
