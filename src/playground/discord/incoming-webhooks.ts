/** Incoming webhooks: addresses by which anybody who has one posts to a channel, with no bot and no interaction. */

import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { perform, refused, type Answer, type Env } from './calls.ts'
import { readFaults, type Fault } from './faults.ts'
import { textOf, type Json } from './json.ts'
import { closedTo, filterOf, wake } from './moderation.ts'
import { readMessage } from './message-rules.ts'
import { refusals, type Refusal } from './refusal.ts'
import { accuse, makeId, type State } from './state.ts'

export interface IncomingWebhook {
  readonly id: string
  readonly token: string
  readonly channel: string
  faults: readonly Fault[]
  readonly messages: { readonly id: string; readonly at: number; readonly content: string }[]
  calls: number
}

/** Discord's headers name five in two seconds for a webhook (api-docs #367). */
const BUDGET = { limit: 5, windowMs: 2_000 }

/** Makes one, `{channel?, faults?}`; answers what is wrong with the script, if anything is. */
export function makeWebhook(state: State, raw: Json): { webhook: IncomingWebhook } | { wrong: string } {
  const read = readFaults(raw['faults'])
  if (!read.ok) return { wrong: read.why }
  const id = makeId(state, state.now())
  const webhook: IncomingWebhook = {
    id,
    // Of Discord's length: 68 characters.
    token: randomBytes(51).toString('base64url'),
    channel: textOf(raw['channel']) ?? makeId(state, state.now()),
    faults: read.faults,
    messages: [],
    calls: 0,
  }
  state.webhooks.set(id, webhook)
  return { webhook }
}

/** The address as Discord copies it, and not that of this server. */
export const addressOf = ({ id, token }: IncomingWebhook): string =>
  `https://discord.com/api/webhooks/${id}/${token}`

/** Source: Discord, Resources, Webhook, "Execute Webhook". */
export function executeWebhook(state: State, c: Context<Env>, id: string, token: string): Promise<Response> {
  const webhook = state.webhooks.get(id)
  if (webhook !== undefined) webhook.calls += 1
  return perform(state, c, {
    kind: 'create',
    path: `/webhooks/${id}/:token`,
    interaction: undefined,
    limit: { key: `webhook:${id}`, budget: BUDGET },
    hasBody: true,
    check: () => refusalOf(state, webhook, token),
    ...(webhook === undefined ? {} : { talk: webhook, channel: webhook.channel }),
    act: ({ payload, files }) =>
      webhook === undefined
        ? refused(refusals['unknown webhook'])
        : post(state, webhook, payload, files, c.req.query('wait') === 'true'),
  })
}

function refusalOf(state: State, webhook: IncomingWebhook | undefined, token: string): Refusal | undefined {
  if (webhook === undefined) return refusals['unknown webhook']
  if (webhook.token !== token) return refusals['token expired']
  return closedTo(state.moderation, webhook.channel, 'create')
}

function post(
  state: State,
  webhook: IncomingWebhook,
  payload: unknown,
  files: Parameters<typeof readMessage>[2],
  waits: boolean,
): Answer {
  const read = readMessage(payload, undefined, files)
  if (!read.ok) return refused(read.refusal)
  for (const rule of read.offences) accuse(state, undefined, rule)
  if (read.pings.length > 0) accuse(state, undefined, 'a message for the operator notifies somebody')
  const filter = filterOf(state.moderation, webhook.channel, payload)
  // Without `wait` a message that is not kept is no error.
  if (filter !== undefined) return waits ? refused(filter) : { status: 204 }
  wake(state.moderation, webhook.channel)
  const at = state.now()
  const message = { id: makeId(state, at), at, content: read.shown.content }
  webhook.messages.push(message)
  return waits
    ? {
        status: 200,
        body: {
          id: message.id,
          type: 0,
          channel_id: webhook.channel,
          webhook_id: webhook.id,
          content: message.content,
          timestamp: new Date(at).toISOString(),
        },
      }
    : { status: 204 }
}
