/** What Discord sends along of whoever a text option mentions: users, members, roles and channels by their ids. */

import { CHANNEL_TYPE, findChannel, findMember } from './demo-data.ts'
import { recordOf, textOf, type Json } from './json.ts'

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
  const of = (field: string, id: string): unknown => recordOf(known[field])[id]
  const users = ids(/<@!?(\d{17,20})>/g).flatMap((id) => pair(id, of('users', id) ?? user(id)))
  const all = {
    users,
    members: users.flatMap(([id]) => pair(id, of('members', id) ?? member)),
    roles: ids(/<@&(\d{17,20})>/g).flatMap((id) => pair(id, of('roles', id))),
    channels: ids(/<#(\d{17,20})>/g).flatMap((id) => pair(id, of('channels', id) ?? channel(id))),
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
const member: Json = { nick: null, roles: [], avatar: null, pending: false, flags: 0 }

function channel(id: string): Json | undefined {
  const known = findChannel(id)
  return known && { id, name: known.name, type: CHANNEL_TYPE[known.kind], permissions: '0' }
}
