/** The calls that an interaction's token allows: the original reply and the follow-ups. */

import type { Hono } from 'hono'
import { perform, refused, type Answer, type Env, type Plan } from './calls.ts'
import type { UploadedFile } from './body.ts'
import type { CallKind } from './faults.ts'
import { isRecord, recordOf } from './json.ts'
import { readMessage, type Read } from './message-rules.ts'
import { refusals, type Refusal } from './refusal.ts'
import { messageJson } from './views.ts'
import {
  accuse,
  addMessage,
  changeMessage,
  deleteMessage,
  makeId,
  settle,
  tell,
  TOKEN_MS,
  type Attachment,
  type Interaction,
  type Message,
  type World,
} from './world.ts'

/** Changelog 2024-06-27: an app that only the member installed may post five follow-ups per interaction. */
const MEMBER_INSTALL_FOLLOW_UPS = 5

type FullBody = Parameters<Plan['act']>[0]

export function addWebhookRoutes(api: Hono<Env>, world: World): void {
  api.post('/webhooks/:app/:token', (c) => {
    const { app, token } = c.req.param()
    const plan = planFor(world, app, token, 'create')
    return perform(world, c, { ...plan, act: (body) => followUp(world, known(plan), body) })
  })
  api.get('/webhooks/:app/:token/messages/:which', (c) => {
    const { app, token, which } = c.req.param()
    const plan = planFor(world, app, token, 'get', which)
    return perform(world, c, { ...plan, act: () => read(world, known(plan), which) })
  })
  api.patch('/webhooks/:app/:token/messages/:which', (c) => {
    const { app, token, which } = c.req.param()
    const plan = planFor(world, app, token, 'edit', which)
    return perform(world, c, {
      ...plan,
      act: (body) => edit(world, known(plan), own(world, known(plan), which), body),
    })
  })
  api.delete('/webhooks/:app/:token/messages/:which', (c) => {
    const { app, token, which } = c.req.param()
    const plan = planFor(world, app, token, 'delete', which)
    return perform(world, c, { ...plan, act: () => remove(world, known(plan), which) })
  })
}

function planFor(
  world: World,
  app: string,
  token: string,
  kind: CallKind,
  which?: string,
): Omit<Plan, 'act'> {
  const interaction = app === world.applicationId ? world.interactions.get(token) : undefined
  const place = `/webhooks/${app}/:token`
  if (interaction !== undefined) settle(world, interaction)
  const target = which === '@original' ? (interaction?.original ?? which) : which
  return {
    kind,
    path: which === undefined ? place : `${place}/messages/${which}`,
    interaction,
    limit: { key: `token:${token}`, budget: world.defaults.bucket },
    hasBody: kind === 'create' || kind === 'edit',
    check: () => tokenRefusal(world, interaction),
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
function tokenRefusal(world: World, interaction: Interaction | undefined): Refusal | undefined {
  if (interaction === undefined) return refusals['unknown webhook']
  settle(world, interaction)
  if (interaction.ack.state !== 'processed') return refusals['unknown webhook']
  if (world.now() > interaction.createdAt + TOKEN_MS) return refusals['token expired']
  return undefined
}

/** The message that a path means, if this token may touch it. */
function own(world: World, interaction: Interaction, which: string): Message | undefined {
  const id = which === '@original' ? interaction.original : which
  if (id === undefined || (id !== interaction.original && !interaction.messages.includes(id)))
    return undefined
  return world.messages.get(id)
}

function read(world: World, interaction: Interaction, which: string): Answer {
  const message = own(world, interaction, which)
  if (message === undefined || message.deleted !== 'no') return refused(refusals['unknown message'])
  return { status: 200, body: messageJson(world, message) }
}

function remove(world: World, interaction: Interaction, which: string): Answer {
  const message = own(world, interaction, which)
  if (message === undefined || message.deleted !== 'no') return refused(refusals['unknown message'])
  deleteMessage(world, message, 'by the bot')
  return { status: 204 }
}

/** Edits a message; with a token or as a bot, the rules are the same. */
export function edit(
  world: World,
  interaction: Interaction,
  message: Message | undefined,
  body: FullBody,
): Answer {
  if (message === undefined) return refused(refusals['unknown message'])
  if (message.deleted !== 'no') {
    if (message.deleted === 'by the bot' || message.toldGone)
      accuse(world, interaction, 'an edit of a message that the bot knows to be deleted')
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
  for (const rule of after.offences) accuse(world, interaction, rule)
  if (isRepeat(message, after))
    accuse(world, interaction, 'an edit that changes nothing: it costs a call for no news')
  changeMessage(world, message, after.shown, attachmentsAfter(world, message.attachments, after, body.files))
  return shownAs(world, message)
}

const shownAs = (world: World, message: Message): Answer => ({
  status: 200,
  body: messageJson(world, message),
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

function attachmentsAfter(
  world: World,
  had: readonly Attachment[],
  after: Extract<Read, { ok: true }>,
  files: readonly UploadedFile[],
): readonly Attachment[] {
  const added = after.add.flatMap(({ n, description }) => {
    const file = files.find((one) => one.n === n)
    if (file === undefined) return []
    const attachment: Attachment = {
      id: makeId(world, world.now()),
      filename: file.filename,
      contentType: file.contentType === '' ? 'application/octet-stream' : file.contentType,
      bytes: file.bytes,
      ...(description === undefined ? {} : { description }),
    }
    world.files.set(attachment.id, attachment)
    return [attachment]
  })
  return [...had.filter(({ id }) => after.keep.includes(id)), ...added]
}

function followUp(world: World, interaction: Interaction, body: FullBody): Answer {
  const original = world.messages.get(interaction.original ?? '')
  if (original?.loading === true && original.deleted === 'no') {
    // Receiving and Responding: right after a deferral the first follow-up edits the original, and its flags are ignored.
    accuse(
      world,
      interaction,
      'a follow-up before the first edit of a deferred reply: Discord takes it for that edit',
    )
    const { flags: _, ...payload } = recordOf(body.payload)
    return edit(world, interaction, original, {
      ...body,
      payload: isRecord(body.payload) ? payload : body.payload,
    })
  }
  if (interaction.memberInstall && interaction.followUps >= MEMBER_INSTALL_FOLLOW_UPS)
    return refused(refusals['too many follow-ups'])
  const after = readMessage(body.payload, undefined, body.files)
  if (!after.ok) return refused(after.refusal)
  for (const rule of after.offences) accuse(world, interaction, rule)
  interaction.followUps += 1
  const message = addMessage(world, interaction, after.shown, attachmentsAfter(world, [], after, body.files))
  tell(world, { kind: 'message', change: 'created', message })
  return shownAs(world, message)
}
