/** A message, and the request body that creates it or edits it. */

import type { MemberId, MessageId } from '../ids.ts'
import { headers, type Payload } from './discord-http.ts'

/** One message as it should be. */
export interface MessageBody {
  readonly content: string
  /** No link previews: they flicker while a text grows. */
  readonly plainLinks: boolean
  /** All files of the message: an edit drops every file that it does not name. At most ten. */
  readonly files?: readonly OutFile[]
  readonly embeds?: readonly Embed[]
  /** Buttons in one row under the message. An edit without buttons removes them. */
  readonly buttons?: readonly Button[]
  /** After them in the row, which holds five together. An edit without a link removes it. */
  readonly link?: Link | undefined
  /** The only member whom the text notifies; a text that names nobody notifies nobody. */
  readonly notifies?: MemberId
}

/** A file that is attached to a message. */
export interface OutFile {
  /** Letters, digits, `-`, `_` and one dot; Discord replaces others. */
  readonly name: string
  /** A media type. */
  readonly type: string
  readonly content: string | Uint8Array
  /** What a picture shows, for people who cannot see it: at most 1,024 characters (Resources, Message, "Attachment"). */
  readonly description?: string
}

/** A box with a text. Not shown where links are plain. At most 256 and 4,096 characters (Resources, Message, "Embed Limits"). */
export interface Embed {
  readonly title: string
  readonly description: string
}

export interface Button {
  /** At most 80 characters. */
  readonly label: string
  /** The custom id that a press sends back: at most 100 characters, unique in its message. */
  readonly id: string
  /** A red one, for what cannot be taken back. */
  readonly isDanger?: boolean
  /** Nobody can press it. */
  readonly disabled?: boolean
}

/** A button that opens an address. It sends nothing back. */
export interface Link {
  /** At most 80 characters. */
  readonly label: string
  /** At most 512 characters. */
  readonly url: string
}

const SUPPRESS_EMBEDS = 4

/**
 * @param flags more flags of the message (Resources, Message, "Message Flags")
 * @param under the message that a new one replies to; none if it is gone by then
 */
export function payload(body: MessageBody, flags: number, under?: MessageId): Payload {
  const { content, files = [], embeds = [], buttons = [], link, notifies } = body
  // `allowed_mentions` goes with every call, because Discord does not keep it and pings members by default.
  const message = {
    content,
    flags: flags | (body.plainLinks ? SUPPRESS_EMBEDS : 0),
    allowed_mentions: { parse: [], ...(notifies === undefined ? {} : { users: [notifies] }) },
    ...(embeds.length === 0 ? {} : { embeds }),
    attachments: files.map(({ name, description }, id) => ({
      id,
      filename: name,
      ...(description === undefined ? {} : { description }),
    })),
    components: componentsOf(buttons, link),
    ...(under === undefined ? {} : { message_reference: { message_id: under, fail_if_not_exists: false } }),
  }
  if (files.length === 0) {
    return {
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(message),
    }
  }
  const form = new FormData()
  form.set('payload_json', JSON.stringify(message))
  files.forEach(({ name, type, content: whole }, id) => {
    form.set(`files[${id}]`, new File([whole], name, { type }))
  })
  // No content-type here: only FormData knows its boundary.
  return { headers, body: form }
}

/** One row of buttons (Components, Reference: action row 1, button 2, styles 2 "secondary", 4 "danger" and 5 "link"). */
export function componentsOf(buttons: readonly Button[], link?: Link): readonly unknown[] {
  const row = [
    ...buttons.map(({ label, id, isDanger = false, disabled = false }) => ({
      type: 2,
      style: isDanger ? 4 : 2,
      label,
      custom_id: id,
      ...(disabled ? { disabled } : {}),
    })),
    ...(link === undefined ? [] : [{ type: 2, style: 5, label: link.label, url: link.url }]),
  ]
  return row.length === 0 ? [] : [{ type: 1, components: row }]
}
