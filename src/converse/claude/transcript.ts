/** The part of a conversation that Claude sees: a summary of the oldest exchanges, and the rest whole, oldest first. */

import type { FileRef } from './file-ref.ts'
import type { Nonce } from './nonce.ts'
import { type Round, unitsIn } from './rounds.ts'

export interface Transcript {
  /** Only lines of ours carry it. */
  readonly nonce: Nonce
  /** The summary of the exchanges that are no longer shown; undefined while all of them are. */
  readonly summary: string | undefined
  readonly exchanges: readonly Exchange[]
}

/** One turn that ended well: what was asked, and what was answered. Failed turns leave no trace here. */
export interface Exchange {
  /** The member's name as the others saw it then; empty where nobody else is. */
  readonly name: string
  /** The member's number (see people.ts); absent where nobody else is. */
  readonly person?: number
  /** The message that it is about: one line of JSON, other people's words; absent where it is about none. */
  readonly about?: string
  readonly asked: string
  readonly answered: string
  /** The files that were asked about; without any, it is left out. */
  readonly files?: readonly FileRef[]
  /** What tools were used for it; empty rounds are left out. */
  readonly rounds?: readonly Round[]
  /** Claude has refused them as blocks: they are told as text. */
  readonly isTold?: boolean
}

/** What was said, before there is an answer. */
export type Spoken = Pick<Exchange, 'name' | 'person' | 'about' | 'asked'>

/**
 * About how many tokens the exchange is; what Claude itself counted corrects the sum of them (see summary.ts).
 *
 * @param held the files that are still attached; another is no more than a line
 */
export const sizeOf = (
  { name, about = '', asked, answered, files = [], rounds = [] }: Exchange,
  held: ReadonlySet<number>,
): number =>
  tokensIn(name.length + about.length + asked.length + answered.length + unitsIn(rounds)) +
  FRAME_TOKENS +
  files.reduce((sum, { id, tokens }) => sum + (held.has(id) ? tokens : 0), 0)

/** Four characters to a token, the documentation's rule of thumb. */
export const tokensIn = (characters: number): number => Math.ceil(characters / 4)

/** The line with the name, and the roles. */
const FRAME_TOKENS = 12

/** What is shown once Claude has said that all of it is too much: the summary and the newer half. */
export const newerHalf = (transcript: Transcript): Transcript => ({
  ...transcript,
  exchanges: transcript.exchanges.slice(olderHalf(transcript)),
})

/** The last exchange that the newer half is without; undefined where there is none. */
export const newestTooOld = (transcript: Transcript): Exchange | undefined =>
  transcript.exchanges[olderHalf(transcript) - 1]

const olderHalf = ({ exchanges }: Transcript): number => Math.ceil(exchanges.length / 2)

/** About how many bytes it takes in memory: two for a character, and a hundred for the objects around. */
export const bytesOf = ({ summary, exchanges }: Transcript): number =>
  exchanges.reduce(
    (sum, { name, about = '', asked, answered, rounds = [] }) =>
      sum + 2 * (name.length + about.length + asked.length + answered.length + unitsIn(rounds)) + 100,
    2 * (summary?.length ?? 0),
  )
