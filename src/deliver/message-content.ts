/** Everything that a message of Discord's says besides who and when: text, embeds, poll, files, stickers, components. */

import { isRecord, type Json, listAt, numberAt, recordAt, textAt } from '../json.ts'

/** All of it is untrusted, and may name people and channels by their ids. */
export interface MessageContent {
  readonly text: string
  /** One text for each, its parts on lines of their own. */
  readonly embeds: readonly string[]
  readonly poll: Poll | undefined
  /** Names. */
  readonly stickers: readonly string[]
  readonly files: readonly string[]
  /** What people that it mentions are called by their accounts, by their ids. */
  readonly mentioned: Readonly<Record<string, string>>
  /** Discord has emptied it, because we lack the intent. */
  readonly isEmpty: boolean
}

export interface Poll {
  readonly question: string
  /** Without votes where Discord does not say. */
  readonly answers: readonly { readonly text: string; readonly votes: number | undefined }[]
  readonly isOver: boolean
}

/** @param raw a message, or what a forwarded one is a copy of (Resources, Message, "Message Snapshot Object") */
export function messageContent(raw: Json): MessageContent {
  const texts = [textAt(raw, 'content') ?? '', ...listAt(raw, 'components').flatMap((one) => textsOf(one))]
  return {
    text: texts.filter((text) => text !== '').join('\n'),
    embeds: listAt(raw, 'embeds')
      .map(embedText)
      .filter((text) => text !== ''),
    poll: pollOf(raw['poll']),
    stickers: [...listAt(raw, 'sticker_items'), ...listAt(raw, 'stickers')].flatMap(
      (sticker) => textAt(sticker, 'name') ?? [],
    ),
    files: listAt(raw, 'attachments').flatMap(
      (file) => textAt(file, 'title') ?? textAt(file, 'filename') ?? [],
    ),
    mentioned: Object.fromEntries(
      listAt(raw, 'mentions').map((user) => [textAt(user, 'id') ?? '', accountName(user)]),
    ),
    isEmpty: contents.every((field) => isEmpty(raw[field])),
  }
}

export const accountName = (user: unknown): string =>
  textAt(user, 'global_name') ?? textAt(user, 'username') ?? ''

/**
 * Every message that somebody wrote has one of these. Without the intent MESSAGE_CONTENT Discord empties the first five,
 * and the others are there only where they are used (Topics, Gateway, "Message Content Intent").
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

/** Source: Resources, Message, "Embed Object". */
function embedText(embed: unknown): string {
  const lines = [
    textAt(recordAt(embed, 'author'), 'name'),
    textAt(embed, 'title'),
    textAt(embed, 'url'),
    textAt(embed, 'description'),
    ...listAt(embed, 'fields').map(
      (field) => `${textAt(field, 'name') ?? ''}: ${textAt(field, 'value') ?? ''}`,
    ),
    textAt(recordAt(embed, 'footer'), 'text'),
  ]
  return lines.filter((one) => one !== undefined && one !== '').join('\n')
}

/** Source: Resources, Poll, "Poll Object" and "Poll Results Object". Who voted is not in it, and not told. */
function pollOf(raw: unknown): Poll | undefined {
  if (!isRecord(raw)) return undefined
  const results = isRecord(raw['results']) ? raw['results'] : undefined
  const counts = new Map(
    listAt(results, 'answer_counts').map((one) => [numberAt(one, 'id'), numberAt(one, 'count')]),
  )
  return {
    question: mediaText(recordAt(raw, 'question')),
    answers: listAt(raw, 'answers').map((answer) => ({
      text: mediaText(recordAt(answer, 'poll_media')),
      // An answer without votes may be left out of the counts.
      votes: results === undefined ? undefined : (counts.get(numberAt(answer, 'answer_id')) ?? 0),
    })),
    isOver: results?.['is_finalized'] === true,
  }
}

const mediaText = (media: Json): string =>
  textAt(media, 'text') ?? textAt(recordAt(media, 'emoji'), 'name') ?? ''

/** Source: Components, Reference. A container holds sections, which hold texts; more than that Discord does not nest. */
const DEEPEST = 4

/** The texts of components, and what is written on buttons. */
function textsOf(component: unknown, depth = 0): readonly string[] {
  if (depth > DEEPEST) return []
  const inner = [...listAt(component, 'components'), recordAt(component, 'accessory')]
  const own = numberAt(component, 'type') === TEXT ? textAt(component, 'content') : undefined
  const button = numberAt(component, 'type') === BUTTON ? textAt(component, 'label') : undefined
  return [
    ...(own === undefined || own === '' ? [] : [own]),
    ...(button === undefined || button === '' ? [] : [`(button: ${button})`]),
    ...listAt(component, 'items').flatMap((item) => textAt(item, 'description') ?? []),
    ...inner
      .filter((one) => isRecord(one) && one['type'] !== undefined)
      .flatMap((one) => textsOf(one, depth + 1)),
  ]
}

const BUTTON = 2
const TEXT = 10
