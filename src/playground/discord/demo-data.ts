/** The made-up server, its channels and its members, that everything local plays on. */

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
}

export interface DemoRole {
  readonly id: string
  readonly name: string
  /** As Discord writes it: red, green and blue in one number. */
  readonly colour: number
}

export interface DemoChannel {
  readonly id: string
  readonly name: string
  readonly kind: 'text' | 'thread' | 'dm'
  /** The thread's channel. */
  readonly parent?: string
}

export const guild = { id: '290000000000000001', name: 'The Reading Corner' } as const

export const channels = [
  { id: '290000000000000011', name: 'general', kind: 'text' },
  { id: '290000000000000012', name: 'random', kind: 'text' },
  { id: '290000000000000013', name: 'weekend plans', kind: 'thread', parent: '290000000000000011' },
  { id: '290000000000000014', name: 'Threadkeeper', kind: 'dm' },
] as const satisfies readonly DemoChannel[]

export const roles = [
  { id: '290000000000000031', name: 'Librarians', colour: 0xe8a33d },
  { id: '290000000000000032', name: 'Night owls', colour: 0x5aa9e6 },
] as const satisfies readonly DemoRole[]

/**
 * Source: Discord, Topics, Permissions. An ordinary member is no administrator and may manage neither messages nor the
 * server; whoever keeps the server may manage that alone.
 */
export const EVERYTHING = '2147483647'
const ORDINARY = '2147475415'
const KEEPER = '2147475447'

export const members = [
  {
    id: '290000000000000021',
    username: 'ada',
    name: 'Ada',
    colour: '#e8a33d',
    locale: 'en-US',
    permissions: EVERYTHING,
    roles: [roles[0].id],
  },
  {
    id: '290000000000000022',
    username: 'ben',
    name: 'Ben',
    colour: '#5aa9e6',
    locale: 'en-GB',
    permissions: ORDINARY,
    roles: [roles[1].id],
  },
  {
    id: '290000000000000023',
    username: 'cleo',
    name: 'Cleo',
    colour: '#b57edc',
    locale: 'de',
    permissions: KEEPER,
    roles: [],
  },
] as const satisfies readonly DemoMember[]

/** Source: Discord, Channel Resource, "Channel Types". */
export const CHANNEL_TYPE = { text: 0, dm: 1, thread: 11 } as const satisfies Record<
  DemoChannel['kind'],
  number
>

export const findChannel = (id: string): DemoChannel | undefined =>
  channels.find((channel) => channel.id === id)

/** By id, username or name: a test writes whichever reads best. */
export const findMember = (who: string): DemoMember | undefined =>
  members.find((member) => member.id === who || member.username === who || member.name === who)

export const findRole = (id: string): DemoRole | undefined => roles.find((role) => role.id === id)
