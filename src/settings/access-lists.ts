/** The settings ALLOWED_GUILDS, BLOCKED_GUILDS and BLOCKED_USERS: text becomes lists of ids, or one sentence for a mistake. */

import { type GuildId, isGuildId, isMemberId, type MemberId } from '../ids.ts'

/** A server, or all direct messages. */
export type GuildPlace = GuildId | 'dm'

export interface ReadList<Of> {
  readonly listed: readonly Of[]
  readonly problems: readonly string[]
}

/** @param name of the variable */
export const readGuildPlaces = (name: string, raw: string): ReadList<GuildPlace> =>
  readList(raw, (one) => isGuildId(one) || one === 'dm', name, 'ids of servers, or "dm",')

export const readMembers = (name: string, raw: string): ReadList<MemberId> =>
  readList(raw, isMemberId, name, 'ids of users')

function readList<Of extends string>(
  raw: string,
  is: (one: string) => one is Of,
  name: string,
  right: string,
): ReadList<Of> {
  const all = raw.split(/[\s,]+/).filter((one) => one !== '')
  const wrong = all.find((one) => !is(one))
  const problem = `${name} is "${wrong?.slice(0, 40)}"; it should be ${right} with commas between them.`
  return { listed: all.filter(is), problems: wrong === undefined ? [] : [problem] }
}
