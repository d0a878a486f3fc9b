/** What a source says, piece by piece, as the snapshots that a reply is handed. */

import { type Content, noContent } from '../../src/deliver/content.ts'
import type { Button, OutFile } from '../../src/deliver/message.ts'
import type { ReplyState } from '../../src/deliver/reply-state.ts'

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'status'; readonly text: string | undefined }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'files'; readonly files: readonly OutFile[] }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  /** Nothing comes after it. */
  | { readonly kind: 'end'; readonly buttons: readonly Button[] }

export function after(content: Content, piece: Piece): Content {
  switch (piece.kind) {
    case 'text':
      return { ...content, text: content.text + piece.text }
    case 'status':
      return { ...content, status: piece.text }
    case 'note':
      return { ...content, note: piece.text }
    case 'files':
      return { ...content, files: piece.files }
    case 'buttons':
      return { ...content, buttons: piece.buttons }
    case 'end':
      return { ...content, buttons: piece.buttons, isLast: true }
  }
}

/** What a reply has been handed last. */
export const contentIn = ({ answer: text, status, note, files, buttons }: ReplyState): Content => ({
  text,
  status,
  note,
  files,
  buttons,
  isLast: false,
})

export async function* snapshots(pieces: AsyncIterable<Piece>): AsyncGenerator<Content> {
  let content = noContent
  for await (const piece of pieces) yield (content = after(content, piece))
}
