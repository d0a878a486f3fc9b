/** What follows the last edit of a turn: its record, its report and the summary; and the note under one that was lost. */

import type { Clock } from '../../clock.ts'
import { ACKNOWLEDGED_AFTER_MS } from '../../limits.ts'
import type { TurnReport } from '../../measure/figures.ts'
import { variantsOf } from '../../measure/variants.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { Settings } from '../../settings/settings.ts'
import { onlyWell } from '../claude/ask-whole.ts'
import { placeOf } from '../claude/server-tools.ts'
import { toolbox } from '../tools/table.ts'
import { lostTurn, type TurnEnd } from '../turn/outcome.ts'
import { shownQuestion } from '../turn/shown-question.ts'
import { spendsOfLost } from '../turn/spends.ts'
import { spokenOf } from '../turn/spoken.ts'
import { summariser } from '../turn/summary.ts'
import { isWithdrawn } from '../turn/turn-buttons.ts'
import { settingsFor } from '../turn/turn-settings.ts'
import { putBack } from './earlier-answer.ts'
import { giveBack, isLost } from './give-back.ts'
import type { Idle } from './idle.ts'
import type { KeptTurn } from './kept-turn.ts'
import type { MemberIndex } from './member-index.ts'
import { noticeOf } from './notice.ts'
import type { OurMessages } from './our-messages.ts'
import { sendNotice, type SendNoticeDeps } from './send-notice.ts'
import type { FirstResponses } from './first-response.ts'
import type { QueuePositions } from './queue-positions.ts'
import { sessionAt } from './session.ts'
import { leaveNote, webhookOf } from './showing.ts'
import type { ThreadCoordinator } from './thread-coordinator.ts'
import type { ThreadLedgers } from './thread-ledgers.ts'
import type { ThreadOutside } from './thread-outside.ts'
import type { ThreadStore } from './thread-store.ts'

export interface TurnEndsDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly store: () => ThreadStore
  readonly firstResponses: Pick<FirstResponses, 'decline'>
  readonly queuePositions: Pick<QueuePositions, 'settled'>
  readonly coordinator: Pick<ThreadCoordinator, 'models' | 'reporting' | 'channel' | 'called'>
  readonly ours: Pick<OurMessages, 'stands'>
  readonly wantsNotice: SendNoticeDeps['wantsNotice']
  readonly outside: Pick<ThreadOutside, 'ask' | 'files'>
  readonly ledgers: Pick<ThreadLedgers, 'background'>
  readonly idle: Pick<Idle, 'after'>
  readonly index: Pick<MemberIndex, 'spoke'>
  readonly record: (report: TurnReport) => void
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  readonly log: (event: object) => void
}

export interface TurnEnds {
  /**
   * Nothing may be awaited between the end and its record: what is written in one go is durable after it or not at all, so
   * a crash before leaves the turn open, and one after finds it recorded.
   *
   * @returns ends when the coordinator has acknowledged the end, or could not be reached
   */
  end(kept: KeptTurn, end: TurnEnd): Promise<void>
  /** Ends a turn that cannot go on, or was stopped before it ran: adds a sentence under what it has posted. */
  lose(kept: KeptTurn, why: Case, startedAt: number): Promise<TurnEnd>
}

export function turnEnds({
  clock,
  settings,
  store,
  firstResponses,
  queuePositions,
  coordinator,
  ours,
  wantsNotice,
  outside,
  ledgers,
  idle,
  index,
  record,
  later,
  log,
}: TurnEndsDeps): TurnEnds {
  const summarise = summariser()
  return {
    end({ question }, end) {
      const now = clock.now()
      const own = settingsFor(question, settings)
      const news = { report: end.report, size: question.text.length, endedAt: now, spends: end.spends }
      const open = store()
        .openTurns()
        .find((turn) => turn.id === question.id)
      const isStopped = open?.isStopped === true
      store().end(question.id, end.exchange, now, news, { question, left: end.left })
      // After the end is written down: then it comes once at most, and nothing has to be remembered of it.
      if (isLost(question, end.report, settings))
        later(giveBack(question, clock, webhookOf({ ...question, private: true }, settings, clock)))
      record({ ...end.report, ...store().takeUse() })
      later(
        idle.after(
          summarise(
            {
              clock,
              settings: own,
              toolbox: toolbox(own, question.thread, placeOf(question)),
              ask: () =>
                ledgers.background(
                  onlyWell(outside.ask(question.thread), (model) => coordinator.models.isWell(model)),
                  'summary',
                ),
              called: coordinator.called,
              log,
              store: store(),
              files: outside.files(question),
            },
            end,
          ),
        ),
      )
      if (open?.isUntraced !== true) later(index.spoke(question))
      const reported = coordinator.reporting.report(news, end.note)
      // Last: nothing that fails here may end the turn once more.
      const notice = noticeOf({ question, end, isStopped }, now)
      const { first, freeAt } = end.reply
      if (notice !== undefined && first !== undefined)
        later(
          sendNotice(
            { clock, settings, channel: coordinator.channel, ours, wantsNotice, log },
            notice,
            question,
            { first, freeAt },
          ),
        )
      return reported
    },
    async lose(kept, why, startedAt) {
      const { question, attempt, answer } = kept
      // A Worker that waits for this sends its first response only now. Before that Discord does not know the message.
      const answeredAt = firstResponses.decline(question.id) ? clock.now() : kept.acceptedAt
      await queuePositions.settled(question.id)
      await clock.sleep(answeredAt + ACKNOWLEDGED_AFTER_MS - clock.now())
      const shown = shownQuestion(question, settings)
      const webhook = webhookOf(question, settings, clock)
      const isBack = isWithdrawn(why) && (await putBack(question, clock, (id) => store().ended(id), webhook))
      const messages = isBack ? [] : await leaveNote(kept, why, webhook, shown)
      const session = sessionAt(store().times(), settings, startedAt)
      const spoken = spokenOf(question, store().people(), settings.discordApplicationId)
      const variants = variantsOf(settings, question.thread)
      const turn = {
        question,
        spoken,
        transcript: store().transcript(),
        session,
        variants,
        attempt,
        answer,
      }
      const end = lostTurn(turn, why, messages, startedAt, clock.now())
      return { ...end, spends: spendsOfLost(question, attempt) }
    },
  }
}
