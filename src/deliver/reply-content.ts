/** What a reply should show, and since when. Each snapshot updates it. */

import type { Content } from './content.ts'
import type { Button, OutFile } from './message.ts'
import type { Mentions } from './markdown/mentions.ts'
import { feed, type Pages, startPages } from './pages.ts'

/** It is changed in place, because its pages grow with every snapshot. */
export interface ReplyContent {
  readonly pages: Pages
  answer: string
  /** When the first text came that is not white space. The pace is measured from there. */
  begunAt: number | undefined
  /** When the last text came; before any, when the reply began. */
  receivedAt: number
  status: string | undefined
  note: string | undefined
  footer: string | undefined
  files: readonly OutFile[]
  buttons: readonly Button[]
  ended: boolean
}

/** Discord accepts ten with a message (Reference, Uploading Files). One may be the whole answer. */
export const MOST_FILES = 9

export const startContent = (now: number, mentions?: Mentions, question?: string): ReplyContent => ({
  pages: startPages(mentions, question),
  answer: '',
  begunAt: undefined,
  receivedAt: now,
  status: undefined,
  note: undefined,
  footer: undefined,
  files: [],
  buttons: [],
  ended: false,
})

export function updateContent(reply: ReplyContent, content: Content, now: number): void {
  const { text, status, note, footer, files, buttons, isLast } = content
  const news = text.slice(reply.answer.length)
  if (news !== '') {
    if (news.trim() !== '') reply.begunAt ??= now
    reply.receivedAt = now
    reply.answer = text
    feed(reply.pages, news)
  }
  // The status line was news until now. The silence begins here.
  if (reply.status !== undefined && status === undefined) reply.receivedAt = now
  reply.status = status
  reply.note = note
  reply.footer = footer
  reply.files = files.slice(0, MOST_FILES)
  reply.buttons = buttons
  reply.ended = isLast
}
