/** What simulated turns of one channel share: the channel budget, which says when each of them may call. */

import { mayCall } from '../../src/deliver/channel-allowance.ts'
import {
  accepted,
  called,
  type ChannelBudget,
  ended,
  limited as channelLimited,
  opened,
  startChannelBudget,
} from '../../src/deliver/channel-budget.ts'
import { isOfChannel, type News, type RateLimit } from '../../src/deliver/pacer.ts'

/** Says when a turn may use the budget that it shares with others: now, or not before a time. */
export interface Shared {
  readonly may: (turn: number, news: News, now: number) => number
  readonly began: (turn: number) => void
  readonly called: (turn: number, news: News, now: number) => void
  readonly accepted: (turn: number, leftAt: number, now: number) => void
  readonly limited: (turn: number, limit: RateLimit, now: number) => void
  readonly ended: (turn: number, now: number) => void
}

const intent = ({ last, first }: News) => ({ last, first, creates: false })

/** The turns of one channel under the channel budget. Good for one `play`. */
export function sharedChannel(start: ChannelBudget = startChannelBudget(30)): Shared {
  let budget = start
  const begun = new Set<number>()
  return {
    began(turn) {
      if (begun.has(turn)) return
      begun.add(turn)
      budget = opened(budget, String(turn), 1)
    },
    may(turn, news, now) {
      budget = opened(budget, String(turn), news.calls)
      const allowed = mayCall(budget, String(turn), intent(news), now)
      return allowed.kind === 'yes' ? now : allowed.until
    },
    called(turn, news, now) {
      budget = called(budget, String(turn), intent(news), now)
    },
    accepted(turn, leftAt, now) {
      budget = accepted(budget, String(turn), leftAt, now)
    },
    limited(turn, limit, now) {
      if (isOfChannel(limit)) budget = channelLimited(budget, String(turn), limit.retryAfterMs, now)
    },
    ended(turn) {
      budget = ended(budget, String(turn))
    },
  }
}
