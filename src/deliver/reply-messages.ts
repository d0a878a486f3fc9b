/** The messages that a reply should have: the pages of its answer with their status line, note, files and buttons. */

import { type Language, sentence } from '../sentences/sentences.ts'
import type { Button } from './message.ts'
import { withGrowingMark } from './growing-mark.ts'
import { suppressesEmbeds } from './markdown/links.ts'
import type { Mentions } from './markdown/mentions.ts'
import { feed, frame, type Pages, startPages } from './pages.ts'
import { withQuestion } from './question-line.ts'
import type { DesiredMessage } from './reply-plan.ts'

interface Room {
  readonly maxPages: number
  readonly language: Language
  /** The line above the first message. */
  readonly question: string | undefined
}

export interface DesiredReply {
  readonly messages: readonly DesiredMessage[]
  /** Characters in the last message, if its page still grows; else 0. */
  readonly open: number
}

/** The pages of a text. */
export function pagesOf(text: string, mentions?: Mentions, question?: string): Pages {
  const pages = startPages(mentions, question)
  feed(pages, text)
  return pages
}

/** The messages of a growing answer. Without a status line, a mark shows that more is to come. */
export function growingMessages(
  pages: Pages,
  {
    status,
    buttons,
    ...room
  }: Room & { readonly status: string | undefined; readonly buttons: readonly Button[] },
): DesiredReply {
  const view = frame(pages, status === undefined ? room : { ...room, status })
  const texts = status === undefined ? withGrowingMark(view.pages, view.finished) : view.pages
  const messages = texts.map((content, page) => ({
    content,
    // While a page grows, a preview would come and go under it.
    plainLinks: page >= view.finished ? content.includes('://') : suppressesEmbeds(content),
    attached: false,
    // The last page alone has them: one that is finished gives them up in the edit that finishes it.
    ...(page === texts.length - 1 && buttons.length > 0 ? { buttons } : {}),
  }))
  return { messages, open: texts.length > view.finished ? (texts.at(-1)?.length ?? 0) : 0 }
}

/** The messages of a complete answer. */
export function wholeMessages(
  pages: Pages,
  {
    note,
    footer,
    files,
    buttons,
    ...room
  }: Room & {
    readonly note: string | undefined
    readonly footer: string | undefined
    readonly files: number
    readonly buttons: readonly Button[]
  },
): DesiredReply {
  const view = frame(pages, {
    ...room,
    ended: true,
    ...(note === undefined ? {} : { note }),
    ...(footer === undefined ? {} : { footer }),
  })
  // An answer may have no visible text (a comment, an empty block of code). "thinking…" must not stay for ever.
  const texts =
    view.pages.length === 0
      ? [withQuestion(sentence('empty answer', room.language), room.question)]
      : view.pages
  const messages = texts.map((content, page) => ({
    content,
    plainLinks: suppressesEmbeds(content),
    attached: view.attach && page === view.pages.length - 1,
    ...(page === texts.length - 1 ? { files, buttons } : {}),
  }))
  return { messages, open: 0 }
}
