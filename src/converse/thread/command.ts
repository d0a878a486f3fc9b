/** The commands of a conversation besides questions: forget it, show its status, show what tools did. */

import type { Button, Embed } from '../../deliver/message.ts'
import type { GuildId, InteractionId, MemberId, ThreadId } from '../../ids.ts'
import type { EndedPress, EndedPressed } from './ended-press.ts'
import type { Proposal } from './first-response.ts'
import type { Pressed, TurnPress } from './press.ts'
import { type Case, type Language, sentence } from '../../sentences/sentences.ts'

/** Plain data: it travels to the thread object. The door has checked that this member may do it. */
export interface Command {
  /** A forged or repeated one must not forget what was said after it. */
  readonly id: InteractionId
  readonly thread: ThreadId
  /** Null in direct messages. */
  readonly guild: GuildId | null
  readonly member: MemberId
  readonly userInstall: boolean
  /** It is about the conversation that this member has in private. */
  readonly private: boolean
  readonly language: Language
}

/** Somebody pressed Details. Plain data. */
export interface Press {
  readonly turn: InteractionId
  /** Where the turn would be, seen from the one who presses. */
  readonly thread: ThreadId
  readonly isOwn: boolean
  readonly language: Language
}

/** Somebody pressed a button that reaches into a turn, seen from the one who presses. */
export interface PressOfTurn {
  readonly press: TurnPress
  readonly thread: ThreadId
  readonly isOwn: boolean
  readonly language: Language
}

/** The same under an answer that has ended. */
export interface PressAfterEnd {
  readonly press: EndedPress
  readonly thread: ThreadId
  readonly isOwn: boolean
  readonly language: Language
}

/**
 * What was there to forget. `midway`: answers are being written that will leave no trace either. `changed`: nothing was
 * forgotten, because the conversation is not what the member was shown.
 */
export type Forgot = 'all' | 'midway' | 'nothing' | 'changed'

/** What a command or a press is answered with. */
export type Reply =
  | Said
  /** Nothing to read: the message that was pressed shows what came of it. */
  | { readonly does: 'nothing' }
  /** The message that was pressed becomes this one. */
  | { readonly does: 'change'; readonly message: Proposal }
  /** An answer comes, in a new message. */
  | { readonly does: 'answer'; readonly private: boolean }

/** What the member alone reads, and for the log which case it was. */
export interface Said {
  readonly does: 'say'
  readonly why: Case | ''
  readonly text: string
  readonly buttons?: readonly Button[]
  /** What the member had typed. */
  readonly embeds?: readonly Embed[]
  /** It takes the place of the message whose button was pressed. */
  readonly replaces?: true
}

const forgotCases = {
  all: { shared: 'forgotten', private: 'forgotten in private' },
  midway: { shared: 'forgotten midway', private: 'forgotten midway' },
  nothing: { shared: 'forgot saved answers', private: 'nothing to forget' },
  changed: { shared: 'forget changed', private: 'forget changed' },
} satisfies Record<Forgot, Record<'shared' | 'private', Case>>

export const replyWith = (why: Case, { language }: Pick<Command, 'language'>): Said => ({
  does: 'say',
  why,
  text: sentence(why, language),
})

export const replyToForget = (forgot: Forgot, command: Command): Said =>
  replyWith(forgotCases[forgot][command.private ? 'private' : 'shared'], command)

/** @param text undefined where nothing is kept: it is long ago, was forgotten, or is somebody else's */
export function replyToDetails(text: string | undefined, press: Press): Said {
  if (text !== undefined) return { does: 'say', why: '', text }
  return replyWith(press.isOwn ? 'no details of another' : 'no details', press)
}

/** In a conversation of somebody's own another finds no turn, whether there is one or not. */
export function replyToPress(pressed: Pressed, made: PressOfTurn): Reply {
  if (pressed === 'shown') return { does: 'nothing' }
  return replyWith(made.isOwn && pressed === 'nothing to stop' ? 'nothing to stop of another' : pressed, made)
}

export function replyToEndedPress(pressed: EndedPressed, made: PressAfterEnd): Reply {
  if (pressed.does !== 'say') return pressed
  const isHidden = made.isOwn && pressed.why === 'answer past'
  return replyWith(isHidden ? 'answer past or of another' : pressed.why, made)
}
