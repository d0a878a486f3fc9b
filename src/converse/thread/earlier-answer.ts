/** Puts an earlier answer back into its message: when it is shown again, or when another try was taken back. */

import type { Clock } from '../../clock.ts'
import type { Webhook } from '../../deliver/webhook.ts'
import { type Question, readQuestion } from '../question/question.ts'
import { rowOf } from '../turn/content.ts'
import { countOf, type EndedTurn } from './ended-turn.ts'
import type { Proposal } from './first-response.ts'

/** The version that is shown, with its buttons. Undefined where none can be shown. */
export function shownVersion(
  turn: EndedTurn,
  { token, askedAt }: Pick<Question, 'token' | 'askedAt'>,
): Proposal | undefined {
  const version = turn.versions[turn.at]
  const asked = readQuestion({ ...turn.question, askedAt }, token)
  if (version === undefined || asked === undefined) return undefined
  const { content, plainLinks } = version
  return { content, plainLinks, buttons: rowOf(version, asked, countOf(turn)) }
}

/** Nobody sees the answer any more, so it is worth some tries. In milliseconds. */
const PUT_BACK_AFTER_MS = [0, 1_000, 3_000]

/**
 * After a question was taken back that another answer was to be given to: the one before stands there again. False where
 * there is none, or where Discord does not take it.
 */
export async function putBack(
  question: Question,
  clock: Clock,
  ended: (id: EndedTurn['id']) => EndedTurn | undefined,
  webhook: Pick<Webhook, 'edit'>,
): Promise<boolean> {
  const { renews } = question
  const before = renews === undefined || renews.version < 2 ? undefined : ended(renews.turn)
  const message = before && shownVersion(before, question)
  if (message === undefined) return false
  for (const afterMs of PUT_BACK_AFTER_MS) {
    await clock.sleep(afterMs)
    if ((await webhook.edit('@original', message)).ok) return true
  }
  return false
}
