/** Which pages of an answer lead to the next one by a link: those after which something else of ours stands. */

import { type ChannelId, type GuildId, isMessageId, type MessageId } from '../ids.ts'
import { type Language, sentence } from '../sentences/sentences.ts'
import type { MessageBody } from './message.ts'
import type { Shown } from './reply-plan.ts'

/** Where messages stand; a direct message has no server. */
export interface LinkPlace {
  readonly guild: GuildId | null
  readonly channel: ChannelId
}

export interface LinkEdit {
  readonly message: MessageId
  readonly body: MessageBody
}

/** The address of a message, as Discord's clients copy it. */
export const messageLink = ({ guild, channel }: LinkPlace, message: MessageId): string =>
  `https://discord.com/channels/${guild ?? '@me'}/${channel}/${message}`

/**
 * The edits that give pages their links, the first page first.
 *
 * @param pages the whole answer as it stands in Discord
 * @param isBetween whether something else of ours stands between two messages
 */
export function linkEdits(
  pages: readonly Shown[],
  isBetween: (one: MessageId, next: MessageId) => boolean,
  place: LinkPlace,
  language: Language,
): readonly LinkEdit[] {
  return pages.slice(0, -1).flatMap(({ message, content, plainLinks, ...page }, at) => {
    const next = pages[at + 1]?.message
    if (!isMessageId(message) || !isMessageId(next) || !isBetween(message, next)) return []
    // An edit would drop the file.
    if (page.attached || (page.files ?? 0) > 0) return []
    const link = { label: sentence('continues below', language), url: messageLink(place, next) }
    return [{ message, body: { content, plainLinks, link } }]
  })
}
