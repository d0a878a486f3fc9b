/** A form of a request made of the conversation: what is shown of it, what its thread leaves out from then on. */

import { countShown, type FileBlocks } from '../claude/file-block.ts'
import type { Round } from '../claude/rounds.ts'
import type { Exchange, Transcript } from '../claude/transcript.ts'
import { type Facts, type Form, shows } from './heal.ts'

/** What a thread no longer shows to Claude. */
export interface LeftOut {
  /** Rounds with tools are told as text from now on, in all exchanges so far. */
  readonly tellsRounds: boolean
  readonly exchanges: readonly Exchange[]
  readonly summary: boolean
}

const firstOf = ({ summary }: Transcript): number => (summary === undefined ? 0 : 1)

/**
 * @param files the blocks of all files
 * @param own those of the question
 * @param rounds those of this turn
 */
export const factsOf = (
  transcript: Transcript,
  files: FileBlocks,
  own: FileBlocks,
  rounds: readonly Round[],
): Facts => ({
  parts: firstOf(transcript) + transcript.exchanges.length,
  hasSummary: transcript.summary !== undefined,
  canBePlain:
    countShown(files) > countShown(own) ||
    rounds.length > 0 ||
    transcript.exchanges.some(({ rounds: kept = [], isTold }) => kept.length > 0 && isTold !== true),
  hasOwnFiles: countShown(own) > 0,
})

export const inForm = (
  form: Form,
  transcript: Transcript,
  files: FileBlocks,
  own: FileBlocks,
): { readonly transcript: Transcript; readonly files: FileBlocks; readonly tellsRounds: boolean } => ({
  transcript: {
    ...transcript,
    summary: shows(form, 0) ? transcript.summary : undefined,
    exchanges: transcript.exchanges.filter((_, n) => shows(form, n + firstOf(transcript))),
  },
  files: form.hasOwnFiles ? (form.isPlain ? own : files) : new Map(),
  tellsRounds: form.isPlain,
})

/** What the next turn need not be refused for again. */
export function leftOutBy(form: Form, transcript: Transcript): LeftOut {
  const exchanges = transcript.exchanges.filter((_, n) => !shows(form, n + firstOf(transcript)))
  const summary = transcript.summary !== undefined && !shows(form, 0)
  return { tellsRounds: form.isPlain && exchanges.length === 0 && !summary, exchanges, summary }
}
