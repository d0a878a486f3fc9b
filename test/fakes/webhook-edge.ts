/** The webhooks of a local Discord’s replies, and what is sent through them. */

import { type Clock, systemClock } from '../../src/clock.ts'
import type { MessageBody } from '../../src/deliver/message.ts'
import type { Sent } from '../../src/deliver/sent.ts'
import { discordWebhook, type Webhook } from '../../src/deliver/webhook.ts'
import type { LocalDiscord } from '../../src/playground/discord.ts'
import { replyToken } from '../build.ts'

export const BOT_TOKEN = 'a-bot-token-of-some-length.and-parts.and-more'

interface Stage {
  readonly token: string
  readonly webhook: Webhook
}

interface Webhooks {
  /** A question that was deferred, and the webhook of its reply. */
  readonly deferred: (wanted?: Record<string, unknown>, clock?: Clock, ephemeral?: boolean) => Promise<Stage>
  readonly webhookOf: (token: string, clock?: Clock, ephemeral?: boolean) => Webhook
}

/** The webhooks of a local Discord, which is asked for when one is needed. */
export const webhooksOf = (local: () => LocalDiscord): Webhooks => {
  const webhookOf: Webhooks['webhookOf'] = (token, clock = systemClock, ephemeral = false) =>
    discordWebhook(
      {
        baseUrl: local().apiBaseUrl,
        applicationId: local().applicationId,
        token: replyToken(token),
        ephemeral,
      },
      clock,
    )
  const deferred: Webhooks['deferred'] = async (wanted = {}, clock = systemClock, ephemeral = false) => {
    const { token } = await local().interact({ name: 'ask', ...wanted })
    const body = { type: 5, ...(ephemeral ? { data: { flags: 64 } } : {}) }
    local().acknowledge(token, { status: 200, contentType: 'application/json', body })
    return { token, webhook: webhookOf(token, clock, ephemeral) }
  }
  return { deferred, webhookOf }
}

export const body = (content: string, partial: Partial<MessageBody> = {}): MessageBody => ({
  content,
  plainLinks: false,
  ...partial,
})

export const whyOf = (sent: Sent): string => (sent.ok ? 'ok' : sent.why)
