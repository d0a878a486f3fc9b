/** What others see of the state: the bot its messages, a test the calls, the page the channel. None shows a token. */

import type { Call } from './call.ts'
import type { Json } from './json.ts'
import { pixelsIn } from './signed-urls.ts'
import { TYPE } from './payload.ts'
import { members } from './demo-data.ts'
import {
  settle,
  type Attachment,
  type Interaction,
  type Message,
  type Violation,
  type State,
} from './state.ts'

const iso = (at: number): string => new Date(at).toISOString().replace('Z', '000+00:00')

export const fileUrl = (state: State, file: Attachment): string =>
  `${state.url()}/files/${file.id}/${encodeURIComponent(file.filename)}`

export const appUser = (state: State): Json => ({
  id: state.applicationId,
  username: 'Threadkeeper',
  avatar: null,
  discriminator: '0000',
  public_flags: 0,
  flags: 0,
  bot: true,
  global_name: null,
})

/**
 * The message as the HTTP API answers it.
 * Source: Discord, Message Resource, "Message Object"; type 20 is a command's reply, 19 a reply to it.
 */
export function messageJson(state: State, message: Message): Json {
  const { interaction, shown } = message
  const first = interaction.original === message.id
  return {
    id: message.id,
    type: first && interaction.type === TYPE.command ? 20 : message.under === null ? 0 : 19,
    channel_id: message.channel,
    author: appUser(state),
    application_id: state.applicationId,
    webhook_id: state.applicationId,
    content: shown.content,
    embeds: shown.embeds,
    components: shown.components,
    flags: shown.flags,
    attachments: message.attachments.map((file) => ({
      id: file.id,
      filename: file.filename,
      size: file.bytes.length,
      content_type: file.contentType,
      url: fileUrl(state, file),
      proxy_url: fileUrl(state, file),
      ...pixelsIn(file),
      ...(file.description === undefined ? {} : { description: file.description }),
    })),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    timestamp: iso(message.createdAt),
    edited_timestamp: message.editedAt === undefined ? null : iso(message.editedAt),
    ...(message.under === null
      ? {}
      : { message_reference: { type: 0, channel_id: message.channel, message_id: message.under } }),
    interaction_metadata: {
      id: interaction.id,
      type: interaction.type,
      user: { id: interaction.member.id, username: interaction.member.username, discriminator: '0' },
      authorizing_integration_owners: interaction.owners,
      ...(first && interaction.type === TYPE.component && interaction.pressed !== undefined
        ? { interacted_message_id: interaction.pressed }
        : {}),
    },
  }
}

export interface ReplyView {
  readonly ack: {
    readonly state: Interaction['ack']['state']
    readonly type?: number
    /** Milliseconds from sending the interaction to the answer. */
    readonly ms?: number
    readonly why?: string
  }
  readonly messages: readonly MessageView[]
  /** The answered calls; one that hangs is here once the bot gave it up. */
  readonly calls: readonly Call[]
  readonly violations: readonly Violation[]
}

export interface MessageView {
  readonly id: string
  readonly content: string
  readonly flags: number
  readonly components: readonly unknown[]
  readonly embeds: readonly unknown[]
  readonly loading: boolean
  readonly deleted: boolean
  readonly ephemeral: boolean
  readonly pings: readonly string[]
  readonly failed: string | null
  readonly attachments: readonly {
    readonly filename: string
    readonly size: number
    readonly text?: string
    readonly description?: string
  }[]
  readonly edits: Message['edits']
}

/** All that happened to one interaction, for a test. */
export function replyView(state: State, interaction: Interaction): ReplyView {
  settle(state, interaction)
  const messages = interaction.messages.flatMap((id) => state.messages.get(id) ?? [])
  return {
    ack: ackView(interaction),
    messages: messages.map((message) => ({
      id: message.id,
      content: message.shown.content,
      flags: message.shown.flags,
      components: message.shown.components,
      embeds: message.shown.embeds,
      loading: message.loading,
      deleted: message.deleted !== 'no',
      ephemeral: message.ephemeral,
      pings: message.pings,
      failed: message.failed ?? null,
      attachments: message.attachments.map((file) => {
        const text = textIn(file)
        return {
          filename: file.filename,
          size: file.bytes.length,
          ...(text === undefined ? {} : { text }),
          ...(file.description === undefined ? {} : { description: file.description }),
        }
      }),
      edits: message.edits,
    })),
    calls: interaction.calls.filter((call) => call.endedAt !== undefined),
    violations: interaction.violations,
  }
}

function ackView(interaction: Interaction): ReplyView['ack'] {
  const { ack, sentAt } = interaction
  switch (ack.state) {
    case 'awaited':
      return { state: ack.state }
    case 'pending':
      return { state: ack.state, type: ack.answer.type, ms: ack.at - sentAt }
    case 'processed':
      return { state: ack.state, type: ack.type, ms: ack.at - sentAt }
    case 'dead':
      return { state: ack.state, why: ack.why }
  }
}

/** A test wants to read what a file says; what is not UTF-8 is no text. */
function textIn(file: Attachment): string | undefined {
  if (file.bytes.length > 2_000_000) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes)
  } catch {
    return undefined
  }
}

/** A message as the page shows it. */
export function pageMessage(state: State, message: Message): Json {
  const { interaction, shown } = message
  const member = members.find((one) => one.id === interaction.member.id)
  return {
    id: message.id,
    channel: message.channel,
    turn: interaction.id,
    author: { kind: 'app', id: state.applicationId, name: 'Threadkeeper' },
    command:
      interaction.commandLine === ''
        ? null
        : {
            member: interaction.member.id,
            name: member?.name ?? interaction.member.globalName ?? interaction.member.username,
            line: interaction.commandLine,
            attachments: interaction.attached.map(pageFile),
          },
    content: shown.content,
    flags: shown.flags,
    loading: message.loading && message.failed === undefined,
    failed: message.failed ?? null,
    ephemeralFor: message.ephemeral ? interaction.member.id : null,
    deleted: message.deleted !== 'no',
    pings: message.pings,
    embeds: shown.embeds,
    components: shown.components,
    attachments: message.attachments.map(pageFile),
    createdAt: message.createdAt,
    editedAt: message.editedAt ?? null,
  }
}

const pageFile = (file: Attachment): Json => ({
  id: file.id,
  filename: file.filename,
  size: file.bytes.length,
  contentType: file.contentType,
  ...(file.description === undefined ? {} : { description: file.description }),
  url: `/files/${file.id}/${encodeURIComponent(file.filename)}`,
  // A picture's place is kept free before it is there.
  ...pixelsIn(file),
})

/** The figures of one turn, measured where Discord stands. */
export interface Figures {
  readonly interaction: string
  readonly message: string | null
  readonly edits: number
  /** How many 429s. */
  readonly rateLimited: number
  readonly ackMs: number | null
  readonly firstWordsMs: number | null
  readonly totalMs: number | null
}

export function figures(state: State, interaction: Interaction): Figures {
  const { ack, sentAt, calls } = interaction
  const messages = interaction.messages.flatMap((id) => state.messages.get(id) ?? [])
  const written = messages
    .filter(({ pings }) => pings.length === 0)
    .flatMap((message) => [{ at: message.createdAt, content: firstContent(message) }, ...textsOf(message)])
    .filter((edit) => edit.content !== '')
    .toSorted((a, b) => a.at - b.at)
  const since = (at: number | undefined): number | null => (at === undefined ? null : at - sentAt)
  return {
    interaction: interaction.id,
    message: interaction.original ?? null,
    edits: calls.filter((call) => call.kind !== 'get' && isSuccess(call)).length,
    rateLimited: calls.filter((call) => call.status === 429).length,
    ackMs: ack.state === 'pending' || ack.state === 'processed' ? ack.at - sentAt : null,
    firstWordsMs: since(written.find((edit) => hasWords(edit.content))?.at),
    totalMs: since(written.at(-1)?.at),
  }
}

/** The edits that changed the text. */
const textsOf = ({ edits }: Message): Message['edits'] =>
  edits.filter(({ content }, n) => content !== edits[n - 1]?.content)

const isSuccess = ({ status = 0 }: Call): boolean => status >= 200 && status < 300

/** What a message said before its first edit: nothing while it was "thinking…". */
const firstContent = (message: Message): string => (message.edits.length === 0 ? message.shown.content : '')

/** Our own small print (`-# `) is no answer yet. */
export const hasWords = (content: string): boolean =>
  content.split('\n').some((line) => line.trim() !== '' && !line.startsWith('-# '))

/** How many turns back the page looks. */
const TURNS_SHOWN = 50

/** A press or a form that only showed something to its sender: a look at an answer, and none itself. */
const isAside = (state: State, { ack, original }: Interaction): boolean =>
  ack.state === 'processed' && ack.type === 4 && state.messages.get(original ?? '')?.ephemeral === true

/** The figures of everything that somebody `sees`, and of the latest turns in their order. */
export function stats(state: State, sees: (turn: Interaction) => boolean): Json {
  const turns = [...state.interactions.values()]
    .filter(sees)
    .filter(
      (one) =>
        one.type === TYPE.command ||
        ((one.type === TYPE.component || one.type === TYPE.modal) && !isAside(state, one)),
    )
    .map((one) => figures(state, one))
  return {
    edits: turns.reduce((sum, turn) => sum + turn.edits, 0),
    rateLimited: turns.reduce((sum, turn) => sum + turn.rateLimited, 0),
    turns: turns.slice(-TURNS_SHOWN),
  }
}
