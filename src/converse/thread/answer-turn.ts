/** Answers one turn of a thread: gives the turn all that it needs of the thread, of the fleet and of the outside. */

import type { Clock } from '../../clock.ts'
import type { Settings } from '../../settings.ts'
import type { FleetNews } from '../coordinator/coordinator.ts'
import { endedBy, hasFailed } from '../turn/answer.ts'
import type { TurnEnd } from '../turn/outcome.ts'
import { runTurn } from '../turn/run-turn.ts'
import { sharedAnswers } from '../turn/shared-answers.ts'
import type { Turn } from '../turn/turn.ts'
import type { KeptTurn } from './kept-turn.ts'
import type { FirstResponses } from './first-response.ts'
import type { QueuePositions } from './queue-positions.ts'
import { sessionAt } from './session.ts'
import { showTurn, silenceOf } from './showing.ts'
import { hasBegun, type TakeUp } from './take-up.ts'
import type { ThreadFleet } from './thread-fleet.ts'
import type { ThreadOutside } from './thread-outside.ts'
import type { ThreadStore } from './thread-store.ts'

export interface AnswerTurnDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly store: () => ThreadStore
  readonly firstResponses: FirstResponses
  readonly places: Pick<QueuePositions, 'settled'>
  readonly fleet: ThreadFleet
  readonly outside: ThreadOutside
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

/** What all turns of a thread share stays in here: the answers that are being said, and what was last heard of the fleet. */
export function answerTurn({
  clock,
  settings,
  store,
  firstResponses,
  places,
  fleet,
  outside,
  later,
  warn,
}: AnswerTurnDeps): (kept: KeptTurn, next: TakeUp, now: number) => Promise<TurnEnd> {
  const shared = sharedAnswers(hasFailed)
  /** Calls that Discord refused to the fleet, as of the last turn's beginning. */
  let refused = 0
  return async (kept, next, now) => {
    const { question, attempt } = kept
    const session = sessionAt(store().times(), settings, now)
    const answer = next.does === 'show' ? endedBy(kept.answer, next.why) : kept.answer
    const turn: Turn = { question, transcript: store().transcript(), session, attempt, answer }
    const isBegun = hasBegun(kept.reached)
    if (session === 'new') store().openSession(now)
    const silence = silenceOf(undefined, question.language)
    const models = fleet.models.turn(question.id, isBegun)
    const hear = (news: FleetNews | undefined): void => {
      models.receive(news?.models)
      if (news === undefined) return
      silence.lines = silenceOf(news.expectedMs, question.language).lines
      refused = news.refused
      fleet.channel.hear(news.channel)
    }
    const enter = fleet.line.began(question, isBegun, hear, (isWaiting) =>
      store().waits(question.id, isWaiting),
    )
    await places.settled(question.id)
    const show = showTurn(
      {
        clock,
        settings,
        channel: fleet.channel,
        refused: () => refused,
        firstResponses,
      },
      kept,
      silence,
    )
    return runTurn(
      {
        clock,
        settings,
        claude: {
          ask: outside.ask(),
          models,
          enter,
          judge: outside.judge,
          complain: (what) => warn({ evt: 'claude.failed', turn: question.id, ...what }),
        },
        files: outside.files(),
        tools: outside.tools(question),
        cache: outside.mayRecall(question) ? outside.cache() : undefined,
        shared,
        show,
        thread: {
          checkpoint: (heard, shown) => store().checkpoint(question.id, heard, shown),
          forget: (through) => store().forgetThrough(through),
          later,
          kept: (note) => void fleet.line.tell((to) => to.kept(note, clock.now())),
        },
      },
      turn,
    )
  }
}
