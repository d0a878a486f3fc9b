/** Which questions count as the same. */

import type { Exchange } from './transcript.ts'

/** How many messages of the conversation make the same words another question. */
const CONTEXT_MESSAGES = 3

export interface Asked {
  readonly text: string
  readonly transcript: readonly Exchange[]
  readonly model: string
  readonly instructions: string
  /** The guild, or the member where there is none: an answer never crosses from one to another. */
  readonly scope: string
}

/**
 * The text whose hash is the key of an answer. Lists are joined as JSON, so that no value can be made to look like
 * two. Change `v` when answers of before must not be found any more.
 */
export const fingerprint = ({ text, transcript, model, instructions, scope }: Asked): string =>
  JSON.stringify({
    v: 1,
    scope,
    model,
    instructions,
    context: lastMessages(transcript),
    text: normalised(text),
  })

/** Case, white space and what ends a sentence make no other question; a text of nothing but marks stays itself. */
export function normalised(text: string): string {
  // Not NFKC, to which 2² and 22 are the same.
  const plain = text.toLowerCase().normalize('NFC').replaceAll(/\s+/gu, ' ').trim()
  return withoutEnd(plain) || plain
}

function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && /[\s.!?…。]/u.test(text.charAt(end - 1))) end -= 1
  const factorial = text.lastIndexOf('!')
  // Only after a word does it end a sentence: 5!, n! and (n + 1)! are other questions than 5, n and n + 1.
  if (factorial >= end && !/\p{L}{2}$/u.test(text.slice(0, end).slice(-4))) end = factorial + 1
  return text.slice(0, end)
}

const lastMessages = (transcript: readonly Exchange[]): readonly string[] =>
  transcript
    .slice(-2)
    .flatMap(({ asked, answered }) => [asked, answered])
    .slice(-CONTEXT_MESSAGES)
