/** What stands where Discord refused the text of a page: an earlier version of it, or a sentence. The other pages go on. */

import { type Language, sentence } from '../sentences/sentences.ts'
import type { DesiredMessage, Shown } from './reply-plan.ts'
import type { Undeliverable } from './sent.ts'

/** Discord refuses a text because of a filter, or because of its form. */
export type TextRefused = Extract<Undeliverable, 'filtered' | 'unwanted'>

export const isTextRefused = (why: Undeliverable | 'whole'): why is TextRefused =>
  why === 'filtered' || why === 'unwanted'

export interface RefusedPage {
  readonly why: TextRefused
  /** The text that was refused last. */
  readonly content: string
  /** How many texts of the page were refused. */
  readonly times: number
  /** The complete text was refused, so a sentence takes its place. */
  readonly isReplaced: boolean
}

/**
 * A growing page that was refused so often is not tried again before it is complete. A word that has only begun may look
 * like another, so the next text may be fine; but a server's filter tells its moderators of each refusal.
 */
const MOST_WHILE_GROWING = 2

/**
 * Another text of a page was refused. Undefined if that was the sentence in its place: then the reply cannot go on.
 *
 * @param isComplete the text of the page will not grow any more
 */
export function refusedAgain(
  before: RefusedPage | undefined,
  why: TextRefused,
  content: string,
  isComplete: boolean,
): RefusedPage | undefined {
  if (before?.isReplaced === true) return undefined
  return { why, content, times: (before?.times ?? 0) + 1, isReplaced: isComplete }
}

/** How many pages have a sentence in their place. */
export const replacedPages = (refused: ReadonlyMap<number, RefusedPage>): number =>
  [...refused.values()].filter(({ isReplaced }) => isReplaced).length

/**
 * The messages of an answer with what was refused of them: a growing page stays as it stands in Discord, a complete one is
 * replaced by a sentence. What was filtered keeps its files; what has a wrong form may have it because of them.
 */
export function withRefused(
  messages: readonly DesiredMessage[],
  refused: ReadonlyMap<number, RefusedPage>,
  {
    shown,
    isLast,
    language,
  }: {
    readonly shown: readonly Shown[]
    /** The answer is complete. */
    readonly isLast: boolean
    readonly language: Language
  },
): readonly DesiredMessage[] {
  if (refused.size === 0) return messages
  return messages.flatMap((message, page) => {
    const { content, times, isReplaced, why } = refused.get(page) ?? {}
    if (why === undefined) return [message]
    if (isReplaced === true) return [replaced(message, why, language)]
    const isComplete = isLast || page < messages.length - 1
    if (isComplete || ((times ?? 0) < MOST_WHILE_GROWING && message.content !== content)) return [message]
    const stands = shown[page]
    return stands === undefined ? [] : [stands]
  })
}

function replaced(message: DesiredMessage, why: TextRefused, language: Language): DesiredMessage {
  if (why === 'unwanted')
    return { content: sentence('not accepted', language), plainLinks: false, attached: false }
  const rest = message.attached ? ` ${sentence('goes on in the file', language)}` : ''
  return { ...message, content: sentence('filtered', language) + rest, plainLinks: false }
}
