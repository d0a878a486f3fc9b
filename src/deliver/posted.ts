/** Which messages of a reply stand in Discord. This is stored, so that a turn resumes there after a crash. */

import { isMessageId } from '../ids.ts'
import { isRecord, listAt, textAt } from '../json.ts'
import type { Button } from './message.ts'
import type { Call, Shown } from './reply-plan.ts'
import type { ReplyState } from './reply-state.ts'

/**
 * The messages that stand in Discord.
 *
 * @param isOpening one more message is about to be created
 */
export function posted({ shown, maxPages, options }: ReplyState, isOpening = false): readonly Shown[] {
  const isLast = maxPages < options.maxPages && shown.length >= maxPages
  return shown.map((page, at) =>
    at === shown.length - 1 && (isOpening || isLast) ? { ...page, noneAfter: true } : page,
  )
}

/**
 * The messages that may stand in Discord once this call is sent, if it shows the first words of a growing answer. Undefined
 * otherwise: a whole answer is stored by its caller.
 */
export function firstPosted(
  state: ReplyState,
  { page, desired }: Extract<Call, { do: 'edit' }>,
): readonly Shown[] | undefined {
  const { firstWordsAt, answer, ended: isOver } = state
  if (firstWordsAt !== undefined || answer === '' || isOver) return undefined
  const there = posted(state)
  // It keeps the flags of the message before the call, such as `noneAfter`.
  const first = { message: '@original', ...there[page], ...desired, unsure: true } as const
  return [...there.slice(0, page), first, ...there.slice(page + 1)]
}

/** Reads the stored messages of a reply from JSON. Invalid entries are left out. */
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
  if (id === undefined || label === undefined) return []
  return [{ id, label, ...(isRecord(raw) && raw['disabled'] === true ? { disabled: true } : {}) }]
}
