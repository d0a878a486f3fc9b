/** Makes a stranger's text safe to show: a line, a name, the name of a file, a quote. Every such text goes through here. */

import { boundaryBefore, codePoints } from './markdown/graphemes.ts'

/**
 * The text on one line: every run of white space and control characters is one blank, what nobody sees is gone, and half
 * an emoji is a sign for what is missing. It is not escaped: `escaped` makes it inert in a message.
 *
 * @param most code points; a longer text is cut between graphemes and ends with `…`
 */
export function line(text: string, most: number): string {
  const plain = unbroken(text)
  return codePoints(plain) <= most
    ? plain
    : `${plain.slice(0, boundaryBefore(plain, unitsOf(plain, most - 1))).trimEnd()}…`
}

/** As `line`, for what somebody is called: a longer one just ends, so that no sign is added to it. */
export const name = (text: string, most: number): string => {
  const plain = unbroken(text)
  return plain.slice(0, unitsOf(plain, most)).trim()
}

/** A longer name says nothing more. */
export const FILE_NAME_CODE_POINTS = 80
const ENDING_CODE_POINTS = 16

/**
 * The name of a member's file, as a prompt and the shell have it: as `line`, without brackets and quotation marks, which
 * would end it there. A long one keeps its ending, which says what the member takes the file for.
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

/** A name that Discord takes for a file (Reference, Uploading Files); any other sign becomes an underscore. */
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

/** A name that nobody has checked, for a code span: what such a span could not hold becomes an underscore. */
export const identifier = (raw: string): string => raw.replaceAll(/[^\w.-]+/g, '_').slice(0, 40) || '_'

/**
 * The text as a block quote that fits, to the letter: no mark, link or mention in it comes to life.
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
 * Several lines without control characters and without what turns the direction of the lines around them. For a block of
 * code; a fence in it has to be broken there (`breakFence`).
 */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu, '')
    .trim()

/**
 * Discord takes a backslash before any sign that is no letter, digit or space as "to the letter". The colon ends what
 * would become a link; after an `@` comes a space without width, because `@everyone` needs no sign before it.
 */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\*_~`|<>#[\]()+-]|:(?=\/\/)/g, '\\$&').replaceAll('@', '@\u200b')

/** What nobody sees: it could hide a text, or turn a line around. Emoji keep what joins them and what colours them. */
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
