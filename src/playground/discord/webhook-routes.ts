/** The calls that an interaction's token allows: the original reply and the follow-ups. */

import type { Hono } from 'hono'
import { perform, refused, type Answer, type Env, type Plan } from './calls.ts'
import type { UploadedFile } from './body.ts'
import type { CallKind } from './faults.ts'
import { executeWebhook } from './incoming-webhooks.ts'
import { isRecord, recordOf } from './json.ts'
import { closedTo, filterOf, wake } from './moderation.ts'
import { readMessage, type Read } from './message-rules.ts'
import { refusals, type Refusal } from './refusal.ts'
import { messageJson } from './views.ts'
import {
  accuse,
  addMessage,
  changeMessage,
  deleteMessage,
  isOfMember,
  makeId,
  settle,
  tell,
  TOKEN_MS,
  type Attachment,
  type Interaction,
  type Message,
  type State,
} from './state.ts'

/** Changelog 2024-06-27: an app that only the member installed may post five follow-ups per interaction. */
const MEMBER_INSTALL_FOLLOW_UPS = 5

type FullBody = Parameters<Plan['act']>[0]

export function addWebhookRoutes(api: Hono<Env>, state: State): void {
  api.post('/webhooks/:app/:token', (c) => {
    const { app, token } = c.req.param()
    if (app !== state.applicationId) return executeWebhook(state, c, app, token)
    const plan = planFor(state, app, token, 'create')
    return perform(state, c, { ...plan, act: (body) => followUp(state, known(plan), body) })
  })
  api.get('/webhooks/:app/:token/messages/:which', (c) => {
    const { app, token, which } = c.req.param()
    const plan = planFor(state, app, token, 'get', which)
    return perform(state, c, { ...plan, act: () => read(state, known(plan), which) })
  })
  api.patch('/webhooks/:app/:token/messages/:which', (c) => {
    const { app, token, which } = c.req.param()
    const plan = planFor(state, app, token, 'edit', which)
    return perform(state, c, {
      ...plan,
      act: (body) => edit(state, known(plan), own(state, known(plan), which), body),
    })
  })
  api.delete('/webhooks/:app/:token/messages/:which', (c) => {
    const { app, token, which } = c.req.param()
    const plan = planFor(state, app, token, 'delete', which)
    return perform(state, c, { ...plan, act: () => remove(state, known(plan), which) })
  })
}

function planFor(
  state: State,
  app: string,
  token: string,
  kind: CallKind,
  which?: string,
): Omit<Plan, 'act'> {
  const interaction = app === state.applicationId ? state.interactions.get(token) : undefined
  const place = `/webhooks/${app}/:token`
  if (interaction !== undefined) settle(state, interaction)
  const target = which === '@original' ? (interaction?.original ?? which) : which
  return {
    kind,
    path: which === undefined ? place : `${place}/messages/${which}`,
    interaction,
    limit: { key: `token:${token}`, budget: state.defaults.bucket },
    hasBody: kind === 'create' || kind === 'edit',
    check: () => tokenRefusal(state, interaction) ?? closed(state, interaction, kind),
    ...(interaction === undefined ? {} : { channel: interaction.channel }),
    ...(target === undefined ? {} : { target }),
  }
}

/** `check` comes before `act`, so an unknown interaction never gets here. */
function known(plan: Omit<Plan, 'act'>): Interaction {
  if (plan.interaction === undefined) throw new Error('a call without an interaction was let through')
  return plan.interaction
}

/** Before the answer is processed the token is unknown, after 15 minutes it is expired (10015, 50027). */
function tokenRefusal(state: State, interaction: Interaction | undefined): Refusal | undefined {
  if (interaction === undefined) return refusals['unknown webhook']
  settle(state, interaction)
  if (interaction.ack.state !== 'processed') return refusals['unknown webhook']
  if (state.now() > interaction.createdAt + TOKEN_MS) return refusals['token expired']
  return undefined
}

/** A thread may be archived or locked. */
const closed = (state: State, interaction: Interaction | undefined, kind: CallKind): Refusal | undefined =>
  interaction === undefined || kind === 'get'
    ? undefined
    : closedTo(state.moderation, interaction.channel, kind === 'create' ? kind : 'change')

/** The message that a path means, if this token may touch it. */
function own(state: State, interaction: Interaction, which: string): Message | undefined {
  const id = which === '@original' ? interaction.original : which
  if (id === undefined || (id !== interaction.original && !interaction.messages.includes(id)))
    return undefined
  return state.messages.get(id)
}

function read(state: State, interaction: Interaction, which: string): Answer {
  const message = own(state, interaction, which)
  if (message === undefined || message.deleted !== 'no') return refused(refusals['unknown message'])
  return { status: 200, body: messageJson(state, message) }
}

function remove(state: State, interaction: Interaction, which: string): Answer {
  const message = own(state, interaction, which)
  if (message === undefined || message.deleted !== 'no') return refused(refusals['unknown message'])
  deleteMessage(state, message, 'by the bot')
  return { status: 204 }
}

/** Edits a message; with a token or as a bot, the rules are the same. */
export function edit(
  state: State,
  interaction: Interaction,
  message: Message | undefined,
  body: FullBody,
): Answer {
  if (message === undefined) return refused(refusals['unknown message'])
  if (message.deleted !== 'no') {
    if (message.deleted === 'by the bot' || message.toldGone)
      accuse(state, interaction, 'an edit of a message that the bot knows to be deleted')
    return {
      ...refused(refusals['unknown message']),
      delivered: () => {
        message.toldGone = true
      },
    }
  }
  const before = { shown: message.shown, attachments: message.attachments.map(({ id }) => id) }
  const after = readMessage(body.payload, before, body.files)
  if (!after.ok) return refused(after.refusal)
  for (const rule of after.offences) accuse(state, interaction, rule)
  const filter = filterOf(state.moderation, message.channel, body.payload)
  if (filter !== undefined) return refused(filter)
  if (isRepeat(message, after))
    accuse(state, interaction, 'an edit that changes nothing: it costs a call for no news')
  changeMessage(state, message, after.shown, attachmentsAfter(state, message.attachments, after, body.files))
  return shownAs(state, message)
}

const shownAs = (state: State, message: Message): Answer => ({
  status: 200,
  body: messageJson(state, message),
  delivered: () => {
    message.toldShown = true
  },
})

/** Only a bot that was told that its last edit arrived repeats it for nothing. */
const isRepeat = (message: Message, after: Extract<Read, { ok: true }>): boolean =>
  message.toldShown &&
  !message.loading &&
  after.add.length === 0 &&
  after.keep.length === message.attachments.length &&
  JSON.stringify(after.shown) === JSON.stringify(message.shown)

export function attachmentsAfter(
  state: State,
  had: readonly Attachment[],
  after: Extract<Read, { ok: true }>,
  files: readonly UploadedFile[],
): readonly Attachment[] {
  const added = after.add.flatMap(({ n, description }) => {
    const file = files.find((one) => one.n === n)
    if (file === undefined) return []
    const attachment: Attachment = {
      id: makeId(state, state.now()),
      filename: file.filename,
      contentType: file.contentType === '' ? 'application/octet-stream' : file.contentType,
      bytes: file.bytes,
      ...(description === undefined ? {} : { description }),
    }
    state.files.set(attachment.id, attachment)
    return [attachment]
  })
  return [...had.filter(({ id }) => after.keep.includes(id)), ...added]
}

function followUp(state: State, interaction: Interaction, body: FullBody): Answer {
  const original = state.messages.get(interaction.original ?? '')
  if (original?.loading === true && original.deleted === 'no') {
    // Receiving and Responding: right after a deferral the first follow-up edits the original, and its flags are ignored.
    accuse(
      state,
      interaction,
      'a follow-up before the first edit of a deferred reply: Discord takes it for that edit',
    )
    const { flags: _, ...payload } = recordOf(body.payload)
    return edit(state, interaction, original, {
      ...body,
      payload: isRecord(body.payload) ? payload : body.payload,
    })
  }
  if (isOfMember(interaction) && interaction.followUps >= MEMBER_INSTALL_FOLLOW_UPS)
    return refused(refusals['too many follow-ups'])
  const after = readMessage(body.payload, undefined, body.files)
  if (!after.ok) return refused(after.refusal)
  for (const rule of after.offences) accuse(state, interaction, rule)
  const filter = filterOf(state.moderation, interaction.channel, body.payload)
  if (filter !== undefined) return refused(filter)
  interaction.followUps += 1
  wake(state.moderation, interaction.channel)
  const attachments = attachmentsAfter(state, [], after, body.files)
  const message = addMessage(state, interaction, after.shown, attachments, undefined, after.pings)
  tell(state, { kind: 'message', change: 'created', message })
  return shownAs(state, message)
}
