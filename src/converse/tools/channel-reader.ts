/** Reads what was said in the channel of a question, and decides for whom: that channel alone, and only for who may. */

import type { Clock } from '../../clock.ts'
import { channelHistory, type History, type Unreadable } from '../../deliver/channel-history.ts'
import type { ChannelMessage } from '../../deliver/channel-messages.ts'
import type { Readers, Settings } from '../../settings/settings.ts'
import type { People } from '../claude/people.ts'
import type { Question } from '../question/question.ts'
import type { Readers as ChannelReaders } from './channel-text.ts'

/** `not allowed`: the asker may not. `not a member`: only the asker installed the bot, so it is not in the channel. */
export type ChannelRead =
  | ({ readonly ok: true; readonly messages: readonly ChannelMessage[] } & ChannelReaders)
  | { readonly ok: false; readonly why: Unreadable | 'not allowed' | 'not a member' }

/**
 * The last messages before the question, oldest first, with whom the conversation knows. Never rejects.
 *
 * @param limit 1 to 100
 */
export type ReadChannel = (limit: number, stop?: AbortSignal) => Promise<ChannelRead>

/** Whether anybody may read their channel: then Claude is told that there is such a tool. */
export const isChannelReadable = ({
  readChannel,
  discordToken,
}: Pick<Settings, 'readChannel' | 'discordToken'>): boolean =>
  readChannel !== 'off' && discordToken !== undefined

/** Undefined where nobody may. */
export function channelReader(
  settings: Pick<Settings, 'readChannel' | 'discordToken' | 'discordApiBaseUrl' | 'discordApplicationId'>,
  question: Pick<Question, 'id' | 'channel' | 'parent' | 'reader' | 'userInstall'>,
  people: People,
  clock: Clock,
): ReadChannel | undefined {
  const { discordToken: botToken, discordApiBaseUrl: baseUrl, discordApplicationId: applicationId } = settings
  if (botToken === undefined || !isChannelReadable(settings)) return undefined
  const { id: before, channel, parent } = question
  return async (limit, stop) => {
    if (question.userInstall) return { ok: false, why: 'not a member' }
    if (!mayRead(settings.readChannel, question)) return { ok: false, why: 'not allowed' }
    // What came after the question was not asked about, our own "thinking…" least of all; and after a crash it is the same.
    const access = { baseUrl, applicationId, botToken, channel, parent }
    const history: History = await channelHistory(access, clock, { limit, before }, stop)
    return history.ok ? { ...history, people, ourId: applicationId } : history
  }
}

/** Nobody reads by us what they may not read themselves. */
export function mayRead(readers: Readers, { reader }: Pick<Question, 'reader'>): boolean {
  switch (readers) {
    case 'off':
      return false
    case 'moderators':
      return reader === 'moderator'
    case 'everyone':
      return reader !== undefined
  }
}
