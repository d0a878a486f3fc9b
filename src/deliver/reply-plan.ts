/** Compares the messages in Discord with the desired ones: which calls are missing? */

import type { MessageId } from '../ids.ts'
import type { Button, MessageBody, OutFile } from './message.ts'

/** A message as it should stand. */
export interface DesiredMessage {
  readonly content: string
  readonly plainLinks: boolean
  /** The whole answer goes with it as a file. */
  readonly attached: boolean
  /** How many files of tools go with it. Only the last message of a complete answer has any. */
  readonly files?: number
  readonly buttons?: readonly Button[]
}

/** A message that stands in Discord, as we last left it. */
export interface Shown extends DesiredMessage {
  /** `@original`: the first response has shown it, so its id is unknown. */
  readonly message: MessageId | '@original'
  /** An edit of it got no response, so it may or may not have been applied. */
  readonly unsure?: boolean
  /** Another message was requested under it and may exist. There must be no second one. */
  readonly noneAfter?: boolean
}

/** A message as it should stand, and where that is; without the id where nobody knows it. */
export interface PlacedMessage extends DesiredMessage {
  readonly message?: Shown['message']
}

/** Whether a message is only a status line, with or without the question above it. An answer may replace it. */
export const isOurLine = ({ content }: Pick<Shown, 'content'>): boolean =>
  /^(?:> [^\n]*\n)?-# [^\n]*$/.test(content)

interface Write {
  /** From 0; the first page is the reply itself. */
  readonly page: number
  readonly desired: DesiredMessage
  readonly body: MessageBody
}

export type Call =
  | (Write & { readonly do: 'create' })
  /** `message` is undefined while the reply is still "thinking…": then it is `@original`. */
  | (Write & { readonly do: 'edit'; readonly message: Shown['message'] | undefined })
  | { readonly do: 'remove'; readonly page: number; readonly message: Shown['message'] }

/**
 * The missing calls in their order: pages from the top, so that a reader never sees a later one first.
 *
 * @param wholeAnswer what an attached file holds
 * @param files what tools have made
 */
export function missingCalls(
  shown: readonly Shown[],
  desired: readonly DesiredMessage[],
  wholeAnswer: () => string,
  files: readonly OutFile[] = [],
): readonly Call[] {
  const calls: Call[] = []
  desired.forEach((message, page) => {
    const there = shown[page]
    if (there !== undefined && there.unsure !== true && same(there, message)) return
    const write = { page, desired: message, body: bodyOf(message, wholeAnswer, files) }
    if (there === undefined && page > 0) calls.push({ do: 'create', ...write })
    else calls.push({ do: 'edit', message: there?.message, ...write })
  })
  // Surplus pages of an earlier try, from the end. The first message stays.
  for (let page = shown.length - 1; page >= Math.max(1, desired.length); page -= 1) {
    const there = shown[page]
    if (there !== undefined) calls.push({ do: 'remove', page, message: there.message })
  }
  return calls
}

function bodyOf(
  { content, plainLinks, attached, files: count = 0, buttons = [] }: DesiredMessage,
  wholeAnswer: () => string,
  files: readonly OutFile[],
): MessageBody {
  const whole = attached ? [{ name: 'answer.md', type: 'text/markdown', content: wholeAnswer() }] : []
  const all = [...whole, ...files.slice(0, count)]
  return {
    content,
    plainLinks,
    ...(all.length === 0 ? {} : { files: all }),
    ...(buttons.length === 0 ? {} : { buttons }),
  }
}

const same = (a: DesiredMessage, b: DesiredMessage): boolean =>
  a.content === b.content &&
  a.plainLinks === b.plainLinks &&
  a.attached === b.attached &&
  (a.files ?? 0) === (b.files ?? 0) &&
  sameButtons(a.buttons, b.buttons)

export const sameButtons = (a: readonly Button[] = [], b: readonly Button[] = []): boolean =>
  a.length === b.length &&
  a.every(
    ({ id, label, disabled = false }, at) =>
      id === b[at]?.id && label === b[at]?.label && disabled === (b[at]?.disabled ?? false),
  )
