/** What a reply is to show, as of now. It need not know that Claude is at the other end. */

import type { Button, OutFile } from './message.ts'

/** A snapshot: the latest wins. Its text only grows. */
export interface Content {
  /** As Claude says it. */
  readonly text: string
  /** Our own line under the text while nothing new can be shown. */
  readonly status: string | undefined
  /** A sentence of ours under the ended answer, or alone where there is none. */
  readonly note: string | undefined
  /** A small line of ours under all else, where the last page has room for it. */
  readonly footer?: string | undefined
  /** They go with the ended answer. */
  readonly files: readonly OutFile[]
  /** Under the last message; they change with the snapshots. */
  readonly buttons: readonly Button[]
  /** Nothing comes after it. */
  readonly isLast: boolean
}

export const noContent: Content = {
  text: '',
  status: undefined,
  note: undefined,
  files: [],
  buttons: [],
  isLast: false,
}
