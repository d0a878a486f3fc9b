/** Values for tests, each with one reason to differ from the ordinary one. */

import type { Command } from '../src/converse/thread/command.ts'
import type { Attachment } from '../src/converse/question/attachment.ts'
import type { FileRef } from '../src/converse/claude/file-ref.ts'
import type { Question } from '../src/converse/question/question.ts'
import { randomBytes } from '../src/random.ts'
import { type Nonce, NONCE_BYTES, nonceOf } from '../src/converse/claude/nonce.ts'
import { readSettings, type Settings } from '../src/settings/settings.ts'
import type { Spoken, Transcript } from '../src/converse/claude/transcript.ts'
import { type Answer, noAnswer } from '../src/converse/turn/answer.ts'
import { spokenOf } from '../src/converse/turn/spoken.ts'
import { newPeople } from './fakes/people.ts'
import type { TurnFigures } from '../src/measure/figures.ts'
import { variantFields, type Variants, variantsOf } from '../src/measure/variants.ts'
import {
  isAttachmentId,
  isChannelId,
  isGuildId,
  isInteractionId,
  isThreadId,
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
export const threadId = made(isThreadId)
export const replyToken = made(isReplyToken)
export const channelId = made(isChannelId)
export const guildId = made(isGuildId)
export const memberId = made(isMemberId)
export const messageId = made(isMessageId)
export const attachmentId = made(isAttachmentId)

/** As Discord names it. */
export const attachment = (partial: Partial<Attachment> = {}): Attachment => ({
  id: attachmentId('1111'),
  name: 'plan.pdf',
  size: 1_000,
  url: 'https://cdn.discordapp.com/ephemeral-attachments/222/1111/plan.pdf?ex=1&is=2&hm=3&',
  mediaUrl: '',
  contentType: 'application/pdf',
  ...partial,
})

/** As the transcript keeps it. */
export const fileRef = (partial: Partial<FileRef> = {}): FileRef => ({
  id: 1,
  name: 'plan.pdf',
  kind: 'PDF',
  format: partial.kind ?? 'PDF',
  size: 240_000,
  tokens: 6_000,
  isCut: false,
  path: '',
  why: '',
  ...partial,
})

/** The default settings, with secrets that are none. */
export function settings(partial: Partial<Settings> = {}): Settings {
  const read = readSettings({
    DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
    DISCORD_APPLICATION_ID: '775799577604522054',
    ANTHROPIC_API_KEY: 'key-of-a-test',
  })
  if (!read.ok) throw new Error(read.problems.join(' '))
  return { ...read.settings, ...partial }
}

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
  files: [],
  ...partial,
})

/** Of a conversation that has just begun. */
export const transcript = (partial: Partial<Transcript> = {}): Transcript => ({
  nonce: '482715',
  summary: undefined,
  exchanges: [],
  ...partial,
})

/** As the default settings give them. */
export const variants = (partial: Partial<Variants> = {}): Variants => ({
  ...variantsOf(settings(), question().thread),
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
  cacheWhy: 'none',
  cacheAgeMs: undefined,
  notKept: '',
  session: 'reused',
  attempt: 1,
  model: 'claude-sonnet-5-5',
  claudeCalls: 1,
  toolCalls: 0,
  toolMs: 0,
  toolHits: 0,
  healed: '',
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  usd: 0,
  waitedMs: 0,
  firstTextMs: undefined,
  firstWordsMs: undefined,
  totalMs: 0,
  cacheMs: undefined,
  lastEditMs: undefined,
  pages: 1,
  edits: 1,
  rateLimited: 0,
  refused: 0,
  characters: 0,
  usdMicro: '0',
  ...variantFields(variants()),
  ...partial,
})

/** What a question says in a conversation that has met nobody before. */
export const spoken = (of = question()): Spoken => spokenOf(of, newPeople(), '290000000000000030')

/** An answer to `question()`, as far as it has come. */
export const answer = (partial: Partial<Answer> = {}): Answer => ({ ...noAnswer(question().id), ...partial })

/** About the conversation that everybody in Ada's channel shares. */
export const command = (partial: Partial<Command> = {}): Command => {
  const { id, thread, guild, member, userInstall, language } = question()
  return { id, thread, guild, member, userInstall, language, private: false, ...partial }
}

/** As a thread makes it. */
export const newNonce = (): Nonce => nonceOf(randomBytes(NONCE_BYTES))
