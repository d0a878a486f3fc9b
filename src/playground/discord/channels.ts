/** The channels that there are, who is in them, and as whose application the bot is there. */

import { channels, type DemoChannel, type DemoMember, findChannel, guild, guilds } from './demo-data.ts'
import type { Json } from './json.ts'
import type { Threads } from './moderation.ts'

/** Undefined for a channel that only a test has invented. */
export const knownChannel = (threads: Threads, id: string): DemoChannel | undefined =>
  findChannel(id) ?? opened(threads, id)

/** By id or name. */
export const channelNamed = (threads: Threads, named: string): DemoChannel | undefined =>
  channels.find(({ id, name }) => id === named || name === named) ?? knownChannel(threads, named)

/** The member's direct messages with the bot. */
export const dmOf = (member: string): DemoChannel | undefined => {
  const all: readonly DemoChannel[] = channels
  return all.find(({ kind, people }) => kind === 'dm' && people?.includes(member) === true)
}

/** Those of the made-up servers, and the threads that were opened in them. */
export const listedChannels = (threads: Threads): readonly DemoChannel[] => [
  ...channels,
  ...[...threads.keys()].flatMap((id) => {
    const thread = opened(threads, id)
    return thread?.parent === undefined || findChannel(thread.parent) === undefined ? [] : [thread]
  }),
]

function opened(threads: Threads, id: string): DemoChannel | undefined {
  const thread = threads.get(id)
  return thread && { id, kind: 'thread', ...thread }
}

/** Undefined in direct messages, and in a channel that only a test has invented. */
export const guildOf = (channel: DemoChannel): string | undefined =>
  channel.guild ?? findChannel(channel.parent ?? '')?.guild

export const isIn = (channel: DemoChannel, member: DemoMember): boolean =>
  channel.people?.includes(member.id) ?? member.guilds.includes(guildOf(channel) ?? '')

/** Where the bot itself reads and writes; elsewhere an interaction's token is all that it has. */
export const hasBot = (channel: DemoChannel): boolean =>
  channel.kind !== 'group' && guilds.find(({ id }) => id === guildOf(channel))?.hasBot !== false

/**
 * The member who has brought the bot to this member in this channel; undefined where nobody has, and no command is offered.
 * Source: Discord, Receiving and Responding, "Authorizing Integration Owners Object".
 */
export function ownersIn(channel: DemoChannel, member: DemoMember): Json | undefined {
  const own = member.hasInstalled ? { '1': member.id } : undefined
  if (channel.kind === 'group') return own
  if (channel.kind === 'dm') return member.guilds.includes(guild.id) ? { '0': '0', ...own } : own
  return hasBot(channel) ? { '0': guildOf(channel), ...own } : own
}

/** Source: Discord, Receiving and Responding, "Interaction Context Types". */
export const CONTEXT = { text: 0, thread: 0, dm: 1, group: 2 } as const satisfies Record<
  DemoChannel['kind'],
  number
>
