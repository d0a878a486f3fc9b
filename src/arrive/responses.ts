/** The first responses to Discord: a message, "thinking…", a changed message, choices, a modal. */

import type { Context } from 'hono'
import type { Question } from '../converse/question/question.ts'
import { type Button, componentsOf, type Embed } from '../deliver/message.ts'
import type { Choice } from './model-choices.ts'
import type { Proposal } from '../converse/thread/first-response.ts'
import type { Refusal } from './route.ts'
import type { Panel } from './settings-panel.ts'

/** Discord's callback types (Interactions, Receiving and Responding, "Interaction Callback Type"). */
export const CALLBACK = {
  pong: 1,
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  autocomplete: 8,
  modal: 9,
} as const
const EPHEMERAL = 64
export const SUPPRESS_EMBEDS = 4

export const choices = (c: Context, offered: readonly Choice[]): Response =>
  c.json({ type: CALLBACK.autocomplete, data: { choices: offered } })

export const thinking = (c: Context, question: Pick<Question, 'private'>): Response =>
  c.json({ type: CALLBACK.deferredMessage, ...(question.private ? { data: { flags: EPHEMERAL } } : {}) })

export const refused = (c: Context, { text, typed }: Refusal): Response =>
  say(c, text, typed === undefined ? {} : { embeds: [typed] })

/** What a message has besides its text. */
interface Besides {
  readonly flags?: number
  readonly embeds?: readonly Embed[]
  readonly buttons?: readonly Button[]
}

/** To the member alone. */
export const say = (
  c: Context,
  content: string,
  { flags = 0, embeds = [], buttons = [] }: Besides,
): Response =>
  c.json({
    type: CALLBACK.message,
    data: {
      content,
      flags: EPHEMERAL | flags,
      allowed_mentions: { parse: [] },
      ...(embeds.length === 0 ? {} : { embeds }),
      ...(buttons.length === 0 ? {} : { components: componentsOf(buttons) }),
    },
  })

/** The message whose button was pressed becomes this one. It stays as private as it was. */
export const update = (c: Context, { content, plainLinks, buttons = [] }: Proposal): Response =>
  c.json({
    type: CALLBACK.update,
    data: {
      content,
      flags: plainLinks ? SUPPRESS_EMBEDS : 0,
      allowed_mentions: { parse: [] },
      components: componentsOf(buttons),
    },
  })

/** The message of `/settings`: a new one for the member alone, or in place of the one that was pressed. */
export const showPanel = (c: Context, { content, rows, typed }: Panel, isNew: boolean): Response =>
  c.json({
    type: isNew ? CALLBACK.message : CALLBACK.update,
    data: {
      content,
      flags: (typed === undefined ? SUPPRESS_EMBEDS : 0) | (isNew ? EPHEMERAL : 0),
      allowed_mentions: { parse: [] },
      // An update keeps what it does not name.
      embeds: typed === undefined ? [] : [typed],
      components: rows,
    },
  })

/** What a private question shows at first (its place in the queue) is as private as its answer. */
export const proposed = (
  c: Context,
  { content, plainLinks, buttons = [] }: Proposal,
  isPrivate: boolean,
): Response =>
  c.json({
    type: CALLBACK.message,
    data: {
      content,
      flags: (plainLinks ? SUPPRESS_EMBEDS : 0) | (isPrivate ? EPHEMERAL : 0),
      allowed_mentions: { parse: [] },
      ...(buttons.length === 0 ? {} : { components: componentsOf(buttons) }),
    },
  })
