/** What `/forget` would erase, the question whether it shall, and the ids of the two buttons under it. */

import type { Button } from '../../deliver/message.ts'
import { type InteractionId, isInteractionId } from '../../ids.ts'
import { type Case, sentence } from '../../sentences/sentences.ts'
import { type Command, type Said, replyWith } from './command.ts'
import type { ThreadStore } from './thread-store.ts'

/** Plain data: it travels from the thread object to the Worker. */
export interface Forgettable {
  readonly exchanges: number
  readonly isSummarised: boolean
  readonly files: number
  /** When the first of it was said, in milliseconds since 1970; undefined where nobody knows. */
  readonly since: number | undefined
  /** Answers are being written. */
  readonly isMidway: boolean
  /** Another one once a turn has ended, or the conversation was forgotten (see `markOf`). */
  readonly mark: number
}

/** A conversation in which nothing was said. */
export const nothingForgettable: Forgettable = {
  exchanges: 0,
  isSummarised: false,
  files: 0,
  since: undefined,
  isMidway: false,
  mark: 0,
}

/** What tells one state of a conversation from another: when its last turn ended, or when it was forgotten. */
export const markOf = ({ lastTurnAt }: { readonly lastTurnAt: number | undefined }): number => lastTurnAt ?? 0

export function forgettableOf(
  store: Pick<ThreadStore, 'transcript' | 'times' | 'files' | 'rememberedSince' | 'openTurns'>,
  live: number,
): Forgettable {
  const { exchanges, summary } = store.transcript()
  return {
    exchanges: exchanges.length,
    isSummarised: summary !== undefined,
    files: store.files.held().size,
    since: store.rememberedSince(),
    isMidway: live > 0,
    mark: markOf(store.times()),
  }
}

/**
 * One message that says what will go, with the buttons Forget and Keep. Where nothing would go, only a sentence.
 *
 * @param command its id is what the press of Forget is carried out under
 */
export function askToForget(forgettable: Forgettable, command: Command): Said {
  const { language } = command
  const lines = goes(forgettable, command)
  if (lines.length === 0) return replyWith('nothing to forget', command)
  const title = sentence(command.private ? 'forget yours' : 'forget this', language)
  return {
    does: 'say',
    why: '',
    text: [
      `**${title}**`,
      ...lines.map(([which, n]) => `- ${sentence(which, language, n)}`),
      sentence('messages stay', language),
    ].join('\n'),
    buttons: [forgetButton(command, forgettable.mark), keepButton(command)],
  }
}

/** As above, for one who pressed Forget when the conversation was not any more what they had been shown. */
export function askAnew(forgettable: Forgettable, command: Command): Said {
  const asked = askToForget(forgettable, command)
  const why = 'forget changed'
  return { ...asked, why, text: `${sentence(why, command.language)}\n${asked.text}`, replaces: true }
}

/** The cache has no private answers. */
function goes(
  { exchanges, isSummarised, files, since, isMidway }: Forgettable,
  command: Command,
): readonly (readonly [Case, number?])[] {
  const isOfServer = command.guild !== null && !command.userInstall
  return [
    ...(exchanges === 0 ? [] : [['goes exchanges', exchanges] as const]),
    ...(isSummarised ? [['goes summary'] as const] : []),
    ...(files === 0 ? [] : [['goes files', files] as const]),
    ...(since === undefined ? [] : [['goes since', Math.floor(since / 1_000)] as const]),
    ...(isMidway ? [['goes midway'] as const] : []),
    ...(command.private ? [] : [[isOfServer ? 'goes saved of server' : 'goes saved of member'] as const]),
  ]
}

/** The ids have a version, because a button stays in Discord for longer than the code that made it. */
const forgetButton = ({ id, private: isPrivate, language }: Command, mark: number): Button => ({
  label: sentence('forget button', language),
  id: `erase:1:${id}:${mark.toString(36)}${isPrivate ? ':own' : ''}`,
  isDanger: true,
})

export const keepButton = ({ language }: Pick<Command, 'language'>): Button => ({
  label: sentence('keep button', language),
  id: 'keep:1',
})

/** What a press of Forget is about. All of it may be forged: who may forget which conversation Discord has to say. */
export interface AboutForgetting {
  /** The `/forget` that asked. Two presses under it are one. */
  readonly asked: InteractionId
  readonly mark: number
  readonly isPrivate: boolean
}

const ID = /^erase:1:(\d{1,20}):([\da-z]{1,9})(:own)?$/

/** Undefined for a forged id, and for one of another version. */
export function readForgetId(customId: string): AboutForgetting | undefined {
  const [, asked, mark = '', own] = ID.exec(customId) ?? []
  return isInteractionId(asked)
    ? { asked, mark: Number.parseInt(mark, 36), isPrivate: own !== undefined }
    : undefined
}

export const isKeepId = (customId: string): boolean => customId === 'keep:1'
