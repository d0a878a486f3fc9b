/** What one conversation knows of the limits of its channel, shared with the channel's other conversations. */

import type { Clock } from '../../clock.ts'
import { canSpare } from '../../deliver/channel-allowance.ts'
import {
  called,
  editsAt,
  LEARNED_MS,
  limitedUntil,
  startChannelBudget,
} from '../../deliver/channel-budget.ts'
import type { ChannelShare } from '../../deliver/channel-share.ts'
import type { InteractionId, ThreadId } from '../../ids.ts'
import { numberAt } from '../../json.ts'

/** What the coordinator knows of a channel. */
export interface ChannelNews {
  /** Discord limits the edits there until then, in milliseconds since 1970; absent where nobody has met that. */
  readonly limitedUntil?: number
  /** Conversations that are answering there: the channel's own, and those of single members. */
  readonly conversations: number
}

export interface ChannelLimitDeps {
  readonly clock: Clock
  /** CHANNEL_EDITS_PER_MINUTE. */
  readonly perMinute: number
  /** Reports the limit to the coordinator. Never rejects. */
  readonly notify: (thread: ThreadId, until: number) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

export interface ChannelLimit {
  readonly share: ChannelShare
  /** A 429 has just shown that Discord limits the channel of this conversation. */
  met(thread: ThreadId): void
  /** Takes the coordinator's news; undefined from a coordinator of another version. */
  receive(news: ChannelNews | undefined): void
  /** Whether the position of a waiting turn may be shown now. If so, it counts as an edit. */
  takesPosition(turn: InteractionId): boolean
}

export function channelLimit({ clock, perMinute, notify, warn }: ChannelLimitDeps): ChannelLimit {
  const share: ChannelShare = { budget: startChannelBudget(perMinute) }
  /** Until when the channel is limited as the others know it. */
  let knownUntil = 0
  return {
    share,
    met(thread) {
      const now = clock.now()
      if (now < knownUntil) return
      knownUntil = now + LEARNED_MS
      warn({ evt: 'discord.channel_limited', thread, per_minute: perMinute, until: knownUntil })
      notify(thread, knownUntil)
    },
    receive(news) {
      if (news === undefined) return
      const until = numberAt(news, 'limitedUntil') ?? 0
      const isNews = until > clock.now() && editsAt(share.budget, clock.now()) !== 'limited'
      if (isNews) share.budget = limitedUntil(share.budget, until)
      knownUntil = Math.max(knownUntil, until)
      share.budget = { ...share.budget, conversations: Math.max(1, numberAt(news, 'conversations') ?? 1) }
    },
    takesPosition(turn) {
      const now = clock.now()
      const isSpared = canSpare(share.budget, now)
      if (isSpared)
        share.budget = called(share.budget, turn, { last: false, first: false, creates: false }, now)
      return isSpared
    },
  }
}
