/** Turns the messages of a channel, as Discord sends them, into what a reader needs: who, when, what, and to whom. */

import { isRecord, listAt, type Json, numberAt, recordAt, textAt } from '../json.ts'
import { withoutGrowingMark } from './growing-mark.ts'
import { accountName, messageContent, type MessageContent } from './message-content.ts'
import { systemLine } from './system-messages.ts'

export interface ChannelMessage extends MessageContent {
  /** UTC, to the minute: `2026-11-24T20:54Z`. */
  readonly time: string
  readonly author: Author
  /** What Discord says that the author did, where nobody wrote the message. */
  readonly event: string | undefined
  /** What it replies to, as far as Discord says; `deleted` where that is gone. */
  readonly answers: Answered | 'deleted' | undefined
  /** What it forwards. Discord does not say who wrote that, or where. */
  readonly forwards: readonly MessageContent[]
  /** The thread hangs on it. */
  readonly startsThread: boolean
  /** We wrote it. */
  readonly isOurs: boolean
  /** Discord hides its content from us. */
  readonly isHidden: boolean
}

export interface Author {
  /** Undefined for a webhook: any number of people may speak by one. */
  readonly id: string | undefined
  /** As they call themselves; untrusted. */
  readonly name: string
}

interface Answered extends MessageContent {
  readonly author: Author
  readonly isOurs: boolean
}

/** Whose messages these are. */
export interface Place {
  readonly applicationId: string
  /** A thread that hangs on a message has the id of that message (Resources, Channel, "Start Thread from Message"). */
  readonly channel: string
}

/**
 * The messages, oldest first.
 *
 * @param newestFirst as `GET /channels/{channel.id}/messages` answers
 */
export const messagesOf = (newestFirst: readonly unknown[], place: Place): readonly ChannelMessage[] =>
  newestFirst
    .filter(isRecord)
    .flatMap((raw) => (numberAt(raw, 'type') === STARTER ? starterIn(raw) : [raw]))
    .map((raw) => messageOf(raw, place))
    .toReversed()

/** Types of messages; see system-messages.ts. */
const REPLY = 19
const STARTER = 21

/** A thread begins with a message that only refers to the one that it hangs on, which is in another channel. */
const starterIn = ({ referenced_message: message }: Json): readonly Json[] =>
  isRecord(message) ? [message] : []

function messageOf(raw: Json, { applicationId, channel }: Place): ChannelMessage {
  const content = written(raw, applicationId)
  const event = systemLine(numberAt(raw, 'type') ?? 0, content.text)
  const isOurs = isByUs(raw, applicationId)
  return {
    ...content,
    ...(event === undefined ? {} : { text: '' }),
    time: /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(textAt(raw, 'timestamp') ?? '')?.[0].concat('Z') ?? '',
    author: authorOf(raw),
    event,
    answers: answeredBy(raw, applicationId),
    forwards: listAt(raw, 'message_snapshots').map((one) => messageContent(recordAt(one, 'message'))),
    startsThread: textAt(raw, 'id') === channel,
    isOurs,
    isHidden: !isOurs && event === undefined && content.isEmpty,
  }
}

function answeredBy(raw: Json, applicationId: string): ChannelMessage['answers'] {
  const { referenced_message: message } = raw
  // A forward refers to its original, too, and brings a copy of it.
  if (numberAt(raw, 'type') !== REPLY || message === undefined) return undefined
  if (!isRecord(message)) return 'deleted'
  return {
    ...written(message, applicationId),
    author: authorOf(message),
    isOurs: isByUs(message, applicationId),
  }
}

const written = (raw: Json, applicationId: string): MessageContent => {
  const content = messageContent(raw)
  return isByUs(raw, applicationId) ? { ...content, text: withoutGrowingMark(content.text) } : content
}

function isByUs(raw: Json, applicationId: string): boolean {
  const author = recordAt(raw, 'author')
  return author['bot'] === true && [author['id'], raw['application_id']].some((id) => id === applicationId)
}

function authorOf(raw: Json): Author {
  const author = recordAt(raw, 'author')
  const isWebhook = textAt(raw, 'webhook_id') !== undefined
  return { id: isWebhook ? undefined : textAt(author, 'id'), name: accountName(author) }
}
