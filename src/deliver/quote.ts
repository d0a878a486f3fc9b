/** Shows a text of strangers to the letter, as a block quote that fits: no mark, link or mention in it comes to life. */

import { boundaryBefore, codePoints } from './markdown/graphemes.ts'

/**
 * @param text anything
 * @param room code points that the quote may take, at least 3
 * @returns lines that begin with `> `; a text that was too long ends with `…`, cut between graphemes
 */
export function quote(text: string, room: number): string {
  const plain = visible(text)
  const whole = quoted(plain)
  // Nothing gets shorter by being quoted, and a code point takes two units at most.
  if (plain.length <= 2 * room && codePoints(whole) <= room) return whole
  let fits = 0
  let tooLong = Math.min(plain.length, 2 * room)
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2)
    if (codePoints(cut(plain, middle)) <= room) fits = middle
    else tooLong = middle
  }
  return cut(plain, fits)
}

const cut = (plain: string, at: number): string =>
  quoted(`${plain.slice(0, boundaryBefore(plain, at)).trimEnd()}…`)

/** A text without what nobody sees: control characters, and those that would turn the direction of the lines around them. */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu, '')
    .trim()

const quoted = (plain: string): string =>
  plain
    .split('\n')
    .map((line) => `> ${escaped(line)}`)
    .join('\n')

/**
 * Discord takes a backslash before any sign that is no letter, digit or space as "to the letter". The colon ends what
 * would become a link; an `@` is also followed by a space without width, because `@everyone` needs no sign before it.
 */
const escaped = (line: string): string =>
  line.replaceAll(/[\\*_~`|<>#[\]()+-]|:(?=\/\/)/g, '\\$&').replaceAll('@', '@\u200b')
