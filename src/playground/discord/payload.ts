/** Writes the interactions that Discord posts: whole payloads, with the quirks of guilds, threads, DMs and member installs. */

import { channelNamed, CONTEXT, dmOf, guildOf, knownChannel } from './channels.ts'
import { mentioned } from './mentioned.ts'
import { pressedData } from './pressed-data.ts'
import type { Threads } from './moderation.ts'
import { isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'
import {
  CHANNEL_TYPE,
  channels,
  type DemoChannel,
  EVERYTHING,
  findMember,
  guild as stageGuild,
  members,
} from './demo-data.ts'

/** Source: Discord, Receiving and Responding, "Interaction Type". */
export const TYPE = { ping: 1, command: 2, component: 3, autocomplete: 4, modal: 5 } as const

export interface Asker {
  readonly id: string
  readonly username: string
  readonly globalName: string | null
  readonly nick: string | null
  readonly roles: readonly unknown[]
  readonly permissions: string
}

/** What somebody wants to happen in Discord; everything else of the payload follows from it. */
export interface Wanted {
  readonly type: number
  readonly name: string
  readonly options: readonly Json[]
  /** People, roles and channels that the options mention, beside those of the made-up server. */
  readonly resolved: Json
  /** Instead of what `name` and `options` would give. */
  readonly data: Json | undefined
  readonly guild: string | null
  readonly channel: string
  readonly channelType: number
  /** What is known of the channel. */
  readonly place: DemoChannel | undefined
  readonly member: Asker
  readonly owners: Json
  readonly context: number
  readonly locale: string
  readonly customId: string
  /** `{type, values, resolved?}` of a select; a button has none. */
  readonly chosen: Json | undefined
}

/** A file that a member attached to the command. */
export interface Attached {
  readonly id: string
  readonly filename: string
  /** The name that the member gave, without its ending, where Discord has changed it. */
  readonly title: string | undefined
  readonly contentType: string
  readonly size: number
  readonly url: string
  /** Where its picture is given in another size. */
  readonly mediaUrl: string
  readonly pixels: { readonly width: number; readonly height: number } | undefined
}

/** Fills in what a test or the page left out. Anything foreign in the options is passed on: tests send nonsense, too. */
export function readWanted(raw: Json, threads: Threads = new Map()): Wanted {
  const named = textOf(raw['channel'])
  const known = channelNamed(threads, named ?? '')
  const inDm = raw['guild'] === null || known?.people !== undefined
  const guild = inDm ? null : (textOf(raw['guild']) ?? (known && guildOf(known)) ?? stageGuild.id)
  const member = readAsker(raw['member'])
  const channel = known?.id ?? named ?? (inDm ? (dmOf(member.id) ?? channels[3]) : channels[0]).id
  const place = knownChannel(threads, channel)
  const kind = place?.kind ?? (inDm ? 'dm' : 'text')
  return {
    type: numberOf(raw['type']) ?? TYPE.command,
    name: textOf(raw['name']) ?? 'ask',
    options: readOptions(raw['options']),
    resolved: recordOf(raw['resolved']),
    data: isRecord(raw['data']) ? raw['data'] : undefined,
    guild,
    channel,
    channelType: numberOf(raw['channelType']) ?? CHANNEL_TYPE[kind],
    place,
    member,
    owners: isRecord(raw['owners']) ? raw['owners'] : { '0': guild ?? '0' },
    context: numberOf(raw['context']) ?? CONTEXT[kind === 'text' && guild === null ? 'dm' : kind],
    locale: textOf(raw['locale']) ?? findMember(member.id)?.locale ?? 'en-US',
    customId: textOf(raw['customId']) ?? '',
    chosen: isRecord(raw['chosen']) ? raw['chosen'] : undefined,
  }
}

function readAsker(raw: unknown): Asker {
  const named = typeof raw === 'string' ? { id: raw } : recordOf(raw)
  const id = textOf(named['id'])
  const known = id === undefined ? members[0] : findMember(id)
  return {
    id: known?.id ?? id ?? members[0].id,
    username: textOf(named['username']) ?? known?.username ?? 'somebody',
    globalName: textOf(named['globalName']) ?? known?.name ?? null,
    nick: textOf(named['nick']) ?? null,
    roles: Array.isArray(named['roles']) ? named['roles'] : (known?.roles ?? []),
    permissions: textOf(named['permissions']) ?? known?.permissions ?? EVERYTHING,
  }
}

/** Source: Discord, Application Commands, "Application Command Option Type". */
const optionType = (value: unknown): number => {
  if (typeof value === 'boolean') return 5
  if (typeof value === 'number') return Number.isInteger(value) ? 4 : 10
  return 3
}

/** `{prompt: 'hi'}` or `[{name: 'prompt', value: 'hi'}]`; the type follows from the value where it is not said. */
function readOptions(raw: unknown): readonly Json[] {
  if (isRecord(raw))
    return Object.entries(raw).map(([name, value]) => ({ type: optionType(value), name, value }))
  return listOf(raw)
    .filter(isRecord)
    .map((option) => ({ type: optionType(option['value']), ...option }))
}

/** The files that no option names are those of the options `file`, `file2`, … that are free. */
export function withFiles(wanted: Wanted, attached: readonly Attached[]): Wanted {
  const named = new Set(wanted.options.map((option) => option['value']))
  const taken = new Set(wanted.options.map((option) => option['name']))
  const free = ['file', 'file2', 'file3'].filter((name) => !taken.has(name))
  const loose = attached.filter((file) => !named.has(file.id))
  const options = [
    ...wanted.options.map((option) =>
      attached.some((file) => file.id === option['value']) ? { ...option, type: 11 } : option,
    ),
    ...loose.map((file, n) => ({ type: 11, name: free[n] ?? `file${n + 1}`, value: file.id })),
  ]
  return { ...wanted, options }
}

/** What a person would have typed: shown above the reply. A file stands there by its name. */
export function commandLine(wanted: Wanted, attached: readonly Attached[] = []): string {
  if (wanted.type !== TYPE.command && wanted.type !== TYPE.autocomplete) return ''
  // In the menu of a message nothing is typed.
  if (wanted.data?.['target_id'] !== undefined) return ''
  const options = wanted.options.map(
    ({ name, value }) =>
      `${String(name)}: ${attached.find((file) => file.id === value)?.filename ?? String(value)}`,
  )
  return [`/${textOf(wanted.data?.['name']) ?? wanted.name}`, ...options].join(' ')
}

/**
 * The body of the POST.
 * Source: Discord, Receiving and Responding, "Interaction Object".
 */
export function payload(
  wanted: Wanted,
  ids: {
    readonly id: string
    readonly token: string
    readonly applicationId: string
    readonly commandId: string
  },
  attached: readonly Attached[],
  message: Json | undefined,
): Json {
  const common = {
    id: ids.id,
    application_id: ids.applicationId,
    type: wanted.type,
    token: ids.token,
    version: 1,
  }
  // A PING comes from nowhere and from nobody.
  if (wanted.type === TYPE.ping) return common
  const user = {
    id: wanted.member.id,
    username: wanted.member.username,
    global_name: wanted.member.globalName,
    avatar: null,
    discriminator: '0',
    public_flags: 0,
  }
  return {
    ...common,
    channel_id: wanted.channel,
    channel: channelOf(wanted),
    ...(wanted.guild === null
      ? { user }
      : {
          guild_id: wanted.guild,
          guild: { id: wanted.guild, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: {
            user,
            roles: wanted.member.roles,
            nick: wanted.member.nick,
            avatar: null,
            permissions: wanted.member.permissions,
            joined_at: '2024-03-13T19:19:14.040000+00:00',
            premium_since: null,
            pending: false,
            deaf: false,
            mute: false,
            flags: 0,
          },
        }),
    app_permissions: '442368',
    locale: wanted.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: wanted.owners,
    context: wanted.context,
    attachment_size_limit: 10_485_760,
    ...(message === undefined ? {} : { message }),
    data:
      wanted.data === undefined
        ? dataOf(wanted, ids.commandId, attached)
        : given(wanted, wanted.data, attached),
  }
}

/** The files of a modal are resolved like those of a command. */
const given = ({ type }: Wanted, data: Json, attached: readonly Attached[]): Json =>
  type === TYPE.modal && attached.length > 0
    ? { ...data, resolved: { ...recordOf(data['resolved']), attachments: resolvedFiles(attached) } }
    : data

function channelOf(wanted: Wanted): Json {
  const { channel: id, channelType: type, guild, place: known } = wanted
  if (guild === null) return { id, type, last_message_id: null, flags: 0 }
  const common = {
    id,
    type,
    guild_id: guild,
    name: known?.name ?? 'channel',
    permissions: '2147483647',
    flags: 0,
  }
  if (type !== 10 && type !== 11 && type !== 12)
    return { ...common, parent_id: null, position: 0, nsfw: false, topic: null, rate_limit_per_user: 0 }
  return {
    ...common,
    parent_id: known?.parent ?? channels[0].id,
    owner_id: members[0].id,
    thread_metadata: {
      archived: false,
      archive_timestamp: '2026-01-01T00:00:00.000000+00:00',
      auto_archive_duration: 1_440,
      locked: false,
    },
  }
}

function dataOf(wanted: Wanted, commandId: string, attached: readonly Attached[]): Json {
  if (wanted.type === TYPE.component) return pressedData(wanted)
  const { options } = wanted
  const resolved = {
    ...mentioned(options, wanted.resolved),
    ...(attached.length === 0 ? {} : { attachments: resolvedFiles(attached) }),
  }
  return {
    id: commandId,
    name: wanted.name,
    type: 1,
    ...(options.length === 0 ? {} : { options }),
    ...(Object.keys(resolved).length === 0 ? {} : { resolved }),
  }
}

const resolvedFiles = (attached: readonly Attached[]): Json =>
  Object.fromEntries(
    attached.map((file) => [
      file.id,
      {
        id: file.id,
        filename: file.filename,
        ...(file.title === undefined ? {} : { title: file.title }),
        size: file.size,
        content_type: file.contentType,
        url: file.url,
        proxy_url: file.mediaUrl,
        ephemeral: true,
        ...file.pixels,
      },
    ]),
  )
