/** New messages of the bot's own, made with the bot token. */

import type { Context, Hono } from 'hono'
import { perform, refused, type Answer, type Env } from './calls.ts'
import type { UploadedFile } from './body.ts'
import { isAbsent, recordOf, textOf } from './json.ts'
import { closedTo, filterOf, wake } from './moderation.ts'
import { readMessage } from './message-rules.ts'
import { invalidForm, refusals, type Refusal } from './refusal.ts'
import { accuse, addMessage, tell, type Interaction, type Message, type State } from './state.ts'
import { messageJson } from './views.ts'
import { attachmentsAfter } from './webhook-routes.ts'

/** Messages of a channel (api-docs #20). */
const BUDGET = { limit: 5, windowMs: 5_000 }

interface Checks {
  readonly asBot: (c: Context<Env>, check: () => Refusal | undefined) => () => Refusal | undefined
  readonly inChannel: (state: State, channel: string, id: string) => Message | undefined
  readonly channelRefusal: (state: State, channel: string) => Refusal | undefined
}

/** Source: Discord, Resources, Message, "Create Message". What has no interaction to belong to is not played. */
export function addCreateRoute(
  api: Hono<Env>,
  state: State,
  { asBot, inChannel, channelRefusal }: Checks,
): void {
  api.post('/channels/:channel/messages', (c) => {
    const { channel } = c.req.param()
    const latest = [...state.interactions.values()].findLast((one) => one.channel === channel)
    return perform(state, c, {
      kind: 'create',
      path: `/channels/${channel}/messages`,
      interaction: latest,
      limit: { key: `channel:${channel}`, budget: BUDGET },
      channel,
      hasBody: true,
      check: asBot(c, () => channelRefusal(state, channel) ?? closedTo(state.moderation, channel, 'create')),
      act: ({ payload, files }) => {
        const reference = recordOf(recordOf(payload)['message_reference'])
        const under = inChannel(state, channel, textOf(reference['message_id']) ?? '')
        const isThere = under !== undefined && under.deleted === 'no' && !under.ephemeral
        const mayBeGone = isAbsent(reference['message_id']) || reference['fail_if_not_exists'] === false
        if (!isThere && !mayBeGone) return refused(unknownReference)
        const to = isThere ? under.interaction : latest
        return to === undefined
          ? refused(refusals['unknown channel'])
          : create(state, to, isThere ? under.id : null, { payload, files })
      },
    })
  })
}

const unknownReference = invalidForm([
  { at: ['message_reference'], code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' },
])

function create(
  state: State,
  interaction: Interaction,
  under: string | null,
  body: { readonly payload: unknown; readonly files: readonly UploadedFile[] },
): Answer {
  const after = readMessage(body.payload, undefined, body.files)
  if (!after.ok) return refused(after.refusal)
  for (const rule of after.offences) accuse(state, interaction, rule)
  const filter = filterOf(state.moderation, interaction.channel, body.payload)
  if (filter !== undefined) return refused(filter)
  wake(state.moderation, interaction.channel)
  const attachments = attachmentsAfter(state, [], after, body.files)
  const message = addMessage(state, interaction, after.shown, attachments, under, after.pings)
  tell(state, { kind: 'message', change: 'created', message })
  return {
    status: 200,
    body: messageJson(state, message),
    delivered: () => {
      message.toldShown = true
    },
  }
}
