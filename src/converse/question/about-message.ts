/** The message that a question is about, as Discord sent it with the command: what of it is kept, and whether it can be read. */

import { messageContent } from '../../deliver/message-content.ts'
import { messagesOf } from '../../deliver/channel-messages.ts'
import { escaped, line, name } from '../../deliver/plain-text.ts'
import { isRecord, type Json, listAt, numberAt, recordAt, textAt } from '../../json.ts'
import type { Case } from '../../sentences/sentences.ts'

/** As Discord has it (Resources, Message, "Message Object"), but only what is read of it: no address and no id of a file. */
export type AboutMessage = Json

/** Claude is given 6,000 characters at most; a text that is far longer would be kept as long. */
const MOST_UNITS = 60_000

/** Undefined where there is no message. */
export function readAboutMessage(raw: unknown): AboutMessage | undefined {
  if (!isRecord(raw) || !isRecord(raw['author'])) return undefined
  const whole = { ...kept(raw), referenced_message: referenced(raw) }
  if (JSON.stringify(whole).length <= MOST_UNITS) return whole
  const { content, embeds: _, components: _components, message_snapshots: _snapshots, ...rest } = kept(raw)
  return { ...rest, content: (typeof content === 'string' ? content : '').slice(0, MOST_UNITS / 10) }
}

const FIELDS = [
  'id',
  'type',
  'content',
  'embeds',
  'components',
  'poll',
  'webhook_id',
  'application_id',
  'timestamp',
  'flags',
]

const kept = (raw: Json): Json => ({
  ...picked(raw, FIELDS),
  author: picked(recordAt(raw, 'author'), PERSON),
  mentions: listAt(raw, 'mentions')
    .filter(isRecord)
    .map((user) => picked(user, PERSON)),
  attachments: listAt(raw, 'attachments')
    .filter(isRecord)
    .map((file) => picked(file, FILE)),
  sticker_items: listAt(raw, 'sticker_items')
    .filter(isRecord)
    .map((one) => picked(one, ['name'])),
  message_snapshots: listAt(raw, 'message_snapshots').map((one) => {
    const message = recordAt(one, 'message')
    return {
      message: {
        ...picked(message, FIELDS),
        attachments: filesIn(message).map((file) => picked(file, FILE)),
      },
    }
  }),
})

const PERSON = ['id', 'username', 'global_name', 'bot']
const FILE = ['filename', 'title', 'content_type', 'duration_secs']

/** Null for one that is gone, undefined where it answers none. */
function referenced({ referenced_message: message }: Json): unknown {
  return isRecord(message) ? kept(message) : message
}

const picked = (raw: Json, fields: readonly string[]): Json =>
  Object.fromEntries(fields.flatMap((field) => (raw[field] === undefined ? [] : [[field, raw[field]]])))

const filesIn = (raw: Json): readonly Json[] => listAt(raw, 'attachments').filter(isRecord)

/** The message itself, and what it forwards. */
const partsOf = (raw: Json): readonly Json[] => [
  raw,
  ...listAt(raw, 'message_snapshots').map((one) => recordAt(one, 'message')),
]

/** Why Claude can make nothing of it; undefined where it can. */
export function whyUnreadable(raw: AboutMessage): Case | undefined {
  const parts = partsOf(raw)
  const files = parts.flatMap(filesIn)
  const [read] = messagesOf([raw], { applicationId: '', channel: '' })
  const isSaid = parts
    .map(messageContent)
    .some(
      ({ text, embeds, poll, stickers }) =>
        text.trim() !== '' || embeds.length > 0 || poll !== undefined || stickers.length > 0,
    )
  if (isSaid || read?.event !== undefined) return undefined
  if (parts.some(isVoice)) return 'message is spoken'
  if (files.length === 0) return 'message unreadable'
  return files.every(({ content_type: type }) => /^(?:audio|video)\//.test(String(type)))
    ? 'message is sound or video'
    : undefined
}

/** Source: Resources, Message, "Message Flags". */
const IS_VOICE_MESSAGE = 1 << 13
const isVoice = (raw: Json): boolean => ((numberAt(raw, 'flags') ?? 0) & IS_VOICE_MESSAGE) !== 0

export const hasFiles = (raw: AboutMessage): boolean => partsOf(raw).flatMap(filesIn).length > 0

const QUOTED_CODE_POINTS = 300

/** Who wrote it and its beginning, safe to show. */
export function quoteOf(raw: AboutMessage): string {
  const { text, embeds, poll, stickers, files } = messageContent(raw)
  const forwarded = partsOf(raw).slice(1).map(messageContent)
  const [said = ''] = [
    text,
    ...forwarded.map((one) => one.text),
    ...embeds,
    ...forwarded.flatMap((one) => one.embeds),
    poll?.question ?? '',
    stickers.join(', '),
    [...files, ...forwarded.flatMap((one) => one.files)].join(', '),
  ].filter((one) => one.trim() !== '')
  const author = recordAt(raw, 'author')
  const who = name(textAt(author, 'global_name') ?? textAt(author, 'username') ?? '', 64)
  return `**${escaped(who)}**\n> ${escaped(line(said, QUOTED_CODE_POINTS))}`
}
