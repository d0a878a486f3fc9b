/** All that the local Discord remembers, and the few ways in which it changes. */

import { freshBucket, type Bucket, type Budget, type Budgets, type ChannelLimit } from './buckets.ts'
import type { Call } from './call.ts'
import type { Fault, Limit } from './faults.ts'
import type { Json } from './json.ts'
import type { Talk } from './channel-messages.ts'
import type { Guild } from './guilds.ts'
import type { IncomingWebhook } from './incoming-webhooks.ts'
import { FLAG, nothingShown, type Shown } from './message-rules.ts'
import type { Moderation, Threads } from './moderation.ts'
import { TYPE, type Asker } from './payload.ts'
import type { SignedUrl } from './signed-urls.ts'
import type { Weather } from '../weather/weather.ts'

/** Something that Discord puts up with, or refuses, and that a good client never does. */
export interface Violation {
  readonly at: number
  /** Id of the interaction; the token is a secret and stays out of here. */
  readonly interaction: string | null
  readonly rule: string
}

export type Ack =
  | { readonly state: 'awaited' }
  /** Answered in time, not yet processed: until `due` the token is unknown. */
  | { readonly state: 'pending'; readonly at: number; readonly due: number; readonly answer: AckAnswer }
  | { readonly state: 'processed'; readonly at: number; readonly type: number }
  | { readonly state: 'dead'; readonly why: string }

/** A callback that passed Discord's rules. */
export interface AckAnswer {
  readonly type: number
  readonly shown: Shown
  /** Data of types that are no message: a modal, choices. */
  readonly data: Json
}

export interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: number
  /** When it was made, which the token's 15 minutes count from. */
  readonly createdAt: number
  /** When it was sent, which the 3 seconds count from; a test may send one that is old already. */
  readonly sentAt: number
  readonly guild: string | null
  readonly channel: string
  readonly member: Asker
  readonly commandLine: string
  /** What was chosen, filled in or pressed: `data` of the interaction, as it was posted. */
  readonly data: Json
  /** The files that the member gave with the command. */
  readonly attached: readonly Attachment[]
  /** Who has installed the bot here: Discord's `authorizing_integration_owners`. */
  readonly owners: Json
  /** Discord's kind of place: 0 a server, 1 direct messages with the bot, 2 other ones. */
  readonly context: number
  /** The message whose button was pressed. */
  readonly pressed: string | undefined
  ack: Ack
  modal: Json | undefined
  /** The message that `@original` means. */
  original: string | undefined
  readonly messages: string[]
  followUps: number
  latencyMs: number
  ackDelayMs: number
  faults: readonly Fault[]
  budgets: Budgets | undefined
  readonly calls: Call[]
  readonly violations: Violation[]
  /** How many edits and deletions of each message are under way. */
  readonly underWay: Map<string, number>
}

/** Installed by a member only: five follow-ups, and no bot in the channel. */
export const isOfMember = ({ owners }: Pick<Interaction, 'owners'>): boolean =>
  owners['1'] !== undefined && owners['0'] === undefined

export interface Attachment {
  readonly id: string
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly description?: string
  /** For a file that came with a command: how long its address works, and what else is to happen to who fetches it. */
  readonly signedUrl?: SignedUrl
}

export interface Message {
  readonly id: string
  readonly interaction: Interaction
  readonly channel: string
  /** The message that it is shown as a reply to. */
  readonly under: string | null
  /** Whom it notifies. */
  readonly pings: readonly string[]
  readonly createdAt: number
  readonly ephemeral: boolean
  shown: Shown
  attachments: readonly Attachment[]
  loading: boolean
  deleted: 'no' | 'by the bot' | 'by a moderator'
  /** What stands there instead of an answer that never came. */
  failed: string | undefined
  editedAt: number | undefined
  readonly edits: { readonly at: number; readonly content: string }[]
  /** The bot was told that the message is gone (10008), so it should stop. */
  toldGone: boolean
  /** The bot was told that the last edit arrived, so it has no reason to repeat it. */
  toldShown: boolean
}

export type Change =
  | {
      readonly kind: 'message'
      readonly change: 'created' | 'updated' | 'deleted'
      readonly message: Message
    }
  | { readonly kind: 'call'; readonly interaction: Interaction }
  /** A thread was opened. */
  | { readonly kind: 'channels' }
  | { readonly kind: 'weather' }

export interface State {
  readonly applicationId: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How far that is ahead of the machine's clock, in milliseconds. */
  readonly aheadMs: () => number
  readonly url: () => string
  /** Does something later, or never if the server is closed before. */
  readonly later: (ms: number, action: () => void) => void
  readonly defaults: {
    readonly bucket: Budget
    readonly channel: ChannelLimit
    readonly latencyMs: number
    readonly ackMs: number
    readonly ackDelayMs: number
  }
  readonly interactions: Map<string, Interaction>
  readonly messages: Map<string, Message>
  readonly files: Map<string, Attachment>
  readonly limits: Map<string, Limit>
  readonly hidden: Map<string, Bucket>
  /** The hidden limits of channels that have one of their own; all others have that of `defaults`. */
  readonly channelLimits: Map<string, ChannelLimit>
  readonly moderation: Map<string, Moderation>
  /** How Discord is for everybody, besides what tests script for one reply, channel or server. */
  weather: Weather
  /** How many calls a weather with failures has met: those that it might have told to wait, and those of the rest. */
  readonly weathered: { limited: number; ill: number }
  readonly threads: Threads
  readonly commands: Map<string, readonly Json[]>
  readonly talks: Map<string, Talk>
  readonly guilds: Map<string, Guild>
  readonly webhooks: Map<string, IncomingWebhook>
  readonly violations: Violation[]
  readonly listeners: Set<(change: Change) => void>
  lastId: bigint
}

/** Resources, Receiving and Responding: the answer has 3 seconds, the token 15 minutes. */
export const ACK_MS = 3_000
export const TOKEN_MS = 15 * 60_000

export const noAnswer = ({ defaults }: State): string => `no answer within ${defaults.ackMs / 1_000} seconds`

/** Source: Discord, Reference, "Snowflakes". */
const DISCORD_EPOCH = 1_420_070_400_000

/** A snowflake for this time; never the same one twice. */
export function makeId(state: State, at: number): string {
  state.lastId += 1n
  return String((BigInt(Math.trunc(at) - DISCORD_EPOCH) << 22n) | (state.lastId & 0x3f_ffffn))
}

export function accuse(state: State, interaction: Interaction | undefined, rule: string): void {
  const violation = { at: state.now(), interaction: interaction?.id ?? null, rule }
  state.violations.push(violation)
  interaction?.violations.push(violation)
}

export function tell(state: State, change: Change): void {
  for (const listener of state.listeners) listener(change)
}

export function limitOf(state: State, key: string): Limit {
  const known = state.limits.get(key)
  if (known !== undefined) return known
  const fresh: Limit = { bucket: freshBucket, block: undefined, told: undefined }
  state.limits.set(key, fresh)
  return fresh
}

/** Lets happen what is due by now: the processing of an answer, or the death of an interaction without one. */
export function settle(state: State, interaction: Interaction): void {
  const now = state.now()
  const { ack } = interaction
  if (ack.state === 'pending' && now >= ack.due) process(state, interaction, ack)
  if (ack.state === 'awaited' && now > interaction.sentAt + state.defaults.ackMs)
    fail(state, interaction, noAnswer(state))
  const original = state.messages.get(interaction.original ?? '')
  if (original?.loading === true && original.failed === undefined && now > interaction.createdAt + TOKEN_MS) {
    original.failed = NO_RESPONSE
    tell(state, { kind: 'message', change: 'updated', message: original })
  }
}

export const NO_RESPONSE = 'The application did not respond'

/** The interaction dies, and the member who asked reads why; nobody else sees that there was one. */
export function fail(state: State, interaction: Interaction, why: string, sentence = NO_RESPONSE): void {
  interaction.ack = { state: 'dead', why }
  if (interaction.type === TYPE.ping || interaction.type === TYPE.autocomplete) return
  const message = addMessage(state, interaction, { ...nothingShown, flags: FLAG.ephemeral }, [])
  message.failed = sentence
  tell(state, { kind: 'message', change: 'created', message })
}

function process(state: State, interaction: Interaction, ack: Extract<Ack, { state: 'pending' }>): void {
  const { answer } = ack
  interaction.ack = { state: 'processed', at: ack.at, type: answer.type }
  interaction.modal = answer.type === 9 ? answer.data : undefined
  if (answer.type === 4 || answer.type === 5) {
    const message = addMessage(state, interaction, answer.shown, [])
    message.loading = answer.type === 5
    interaction.original = message.id
    tell(state, { kind: 'message', change: 'created', message })
  }
  if (answer.type !== 6 && answer.type !== 7) return
  interaction.original = interaction.pressed
  const pressed = state.messages.get(interaction.pressed ?? '')
  if (pressed !== undefined && answer.type === 7)
    changeMessage(state, pressed, answer.shown, pressed.attachments)
}

/** Adds a message of the app's; the caller tells the state when it is whole. */
export function addMessage(
  state: State,
  interaction: Interaction,
  shown: Shown,
  attachments: readonly Attachment[],
  under: string | null = interaction.original ?? null,
  pings: readonly string[] = [],
): Message {
  const now = state.now()
  const message: Message = {
    id: makeId(state, now),
    interaction,
    channel: interaction.channel,
    under,
    pings,
    createdAt: now,
    ephemeral: (shown.flags & FLAG.ephemeral) !== 0,
    shown,
    attachments,
    loading: false,
    deleted: 'no',
    failed: undefined,
    editedAt: undefined,
    edits: [],
    toldGone: false,
    toldShown: true,
  }
  state.messages.set(message.id, message)
  interaction.messages.push(message.id)
  return message
}

/** The first edit of "thinking…" is the answer itself, so it does not mark the message as edited. */
export function changeMessage(
  state: State,
  message: Message,
  shown: Shown,
  attachments: readonly Attachment[],
): void {
  const now = state.now()
  if (!message.loading) message.editedAt = now
  message.loading = false
  message.failed = undefined
  message.shown = { ...shown, flags: shown.flags & ~FLAG.loading }
  message.attachments = attachments
  message.toldShown = false
  message.edits.push({ at: now, content: shown.content })
  tell(state, { kind: 'message', change: 'updated', message })
}

export function deleteMessage(state: State, message: Message, by: 'by the bot' | 'by a moderator'): void {
  message.deleted = by
  tell(state, { kind: 'message', change: 'deleted', message })
}
