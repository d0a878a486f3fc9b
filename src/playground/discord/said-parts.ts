/** What a member's message has besides its text: replies, forwards, embeds, polls, stickers, components. */

import { isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'

/** The fields as Discord's API has them. Source: Resources, Message, "Message Object". */
const FIELDS = [
  'embeds',
  'components',
  'poll',
  'sticker_items',
  'message_snapshots',
  'message_reference',
  'referenced_message',
  'webhook_id',
  'flags',
] as const

/** What Discord empties for a bot without the intent (Topics, Gateway, "Message Content Intent"). */
const HIDDEN: ReadonlySet<string> = new Set(['embeds', 'components', 'poll', 'message_snapshots'])

export const partsIn = (raw: Json): Json =>
  Object.fromEntries(FIELDS.flatMap((field) => (raw[field] === undefined ? [] : [[field, raw[field]]])))

export const withoutContent = (parts: Json): Json =>
  Object.fromEntries(Object.entries(parts).filter(([field]) => !HIDDEN.has(field)))

/** Source: Resources, Message, "Create Message" and "Embed Limits"; Resources, Poll, "Poll Create Request Object". */
const MOST = {
  text: 4_000,
  embeds: 10,
  embedCharacters: 6_000,
  fields: 25,
  stickers: 3,
  answers: 10,
} as const
const LONGEST = { title: 256, description: 4_096, question: 300, answer: 55 } as const

const length = (value: unknown): number => Array.from(textOf(value) ?? '').length

/** Why Discord would have refused such a message; undefined where it would not. */
export function wrongWith(raw: Json): string | undefined {
  const embeds = listOf(raw['embeds']).map(recordOf)
  const poll = isRecord(raw['poll']) ? raw['poll'] : undefined
  const answers = listOf(poll?.['answers']).map(recordOf)
  if (length(raw['content']) > MOST.text) return `a text has at most ${MOST.text} characters (50035)`
  if (embeds.length > MOST.embeds) return `a message has at most ${MOST.embeds} embeds (50035)`
  for (const embed of embeds) {
    if (length(embed['title']) > LONGEST.title) return 'the title of an embed is too long (50035)'
    if (length(embed['description']) > LONGEST.description)
      return 'the description of an embed is too long (50035)'
    if (listOf(embed['fields']).length > MOST.fields) return 'an embed has too many fields (50035)'
    if (JSON.stringify(embed).length > 2 * MOST.embedCharacters) return 'an embed is too long (50035)'
  }
  if (listOf(raw['sticker_items']).length > MOST.stickers) return 'a message has at most 3 stickers (50035)'
  if (poll !== undefined) {
    if (length(recordOf(poll['question'])['text']) > LONGEST.question)
      return 'the question is too long (50035)'
    if (answers.length === 0 || answers.length > MOST.answers) return 'a poll has 1 to 10 answers (50035)'
    if (answers.some((answer) => length(recordOf(answer['poll_media'])['text']) > LONGEST.answer))
      return 'an answer is too long (50035)'
  }
  if (
    isRecord(raw['message_reference']) &&
    numberOf(raw['message_reference']['type']) === 1 &&
    length(raw['content']) > 0
  )
    return 'a forward has no text of its own (50035)'
  return undefined
}
