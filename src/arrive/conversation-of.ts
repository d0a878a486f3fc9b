/** Which conversation an interaction is about, and who may have it forgotten. */

import type { Command } from '../converse/thread/command.ts'
import { type ThreadId, threadOf } from '../ids.ts'
import type { Origin } from './interaction.ts'

/** If only the member installed the app, the conversation is theirs alone, also in a group chat: nobody else agreed to share. */
export const conversationOf = (
  { channel, member, userInstall }: Pick<Origin, 'channel' | 'member' | 'userInstall'>,
  isPrivate: boolean,
): ThreadId => threadOf(channel, isPrivate || userInstall ? member : undefined)

export const commandOf = (origin: Origin, isPrivate: boolean): Command => ({
  id: origin.id,
  thread: conversationOf(origin, isPrivate),
  guild: origin.guild,
  member: origin.member,
  userInstall: origin.userInstall,
  private: isPrivate,
  language: origin.language,
})

/** A server's conversation belongs to all members, so only a moderator may erase it. */
export const mayForget = ({ guild, userInstall, moderates }: Origin, isPrivate: boolean): boolean =>
  guild === null || isPrivate || userInstall || moderates
