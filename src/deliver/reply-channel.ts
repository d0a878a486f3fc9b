/** How one reply reaches Discord: by the interaction's token while it lives, then by the bot token if the bot sees the reply. */

import type { MessageId } from '../ids.ts'
import type { BotChannel, Webhook } from './webhook.ts'

export interface ReplyChannel {
  readonly webhook: Webhook
  /** The reply's first message, once it is known by its id. */
  posted(message: MessageId | '@original' | undefined): void
  /** Switches to the bot token before the interaction's token ends. False if it cannot: then the reply must end in time. */
  useBotToken(): Promise<boolean>
  /** Shows the typing indicator. Undefined without a bot token. */
  readonly type: (() => Promise<void>) | undefined
}

/** @param original the reply's first message, if an earlier try left one */
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
      // Discord shows a follow-up as a reply to the first message. The bot's own messages have to say so.
      create: (body) => (usesBot && bot !== undefined ? bot.create(body, first) : byInteraction.create(body)),
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
