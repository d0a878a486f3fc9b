/** Gives a question back to its member that was typed in a modal and has got no answer. */

import type { Clock } from '../../clock.ts'
import { showsAll } from '../../deliver/question-line.ts'
import type { Webhook } from '../../deliver/webhook.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import type { Question } from '../question/question.ts'
import { type LineSettings, shownQuestion } from '../turn/shown-question.ts'
import { isWithdrawn } from '../turn/turn-buttons.ts'
import { typedText } from '../question/typed.ts'

/**
 * Whether what was typed can be read nowhere any more. The line above the sentence of ours is enough where it holds all
 * of it; the button Edit question has it only until the session closes.
 */
export function isLost(
  question: Question,
  { outcome, why, characters }: Pick<TurnFigures, 'outcome' | 'why' | 'characters'>,
  settings: LineSettings,
): boolean {
  const { isTyped, renews, text } = question
  if (isTyped !== true || characters > 0 || (outcome !== 'refused' && outcome !== 'stopped')) return false
  // The earlier answer stands there again, under the earlier question.
  if (isWithdrawn(why) && renews !== undefined) return true
  return shownQuestion(question, settings) === undefined || !showsAll(text)
}

/** A call that makes a message is repeated only where Discord has said that it made none. */
const TRIES_AFTER_MS = [0, 3_000]

/** By a message for the member alone. Never rejects. */
export async function giveBack(
  { text, language }: Question,
  clock: Clock,
  webhook: Pick<Webhook, 'create'>,
): Promise<void> {
  for (const afterMs of TRIES_AFTER_MS) {
    await clock.sleep(afterMs)
    const sent = await webhook.create({ content: '', plainLinks: false, embeds: [typedText(text, language)] })
    if (sent.ok || sent.why !== 'rate limited') return
  }
}
