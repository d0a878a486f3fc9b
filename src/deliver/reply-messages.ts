/** The messages of a reply as they should stand: the pages of its answer, and what of ours goes with them. */

import { type Language, sentence } from '../sentences.ts'
import type { Button } from './message.ts'
import { withGrowingMark } from './growing-mark.ts'
import { suppressesEmbeds } from './markdown/links.ts'
import { feed, frame, type Pages, startPages } from './pages.ts'
import type { DesiredMessage } from './reply-plan.ts'

interface Room {
  readonly maxPages: number
  readonly language: Language
}

/** The pages of a text that is there as far as it goes. */
export function pagesOf(text: string): Pages {
  const pages = startPages()
  feed(pages, text)
  return pages
}

/** While the answer grows. A status line says itself that it is not done; without one the mark does. */
export function growingMessages(
  pages: Pages,
  {
    status,
    buttons,
    ...room
  }: Room & { readonly status: string | undefined; readonly buttons: readonly Button[] },
): readonly DesiredMessage[] {
  const view = frame(pages, status === undefined ? room : { ...room, status })
  const texts = status === undefined ? withGrowingMark(view.pages, view.finished) : view.pages
  return texts.map((content, page) => ({
    content,
    // While a page grows, a preview would come and go under it.
    plainLinks: page >= view.finished ? content.includes('://') : suppressesEmbeds(content),
    attached: false,
    // The last page alone has them: one that is finished gives them up in the edit that finishes it.
    ...(page === texts.length - 1 && buttons.length > 0 ? { buttons } : {}),
  }))
}

/** With the last edit, or all at once. */
export function wholeMessages(
  pages: Pages,
  {
    note,
    files,
    buttons,
    ...room
  }: Room & {
    readonly note: string | undefined
    readonly files: number
    readonly buttons: readonly Button[]
  },
): readonly DesiredMessage[] {
  const view = frame(pages, { ...room, ended: true, ...(note === undefined ? {} : { note }) })
  // Not all text can be seen (a comment, an empty block of code), and "thinking…" must not stand there for ever.
  const texts = view.pages.length === 0 ? [sentence('empty answer', room.language)] : view.pages
  return texts.map((content, page) => ({
    content,
    plainLinks: suppressesEmbeds(content),
    attached: view.attach && page === view.pages.length - 1,
    ...(page === texts.length - 1 ? { files, buttons } : {}),
  }))
}
