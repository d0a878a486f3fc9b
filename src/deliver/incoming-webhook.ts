/** One message to a channel by an incoming webhook: a call that needs no bot and no interaction. */

import type { Clock } from '../clock.ts'
import { numberAt, parseJson } from '../json.ts'
import type { AlertWebhook } from '../settings/alert-webhook.ts'
import { send } from './discord-http.ts'
import { payload } from './message.ts'
import { limitOf } from './rate-headers.ts'

/**
 * `limited`: not before so many milliseconds. `unreachable`: no answer, or an error of Discord's; the message may stand
 * there. `refused`: Discord will not take it, because the webhook is gone (10015) or its token is wrong (50027).
 */
export type Posted =
  | { readonly kind: 'taken' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  | { readonly kind: 'unreachable'; readonly status: number }
  | { readonly kind: 'refused'; readonly status: number; readonly code: number }

/**
 * Posts a text that notifies nobody. Never rejects.
 *
 * @param text at most 2,000 characters
 * @see Discord, Resources, Webhook, "Execute Webhook": without `wait` a message that is not kept is no error
 */
export async function postByWebhook(
  { baseUrl, webhook }: { readonly baseUrl: string; readonly webhook: AlertWebhook },
  text: string,
  clock: Clock,
): Promise<Posted> {
  const address = `${baseUrl}/webhooks/${webhook.id}/${webhook.token}?wait=true`
  const received = await send(clock, 'POST', address, payload({ content: text, plainLinks: true }, 0))
  if (received === undefined) return { kind: 'unreachable', status: 0 }
  const { response, text: body } = received
  const { status } = response
  if (response.ok) return { kind: 'taken' }
  const json = parseJson(body)
  if (status === 429) return { kind: 'limited', retryAfterMs: limitOf(response.headers, json).retryAfterMs }
  return status >= 500
    ? { kind: 'unreachable', status }
    : { kind: 'refused', status, code: numberAt(json, 'code') ?? 0 }
}
