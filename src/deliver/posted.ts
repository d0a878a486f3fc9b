/** What of a reply stands in Discord, to be written down: whoever takes the turn up after a crash goes on there. */

import { isMessageId } from '../ids.ts'
import { isRecord, listAt, textAt } from '../json.ts'
import type { Button } from './message.ts'
import type { Call, Shown } from './reply-plan.ts'
import type { ReplyState } from './reply-state.ts'

/**
 * What stands in Discord, for whoever goes on there.
 *
 * @param isOpening one more message is about to be asked for
 */
export function posted({ shown, maxPages, options }: ReplyState, isOpening = false): readonly Shown[] {
  const isLast = maxPages < options.maxPages && shown.length >= maxPages
  return shown.map((page, at) =>
    at === shown.length - 1 && (isOpening || isLast) ? { ...page, noneAfter: true } : page,
  )
}

/**
 * What may stand in Discord once this call is on its way, where it shows the first of an answer that is still growing; a
 * whole one is written down by whoever made it. Undefined otherwise.
 */
export function firstPosted(
  state: ReplyState,
  { page, desired }: Extract<Call, { do: 'edit' }>,
): readonly Shown[] | undefined {
  const { firstWordsAt, answer, ended: isOver } = state
  if (firstWordsAt !== undefined || answer === '' || isOver) return undefined
  const there = posted(state)
  // With what was known of the message before: there may be none after it.
  const first = { message: '@original', ...there[page], ...desired, unsure: true } as const
  return [...there.slice(0, page), first, ...there.slice(page + 1)]
}

/** What was written down of a reply, read back from JSON; what is no message is left out. */
export const readPosted = (kept: unknown): readonly Shown[] =>
  (Array.isArray(kept) ? kept : []).flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const { message, content } = entry
    if (!isMessageId(message) && message !== '@original') return []
    if (typeof content !== 'string') return []
    const is = (flag: string): boolean => entry[flag] === true
    const flags = { plainLinks: is('plainLinks'), attached: is('attached'), unsure: is('unsure') }
    const buttons = listAt(entry, 'buttons').flatMap(readButton)
    return [
      {
        message,
        content,
        ...flags,
        ...(is('noneAfter') ? { noneAfter: true } : {}),
        ...(buttons.length === 0 ? {} : { buttons }),
      },
    ]
  })

function readButton(raw: unknown): readonly Button[] {
  const [id, label] = [textAt(raw, 'id'), textAt(raw, 'label')]
  return id === undefined || label === undefined ? [] : [{ id, label }]
}
