/** Untrusted JSON from Discord becomes our own Interaction; it never throws and never casts. */

import { type Attachment, attachmentOf } from '../converse/question/attachment.ts'
import { memberName, type Names, namesIn } from '../converse/question/names.ts'
import type { Reader } from '../converse/question/question.ts'
import type { ChannelId, GuildId, InteractionId, MemberId, MessageId, ReplyToken, RoleId } from '../ids.ts'
import {
  isChannelId,
  isGuildId,
  isInteractionId,
  isMemberId,
  isMessageId,
  isReplyToken,
  isRoleId,
} from '../ids.ts'
import type { GuildSettings } from '../guild/guild-settings.ts'
import { isRecord, type Json, listAt, numberAt, recordAt, textAt } from '../json.ts'
import { type Language, languageOf } from '../sentences/sentences.ts'
import { type Control, type Fields, readControl, readFields, readValues } from './components.ts'

/** Who spoke, where, and how to answer. */
export interface Origin {
  readonly id: InteractionId
  readonly token: ReplyToken
  readonly channel: ChannelId
  /** The channel of the message, or the forum, that a thread hangs on; absent outside of such threads. */
  readonly parent?: ChannelId
  /** Absent in direct messages. */
  readonly channelName?: string
  readonly guild: GuildId | null
  readonly member: MemberId
  readonly memberName: string
  readonly language: Language
  /** The app is installed by the member only, not in the server. */
  readonly userInstall: boolean
  /** May manage messages in this channel; false where there are no permissions, as in direct messages. */
  readonly moderates: boolean
  /** Absent for one who may not read what was said in this channel, and where the bot is no member of it. */
  readonly reader?: Reader
  readonly standing: Standing
  /** What its server has set, for a question; see door.ts. */
  readonly settings?: GuildSettings
}

/** What a member is in a server, and where they stand in it. */
export interface Standing {
  readonly roles: readonly RoleId[]
  /** May manage the server, and so the bot's settings for it. */
  readonly manages: boolean
  /** May stop the answers of others. */
  readonly stopsOthers: boolean
  /** The channel that a thread is in; absent elsewhere. */
  readonly around?: ChannelId
}

/** The value of a command's option, as Discord sends it. */
export type OptionValue = string | number | boolean

export type Interaction =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'command'
      readonly origin: Origin
      readonly name: string
      readonly options: Readonly<Record<string, OptionValue>>
      /** The message in whose menu it was chosen. */
      readonly target: Json | undefined
      /** The names of members, roles and channels that the options mention. */
      readonly names: Names
      /** The attached files by their id, which is the value of the option that they came with. */
      readonly attachments: ReadonlyMap<string, Attachment>
    }
  | {
      readonly kind: 'component'
      readonly origin: Origin
      readonly customId: string
      readonly control: Control
      /** Only the member sees the message that it is on. */
      readonly isHidden: boolean
      /** The message whose button has called forth this one; absent where none has. */
      readonly about?: MessageId
      /** Whether a thread can hang on a message of this channel, and whether this member may open one there. */
      readonly threads: { readonly takes: boolean; readonly mayOpen: boolean }
      /** What was chosen in a select. */
      readonly values: readonly string[]
    }
  | {
      readonly kind: 'autocomplete'
      readonly origin: Origin
      readonly command: string
      /** The option that is being typed, as far as it has come. */
      readonly focused: { readonly name: string; readonly value: string } | undefined
    }
  | {
      readonly kind: 'modal'
      readonly origin: Origin
      readonly customId: string
      readonly fields: Fields
      /** The names of members, roles and channels that the fields mention. */
      readonly names: Names
      /** The uploaded files by their id, which is what their field holds. */
      readonly attachments: ReadonlyMap<string, Attachment>
    }
  | { readonly kind: 'none'; readonly why: string }

/**
 * Reads the body of `POST /interactions`. What is no interaction, or one of a type that we do not know, is `none`
 * with the reason. Source: Discord, Interactions, Receiving and Responding, "Interaction Structure".
 */
export function parseInteraction(raw: unknown): Interaction {
  if (!isRecord(raw)) return { kind: 'none', why: 'the body is no JSON object' }
  const type = numberAt(raw, 'type')
  if (type === 1) return { kind: 'ping' }
  const read = type === undefined ? undefined : readers[type]
  if (read === undefined) return { kind: 'none', why: 'the interaction type is unknown' }
  const origin = readOrigin(raw)
  if (origin === undefined)
    return { kind: 'none', why: 'the interaction lacks its id, token, channel or member' }
  return read(origin, recordAt(raw, 'data'), raw)
}

/** By interaction type; 1 is PING, and a type that Discord adds is refused until we know it. */
const readers: Readonly<Record<number, (origin: Origin, data: Json, raw: Json) => Interaction>> = {
  2: (origin, data) => {
    const name = textAt(data, 'name')
    if (name === undefined) return { kind: 'none', why: 'the command has no name' }
    const options = readOptions(data)
    const names = namesOf(origin, data, Object.values(options))
    const attachments = readAttachments(data)
    return { kind: 'command', origin, name, options, target: targetOf(data), names, attachments }
  },
  3: (origin, data, raw) => ({
    kind: 'component',
    origin,
    customId: textAt(data, 'custom_id') ?? '',
    control: readControl(data),
    isHidden: ((numberAt(recordAt(raw, 'message'), 'flags') ?? 0) & EPHEMERAL) !== 0,
    ...aboutOf(raw),
    threads: threadsOf(raw, origin),
    values: readValues(data),
  }),
  4: (origin, data) => ({
    kind: 'autocomplete',
    origin,
    command: textAt(data, 'name') ?? '',
    focused: readFocused(data),
  }),
  5: (origin, data) => {
    const fields = readFields(data)
    return {
      kind: 'modal',
      origin,
      customId: textAt(data, 'custom_id') ?? '',
      fields,
      names: namesOf(origin, data, Object.values(fields)),
      attachments: readAttachments(data),
    }
  },
}

/** Source: Discord, Resources, Message, "Message Flags". */
const EPHEMERAL = 64

/** Source: Discord, Receiving and Responding, "Resolved Data Structure". */
function targetOf(data: Json): Json | undefined {
  const message = recordAt(recordAt(data, 'resolved'), 'messages')[textAt(data, 'target_id') ?? '']
  return isRecord(message) ? message : undefined
}

/** Source: Discord's OpenAPI, MessageComponentInteractionMetadataResponse. */
function aboutOf(raw: Json): { readonly about?: MessageId } {
  const about = recordAt(recordAt(raw, 'message'), 'interaction_metadata')['interacted_message_id']
  return isMessageId(about) ? { about } : {}
}

/** Texts and announcements (Resources, Channel, "Channel Types"). A thread has no threads. */
const TAKES_THREADS: ReadonlySet<number> = new Set([0, 5])

const threadsOf = (raw: Json, { guild, userInstall }: Origin) => ({
  takes:
    guild !== null && !userInstall && TAKES_THREADS.has(numberAt(recordAt(raw, 'channel'), 'type') ?? -1),
  mayOpen: may(permissionsOf(recordAt(raw, 'member')['permissions']), CREATE_PUBLIC_THREADS),
})

/** @param values whose texts may mention somebody */
const namesOf = (origin: Origin, data: Json, values: readonly unknown[]): Names =>
  namesIn(
    withChannel(recordAt(data, 'resolved'), origin),
    values.filter((value) => typeof value === 'string').join('\n'),
  )

function readOrigin(raw: Json): Origin | undefined {
  const { id, token, guild_id: guild } = raw
  const place = recordAt(raw, 'channel')
  const channel = raw['channel_id'] ?? place['id']
  const type = numberAt(place, 'type') ?? -1
  const parent = THREADS.has(type) ? place['parent_id'] : undefined
  const around = THREADS.has(type) || type === PRIVATE_THREAD ? place['parent_id'] : undefined
  const channelName = textAt(place, 'name')
  const inGuild = recordAt(raw, 'member')
  const user = isRecord(inGuild['user']) ? inGuild['user'] : recordAt(raw, 'user')
  const member = user['id']
  if (!isInteractionId(id) || !isReplyToken(token) || !isChannelId(channel) || !isMemberId(member))
    return undefined
  const permissions = permissionsOf(inGuild['permissions'])
  const userInstall = isUserInstall(recordAt(raw, 'authorizing_integration_owners'))
  const reader = userInstall ? undefined : isGuildId(guild) ? readerBy(permissions) : 'member'
  return {
    id,
    token,
    channel,
    ...(isChannelId(parent) ? { parent } : {}),
    ...(channelName === undefined ? {} : { channelName }),
    guild: isGuildId(guild) ? guild : null,
    member,
    memberName: memberName(inGuild, user),
    language: languageOf(textAt(raw, 'locale')),
    userInstall,
    moderates: may(permissions, MANAGE_MESSAGES),
    standing: {
      roles: listAt(inGuild, 'roles').filter(isRoleId),
      manages: isGuildId(guild) && may(permissions, MANAGE_GUILD),
      stopsOthers: may(permissions, MANAGE_MESSAGES),
      ...(isChannelId(around) ? { around } : {}),
    },
    ...(reader === undefined ? {} : { reader }),
  }
}

/** Threads of announcements, and public ones; a private one hangs on no message (Resources, Channel, "Channel Types"). */
const THREADS: ReadonlySet<number> = new Set([10, 11])
const PRIVATE_THREAD = 12

/** The channel in which it is said is known, too, whether Discord resolves it or not. */
const withChannel = (resolved: Json, { channel, channelName }: Origin): Json =>
  channelName === undefined
    ? resolved
    : { ...resolved, channels: { [channel]: { name: channelName }, ...recordAt(resolved, 'channels') } }

/** Key "0" is an installation in the server or the bot's own DM, "1" one by the member. */
const isUserInstall = (owners: Json): boolean => owners['1'] !== undefined && owners['0'] === undefined

/** Source: Discord, Topics, Permissions, "Bitwise Permission Flags". An administrator may do everything. */
const ADMINISTRATOR = 1n << 3n
const MANAGE_GUILD = 1n << 5n
const MANAGE_MESSAGES = 1n << 13n
const CREATE_PUBLIC_THREADS = 1n << 35n
const READ_HISTORY = (1n << 10n) | (1n << 16n)

/**
 * A number of any length in decimal: those of the channel, its overwrites included (Guild Resource, "Guild Member
 * Object"). The bound is far beyond Discord's flags and keeps a forged one from costing time.
 */
const permissionsOf = (raw: unknown): bigint =>
  typeof raw === 'string' && /^\d{1,40}$/.test(raw) ? BigInt(raw) : 0n

const may = (permissions: bigint, wanted: bigint): boolean =>
  (permissions & ADMINISTRATOR) !== 0n || (permissions & wanted) === wanted

/** It takes two permissions to read: to view the channel, and to read its history. */
function readerBy(permissions: bigint): Reader | undefined {
  if (!may(permissions, READ_HISTORY)) return undefined
  return may(permissions, MANAGE_MESSAGES) ? 'moderator' : 'member'
}

function readFocused(data: Json): { readonly name: string; readonly value: string } | undefined {
  const option = listAt(data, 'options').find((one) => isRecord(one) && one['focused'] === true)
  const name = textAt(option, 'name')
  return name === undefined ? undefined : { name, value: textAt(option, 'value') ?? '' }
}

/** A Map would not survive strangers' names such as `__proto__` any better than this: the record has no prototype. */
function readOptions(data: Json): Readonly<Record<string, OptionValue>> {
  const options: Record<string, OptionValue> = Object.create(null)
  for (const option of listAt(data, 'options')) {
    const name = textAt(option, 'name')
    const value = isRecord(option) ? option['value'] : undefined
    if (name === undefined) continue
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      options[name] = value
  }
  return options
}

function readAttachments(data: Json): ReadonlyMap<string, Attachment> {
  const resolved = recordAt(recordAt(data, 'resolved'), 'attachments')
  const read = Object.values(resolved).map(attachmentOf)
  return new Map(read.filter((file) => file !== undefined).map((file) => [file.id, file]))
}
