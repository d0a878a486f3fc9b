/** What a member asked, as its thread is told it and as it is written down. */

import type { ChannelId, GuildId, InteractionId, MemberId, ReplyToken, ThreadId } from '../../ids.ts'
import { isChannelId, isGuildId, isInteractionId, isMemberId, isReplyToken, isThreadId } from '../../ids.ts'
import type { Language } from '../../sentences/sentences.ts'
import { type GuildSettings, readSnapshot } from '../../guild/guild-settings.ts'
import { isRecord, listAt } from '../../json.ts'
import { type AboutMessage, readAboutMessage } from './about-message.ts'
import { type Attachment, readAttachment } from './attachment.ts'
import { isNameless, type Names, readNames } from './names.ts'
import { readRenewal, type Renewal } from './renewal.ts'

/** As whom a member may read what was said in a channel. */
export type Reader = 'member' | 'moderator'

/** Plain data: it travels to the thread object and into its storage. The token is stored apart and forgotten first. */
export interface Question {
  readonly id: InteractionId
  readonly token: ReplyToken
  readonly thread: ThreadId
  readonly channel: ChannelId
  /** The channel around a thread that may hang on a message there; absent elsewhere. */
  readonly parent?: ChannelId
  /** Null in direct messages. */
  readonly guild: GuildId | null
  readonly member: MemberId
  /** As the others in the channel see it; chosen by the member, so untrusted. */
  readonly memberName: string
  readonly language: Language
  /** As it was typed, with the ids of all whom it mentions. */
  readonly text: string
  /** What those are called; absent where nobody is mentioned. */
  readonly names?: Names
  /** The message of the channel that it is about. */
  readonly about?: AboutMessage
  /** The files that came with it, in the order of the options; fetched when the turn begins. */
  readonly files: readonly Attachment[]
  /** Only the member sees the answer. */
  readonly private: boolean
  /** The member wants a new answer even where there is a cached one. */
  readonly fresh: boolean
  /** Of those that the operator allows; absent where the member has chosen none. */
  readonly model?: string
  /** It was typed in a modal: a refusal has to give it back, because nobody can read it there any more. */
  readonly isTyped?: boolean
  /** The app is installed by the member only, which limits follow-ups (see limits.ts). */
  readonly userInstall: boolean
  /** Absent for one who may not read the channel, or where the bot is no member of it. Discord says so, nobody else. */
  readonly reader?: Reader
  /** Absent for a question that a member has typed. */
  readonly renews?: Renewal
  /** What its server, or the member for direct messages, has set; absent where nobody has. */
  readonly settings?: GuildSettings
  /** When Discord made the interaction, in milliseconds since 1970; the token's life counts from here. */
  readonly askedAt: number
}

/** Reads a question back from storage or from a Worker of another version; undefined when it is none. */
export function readQuestion(kept: unknown, token: unknown): Question | undefined {
  if (!isRecord(kept) || !isReplyToken(token)) return undefined
  const { id, thread, channel, guild, member, memberName, language, text, askedAt } = kept
  if (!isInteractionId(id) || !isThreadId(thread) || !isChannelId(channel) || !isMemberId(member))
    return undefined
  if (typeof text !== 'string' || typeof askedAt !== 'number') return undefined
  const { reader, parent, model } = kept
  const names = readNames(kept['names'])
  const about = readAboutMessage(kept['about'])
  const renews = readRenewal(kept['renews'])
  const settings = readSnapshot(kept['settings'])
  return {
    id,
    token,
    thread,
    channel,
    ...(isChannelId(parent) ? { parent } : {}),
    guild: isGuildId(guild) ? guild : null,
    member,
    memberName: typeof memberName === 'string' ? memberName : '',
    language: language === 'de' ? 'de' : 'en',
    text,
    ...(isNameless(names) ? {} : { names }),
    ...(about === undefined ? {} : { about }),
    files: listAt(kept, 'files').flatMap((file) => readAttachment(file) ?? []),
    private: kept['private'] === true,
    fresh: kept['fresh'] === true,
    ...(typeof model === 'string' ? { model } : {}),
    ...(kept['isTyped'] === true ? { isTyped: true } : {}),
    userInstall: kept['userInstall'] === true,
    ...(reader === 'member' || reader === 'moderator' ? { reader } : {}),
    ...(renews === undefined ? {} : { renews }),
    ...(settings === undefined ? {} : { settings }),
    askedAt,
  }
}

/** Whether nobody else can speak in the conversation: then a name and a number for the asker would only cost tokens. */
export const isAlone = ({ guild, private: alone, userInstall }: Question): boolean =>
  guild === null || alone || userInstall
