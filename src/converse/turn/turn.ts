/** A turn as its runner is handed it. */

import type { Variants } from '../../measure/variants.ts'
import type { FileRef } from '../claude/file-ref.ts'
import type { Exchange, Spoken, Transcript } from '../claude/transcript.ts'
import type { Question } from '../question/question.ts'
import type { Answer } from './answer.ts'

export interface Turn {
  readonly question: Question
  /** What the question says, as Claude is shown it. */
  readonly spoken: Spoken
  /** As of the turn's start: turns of others that end meanwhile are not in it. */
  readonly transcript: Transcript
  /** The exchange whose answer goes on; undefined where an answer is to begin. It is not in the transcript. */
  readonly before?: Exchange | undefined
  /** The question's files, where they were written down for an earlier turn. */
  readonly files?: readonly FileRef[] | undefined
  readonly session: 'new' | 'reused'
  /** Of the thread, as of the turn's beginning. */
  readonly variants: Variants
  /** 1 for the first life, more for a turn that is resumed. */
  readonly attempt: number
  /** The answer as far as an earlier life has received it. With an ending Claude is asked no more. */
  readonly answer: Answer
}
