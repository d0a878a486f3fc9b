/** Puts together what answers the turns of a thread: the queue, its notices, the answer and the end. */

import type { InteractionId } from '../../ids.ts'
import type { LiveTurn } from '../turn/live-turn.ts'
import { isWithdrawn } from '../turn/turn-buttons.ts'
import { type AnswerTurnDeps, answerTurn } from './answer-turn.ts'
import { type TurnEndsDeps, turnEnds } from './end-turn.ts'
import type { EndedPress, EndedPressed } from './ended-press.ts'
import { putBack } from './earlier-answer.ts'
import { type Edits, edits } from './edits.ts'
import { endedPresses } from './ended-presses.ts'
import { ourMessages } from './our-messages.ts'
import { type Presses, presses } from './presses.ts'
import { queuePositions } from './queue-positions.ts'
import { queueNotice } from './queue-notice.ts'
import { webhookOf } from './showing.ts'
import { type TurnsDeps, turnStarter } from './turns.ts'

type ThreadTurnsDeps = Omit<AnswerTurnDeps, 'queuePositions' | 'ours'> &
  Pick<TurnEndsDeps, 'idle' | 'index' | 'record' | 'log' | 'wantsNotice' | 'ledgers'> &
  Pick<TurnsDeps, 'setAlarm' | 'logBug'>

export interface ThreadTurns extends Presses {
  /** To be called whenever a turn may be able to start; it shows the others their positions. */
  start(): void
  /** What `press` does, for a button under an answer that has ended. */
  pressEnded(press: EndedPress): EndedPressed
  /** Has questions changed. */
  readonly edits: Edits
  /** How many run in this memory. */
  liveCount(): number
}

export function threadTurns(deps: ThreadTurnsDeps): ThreadTurns {
  const live = new Map<InteractionId, LiveTurn>()
  const all = { ...deps, live, queuePositions: queuePositions(deps.clock), ours: ourMessages() }
  const isLive = (id: InteractionId): boolean => live.has(id)
  const answer = answerTurn(all)
  const start = turnStarter({
    ...all,
    showPosition: queueNotice({ ...all, channel: deps.coordinator.channel, isLive }),
    answer: async (...turn) => {
      const end = await answer(...turn)
      // It waited for a session: its own last edit has only said who took it back.
      const [{ question }] = turn
      if (isWithdrawn(end.report.why))
        await putBack(
          question,
          deps.clock,
          (id) => deps.store().ended(id),
          webhookOf(question, deps.settings, deps.clock),
        )
      return end
    },
    ends: turnEnds(all),
  })
  const pressEnded = endedPresses({ ...all, start })
  return {
    start,
    ...presses({ ...all, start }),
    pressEnded,
    edits: edits({ ...all, pressEnded }),
    liveCount: () => live.size,
  }
}
