/** Replies to the buttons under an answer that has ended: a vote, a question that goes on, and the menu with the rest. */

import { type Reply, replyWith } from '../converse/thread/command.ts'
import { menuOf, type Presser } from '../converse/thread/menu.ts'
import type { FoundTurn } from '../converse/thread/answered-turn.ts'
import type { Vote } from '../converse/thread/votes.ts'
import type { InteractionId, ThreadId } from '../ids.ts'
import type { Language } from '../sentences/sentences.ts'
import { bring } from './bring.ts'
import type { ReplyDeps } from './command-replies.ts'
import { followModal, type Modal } from './modal.ts'

/** Somebody pressed a button under an ended answer, seen from the one who presses. */
export interface AnswerPress {
  readonly turn: InteractionId
  readonly thread: ThreadId
  readonly isOwn: boolean
  readonly language: Language
}

/** Never rejects, and ends within two seconds; so does the next. */
export async function voteReply(
  deps: ReplyDeps,
  made: AnswerPress & { readonly vote: Vote },
): Promise<Reply> {
  const voted = await bring(deps, () => deps.conversation(made.thread).vote(made.vote))
  if (voted === undefined) return replyWith('conversation unreachable', made)
  return voted.value === 'answer past' ? past(made) : replyWith(voted.value, made)
}

/** What else can be done with the answer, for the one who presses alone. */
export async function moreReply(deps: ReplyDeps, made: MorePress): Promise<Reply> {
  const [found, notice] = await Promise.all([
    bring(deps, () => deps.conversation(made.thread).answered(made.turn)),
    bring(deps, () => deps.notices.read(made.member), NOTICE_WITHIN_MS),
  ])
  if (found === undefined) return replyWith('conversation unreachable', made)
  if (found.value === undefined) return past(made)
  const presser = { ...made, wantsNotice: notice?.value ?? true }
  return menu(found.value, deps.hasBotToken ? presser : { ...presser, threads: 'none' })
}

/** The menu does not wait longer for what one of its buttons says. */
const NOTICE_WITHIN_MS = 500

export type MorePress = AnswerPress & Omit<Presser, 'wantsNotice'>

const menu = (found: FoundTurn, made: AnswerPress & Presser): Reply => ({
  ...replyWith('menu', made),
  buttons: menuOf(found, made),
})

/** A modal is the first response. */
export interface Opens {
  readonly does: 'open'
  readonly modal: Modal
}

/** Opens the modal for a question that goes on from an answer. Never rejects, and ends within two seconds. */
export async function followReply(
  deps: ReplyDeps,
  made: AnswerPress & { readonly isHidden: boolean },
): Promise<Reply | Opens> {
  const found = await bring(deps, () => deps.conversation(made.thread).answered(made.turn))
  if (found === undefined) return replyWith('conversation unreachable', made)
  if (found.value === undefined) return past(made)
  return { does: 'open', modal: followModal(made.language, made.turn, made.isHidden) }
}

/** In a conversation of somebody's own another finds no answer, whether there is one or not. */
const past = (made: AnswerPress): Reply =>
  replyWith(made.isOwn ? 'answer past or of another' : 'answer past', made)
