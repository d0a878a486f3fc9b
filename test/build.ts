/** Values for tests, each with one reason to differ from the ordinary one. */

import type { Question } from '../src/converse/question.ts'
import type { Transcript } from '../src/converse/transcript.ts'
import type { TurnFigures } from '../src/measure/turn-report.ts'
import {
  isChannelId,
  isGuildId,
  isInteractionId,
  isMemberId,
  isMessageId,
  isReplyToken,
  threadOf,
} from '../src/ids.ts'

/** An id that its guard lets through, or the test is wrong. */
const made =
  <T>(is: (raw: unknown) => raw is T) =>
  (raw: string): T => {
    if (!is(raw)) throw new Error(`not such an id: ${raw}`)
    return raw
  }

export const interactionId = made(isInteractionId)
export const replyToken = made(isReplyToken)
export const channelId = made(isChannelId)
export const guildId = made(isGuildId)
export const memberId = made(isMemberId)
export const messageId = made(isMessageId)

/** Asked at 0 ms by Ada in a channel of a guild, for all to see. */
export const question = (partial: Partial<Question> = {}): Question => ({
  id: interactionId('786008729715212338'),
  token: replyToken('aW50ZXJhY3Rpb246x'),
  thread: threadOf(channelId('645027906669510667')),
  channel: channelId('645027906669510667'),
  guild: guildId('290926798626357999'),
  member: memberId('53908232506183680'),
  memberName: 'Ada',
  language: 'en',
  text: 'What is a monad?',
  private: false,
  fresh: false,
  userInstall: false,
  askedAt: 0,
  ...partial,
})

/** Of a conversation that has just begun. */
export const transcript = (partial: Partial<Transcript> = {}): Transcript => ({
  mark: '482715',
  summary: undefined,
  exchanges: [],
  ...partial,
})

/** Of a turn that Claude answered with a single call. */
export const turnFigures = (partial: Partial<TurnFigures> = {}): TurnFigures => ({
  turn: question().id,
  thread: question().thread,
  guild: question().guild,
  outcome: 'answered',
  why: '',
  cache: 'miss',
  session: 'reused',
  attempt: 1,
  model: 'claude-sonnet-5-5',
  claudeCalls: 1,
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  waitedMs: 0,
  firstTextMs: undefined,
  firstWordsMs: undefined,
  totalMs: 0,
  pages: 1,
  edits: 1,
  rateLimited: 0,
  refused: 0,
  characters: 0,
  ...partial,
})
