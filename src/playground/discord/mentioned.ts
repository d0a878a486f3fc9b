/** What Discord sends along of those who are mentioned in a text or chosen in a select: users, members, roles and channels by their ids. */

import { guildOf, knownChannel } from './channels.ts'
import { CHANNEL_TYPE, findMember, findRole, guild } from './demo-data.ts'
import { recordOf, textOf, type Json } from './json.ts'
import type { Threads } from './moderation.ts'

/** The ids of each kind. */
export interface Ids {
  readonly users: readonly string[]
  readonly roles: readonly string[]
  readonly channels: readonly string[]
}

/**
 * The `resolved` data of a command, without its files. Only what is mentioned in a text is in it, and of that only what
 * the server has.
 * Source: Discord, Receiving and Responding, "Resolved Data Structure"; discord-api-docs #4688.
 *
 * @param known users, members, roles and channels beside those of the made-up server, each by its id
 */
export function mentioned(options: readonly Json[], known: Json): Json {
  const texts = options.flatMap(({ value }) => textOf(value) ?? []).join('\n')
  const ids = (form: RegExp): readonly string[] => [
    ...new Set(Array.from(texts.matchAll(form), ([, id = '']) => id)),
  ]
  const all = {
    users: ids(/<@!?(\d{17,20})>/g),
    roles: ids(/<@&(\d{17,20})>/g),
    channels: ids(/<#(\d{17,20})>/g),
  }
  return resolved(all, known)
}

/** What is known of these ids; an id that nobody knows is left out, and so is a kind of which there are none. */
export function resolved(ids: Ids, known: Json = {}, threads: Threads = new Map()): Json {
  const of = (field: string, id: string): unknown => recordOf(known[field])[id]
  const users = ids.users.flatMap((id) => pair(id, of('users', id) ?? user(id)))
  const all = {
    users,
    members: users.flatMap(([id]) => pair(id, of('members', id) ?? member(id))),
    roles: ids.roles.flatMap((id) => pair(id, of('roles', id) ?? role(id))),
    channels: ids.channels.flatMap((id) => pair(id, of('channels', id) ?? channel(id, threads))),
  }
  return Object.fromEntries(
    Object.entries(all).flatMap(([field, some]) =>
      some.length === 0 ? [] : [[field, Object.fromEntries(some)]],
    ),
  )
}

const pair = (id: string, value: unknown): readonly (readonly [string, unknown])[] =>
  value === undefined ? [] : [[id, value]]

function user(id: string): Json | undefined {
  const known = findMember(id)
  return known && { id, username: known.username, global_name: known.name, avatar: null, discriminator: '0' }
}

/** Discord leaves out `user`, `deaf` and `mute` here. */
function member(id: string): Json {
  const known = findMember(id)
  return {
    nick: null,
    roles: known?.roles ?? [],
    avatar: null,
    pending: false,
    flags: 0,
    joined_at: '2024-03-13T19:19:14.040000+00:00',
    permissions: known?.permissions ?? '0',
  }
}

/** Source: Discord, Permissions, "Role Object". */
function role(id: string): Json | undefined {
  const known = findRole(id)
  return (
    known && {
      id,
      name: known.name,
      color: known.colour,
      colors: { primary_color: known.colour, secondary_color: null, tertiary_color: null },
      hoist: false,
      icon: null,
      unicode_emoji: null,
      position: 1,
      permissions: '0',
      managed: false,
      mentionable: false,
      flags: 0,
    }
  )
}

/** Source: Discord, Receiving and Responding, "Resolved Data Structure": the fields of a partial channel. */
function channel(id: string, threads: Threads): Json | undefined {
  const known = knownChannel(threads, id)
  if (known === undefined) return undefined
  const inServer = known.people === undefined ? { guild_id: guildOf(known) ?? guild.id } : {}
  return {
    id,
    name: known.name,
    type: CHANNEL_TYPE[known.kind],
    permissions: '0',
    flags: 0,
    ...inServer,
    ...(known.parent === undefined ? {} : { parent_id: known.parent }),
  }
}
