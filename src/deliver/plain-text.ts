/** Makes untrusted text safe to show: a line, a name, a file name, a quote. All such text goes through here. */

import { boundaryBefore, codePoints } from './markdown/graphemes.ts'

/**
 * The text on one line: white space and control characters become one blank, invisible characters are removed, and a lone
 * surrogate becomes U+FFFD. It is not escaped; see `escaped`.
 *
 * @param most code points; a longer text is cut between graphemes and ends with `…`
 */
export function line(text: string, most: number): string {
  const plain = unbroken(text)
  return codePoints(plain) <= most
    ? plain
    : `${plain.slice(0, boundaryBefore(plain, unitsOf(plain, most - 1))).trimEnd()}…`
}

/** As `line`, for a person's name: a longer one is cut without `…`, so that no sign is added to it. */
export const name = (text: string, most: number): string => {
  const plain = unbroken(text)
  return plain.slice(0, unitsOf(plain, most)).trim()
}

/** A longer name says nothing more. */
export const FILE_NAME_CODE_POINTS = 80
const ENDING_CODE_POINTS = 16

/**
 * The name of a member's file for the prompt and the shell: as `line`, without brackets and quotation marks, which would
 * end the name there. A long name keeps its extension.
 */
export function shownFileName(raw: string): string {
  const plain = unbroken(raw)
    .replaceAll(/[\p{C}[\]［］【】⟦⟧"“”„]/gu, '')
    // Around what has gone there may be two.
    .replaceAll(/ +/g, ' ')
    .trim()
  const letters = Array.from(plain)
  if (letters.length === 0) return 'file'
  if (letters.length <= FILE_NAME_CODE_POINTS) return plain
  const begin = letters.slice(0, FILE_NAME_CODE_POINTS - ENDING_CODE_POINTS - 1).join('')
  return `${begin}…${letters.slice(-ENDING_CODE_POINTS).join('')}`
}

/** A file name that Discord accepts (Reference, Uploading Files). Any other character becomes an underscore. */
export function sentFileName(raw: string): string {
  const plain = raw
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.-]+/g, '_')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[._-]+/, '')
  const [, stem = '', ending = ''] = /^(.*?)(\.\w{1,10})?$/s.exec(plain) ?? []
  return `${stem.slice(0, 60) || 'file'}${ending}`.replace(DEVICE, '$&_')
}

/** No file on Windows can have such a name (Win32, Naming Files, "Naming Conventions"). */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/** An unchecked name for a code span. Characters that a code span could not hold become underscores. */
export const identifier = (raw: string): string => raw.replaceAll(/[^\w.-]+/g, '_').slice(0, 40) || '_'

/**
 * The text as a block quote that fits. Marks, links and mentions in it are escaped.
 *
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
    if (codePoints(cutQuote(plain, middle)) <= room) fits = middle
    else tooLong = middle
  }
  return cutQuote(plain, fits)
}

/**
 * Several lines without control characters and without characters that change the text direction. For a block of code, where
 * the caller also breaks fences (`breakFence`).
 */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu, '')
    .trim()

/**
 * Escapes Discord's Markdown. Discord takes a backslash before punctuation as an escape. The escaped colon breaks a link. A
 * zero-width space breaks `@everyone`, which a backslash does not.
 */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\*_~`|<>#[\]()+-]|:(?=\/\/)/g, '\\$&').replaceAll('@', '@\u200b')

/** Invisible characters: they could hide text or reverse a line. Emoji keep their joiners and variation selectors. */
const UNSEEN =
  /(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d(?=\p{Extended_Pictographic}))(?!(?<=\p{Emoji})\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

const unbroken = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Z}\s]+/gu, ' ')
    .replaceAll(UNSEEN, '')
    // Around what has gone there may be two.
    .replaceAll(/ +/g, ' ')
    .trim()

/** UTF-16 units of the first `most` code points. */
const unitsOf = (text: string, most: number): number =>
  text.length <= most ? text.length : Array.from(text).slice(0, most).join('').length

const cutQuote = (plain: string, at: number): string =>
  quoted(`${plain.slice(0, boundaryBefore(plain, at)).trimEnd()}…`)

const quoted = (plain: string): string =>
  plain
    .split('\n')
    .map((one) => `> ${escaped(one)}`)
    .join('\n')
