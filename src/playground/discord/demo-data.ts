/** The made-up servers, their channels and their members, that everything local plays on. */

export interface DemoGuild {
  readonly id: string
  readonly name: string
  /** Whether the bot is in it. */
  readonly hasBot: boolean
}

export interface DemoMember {
  readonly id: string
  readonly username: string
  readonly name: string
  /** CSS colour of the name. */
  readonly colour: string
  /** Discord's locale of this member's client. */
  readonly locale: string
  /** Of the member in every channel, as Discord writes them. */
  readonly permissions: string
  readonly roles: readonly string[]
  /** Ids of the servers that the member is in. */
  readonly guilds: readonly string[]
  /** Whether the member has installed the bot for themselves, so that it is with them everywhere. */
  readonly hasInstalled: boolean
}

export interface DemoRole {
  readonly id: string
  readonly name: string
  /** The server of it. */
  readonly guild: string
  /** As Discord writes it: red, green and blue in one number. */
  readonly colour: number
}

export interface DemoChannel {
  readonly id: string
  readonly name: string
  readonly kind: 'text' | 'thread' | 'dm' | 'group'
  /** The thread's channel. */
  readonly parent?: string
  /** The server of a channel; that of a thread is its channel's. */
  readonly guild?: string
  /** Ids of those who write direct messages there. */
  readonly people?: readonly string[]
}

export const guild = { id: '290000000000000001', name: 'The Reading Corner', hasBot: true } as const

/** The bot is not in it, so only who has installed it can ask there. */
const nightTrain = { id: '290000000000000002', name: 'Night Train', hasBot: false } as const

export const guilds = [guild, nightTrain] as const satisfies readonly DemoGuild[]

export const roles = [
  { id: '290000000000000031', name: 'Librarians', guild: guild.id, colour: 0xe8a33d },
  { id: '290000000000000032', name: 'Night owls', guild: guild.id, colour: 0x5aa9e6 },
  { id: '290000000000000033', name: 'Moderators', guild: guild.id, colour: 0x4fb88a },
] as const satisfies readonly DemoRole[]

/**
 * Source: Discord, Topics, Permissions. An ordinary member is no administrator and may manage neither messages nor the
 * server; the server's keeper may manage that alone, and a moderator the messages alone.
 */
export const EVERYTHING = '2147483647'
const ORDINARY = '2147475415'
const KEEPER = '2147475447'
const MODERATOR = '2147483607'

export const members = [
  {
    id: '290000000000000021',
    username: 'ada',
    name: 'Ada',
    colour: '#e8a33d',
    locale: 'en-US',
    permissions: EVERYTHING,
    roles: [roles[0].id],
    guilds: [guild.id],
    hasInstalled: false,
  },
  {
    id: '290000000000000022',
    username: 'ben',
    name: 'Ben',
    colour: '#5aa9e6',
    locale: 'en-GB',
    permissions: ORDINARY,
    roles: [roles[1].id],
    guilds: [guild.id],
    hasInstalled: false,
  },
  {
    id: '290000000000000023',
    username: 'cleo',
    name: 'Cleo',
    colour: '#b57edc',
    locale: 'de',
    permissions: KEEPER,
    roles: [],
    guilds: [guild.id],
    hasInstalled: false,
  },
  {
    id: '290000000000000024',
    username: 'dora',
    name: 'Dora',
    colour: '#4fb88a',
    locale: 'fr',
    permissions: MODERATOR,
    roles: [roles[2].id],
    guilds: [guild.id],
    hasInstalled: true,
  },
  {
    id: '290000000000000025',
    username: 'emre',
    name: 'Emre',
    colour: '#e57f9b',
    locale: 'en-US',
    permissions: ORDINARY,
    roles: [],
    guilds: [guild.id, nightTrain.id],
    hasInstalled: false,
  },
  {
    id: '290000000000000026',
    username: 'finn',
    name: 'Finn',
    colour: '#8fb339',
    locale: 'en-GB',
    permissions: ORDINARY,
    roles: [],
    guilds: [nightTrain.id],
    hasInstalled: true,
  },
] as const satisfies readonly DemoMember[]

const [ada, ben, cleo, dora, emre, finn] = members

export const channels = [
  { id: '290000000000000011', name: 'general', kind: 'text', guild: guild.id },
  { id: '290000000000000012', name: 'random', kind: 'text', guild: guild.id },
  { id: '290000000000000013', name: 'weekend plans', kind: 'thread', parent: '290000000000000011' },
  { id: '290000000000000014', name: 'Threadkeeper', kind: 'dm', people: [ada.id] },
  { id: '290000000000000015', name: 'Threadkeeper', kind: 'dm', people: [ben.id] },
  { id: '290000000000000016', name: 'Threadkeeper', kind: 'dm', people: [cleo.id] },
  { id: '290000000000000017', name: 'Threadkeeper', kind: 'dm', people: [dora.id] },
  { id: '290000000000000018', name: 'Threadkeeper', kind: 'dm', people: [emre.id] },
  { id: '290000000000000019', name: 'Threadkeeper', kind: 'dm', people: [finn.id] },
  { id: '290000000000000041', name: 'departures', kind: 'text', guild: nightTrain.id },
  { id: '290000000000000042', name: 'film night', kind: 'group', people: [ben.id, dora.id, finn.id] },
] as const satisfies readonly DemoChannel[]

/** Source: Discord, Channel Resource, "Channel Types". */
export const CHANNEL_TYPE = { text: 0, dm: 1, group: 3, thread: 11 } as const satisfies Record<
  DemoChannel['kind'],
  number
>

export const findChannel = (id: string): DemoChannel | undefined =>
  channels.find((channel) => channel.id === id)

/** By id, username or name: a test writes whichever reads best. */
export const findMember = (who: string): DemoMember | undefined =>
  members.find((member) => member.id === who || member.username === who || member.name === who)

export const findRole = (id: string): DemoRole | undefined => roles.find((role) => role.id === id)
