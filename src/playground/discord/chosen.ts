/** What a member may choose in a select, and what Discord tells the bot of it. */

import { guildOf, isIn, listedChannels } from './channels.ts'
import { CHANNEL_TYPE, type DemoChannel, members, roles } from './demo-data.ts'
import { type Json, listOf, numberOf, recordOf, textOf } from './json.ts'
import { resolved } from './mentioned.ts'
import type { Threads } from './moderation.ts'

export type Chosen =
  /** `{type, values, resolved?}` */
  { readonly ok: true; readonly chosen: Json } | { readonly ok: false; readonly reason: string }

/** Source: Discord, Components, Reference, "Component Types". */
const TYPE = { text: 3, user: 5, role: 6, mentionable: 7, channel: 8 } as const
const SELECTS: ReadonlySet<unknown> = new Set(Object.values(TYPE))

export const isSelect = (component: Json): boolean => SELECTS.has(component['type'])

/**
 * Takes only what the select offers, each value once, and as many as it says. The order is that of the member's choice.
 * Source: Discord, Components, Reference, "String Select" to "Channel Select", their interaction responses.
 *
 * @param select as the bot has sent it
 * @param place the channel that the select stands in; undefined for one that is not known, where there is nobody
 */
export function chosenIn(
  select: Json,
  raw: unknown,
  threads: Threads,
  place: DemoChannel | undefined,
): Chosen {
  const values = listOf(raw).flatMap((value) => textOf(value) ?? [])
  const least = numberOf(select['min_values']) ?? 1
  const most = numberOf(select['max_values']) ?? 1
  const offered = new Set(offeredIn(select, threads, place))
  if (values.some((value) => !offered.has(value)) || values.length < listOf(raw).length)
    return { ok: false, reason: 'This menu has no such choice.' }
  if (new Set(values).size < values.length)
    return { ok: false, reason: 'This menu takes each choice only once.' }
  if (values.length < least) return { ok: false, reason: `This menu takes at least ${least}.` }
  if (values.length > most) return { ok: false, reason: `This menu takes at most ${most}.` }
  const { type } = select
  if (type === TYPE.text) return { ok: true, chosen: { type, values } }
  const among = (known: readonly { readonly id: string }[]): readonly string[] =>
    values.filter((value) => known.some(({ id }) => id === value))
  const ids = { users: among(members), roles: among(roles), channels: among(listedChannels(threads)) }
  return { ok: true, chosen: { type, values, resolved: resolved(ids, {}, threads) } }
}

const idsOf = (some: readonly { readonly id: string }[]): readonly string[] => some.map(({ id }) => id)

/** Members, roles and channels are those of the place: of its server, or of the direct messages. */
function offeredIn(select: Json, threads: Threads, place: DemoChannel | undefined): readonly string[] {
  const guild = place && guildOf(place)
  const here = idsOf(members.filter((member) => place !== undefined && isIn(place, member)))
  const itsRoles = idsOf(roles.filter((role) => role.guild === guild))
  switch (select['type']) {
    case TYPE.text:
      return listOf(select['options']).map((option) => String(recordOf(option)['value']))
    case TYPE.user:
      return here
    case TYPE.role:
      return itsRoles
    case TYPE.mentionable:
      return [...here, ...itsRoles]
    case TYPE.channel:
      return guild === undefined ? [] : idsOf(channelsIn(select, threads, guild))
    default:
      return []
  }
}

/** Those of a server, of the types that the select names; all where it names none. */
function channelsIn(select: Json, threads: Threads, guild: string): readonly DemoChannel[] {
  const types = listOf(select['channel_types'])
  return listedChannels(threads).filter(
    (channel) =>
      guildOf(channel) === guild && (types.length === 0 || types.includes(CHANNEL_TYPE[channel.kind])),
  )
}
