/** What a reply is to show: it grows with every piece that it is fed. */

import type { Button, OutFile } from './message.ts'
import { feed, type Pages, startPages } from './pages.ts'

/** What a reply is fed. It need not know that Claude is at the other end. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** Our own line under the text while nothing new can be shown; undefined takes it away. */
  | { readonly kind: 'status'; readonly text: string | undefined }
  /** A sentence of ours under the ended answer, or alone where there is none. */
  | { readonly kind: 'note'; readonly text: string }
  /** Goes with the ended answer. */
  | { readonly kind: 'file'; readonly file: OutFile }
  | { readonly kind: 'button'; readonly button: Button }
  /** Stand under the answer while it grows, in place of those before; with the last edit they go. */
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }

/** It is changed in place, because it grows with every piece. */
export interface ReplyContent {
  readonly pages: Pages
  answer: string
  /** When the first of it came that is no white space: what the pace is reckoned from. */
  begunAt: number | undefined
  /** When the last of it came; before any, when the reply began. */
  heardAt: number
  status: string | undefined
  note: string | undefined
  files: readonly OutFile[]
  /** Of the ended answer, and of the growing one. */
  buttons: readonly Button[]
  growingButtons: readonly Button[]
  ended: boolean
}

/** Discord takes ten with a message (Reference, Uploading Files); one may be the whole answer. */
export const MOST_FILES = 9

export const startContent = (now: number): ReplyContent => ({
  pages: startPages(),
  answer: '',
  begunAt: undefined,
  heardAt: now,
  status: undefined,
  note: undefined,
  files: [],
  buttons: [],
  growingButtons: [],
  ended: false,
})

export function hear(content: ReplyContent, piece: Piece, now: number): void {
  switch (piece.kind) {
    case 'text':
      if (piece.text.trim() !== '') content.begunAt ??= now
      content.heardAt = now
      content.answer += piece.text
      feed(content.pages, piece.text)
      return
    case 'status':
      // What we said until now was news of its own: only from here on is there silence.
      if (content.status !== undefined && piece.text === undefined) content.heardAt = now
      content.status = piece.text
      return
    case 'note':
      content.note = piece.text
      return
    case 'file':
      content.files = [...content.files, piece.file].slice(0, MOST_FILES)
      return
    case 'button':
      content.buttons = [...content.buttons, piece.button]
      return
    case 'buttons':
      content.growingButtons = piece.buttons
  }
}
