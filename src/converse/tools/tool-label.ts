/** One line for the status line that says which tool is at work on what, in which nothing comes to life. */

import { boundaryBefore, codePoints } from '../../deliver/markdown/graphemes.ts'

/** Code points that a reader sees; escapes are not seen. */
const LABEL_CODE_POINTS = 60

/** `bash · ls -la`, from the name of a tool and what it was called with. */
export function toolLabel(name: string, detail: string): string {
  const plain = detail
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    // Direction marks would turn the line around, and invisible characters would hide what it says.
    .replaceAll(/[\p{Cf}\u{e0000}-\u{e0fff}]/gu, '')
    .trim()
  const room = LABEL_CODE_POINTS - codePoints(`${name} · `)
  return plain === '' ? name : `${name} · ${escaped(cut(plain, room))}`
}

function cut(plain: string, room: number): string {
  if (codePoints(plain) <= room) return plain
  const units = Array.from(plain)
    .slice(0, room - 1)
    .join('').length
  return `${plain.slice(0, boundaryBefore(plain, units)).trimEnd()}…`
}

/**
 * Discord takes a backslash before any sign that is no letter, digit or space as "to the letter". A colon so marked ends
 * what would become a link; after an `@` comes a space without width, because `@everyone` needs no sign before it.
 */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\*_~`|<>#[\]()+-]|:(?=\/\/)/g, '\\$&').replaceAll('@', '@\u200b')
