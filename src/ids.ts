/** Ids that cannot be swapped: each is a string that only its guard can make. */

declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

/** One interaction of Discord's; what a turn is deduplicated by. */
export type InteractionId = Id<'interaction'>
/** The secret that lets us answer one interaction for 15 minutes. Never logged, never shown, forgotten with the turn. */
export type ReplyToken = Id<'reply token'>
export type ChannelId = Id<'channel'>
export type GuildId = Id<'guild'>
export type MemberId = Id<'member'>
export type RoleId = Id<'role'>
export type MessageId = Id<'message'>
/** A file that a member attached. */
export type AttachmentId = Id<'attachment'>

/** Whose settings: a server's, in direct messages a member's own, or what the operator sets for all while the bot runs. */
export type OwnerId = Id<'owner'>

/** The key of a conversation: a channel, or a channel and the one member who may see it. */
export type ThreadId = Id<'thread'>

/**
 * A snowflake is an unsigned 64-bit number, written in decimal.
 * Source: Discord, Reference, "Snowflakes".
 */
const isSnowflake = (raw: unknown): raw is string => typeof raw === 'string' && /^\d{1,20}$/.test(raw)

export const isInteractionId = (raw: unknown): raw is InteractionId => isSnowflake(raw)
export const isChannelId = (raw: unknown): raw is ChannelId => isSnowflake(raw)
export const isGuildId = (raw: unknown): raw is GuildId => isSnowflake(raw)
export const isMemberId = (raw: unknown): raw is MemberId => isSnowflake(raw)
export const isRoleId = (raw: unknown): raw is RoleId => isSnowflake(raw)
export const isMessageId = (raw: unknown): raw is MessageId => isSnowflake(raw)
export const isAttachmentId = (raw: unknown): raw is AttachmentId => isSnowflake(raw)

/** A token goes into a URL path, so nothing may be in it that could end or change the path. */
export const isReplyToken = (raw: unknown): raw is ReplyToken =>
  typeof raw === 'string' && /^(?!\.{1,2}$)[\w.~-]{1,1024}$/.test(raw)

export const isThreadId = (raw: unknown): raw is ThreadId =>
  typeof raw === 'string' && /^\d{1,20}(:\d{1,20})?$/.test(raw)

/** The conversation that everybody in a channel shares; with `member`, the one that only this member can see. */
export function threadOf(channel: ChannelId, member?: MemberId): ThreadId {
  const thread: string = member === undefined ? channel : `${channel}:${member}`
  if (!isThreadId(thread)) throw new Error('ids are checked before they are joined')
  return thread
}

export const isOwnerId = (raw: unknown): raw is OwnerId =>
  typeof raw === 'string' && /^((guild|member):\d{1,20}|operator)$/.test(raw)

function idOfOwner(raw: string): OwnerId {
  if (!isOwnerId(raw)) throw new Error('ids are checked before they are joined')
  return raw
}

export const OPERATOR = idOfOwner('operator')

/** Where only the member has installed the app, the server has no say in it. */
export const ownerOf = (guild: GuildId | null, member: MemberId, userInstall: boolean): OwnerId =>
  idOfOwner(guild === null || userInstall ? `member:${member}` : `guild:${guild}`)

/** Undefined for what is no server. */
export function guildOf(owner: OwnerId): GuildId | undefined {
  const [, guild]: readonly unknown[] = owner.split('guild:')
  return isGuildId(guild) ? guild : undefined
}

/**
 * When Discord made this id, in milliseconds since 1970.
 * Source: Discord, Reference, "Snowflakes": the upper 42 bits count milliseconds since 2015.
 */
export const madeAt = (id: InteractionId | MessageId): number =>
  Number((BigInt(id) >> 22n) + 1_420_070_400_000n)
