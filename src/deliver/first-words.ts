/** Decides when an answer has enough text for its first edit: a phrase, not three letters. */

import { UNSPACED } from '../scripts.ts'

/** The length of a phrase, in UTF-16 units: some four words. */
const PHRASE_UNITS = 20

/** In a longer first edit, half a word at the end does not matter. */
const LONG_UNITS = 500

/** The longest wait for a phrase. Our choice: a slow answer is held up less than a reader notices. */
const PHRASE_WITHIN_MS = 150

export type FirstWords =
  /** No phrase yet: look again at this time, or when more text comes. */
  | { readonly until: number; readonly end?: undefined }
  /** How many UTF-16 units of the answer to show. */
  | { readonly end: number; readonly until?: undefined }

/**
 * A phrase ends with a whole word. When the time is up, all whole words are shown, or the whole text if there are none.
 *
 * @param begunAt when the first text came that is not white space
 */
export function firstWords(answer: string, begunAt: number, now: number): FirstWords {
  if (answer.length > LONG_UNITS) return { end: answer.length }
  const end = endOfWords(answer)
  const words = answer.slice(0, end).trim()
  if (words.length >= PHRASE_UNITS) return { end }
  const until = begunAt + PHRASE_WITHIN_MS
  if (now < until) return { until }
  return { end: words === '' ? answer.length : end }
}

/** Where the last whole word ends, with the white space after it: that shows that no accent follows. */
function endOfWords(text: string): number {
  // A point after a digit may be a decimal point.
  if (/[^\s\d][.,;:!?…]$/u.test(text.slice(-2))) return text.length
  let at = text.length
  while (at > 0 && !isGap(text, at - 1)) at -= 1
  return at
}

/** Whether a word may begin after this unit. */
const isGap = (text: string, at: number): boolean =>
  /\s/.test(text.charAt(at)) || UNSPACED.test(text.charAt(at))
