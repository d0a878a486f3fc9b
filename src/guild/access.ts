/** Decides who may use the bot, and where: the operator's lists, then those of the server. */

import type { ChannelId, GuildId, MemberId, RoleId } from '../ids.ts'
import { isRoleId } from '../ids.ts'
import type { Case } from '../sentences/sentences.ts'
import type { Settings } from '../settings/settings.ts'
import type { GuildSettings } from './guild-settings.ts'

/** Somebody at the door. */
export interface Asker {
  /** Null in direct messages. */
  readonly guild: GuildId | null
  readonly channel: ChannelId
  /** The channel that a thread is in. */
  readonly around?: ChannelId | undefined
  readonly member: MemberId
  readonly roles: readonly RoleId[]
}

export type OperatorLists = Pick<Settings, 'allowedGuilds' | 'blockedGuilds' | 'blockedUsers'>

/** Whom the operator does not want, nobody in a server can let in. Undefined for one who may use the bot. */
export function deniedByOperator(lists: OperatorLists, { guild, member }: Asker): Case | undefined {
  const place = guild ?? 'dm'
  if (lists.blockedUsers.includes(member)) return 'user blocked'
  const isAllowed = lists.allowedGuilds.length === 0 || lists.allowedGuilds.includes(place)
  if (lists.blockedGuilds.includes(place) || !isAllowed)
    return guild === null ? 'no direct messages' : 'server not allowed'
  return undefined
}

/**
 * What the settings of a server say. A list that denies is stronger than a list that allows; a thread is denied and allowed as
 * the channel that it is in, or by itself. Then each list that allows somebody has to allow this one.
 */
export function deniedByServer(
  { blockedMembers = [], roles = nobody, channels = nobody }: GuildSettings,
  { guild, channel, around, member, roles: own }: Asker,
): Case | undefined {
  // Everybody has the role that has the server's own id (Permissions, "Role Object").
  const everyone: unknown = guild
  const has = isRoleId(everyone) ? [...own, everyone] : own
  const places = around === undefined ? [channel] : [channel, around]
  if (blockedMembers.includes(member)) return 'member blocked'
  if (meets(roles.deny, has)) return 'role not allowed'
  if (meets(channels.deny, places)) return 'channel not allowed'
  if (roles.allow.length > 0 && !meets(roles.allow, has)) return 'role not allowed'
  if (channels.allow.length > 0 && !meets(channels.allow, places)) return 'channel not allowed'
  return undefined
}

const nobody = { allow: [], deny: [] }

const meets = <Of>(list: readonly Of[], those: readonly Of[]): boolean =>
  those.some((one) => list.includes(one))
