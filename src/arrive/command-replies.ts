/** Asks a conversation for the reply to `/forget` and its buttons, `/status` or Details, in time for the first response, or says why not. */

import type { Clock } from '../clock.ts'
import {
  type Command,
  type Forgot,
  type Press,
  type PressAfterEnd,
  type PressOfTurn,
  type Reply,
  type Said,
  replyWith,
  replyToDetails,
  replyToForget,
  replyToEndedPress,
  replyToPress,
} from '../converse/thread/command.ts'
import { askAnew, askToForget, type Forgettable } from '../converse/thread/forget-question.ts'
import type { Editable, EditedNow, EditMade, EditWanted } from '../converse/thread/edits.ts'
import type { EndedPress, EndedPressed } from '../converse/thread/ended-press.ts'
import type { Pressed, TurnPress } from '../converse/thread/press.ts'
import type { FoundTurn } from '../converse/thread/answered-turn.ts'
import type { ThreadResult, ThreadWanted } from '../converse/thread/open-thread.ts'
import type { Webhook } from '../deliver/webhook.ts'
import type { Vote, Voted } from '../converse/thread/votes.ts'
import { replyToStatus, type Status } from '../converse/thread/status.ts'
import type { InteractionId, ReplyToken, ThreadId } from '../ids.ts'
import type { Health } from '../measure/health.ts'
import type { Language } from '../sentences/sentences.ts'
import { bring } from './bring.ts'
import type { EverywhereObjects } from './everywhere-replies.ts'
import type { Notices } from './notice-reply.ts'

/** What a thread object can be asked for besides answers. Each may reject, and may never end. */
export interface Conversation {
  /** @param mark of the state that the member was shown; if the conversation has changed since, nothing is forgotten */
  forget(command: Command, mark: number): Promise<Forgot>
  forgettable(): Promise<Forgettable>
  status(): Promise<Status>
  press(press: TurnPress): Promise<Pressed>
  vote(vote: Vote): Promise<Voted>
  /** An answer that has ended; undefined where the thread has it no longer. */
  answered(turn: InteractionId): Promise<FoundTurn | undefined>
  openThread(wanted: ThreadWanted): Promise<ThreadResult>
  pressEnded(press: EndedPress): Promise<EndedPressed>
  toEdit(wanted: EditWanted): Promise<Editable>
  edit(made: EditMade): Promise<EditedNow>
  /** Undefined where the thread has none. */
  details(turn: InteractionId, language: Language): Promise<string | undefined>
}

export interface ReplyDeps {
  readonly clock: Clock
  readonly conversation: (thread: ThreadId) => Conversation
  /** The figures of the whole bot. May reject, and may never end. */
  readonly coordinatorHealth: () => Promise<Health>
  readonly notices: Notices
  readonly memberObject: EverywhereObjects
  /** Without one no Discord thread can be opened. */
  readonly hasBotToken: boolean
  /** The private reply of a press. */
  readonly privateReply: (token: ReplyToken) => Pick<Webhook, 'edit'>
  /** For the operator. */
  readonly complain: (message: string) => void
}

/** The figures of the whole bot are optional: nobody waits longer for them. */
const HEALTH_WITHIN_MS = 300

/** Somebody pressed Forget under the question of a `/forget`. */
export interface ForgetPress {
  /** Its id is that of the `/forget`. */
  readonly command: Command
  readonly mark: number
  readonly mayForget: boolean
  readonly isInTime: boolean
}

/** Asks whether to forget. Never rejects, and ends within two seconds; so do those below. */
export async function forgetReply(deps: ReplyDeps, command: Command): Promise<Said> {
  const found = await bring(deps, () => deps.conversation(command.thread).forgettable())
  return found === undefined
    ? replyWith('conversation unreachable', command)
    : askToForget(found.value, command)
}

/** Forgets. What comes of it takes the place of the question, so that nobody presses twice. */
export async function forgetPressReply(deps: ReplyDeps, press: ForgetPress): Promise<Said> {
  const { command, mark } = press
  if (!press.mayForget) return replyWith('may not forget', command)
  if (!press.isInTime) return { ...replyWith('forget too late', command), replaces: true }
  const conversation = deps.conversation(command.thread)
  const forgot = await bring(deps, () => conversation.forget(command, mark))
  if (forgot === undefined) return replyWith('conversation unreachable', command)
  if (forgot.value !== 'changed') return { ...replyToForget(forgot.value, command), replaces: true }
  const found = await bring(deps, () => conversation.forgettable())
  return found === undefined ? replyWith('conversation unreachable', command) : askAnew(found.value, command)
}

export const keepReply = (_: ReplyDeps, member: Pick<Command, 'language'>): Promise<Said> =>
  Promise.resolve({ ...replyWith('kept everything', member), replaces: true })

export async function statusReply(deps: ReplyDeps, command: Command): Promise<Said> {
  const [status, health] = await Promise.all([
    bring(deps, () => deps.conversation(command.thread).status()),
    bring(deps, () => deps.coordinatorHealth(), HEALTH_WITHIN_MS),
  ])
  return status === undefined
    ? replyWith('conversation unreachable', command)
    : replyToStatus(status.value, health?.value, command)
}

export async function detailsReply(deps: ReplyDeps, press: Press): Promise<Said> {
  const { thread, turn, language } = press
  const details = await bring(deps, () => deps.conversation(thread).details(turn, language))
  return details === undefined
    ? replyWith('conversation unreachable', press)
    : replyToDetails(details.value, press)
}

export async function pressReply(deps: ReplyDeps, made: PressOfTurn): Promise<Reply> {
  const pressed = await bring(deps, () => deps.conversation(made.thread).press(made.press))
  return pressed === undefined
    ? replyWith('conversation unreachable', made)
    : replyToPress(pressed.value, made)
}

export async function endedPressReply(deps: ReplyDeps, made: PressAfterEnd): Promise<Reply> {
  const pressed = await bring(deps, () => deps.conversation(made.thread).pressEnded(made.press))
  return pressed === undefined
    ? replyWith('conversation unreachable', made)
    : replyToEndedPress(pressed.value, made)
}
