/** One interaction and one message of the local Discord, as they are kept: without faults, and with few of their edits. */

import type { Call } from './call.ts'
import { CALL_KINDS } from './faults.ts'
import { isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'
import type { Shown } from './message-rules.ts'
import type { Asker } from './payload.ts'
import type { Ack, Attachment, Interaction, Message } from './state.ts'
import { hasWords } from './views.ts'

const idsOf = (files: readonly Attachment[], isKept: ReadonlySet<string>): readonly string[] =>
  files.flatMap(({ id }) => (isKept.has(id) ? [id] : []))

/** An answer that waits to be processed is none: it has a fraction of a second for that. */
const keptAck = (ack: Ack): Json => (ack.state === 'pending' ? { state: 'awaited' } : { ...ack })

export const keptInteraction = (one: Interaction, isKept: ReadonlySet<string>, withCalls: boolean): Json => ({
  id: one.id,
  token: one.token,
  type: one.type,
  createdAt: one.createdAt,
  sentAt: one.sentAt,
  guild: one.guild,
  channel: one.channel,
  member: one.member,
  commandLine: one.commandLine,
  data: one.data,
  attached: idsOf(one.attached, isKept),
  owners: one.owners,
  context: one.context,
  pressed: one.pressed,
  ack: keptAck(one.ack),
  modal: one.modal,
  original: one.original,
  messages: one.messages,
  followUps: one.followUps,
  // What a call said stands in its message.
  calls: withCalls ? one.calls.map((call) => ({ ...call, content: undefined })) : [],
})

export const keptMessage = (message: Message, isKept: ReadonlySet<string>): Json => ({
  id: message.id,
  token: message.interaction.token,
  channel: message.channel,
  under: message.under,
  pings: message.pings,
  createdAt: message.createdAt,
  ephemeral: message.ephemeral,
  shown: message.shown,
  attachments: idsOf(message.attachments, isKept),
  loading: message.loading,
  deleted: message.deleted,
  failed: message.failed,
  editedAt: message.editedAt,
  edits: tellingEdits(message.edits),
  toldGone: message.toldGone,
})

/** The figures need the first one with words, and the last one. */
const tellingEdits = (edits: Message['edits']): Message['edits'] => {
  const first = edits.find(({ content }) => hasWords(content))
  return edits.filter((edit, n) => edit === first || n === edits.length - 1)
}

const filesOf = (raw: unknown, files: ReadonlyMap<string, Attachment>): readonly Attachment[] =>
  listOf(raw).flatMap((id) => files.get(String(id)) ?? [])

const textsOf = (raw: unknown): string[] => listOf(raw).flatMap((one) => textOf(one) ?? [])

/** Undefined for what is none. */
export function readInteraction(raw: Json, files: ReadonlyMap<string, Attachment>): Interaction | undefined {
  const [id, token, channel] = [textOf(raw['id']), textOf(raw['token']), textOf(raw['channel'])]
  const [type, createdAt, sentAt] = [
    numberOf(raw['type']),
    numberOf(raw['createdAt']),
    numberOf(raw['sentAt']),
  ]
  const member = readAsker(recordOf(raw['member']))
  const ack = readAck(recordOf(raw['ack']))
  if (id === undefined || token === undefined || channel === undefined || member === undefined)
    return undefined
  if (type === undefined || createdAt === undefined || sentAt === undefined || ack === undefined)
    return undefined
  return {
    id,
    token,
    type,
    createdAt,
    sentAt,
    guild: textOf(raw['guild']) ?? null,
    channel,
    member,
    commandLine: textOf(raw['commandLine']) ?? '',
    data: recordOf(raw['data']),
    attached: filesOf(raw['attached'], files),
    owners: recordOf(raw['owners']),
    context: numberOf(raw['context']) ?? 0,
    pressed: textOf(raw['pressed']),
    ack,
    modal: isRecord(raw['modal']) ? raw['modal'] : undefined,
    original: textOf(raw['original']),
    messages: textsOf(raw['messages']),
    followUps: numberOf(raw['followUps']) ?? 0,
    latencyMs: 0,
    ackDelayMs: 0,
    faults: [],
    budgets: undefined,
    calls: listOf(raw['calls']).flatMap((one) => readCall(recordOf(one)) ?? []),
    violations: [],
    underWay: new Map(),
  }
}

function readAsker(raw: Json): Asker | undefined {
  const [id, username, permissions] = [textOf(raw['id']), textOf(raw['username']), textOf(raw['permissions'])]
  if (id === undefined || username === undefined || permissions === undefined) return undefined
  return {
    id,
    username,
    globalName: textOf(raw['globalName']) ?? null,
    nick: textOf(raw['nick']) ?? null,
    roles: listOf(raw['roles']),
    permissions,
  }
}

function readAck(raw: Json): Ack | undefined {
  const [at, type] = [numberOf(raw['at']), numberOf(raw['type'])]
  if (raw['state'] === 'awaited') return { state: 'awaited' }
  if (raw['state'] === 'dead') return { state: 'dead', why: textOf(raw['why']) ?? '' }
  if (raw['state'] !== 'processed' || at === undefined || type === undefined) return undefined
  return { state: 'processed', at, type }
}

function readCall(raw: Json): Call | undefined {
  const [n, at, kind] = [
    numberOf(raw['n']),
    numberOf(raw['at']),
    CALL_KINDS.find((one) => one === raw['kind']),
  ]
  if (n === undefined || at === undefined || kind === undefined) return undefined
  const [status, code, endedAt] = [numberOf(raw['status']), numberOf(raw['code']), numberOf(raw['endedAt'])]
  return {
    n,
    at,
    method: textOf(raw['method']) ?? '',
    path: textOf(raw['path']) ?? '',
    kind,
    // A call that was under way when everything ended has ended with it.
    endedAt: endedAt ?? at,
    status: status ?? 0,
    ...(code === undefined ? {} : { code }),
  }
}

const DELETED = ['no', 'by the bot', 'by a moderator'] as const

/** Undefined for what is none, and for a message of no interaction. */
export function readMessage(
  raw: Json,
  byToken: ReadonlyMap<string | undefined, Interaction | undefined>,
  files: ReadonlyMap<string, Attachment>,
): Message | undefined {
  const [id, channel, createdAt] = [textOf(raw['id']), textOf(raw['channel']), numberOf(raw['createdAt'])]
  const interaction = byToken.get(textOf(raw['token']))
  const deleted = DELETED.find((one) => one === raw['deleted'])
  if (id === undefined || channel === undefined || createdAt === undefined) return undefined
  if (interaction === undefined || deleted === undefined) return undefined
  return {
    id,
    interaction,
    channel,
    under: textOf(raw['under']) ?? null,
    pings: textsOf(raw['pings']),
    createdAt,
    ephemeral: raw['ephemeral'] === true,
    shown: readShown(recordOf(raw['shown'])),
    attachments: filesOf(raw['attachments'], files),
    loading: raw['loading'] === true,
    deleted,
    failed: textOf(raw['failed']),
    editedAt: numberOf(raw['editedAt']),
    edits: listOf(raw['edits']).map((one) => {
      const { at, content } = recordOf(one)
      return { at: numberOf(at) ?? createdAt, content: textOf(content) ?? '' }
    }),
    toldGone: raw['toldGone'] === true,
    // Whether the last answer reached the bot is not known, so that it may repeat its edit.
    toldShown: false,
  }
}

const readShown = (raw: Json): Shown => ({
  content: textOf(raw['content']) ?? '',
  embeds: listOf(raw['embeds']),
  components: listOf(raw['components']),
  flags: numberOf(raw['flags']) ?? 0,
})
