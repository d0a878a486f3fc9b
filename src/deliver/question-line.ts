/** The question above its answer: one quoted line that is inert, on the first message of a reply. */

import { codePoints, isBlank } from './markdown/graphemes.ts'
import { escaped, line } from './plain-text.ts'
import { MESSAGE_CODE_POINTS } from '../limits.ts'

/** Long enough to know the question again. */
const SHOWN_CODE_POINTS = 200

/**
 * A question as a quote of one line: no mention, no link preview, no Markdown. A longer one ends at a word with `…`.
 *
 * @returns undefined for a text without anything to see
 */
export function questionLine(text: string): string | undefined {
  const plain = line(text, Infinity)
  return isBlank(plain) ? undefined : `> ${withoutNumber(escaped(shortened(plain)))}`
}

/** Whether the line of this question holds all of it, in its own words and spaces. */
export function showsAll(text: string): boolean {
  const plain = line(text, Infinity)
  return plain === text && shortened(plain) === plain
}

/** A long word, or a text without spaces, is cut within. */
function shortened(plain: string): string {
  const short = line(plain, SHOWN_CODE_POINTS)
  if (short === plain) return plain
  const end = short.length - 1
  const space = short.lastIndexOf(' ')
  return plain.charAt(end) === ' ' || space < end / 2 ? short : `${short.slice(0, space)}…`
}

/** Discord would count on from the number of a list. */
const withoutNumber = (text: string): string => text.replace(/^(\d+)(?=[.)])/, '$1\\')

/** How much room a message needs above its text for the line. */
export const questionRoom = (question: string | undefined): number =>
  question === undefined ? 0 : codePoints(question) + 2

/** The first message with the question above. Without room it stays as it is. */
export function withQuestion(content: string, question: string | undefined): string {
  if (question === undefined) return content
  // A quote right below would be one with ours.
  const both = `${question}\n${content.startsWith('>') ? '\n' : ''}${content}`
  return codePoints(both) > MESSAGE_CODE_POINTS ? content : both
}

/** The first message without the question above it. */
export function withoutQuestion(content: string, question: string | undefined): string {
  if (question === undefined || !content.startsWith(`${question}\n`)) return content
  const below = content.slice(question.length + 1)
  return below.startsWith('\n>') ? below.slice(1) : below
}
