/** The buttons, selects and modals as one table: a new one is an entry here and the function that answers it. */

import { type NoticeSwitch, readNoticeId } from '../converse/question/notice-button.ts'
import { readButtonId, type TurnButton } from '../converse/turn/button-id.ts'
import type {
  Command,
  Press as DetailsPress,
  PressAfterEnd,
  PressOfTurn,
  Reply,
} from '../converse/thread/command.ts'
import type { EndedPress } from '../converse/thread/ended-press.ts'
import { type AboutForgetting, isKeepId, readForgetId } from '../converse/thread/forget-question.ts'
import type { TurnPress } from '../converse/thread/press.ts'
import type { Opinion, Vote } from '../converse/thread/votes.ts'
import { type InteractionId, madeAt, type ThreadId, threadOf } from '../ids.ts'
import {
  type AnswerPress,
  followReply,
  type MorePress,
  moreReply,
  type Opens,
  voteReply,
} from './answer-replies.ts'
import { type Defers, type ThreadPress, threadReply } from './thread-reply.ts'
import {
  detailsReply,
  endedPressReply,
  type ForgetPress,
  forgetPressReply,
  keepReply,
  pressReply,
  type ReplyDeps,
} from './command-replies.ts'
import { type EverywherePress, everywherePressReply, readEverywhereId } from './everywhere-replies.ts'
import { type NoticePress, noticeReply } from './notice-reply.ts'
import { commandOf, mayForget } from './conversation-of.ts'
import { type EditPress, editReply, editedReply, type EditSent } from './edit-replies.ts'
import type { Interaction } from './interaction.ts'
import { editedText } from './modal.ts'

/** Somebody pressed a button, chose in a select or sent a modal. */
export type Press = Extract<Interaction, { kind: 'component' | 'modal' }>

/** Answers a press. Never rejects, and ends within two seconds. */
export type Run = (deps: ReplyDeps) => Promise<Reply | Opens | Defers>

interface Button<About> {
  /**
   * What the press is about; undefined for a press of a button that we do not make. A custom id may be forged: it may name
   * a turn, but the channel and the member must come from `press.origin`.
   */
  readonly read: (press: Press) => About | undefined
  readonly run: (deps: ReplyDeps, about: About) => Promise<Reply | Opens | Defers>
}

/** Ties the types of `read` and `run` together, so that the table need not know them. */
const button =
  <About>({ read, run }: Button<About>) =>
  (press: Press): Run | undefined => {
    const about = read(press)
    return about === undefined ? undefined : (deps) => run(deps, about)
  }

/** The key is the custom id up to its first colon. The entry reads the rest. */
const buttons = {
  details: button({ read: readDetails, run: detailsReply }),
  stop: button({ read: (press) => readPress('stop', press), run: pressReply }),
  again: button({ read: (press) => readPress('again', press), run: pressReply }),
  good: button({ read: (press) => readVote('good', press), run: voteReply }),
  bad: button({ read: (press) => readVote('bad', press), run: voteReply }),
  more: button({ read: readMore, run: moreReply }),
  thread: button({ read: readThread, run: threadReply }),
  follow: button({ read: readFollow, run: followReply }),
  retry: button({ read: (press) => readEndedPress('retry', press), run: endedPressReply }),
  continue: button({ read: (press) => readEndedPress('continue', press), run: endedPressReply }),
  earlier: button({ read: (press) => readEndedPress('earlier', press), run: endedPressReply }),
  later: button({ read: (press) => readEndedPress('later', press), run: endedPressReply }),
  edit: button({ read: readEdit, run: editReply }),
  edited: button({ read: readEdited, run: editedReply }),
  quiet: button({ read: readNotice, run: noticeReply }),
  tell: button({ read: readNotice, run: noticeReply }),
  erase: button({ read: readForget, run: forgetPressReply }),
  everywhere: button({ read: readEverywhere, run: everywherePressReply }),
  keep: button({ read: readKeep, run: keepReply }),
} satisfies Record<
  TurnButton | NoticeSwitch | 'erase' | 'everywhere' | 'keep',
  (press: Press) => Run | undefined
>

export type ButtonName = keyof typeof buttons

export interface Pressed {
  readonly name: ButtonName
  readonly run: Run
  /** What was typed in a modal, which is closed by now. */
  readonly typed?: string
}

/** Undefined for a press that no entry reads: from an old version, or forged. */
export function pressed(press: Press): Pressed | undefined {
  const name = press.customId.replace(/:.*/s, '')
  if (!isKnown(name)) return undefined
  const run = buttons[name](press)
  const typed = press.kind === 'modal' ? { typed: editedText(press.fields) } : {}
  return run === undefined ? undefined : { name, run, ...typed }
}

const isKnown = (name: string): name is ButtonName => Object.hasOwn(buttons, name)

/** The turn of a button. */
const readTurn = (press: Press): Omit<DetailsPress, 'language'> | undefined =>
  isButton(press) ? turnIn(press) : undefined

/** The presser's own channel and id decide the conversation, so nobody reaches a private one. */
function turnIn({ origin, customId }: Press): Omit<DetailsPress, 'language'> | undefined {
  const about = readButtonId(customId)
  if (about === undefined) return undefined
  const thread: ThreadId = threadOf(origin.channel, about.isOwn ? origin.member : undefined)
  return { ...about, thread }
}

function readDetails(press: Press): DetailsPress | undefined {
  const about = readTurn(press)
  return about && { ...about, language: press.origin.language }
}

function readAnswer(press: Press): AnswerPress | undefined {
  const about = readTurn(press)
  return about && { ...about, language: press.origin.language }
}

function readFollow(press: Press): (AnswerPress & { readonly isHidden: boolean }) | undefined {
  const about = readAnswer(press)
  return about === undefined || press.kind !== 'component'
    ? undefined
    : { ...about, isHidden: press.isHidden }
}

function readMore(press: Press): MorePress | undefined {
  const about = readAnswer(press)
  if (about === undefined || press.kind !== 'component') return undefined
  const { origin, threads } = press
  const may = threads.mayOpen ? 'all' : 'of the asker'
  return { ...about, member: origin.member, threads: threads.takes ? may : 'none' }
}

/** Pressed in the menu, which is about the message with the answer. */
function readThread(press: Press): ThreadPress | undefined {
  const about = readAnswer(press)
  if (about === undefined || about.isOwn || press.kind !== 'component' || !press.threads.takes)
    return undefined
  const { origin, threads, about: message } = press
  if (message === undefined) return undefined
  const { member, channel, token } = origin
  const { thread, turn } = about
  return { ...about, token, wanted: { thread, turn, member, channel, message, mayOpen: threads.mayOpen } }
}

function readVote(says: Opinion, press: Press): (AnswerPress & { readonly vote: Vote }) | undefined {
  const about = readAnswer(press)
  if (about === undefined) return undefined
  const { turn, thread } = about
  return { ...about, vote: { turn, thread, member: press.origin.member, says } }
}

function readEdit(press: Press): EditPress | undefined {
  const about = readAnswer(press)
  return about && { ...about, wanted: { turn: about.turn, member: press.origin.member } }
}

function readEdited(press: Press): EditSent | undefined {
  const about = press.kind === 'modal' ? turnIn(press) : undefined
  if (about === undefined || press.kind !== 'modal') return undefined
  const { fields, names, origin } = press
  const { id, token, member, language, settings } = origin
  const { turn } = about
  return {
    ...about,
    language,
    made: {
      turn,
      member,
      id,
      token,
      askedAt: madeAt(id),
      text: editedText(fields),
      names,
      ...(settings === undefined ? {} : { settings }),
    },
  }
}

function readPress(does: TurnPress['does'], press: Press): PressOfTurn | undefined {
  const about = readTurn(press)
  if (about === undefined) return undefined
  const { turn, thread, isOwn } = about
  const { member, memberName, standing, language } = press.origin
  return {
    press: { does, turn, member, memberName, moderates: standing.stopsOthers },
    thread,
    isOwn,
    language,
  }
}

function readNotice(press: Press): NoticePress | undefined {
  const read = isButton(press) ? readNoticeId(press.customId) : undefined
  return read && { ...read, presser: press.origin.member, language: press.origin.language }
}

const isButton = (press: Press): boolean => press.kind === 'component' && press.control === 'button'

/** After this long nobody remembers what the question said. */
const FORGET_WITHIN_MS = 3_600_000

/** Reads a press of Forget. It is carried out under the id of the `/forget`, so that two presses do one thing. */
function readForget(press: Press): ForgetPress | undefined {
  const { origin, customId } = press
  const about: AboutForgetting | undefined = isButton(press) ? readForgetId(customId) : undefined
  if (about === undefined) return undefined
  const { asked, mark, isPrivate } = about
  return {
    command: { ...commandOf(origin, isPrivate), id: asked },
    mark,
    mayForget: mayForget(origin, isPrivate),
    isInTime: isInTime(asked, origin.id),
  }
}

/** The member who presses is forgotten; the id of the button names nobody. */
function readEverywhere(press: Press): EverywherePress | undefined {
  const { origin, customId } = press
  const asked = isButton(press) ? readEverywhereId(customId) : undefined
  if (asked === undefined) return undefined
  return {
    command: { ...commandOf(origin, false), id: asked },
    channel: origin.channel,
    token: origin.token,
    isInTime: isInTime(asked, origin.id),
  }
}

function isInTime(asked: InteractionId, press: InteractionId): boolean {
  const age = madeAt(press) - madeAt(asked)
  return age >= 0 && age <= FORGET_WITHIN_MS
}

function readKeep(press: Press): Pick<Command, 'language'> | undefined {
  return isButton(press) && isKeepId(press.customId) ? press.origin : undefined
}

function readEndedPress(does: EndedPress['does'], press: Press): PressAfterEnd | undefined {
  const about = readTurn(press)
  if (about === undefined) return undefined
  const { turn, thread, isOwn } = about
  const { id, token, member, moderates, language, settings } = press.origin
  return {
    press: {
      does,
      turn,
      member,
      moderates,
      id,
      token,
      askedAt: madeAt(id),
      ...(settings === undefined ? {} : { settings }),
    },
    thread,
    isOwn,
    language,
  }
}

/** A press that asks Claude counts as a question of the member who presses. */
export const asksClaude = (name: ButtonName): boolean =>
  name === 'retry' || name === 'continue' || name === 'edited'
