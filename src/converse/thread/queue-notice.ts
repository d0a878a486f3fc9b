/** Writes into the reply of a turn that waits in its thread how many questions are ahead of it. */

import type { Clock } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import { ACKNOWLEDGED_AFTER_MS } from '../../limits.ts'
import { ahead } from '../../sentences/sentences.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ChannelLimit } from '../coordinator/channel-limit.ts'
import { withQuestion } from '../../deliver/question-line.ts'
import type { Question } from '../question/question.ts'
import { type LineSettings, shownQuestion } from '../turn/shown-question.ts'
import { cancelButton, editButtons } from '../turn/turn-buttons.ts'
import type { FirstResponses, Proposal } from './first-response.ts'
import { webhookOf } from './showing.ts'
import type { ThreadStore } from './thread-store.ts'
import type { WaitingTurn } from './queue.ts'

export interface QueueNoticeDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly store: () => Pick<ThreadStore, 'look' | 'showPosition'>
  readonly firstResponses: Pick<FirstResponses, 'propose'>
  readonly channel: Pick<ChannelLimit, 'takesPosition'>
  /** Whether the turn has begun meanwhile. Then its answer has the reply. */
  readonly isLive: (id: InteractionId) => boolean
}

/** Shows it as the first response if that still waits, else as an edit, if the channel takes one. */
export const queueNotice =
  ({ clock, settings, store, firstResponses, channel, isLive }: QueueNoticeDeps) =>
  async ({ id, before }: WaitingTurn): Promise<void> => {
    const kept = store().look(id)
    if (kept === undefined) return
    const line = waitingLine(kept.question, before, settings)
    // After a crash the message may show it already.
    if (kept.before[0]?.content === line.content) return
    const became = await firstResponses.propose(id, line)
    if (became === 'shown') return store().showPosition(id, { ...line, message: '@original' })
    const answeredAt = became === 'late' ? clock.now() : kept.acceptedAt
    await clock.sleep(answeredAt + ACKNOWLEDGED_AFTER_MS - clock.now())
    if (isLive(id) || !channel.takesPosition(id)) return
    // Its member may have changed the question meanwhile.
    const { question } = store().look(id) ?? kept
    const latest = waitingLine(question, before, settings)
    const sent = await webhookOf(question, settings, clock).edit('@original', latest)
    if (sent.ok) store().showPosition(id, { ...latest, message: sent.message })
  }

/** The message of a question that waits. */
export const waitingLine = (question: Question, before: number, settings: LineSettings): Proposal => ({
  content: withQuestion(`-# ${ahead(before, question.language)}`, shownQuestion(question, settings)),
  plainLinks: true,
  buttons: [cancelButton(question), ...editButtons(question)],
})
