/** Who may use the bot, and where. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asker, deniedByOperator, deniedByServer, type OperatorLists } from '../../src/guild/access.ts'
import { type GuildSettings, parseSettings } from '../../src/guild/guild-settings.ts'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { isOwnerId } from '../../src/ids.ts'
import { settings } from '../fakes/documented-settings.ts'
import { payload } from '../fakes/payload.ts'

const owner: unknown = 'guild:1'

/** Read as it comes from Discord, so that the ids are of their kinds. */
const own = (raw: object): GuildSettings => {
  if (!isOwnerId(owner)) throw new Error('an owner')
  return parseSettings(owner, raw).settings
}

const lists = (env: Record<string, string>): OperatorLists => settings(env)

/** Somebody with these ids. */
function asker(ids: {
  guild?: string
  channel?: string
  around?: string
  member?: string
  roles?: string[]
}): Asker {
  const { guild, channel = '10', around, member = '20', roles = [] } = ids
  const place = around === undefined ? { id: channel, type: 0 } : { id: channel, type: 12, parent_id: around }
  const read = parseInteraction({
    ...payload('ask-in-guild'),
    guild_id: guild,
    channel_id: channel,
    channel: place,
    member: { user: { id: member, username: 'Ada' }, roles },
  })
  if (read.kind !== 'command') throw new Error(read.kind)
  const { standing, ...origin } = read.origin
  return { ...origin, around: standing.around, roles: standing.roles }
}

describe('the operator', () => {
  test.each([
    [{}, '1', undefined],
    [{ ALLOWED_GUILDS: '1, 2' }, '1', undefined],
    [{ ALLOWED_GUILDS: '1,2' }, '3', 'server not allowed'],
    [{ ALLOWED_GUILDS: '1,2' }, undefined, 'no direct messages'],
    [{ ALLOWED_GUILDS: '1 dm' }, undefined, undefined],
    [{ BLOCKED_GUILDS: '1' }, '1', 'server not allowed'],
    [{ ALLOWED_GUILDS: '1', BLOCKED_GUILDS: '1' }, '1', 'server not allowed'],
    [{ BLOCKED_GUILDS: 'dm' }, undefined, 'no direct messages'],
    [{ BLOCKED_USERS: '7,20', ALLOWED_GUILDS: '1' }, '1', 'user blocked'],
  ])('with %j, in server %s: %s', (env, guild, why) => {
    expect(deniedByOperator(lists(env), asker(guild === undefined ? {} : { guild }))).toBe(why)
  })
})

describe('a server', () => {
  test.each([
    ['nothing is set', {}, {}, undefined],
    ['a blocked member', { blockedMembers: ['20'] }, {}, 'member blocked'],
    ['a denied role', { roles: { deny: ['5'] } }, { roles: ['4', '5'] }, 'role not allowed'],
    [
      'a role that is allowed and another that is denied',
      { roles: { allow: ['4'], deny: ['5'] } },
      { roles: ['4', '5'] },
      'role not allowed',
    ],
    ['none of the allowed roles', { roles: { allow: ['4'] } }, { roles: ['6'] }, 'role not allowed'],
    ['the role that everybody has, allowed', { roles: { allow: ['1'] } }, {}, undefined],
    ['the role that everybody has, denied', { roles: { deny: ['1'] } }, {}, 'role not allowed'],
    ['a denied channel', { channels: { deny: ['10'] } }, {}, 'channel not allowed'],
    ['a thread in a denied channel', { channels: { deny: ['11'] } }, { around: '11' }, 'channel not allowed'],
    [
      'a denied thread in an allowed channel',
      { channels: { allow: ['11'], deny: ['10'] } },
      { around: '11' },
      'channel not allowed',
    ],
    ['a thread in an allowed channel', { channels: { allow: ['11'] } }, { around: '11' }, undefined],
    ['another channel than the allowed one', { channels: { allow: ['11'] } }, {}, 'channel not allowed'],
    [
      'an allowed role in a channel that is not',
      { roles: { allow: ['4'] }, channels: { allow: ['11'] } },
      { roles: ['4'] },
      'channel not allowed',
    ],
  ])('%s', (_, raw, ids, why) => {
    expect(deniedByServer(own(raw), asker({ guild: '1', ...ids }))).toBe(why)
  })

  test('a list that denies is stronger than the lists that allow', () => {
    const id = fc.constantFrom('1', '2', '3', '4')
    const ids = fc.array(id, { maxLength: 3 })
    const two = fc.record({ allow: ids, deny: ids })
    fc.assert(
      fc.property(
        fc.record({ blockedMembers: ids, roles: two, channels: two }),
        fc.record({ guild: id, channel: id, around: id, member: id, roles: ids }),
        (raw, who) => {
          const why = deniedByServer(own(raw), asker(who))
          const roles = [...who.roles, who.guild]
          const places = [who.channel, who.around]
          const isDenied =
            raw.blockedMembers.includes(who.member) ||
            raw.roles.deny.some((role) => roles.includes(role)) ||
            raw.channels.deny.some((place) => places.includes(place))
          const isLeftOut =
            (raw.roles.allow.length > 0 && !raw.roles.allow.some((role) => roles.includes(role))) ||
            (raw.channels.allow.length > 0 && !raw.channels.allow.some((place) => places.includes(place)))
          expect(why !== undefined).toBe(isDenied || isLeftOut)
        },
      ),
    )
  })
})
