/** Says under "thinking…" that a question could not be taken, and gives back what was typed for it. */

import type { Clock } from '../clock.ts'
import type { Question } from '../converse/question/question.ts'
import { typedText } from '../converse/question/typed.ts'
import type { Webhook } from '../deliver/webhook.ts'
import { ACKNOWLEDGED_AFTER_MS } from '../limits.ts'
import { type Case, sentence } from '../sentences/sentences.ts'

export interface ApologyDeps {
  readonly clock: Clock
  /** The reply of the question's interaction; `ephemeral` is about the messages that it creates. */
  readonly webhook: (question: Question, ephemeral: boolean) => Pick<Webhook, 'create' | 'edit'>
}

/** Where we are busy our first response may be slow, too, and until Discord has it there is nothing to edit. */
const APOLOGY_AFTER_MS = [ACKNOWLEDGED_AFTER_MS, 1_000, 3_000]

/** What was typed belongs to the member alone, so under a public reply it is a message of its own. Never rejects. */
export async function apologise(
  { clock, webhook }: ApologyDeps,
  question: Question,
  why: Case,
): Promise<void> {
  const content = sentence(why, question.language)
  const embeds = question.isTyped === true ? [typedText(question.text, question.language)] : []
  for (const afterMs of APOLOGY_AFTER_MS) {
    await clock.sleep(afterMs)
    const body = {
      content,
      ...(question.private && embeds.length > 0 ? { plainLinks: false, embeds } : { plainLinks: true }),
    }
    const sent = await webhook(question, question.private).edit('@original', body)
    if (!sent.ok) continue
    if (embeds.length > 0 && !question.private)
      await webhook(question, true).create({ content: '', plainLinks: false, embeds })
    return
  }
}
