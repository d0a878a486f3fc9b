/** The channel of one reply: the interaction's token while it lives, then the bot's own where it has one and sees the reply. */

import type { MessageId } from '../ids.ts'
import type { BotChannel, Webhook } from './webhook.ts'

export interface ReplyChannel {
  readonly webhook: Webhook
  /** The reply's first message, once it is known by its id. */
  posted(message: MessageId | '@original' | undefined): void
  /** Lets the bot go on where the token is about to end. False where it cannot: then the reply has to end in time. */
  useBotToken(): Promise<boolean>
  /** Shows that somebody is typing; undefined where only the bot could, and there is none. */
  readonly type: (() => Promise<void>) | undefined
}

/** @param original the reply's first message, where an earlier try left it */
export function replyChannel(
  byInteraction: Webhook,
  bot: BotChannel | undefined,
  original: MessageId | '@original' | undefined,
): ReplyChannel {
  let first = idOf(original)
  let usesBot = false
  const now = (): Webhook => (usesBot && bot !== undefined ? bot : byInteraction)
  return {
    webhook: {
      create: (body) => now().create(body),
      // `@original` is a name that only the interaction's token knows.
      edit: (message, body) => (message === '@original' ? byInteraction : now()).edit(message, body),
      remove: (message) => now().remove(message),
    },
    posted(message) {
      first ??= idOf(message)
    },
    async useBotToken() {
      usesBot = bot !== undefined && first !== undefined && (await bot.sees(first))
      return usesBot
    },
    type: bot === undefined ? undefined : () => bot.type(),
  }
}

/** `@original` is a name that only the interaction's token knows; the bot needs the id. */
const idOf = (message: MessageId | '@original' | undefined): MessageId | undefined =>
  message === '@original' ? undefined : message
