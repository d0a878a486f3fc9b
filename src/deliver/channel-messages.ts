/** Turns the messages of a channel, as Discord sends them, into what a reader needs: author, time, text, files. */

import { withoutGrowingMark } from './growing-mark.ts'
import { isRecord, listAt, type Json, numberAt, recordAt, textAt } from '../json.ts'

export interface ChannelMessage {
  /** UTC, to the minute: `2026-11-24T20:54Z`. */
  readonly time: string
  /** As they call themselves; untrusted. */
  readonly author: string
  /** Untrusted, with mentions of people by name. */
  readonly text: string
  /** The names of the attached files; untrusted. */
  readonly files: readonly string[]
  /** We wrote it. */
  readonly isOurs: boolean
  /** Discord hides its content from us. */
  readonly isHidden: boolean
}

/** Source: Discord, Resources, Message, "Message Types": ordinary ones, replies, answers to either kind of command. */
const SPOKEN: ReadonlySet<number> = new Set([0, 19, 20, 23])

/**
 * The messages that somebody wrote, oldest first. System messages such as "Ada joined" are left out.
 *
 * @param newestFirst as `GET /channels/{channel.id}/messages` answers
 */
export const messagesOf = (
  newestFirst: readonly unknown[],
  applicationId: string,
): readonly ChannelMessage[] =>
  newestFirst
    .filter(isRecord)
    .filter((raw) => SPOKEN.has(numberAt(raw, 'type') ?? -1))
    .map((raw) => messageOf(raw, applicationId))
    .toReversed()

function messageOf(raw: Json, applicationId: string): ChannelMessage {
  const author = recordAt(raw, 'author')
  const isOurs =
    author['bot'] === true && [author['id'], raw['application_id']].some((id) => id === applicationId)
  const content = textAt(raw, 'content') ?? ''
  return {
    time: /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(textAt(raw, 'timestamp') ?? '')?.[0].concat('Z') ?? '',
    author: nameOf(author),
    text: named(isOurs ? withoutGrowingMark(content) : content, listAt(raw, 'mentions')),
    files: listAt(raw, 'attachments').flatMap((file) => textAt(file, 'filename') ?? []),
    isOurs,
    isHidden: !isOurs && contents.every((field) => isEmpty(raw[field])),
  }
}

/**
 * Every message has one of these. Without the intent MESSAGE_CONTENT Discord empties the first five, and the others are
 * there only where they are used (Topics, Gateway, "Message Content Intent").
 */
const contents = [
  'content',
  'embeds',
  'attachments',
  'components',
  'poll',
  'sticker_items',
  'message_snapshots',
]

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

const nameOf = (user: unknown): string => textAt(user, 'global_name') ?? textAt(user, 'username') ?? ''

/** `<@123>` becomes the name: a reader does not know the number, and would mention somebody by repeating it. */
function named(text: string, mentions: readonly unknown[]): string {
  const names = new Map(mentions.map((user) => [textAt(user, 'id'), nameOf(user)]))
  return text.replaceAll(/<@!?(\d{1,20})>/g, (whole, id: string) => {
    const name = names.get(id) ?? ''
    return name === '' ? whole : `@${name}`
  })
}
