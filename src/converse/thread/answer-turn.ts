/** Answers one turn of a thread: gives the turn what it needs from the thread, the coordinator and the outside. */

import type { Clock } from '../../clock.ts'
import { fraction } from '../../random.ts'
import type { Settings } from '../../settings/settings.ts'
import { estimateOfTurn } from '../claude/estimate.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import { variantsOf } from '../../measure/variants.ts'
import type { CoordinatorNews } from '../coordinator/coordinator.ts'
import type { Spends } from '../coordinator/report-store.ts'
import { endedBy, hasFailed } from '../turn/answer.ts'
import type { LiveTurn } from '../turn/live-turn.ts'
import { settingsFor } from '../turn/turn-settings.ts'
import type { TurnEnd } from '../turn/outcome.ts'
import { runTurn } from '../turn/run-turn.ts'
import { reportWith, spendsOf } from '../turn/spends.ts'
import { spokenOf } from '../turn/spoken.ts'
import { sharedAnswers } from '../turn/shared-answers.ts'
import type { Turn } from '../turn/turn.ts'
import type { KeptTurn } from './kept-turn.ts'
import type { FirstResponses } from './first-response.ts'
import type { OurMessages } from './our-messages.ts'
import type { QueuePositions } from './queue-positions.ts'
import { sessionAt } from './session.ts'
import { showTurn, silenceOf } from './showing.ts'
import { hasBegun, type TakeUp } from './take-up.ts'
import type { ThreadCoordinator } from './thread-coordinator.ts'
import type { ThreadLedgers } from './thread-ledgers.ts'
import type { ThreadOutside } from './thread-outside.ts'
import type { ThreadStore } from './thread-store.ts'

export interface AnswerTurnDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly store: () => ThreadStore
  readonly firstResponses: FirstResponses
  readonly queuePositions: Pick<QueuePositions, 'settled'>
  readonly ours: OurMessages
  readonly coordinator: ThreadCoordinator
  readonly outside: ThreadOutside
  readonly ledgers: Pick<ThreadLedgers, 'purse' | 'settleLater'>
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

/** Keeps what the turns of a thread share: the answers that are being written, and the coordinator's latest news. */
export function answerTurn({
  clock,
  settings,
  store,
  firstResponses,
  queuePositions,
  ours,
  coordinator,
  outside,
  ledgers,
  later,
  warn,
}: AnswerTurnDeps): (kept: KeptTurn, next: TakeUp, live: LiveTurn, now: number) => Promise<TurnEnd> {
  const shared = sharedAnswers(hasFailed)
  /** How many calls of the whole bot Discord has refused of late, as of the last turn's beginning. */
  let refused = 0
  return async (kept, next, live, now) => {
    const { question, attempt } = kept
    const own = settingsFor(question, settings)
    const session = sessionAt(store().times(), settings, now)
    const answer = next.does === 'show' ? endedBy(kept.answer, next.why, kept.stoppedBy) : kept.answer
    const people = store().people()
    const spoken = spokenOf(question, people, settings.discordApplicationId)
    const variants = variantsOf(settings, question.thread)
    const turn: Turn = { question, spoken, ...store().asOf(question), session, variants, attempt, answer }
    const isBegun = hasBegun(kept.reached)
    const purse = ledgers.purse(question, attempt)
    // Beside the look into the cache: by the time that Claude is asked, the answer is there.
    void purse.hold(() => estimateOfTurn(own, turn))
    if (session === 'new') store().openSession(now)
    const silence = silenceOf(undefined, question)
    const models = coordinator.models.turn(question.id, isBegun)
    const receive = (news: CoordinatorNews | undefined): void => {
      models.receive(news?.models)
      if (news === undefined) return
      silence.lines = silenceOf(variants.eta === 'on' ? news.expectedMs : undefined, question).lines
      refused = news.refused
      coordinator.channel.receive(news.channel)
    }
    const beginning = { question, isIn: isBegun, hasEta: variants.eta === 'on' }
    const waitForSession = coordinator.client.began(beginning, receive, (isWaiting) =>
      store().waits(question.id, isWaiting),
    )
    await queuePositions.settled(question.id)
    const show = showTurn(
      {
        clock,
        settings: own,
        variants,
        channel: coordinator.channel,
        refused: () => refused,
        firstResponses,
        ours,
        later,
      },
      kept,
      silence,
      people.numbered,
    )
    const end = await runTurn(
      {
        clock,
        settings: own,
        claude: {
          ask: outside.ask(question.thread),
          models,
          chance: fraction,
          waitForSession,
          purse,
          judge: outside.judge,
          complain: (what) => warn({ evt: 'claude.failed', turn: question.id, ...what }),
        },
        files: outside.files(question),
        tools: outside.tools(question, people),
        cache: variants.cache === 'on' ? outside.cache() : undefined,
        shared,
        show,
        thread: {
          checkpoint: (heard, shown) => store().checkpoint(question.id, heard, shown),
          forget: (through) => store().forgetThrough(through),
          leaveOut: (what) => store().leaveOut(what),
          later,
          kept: (note) => void coordinator.client.notify((to) => to.kept(note, clock.now())),
        },
      },
      turn,
      live,
    )
    const spends = (report: TurnFigures): Spends => spendsOf(turn, report, purse, settings.prices)
    const { goesOn } = end
    if (goesOn === undefined) return { ...end, spends: spends(end.report) }
    // Until then what the turn has reserved stays reserved, and after a crash it counts in full.
    later(ledgers.settleLater(goesOn.then((whole) => spends(reportWith(end.report, whole)))))
    return end
  }
}
