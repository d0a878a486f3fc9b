/** How a turn is shown in Discord: through which token, how often, and with which status lines. */

import type { Clock } from '../../clock.ts'
import { backOff } from '../../deliver/backoff.ts'
import { botChannel, discordWebhook, type Webhook } from '../../deliver/webhook.ts'
import { callAt, type ChannelShare } from '../../deliver/channel-share.ts'
import { withoutGrowingMark } from '../../deliver/growing-mark.ts'
import type { Button } from '../../deliver/message.ts'
import { deliver } from '../../deliver/reply.ts'
import { isOurLine, type PlacedMessage, type Shown } from '../../deliver/reply-plan.ts'
import type { Mentions } from '../../deliver/markdown/mentions.ts'
import { linkEdits } from '../../deliver/page-links.ts'
import { linkPages } from '../../deliver/link-pages.ts'
import { isTextRefused } from '../../deliver/refused-pages.ts'
import { type ReplyOptions, wholeReply } from '../../deliver/reply-state.ts'
import type { Silence } from '../../deliver/silence.ts'
import { type ReplyChannel, replyChannel } from '../../deliver/reply-channel.ts'
import {
  ACKNOWLEDGED_AFTER_MS,
  MAX_PAGES,
  MESSAGE_CODE_POINTS,
  USER_INSTALL_FOLLOW_UPS,
} from '../../limits.ts'
import type { Variants } from '../../measure/variants.ts'
import { type Case, sentence } from '../../sentences/sentences.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ChannelLimit } from '../coordinator/channel-limit.ts'
import type { Question } from '../question/question.ts'
import { withQuestion } from '../../deliver/question-line.ts'
import { shownQuestion } from '../turn/shown-question.ts'
import type { FirstResponses } from './first-response.ts'
import type { KeptTurn } from './kept-turn.ts'
import type { OurMessages } from './our-messages.ts'
import { isStop, stoppedLine } from '../turn/stopped.ts'
import { againButton, editButtons, isWithdrawn, retryButtons, stopButton } from '../turn/turn-buttons.ts'
import type { Show } from '../turn/turn-deps.ts'

/** Before this, Discord's own "thinking…" says enough. */
const THINKING_MS = 2_000

/** After this long without a word, a member needs to know that the bot is still at work. */
const TAKING_LONGER_MS = 10_000

/** @param expectedMs how long such a question usually takes; undefined when nobody knows */
export const silenceOf = (expectedMs: number | undefined, question: Question): Silence => ({
  lines: [
    {
      afterMs: THINKING_MS,
      text:
        expectedMs === undefined || expectedMs > TAKING_LONGER_MS
          ? undefined
          : sentence('thinking', question.language, Math.max(1, Math.round(expectedMs / 1_000))),
    },
    {
      afterMs: TAKING_LONGER_MS,
      text: sentence('taking longer', question.language),
      buttons: [againButton(question)],
    },
  ],
})

export const webhookOf = (
  { token, private: ephemeral }: Question,
  settings: Settings,
  clock: Clock,
): Webhook =>
  discordWebhook(
    { baseUrl: settings.discordApiBaseUrl, applicationId: settings.discordApplicationId, token, ephemeral },
    clock,
  )

/** The bot can go on with its own token only when the reply is public and the bot is a member of the server. */
function channelOf({ question, before }: KeptTurn, settings: Settings, clock: Clock): ReplyChannel {
  const { discordToken: botToken, discordApiBaseUrl: baseUrl } = settings
  const isOpen = botToken !== undefined && !question.private && !question.userInstall
  const bot = isOpen ? botChannel({ baseUrl, botToken, channel: question.channel }, clock) : undefined
  return replyChannel(webhookOf(question, settings, clock), bot, before[0]?.message)
}

const replyOptions = (
  { question, before, acceptedAt }: KeptTurn,
  settings: Settings,
  variants: Variants,
  refused: number,
  channel: ChannelShare,
  silence: Silence,
  mentions: Mentions,
): ReplyOptions & { readonly bugNote: string } => ({
  ...backOff(
    {
      intervalMs: settings.editIntervalMs,
      streaming: variants.streaming === 'on',
    },
    refused,
  ),
  waitsForPhrase: variants.firstPhraseWait === 'on',
  language: question.language,
  maxPages: question.userInstall ? Math.min(MAX_PAGES, 1 + USER_INSTALL_FOLLOW_UPS) : MAX_PAGES,
  notBefore: acceptedAt + ACKNOWLEDGED_AFTER_MS,
  before,
  turn: question.id,
  channel,
  silence,
  mentions,
  question: shownQuestion(question, settings),
  bugNote: sentence('internal', question.language),
})

export interface ShowDeps {
  readonly clock: Clock
  readonly settings: Settings
  readonly variants: Variants
  readonly channel: ChannelLimit
  /** Calls of all threads that Discord refused of late. */
  readonly refused: () => number
  readonly firstResponses: FirstResponses
  readonly ours: OurMessages
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
}

/** Shows a turn: proposes the first response, delivers the growing reply, and changes the token before it expires. */
export function showTurn(
  { clock, settings, variants, channel, refused, firstResponses, ours, later }: ShowDeps,
  kept: KeptTurn,
  silence: Silence,
  mentions: Mentions,
): Show {
  const { id } = kept.question
  const replies = channelOf(kept, settings, clock)
  const options = (before: readonly Shown[]): ReplyOptions & { readonly bugNote: string } =>
    replyOptions({ ...kept, before }, settings, variants, refused(), channel.share, silence, mentions)
  let answeredAt = kept.acceptedAt
  return {
    async propose(content) {
      const [first] = wholeReply(options([]), content)
      const became = first === undefined ? 'nobody' : await firstResponses.propose(id, first)
      if (became !== 'nobody') answeredAt = clock.now()
      return first !== undefined && became === 'shown' ? [{ message: '@original', ...first }] : undefined
    },
    async deliver(contents, { checkpoint, abandon }, posted = kept.before) {
      // The first response is no edit. When the channel takes no edits, it tells the member why nothing comes.
      const full =
        posted.length === 0 ? fullLine(options([]), stopButton(kept.question), clock.now()) : undefined
      const became = full === undefined ? 'nobody' : await firstResponses.propose(id, full)
      const before = became === 'shown' && full !== undefined ? [full] : posted
      // A Worker that waited for this sends its first response to Discord only now.
      if (became !== 'nobody' || firstResponses.decline(id)) answeredAt = clock.now()
      let pages = before
      const delivered = await deliver(
        {
          clock,
          webhook: replies.webhook,
          checkpoint: (shown) => {
            replies.posted(shown[0]?.message)
            for (const { message } of shown) if (message !== '@original') ours.stands(message)
            pages = shown
            checkpoint(shown)
          },
          abandon,
          channelLimited: () => channel.met(kept.question.thread),
          type: replies.type,
        },
        { ...options(before), notBefore: answeredAt + ACKNOWLEDGED_AFTER_MS },
        contents,
      )
      // Links to private messages do not work.
      const isRead = delivered.outcome === 'whole' || isTextRefused(delivered.outcome)
      const links =
        isRead && !kept.question.private
          ? linkEdits(pages, ours.isBetween, kept.question, kept.question.language)
          : []
      if (links.length > 0) later(linkPages({ clock, webhook: replies.webhook }, options([]), links))
      return delivered
    },
    outlives: () => replies.useBotToken(),
  }
}

/** When the first words come later than this, the member is told why. */
const FULL_MS = 3_000

/** The line that says when the channel takes edits again. Undefined when that is soon. */
function fullLine(options: ReplyOptions, button: Button, now: number): Shown | undefined {
  const waitMs = callAt(options, 1, { last: false, first: true, creates: false }, now) - now
  if (waitMs < FULL_MS) return undefined
  const text = sentence('channel full', options.language, Math.ceil(waitMs / 1_000))
  const content = withQuestion(`-# ${text}`, options.question)
  return { message: '@original', content, plainLinks: true, attached: false, buttons: [button] }
}

/**
 * Adds a sentence under the text that is posted already. If the message has no room for it, the sentence becomes a new
 * message. Does nothing when the sentence is there already.
 *
 * @param shown the line with the question above the first message
 */
export async function leaveNote(
  { question, before, stoppedBy = '' }: KeptTurn,
  why: Case,
  webhook: Webhook,
  shown: string | undefined,
): Promise<readonly PlacedMessage[]> {
  const { message = '@original', content: marked = '' } = before.at(-1) ?? {}
  const content = withoutGrowingMark(marked)
  const { language, renews } = question
  const newest = renews?.version ?? 1
  const buttons = isWithdrawn(why)
    ? []
    : [...retryButtons(question, { at: newest, count: newest }), ...editButtons(question)]
  const note = isStop(why) ? stoppedLine(why, stoppedBy, language) : sentence(why, language)
  if (content.endsWith(note)) return before
  const stays = isOurLine({ content }) ? '' : content
  const text =
    stays === '' ? withQuestion(note, before.length > 1 ? undefined : shown) : `${stays}\n\n${note}`
  const isOne = text.length <= MESSAGE_CODE_POINTS
  const left = { content: isOne ? text : note, plainLinks: true, buttons }
  const sent = await (isOne ? webhook.edit(message, left) : webhook.create(left))
  const placed = { ...left, attached: false, ...(sent.ok ? { message: sent.message } : {}) }
  return [...(isOne ? before.slice(0, -1) : before), placed]
}
