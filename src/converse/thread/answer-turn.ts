/** Answers one turn of a thread: gives the turn all that it needs of the thread, of the fleet and of the outside. */

import type { Clock } from '../../clock.ts'
import type { Settings } from '../../settings.ts'
import type { FleetNews } from '../coordinator/coordinator.ts'
import type { Turn, TurnEnd } from '../turn/account.ts'
import { hasFailed } from '../turn/attempts.ts'
import { concluded } from '../turn/conclusion.ts'
import { sharedAnswers } from '../turn/shared-answer.ts'
import { runTurn } from '../turn/turn.ts'
import type { KeptTurn } from './kept-turn.ts'
import type { Offers } from './offers.ts'
import type { Places } from './places.ts'
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
  readonly offers: Offers
  readonly places: Pick<Places, 'settled'>
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
  offers,
  places,
  fleet,
  outside,
  later,
  warn,
}: AnswerTurnDeps): (kept: KeptTurn, next: TakeUp, now: number) => Promise<TurnEnd> {
  const answers = sharedAnswers(hasFailed)
  /** Calls that Discord refused to the fleet, as of the last turn's beginning. */
  let refused = 0
  return async (kept, next, now) => {
    const { question, attempt } = kept
    let { said } = kept
    const session = sessionAt(store().times(), settings, now)
    const conclusion = next.does === 'show' ? concluded(next.why) : kept.conclusion
    const turn: Turn = { question, transcript: store().transcript(), session, attempt, said, conclusion }
    const isBegun = hasBegun(kept.reached)
    if (session === 'new') store().openSession(now)
    const silence = silenceOf(undefined, question.language)
    const models = fleet.models.turn(question.id, isBegun)
    const hear = (news: FleetNews | undefined): void => {
      models.hear(news?.models)
      if (news === undefined) return
      silence.lines = silenceOf(news.expectedMs, question.language).lines
      refused = news.refused
      fleet.channel.hear(news.channel)
    }
    const enter = fleet.line.began(question, isBegun, hear, (isWaiting) =>
      store().waits(question.id, isWaiting),
    )
    await places.settled(question.id)
    const showing = showTurn(
      {
        clock,
        settings,
        channel: fleet.channel,
        refused: () => refused,
        offers,
        checkpoint: (shown) => store().checkpoint(question.id, shown, said),
      },
      kept,
      silence,
    )
    return runTurn(
      {
        clock,
        settings,
        ask: outside.ask(),
        models,
        files: outside.files(),
        tools: outside.tools(question),
        cache: outside.mayRecall(question) ? outside.cache() : undefined,
        judge: outside.judge,
        kept: (note) => void fleet.line.tell((to) => to.kept(note, clock.now())),
        answers,
        enter,
        ...showing,
        later,
        hears: (heard) => {
          said = heard
        },
        concludes: (whole) => store().conclude(question.id, said, whole),
        forget: (through) => store().forgetThrough(through),
        complain: (what) => warn({ evt: 'claude.failed', turn: question.id, ...what }),
      },
      turn,
    )
  }
}
