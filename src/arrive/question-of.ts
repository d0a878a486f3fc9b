/** Makes a question of what a member gave: the options of a command, or the fields of a modal. */

import type { Attachment } from '../converse/question/attachment.ts'
import type { Held } from '../converse/question/held.ts'
import { isNameless, type Names } from '../converse/question/names.ts'
import type { Question } from '../converse/question/question.ts'
import { isBlank } from '../deliver/markdown/graphemes.ts'
import { madeAt } from '../ids.ts'
import { PROMPT_CODE_POINTS } from '../limits.ts'
import type { Case } from '../sentences/sentences.ts'
import { modalWords } from '../sentences/in-modals.ts'
import { conversationOf } from './conversation-of.ts'
import type { Origin } from './interaction.ts'

export interface Given {
  /** To the letter: a pasted text begins with its first line's indent. */
  readonly text: string
  /** Ids of attachments, in the order in which Claude is shown them. */
  readonly files: readonly string[]
  readonly names: Names
  readonly private: boolean
  readonly fresh: boolean
  /** As it was typed: see `withModel`. */
  readonly model?: string | undefined
  /** It was typed in a modal, which is closed by now. */
  readonly isTyped: boolean
  /** What is held for it may be enough of a question. */
  readonly mayBeBlank?: boolean
}

export type Made =
  | { readonly ok: true; readonly question: Question }
  | { readonly ok: false; readonly why: Case }

export function questionOf(origin: Origin, given: Given, attachments: ReadonlyMap<string, Attachment>): Made {
  const { text, names, isTyped } = given
  // Claude refuses a blank text.
  if (isBlank(text) && given.mayBeBlank !== true) return { ok: false, why: 'empty prompt' }
  // Code units over-count code points, so only a text that is near the limit has to be counted exactly.
  if (text.length > PROMPT_CODE_POINTS && Array.from(text).length > PROMPT_CODE_POINTS)
    return { ok: false, why: 'prompt too long' }
  const ids = new Set(given.files)
  const files = [...ids].flatMap((id) => attachments.get(id) ?? [])
  // It names a file that Discord did not send.
  if (files.length < ids.size) return { ok: false, why: 'file gone' }
  const { moderates: _, channelName: _name, standing: _standing, ...from } = origin
  return {
    ok: true,
    question: {
      ...from,
      thread: conversationOf(origin, given.private),
      text,
      ...(isNameless(names) ? {} : { names }),
      files,
      private: given.private,
      fresh: given.fresh,
      ...(given.model === undefined ? {} : { model: given.model }),
      ...(isTyped ? { isTyped } : {}),
      askedAt: madeAt(origin.id),
    },
  }
}

/**
 * The question with what its command came with; the files of the command stand first. About a message nothing need be
 * asked: then it is to be explained. Undefined where nothing is asked about nothing.
 */
export function withHeld(question: Question, { files, message }: Held): Question | undefined {
  const isAsked = !isBlank(question.text)
  if (!isAsked && message === undefined) return undefined
  return {
    ...question,
    text: isAsked ? question.text : modalWords(question.language).explain,
    ...(message === undefined ? {} : { about: message }),
    files: [...files, ...question.files],
  }
}
