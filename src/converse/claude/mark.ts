/**
 * The lines that the program writes into a conversation, and why no member can write one: each carries the number of its
 * conversation, and whatever in a member's text could be read as such a line is changed.
 */

/** Six digits that are made once for each transcript and live as long. */
export type Mark = string

export const isMark = (raw: unknown): raw is Mark => typeof raw === 'string' && /^\d{6}$/.test(raw)

/** A line of ours; `text` has to be made safe by `inLine` before. */
export const ourLine = (word: string, mark: Mark, text?: string): string =>
  text === undefined ? `[${word} ${mark}]\n` : `[${word} ${mark}: ${text}]\n`

/** A name as it stands within a line of ours: one line, no bracket, nothing invisible, at most `most` code points. */
export function inLine(name: string, mark: Mark, most = 64): string {
  const plain = name
    .toWellFormed()
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Z}]|(?![()])[\p{Ps}\p{Pe}]/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
  const safe = replaced(plain, numbersIn(plainOf(plain), mark, /(?:)/))
  return Array.from(safe.replaceAll(/ +/g, ' ').trim()).slice(0, most).join('').trim()
}

/**
 * A member's text in which nothing can pass for a line of ours, whatever it is disguised as: other brackets, fullwidth
 * letters, digits of another script, invisible characters in between. Other text stays as it is, to the byte, save for
 * half an emoji, which would be a 400.
 */
export function unmarked(text: string, mark: Mark): string {
  const whole = text.toWellFormed()
  if (isHarmless(whole, mark)) return whole
  const plain = plainOf(whole)
  return replaced(whole, [...speakersIn(plain), ...numbersIn(plain, mark, OURS)])
}

/**
 * Whether neither our word nor our number is in it, under any disguise. It is far quicker than a close look at each
 * character, and nearly every text ends here; each of a long transcript is looked at before every answer.
 */
function isHarmless(text: string, mark: Mark): boolean {
  const bare = /[^ -~\t\n\r]/.test(text) ? text.normalize('NFKD').replaceAll(UNREAD, '') : text
  return !/speaker/i.test(bare) && !/(?![0-9])\p{Nd}/u.test(bare) && !numberOf(mark).test(bare)
}

/** What draws nothing, or only changes what stands beside it. */
const UNREAD = /[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]+/gu

/**
 * How the beginning of a line of ours could be read, in a text that is made plain. With the colon: "[Speaker 1]: Hello" is
 * how others write down who spoke.
 */
const SPEAKER = /[[【〔〖〘〚「『⟦⁅❲⎡]\s?speaker(?=[\s\d]*[:ː∶꞉])/g

/** What makes the number before which it stands look like one of ours: a bracket that opens, or one of our words. */
const OURS = /[\p{Ps}\p{Pi}<|]|speaker|summary|program|file/u
const OURS_WITHIN = 80

/** The digits in a row, with next to nothing between them. */
const numberOf = (mark: Mark): RegExp => new RegExp(mark.split('').join(String.raw`\W{0,3}`), 'g')

/** Where the code point begins that is to be replaced, and what stands there then. */
type Change = readonly [at: number, by: string]

/** The brackets that begin what looks like a speaker's line become round ones. */
const speakersIn = ({ plain, from }: Plain): readonly Change[] =>
  Array.from(plain.matchAll(SPEAKER), ({ index }): Change => [from[index] ?? 0, '('])

/** The digits of our number are struck out where they stand after what looks like ours. */
const numbersIn = ({ plain, from }: Plain, mark: Mark, ours: RegExp): readonly Change[] =>
  Array.from(plain.matchAll(numberOf(mark)))
    .filter(({ index }) => ours.test(plain.slice(Math.max(0, index - OURS_WITHIN), index)))
    .flatMap(({ 0: found, index }) =>
      Array.from(found.matchAll(/\d/g), ({ index: n }): Change => [from[index + n] ?? 0, '#']),
    )

function replaced(text: string, changes: readonly Change[]): string {
  if (changes.length === 0) return text
  const by = new Map(changes)
  let at = 0
  let out = ''
  for (const char of text) {
    out += by.get(at) ?? char
    at += char.length
  }
  return out
}

/**
 * A text as it reads: compatibility forms resolved, lower case, digits of every script as ours, invisible characters
 * gone, one blank for any space. `from` has for each unit of it where its code point begins in the text.
 */
interface Plain {
  readonly plain: string
  readonly from: readonly number[]
}

function plainOf(text: string): Plain {
  const from: number[] = []
  let plain = ''
  let at = 0
  for (const char of text) {
    const read = char > '~' ? unfolded(char) : /\s/.test(char) ? ' ' : char < ' ' ? '' : char.toLowerCase()
    if (read !== ' ' || !plain.endsWith(' ')) {
      plain += read
      for (let n = 0; n < read.length; n += 1) from.push(at)
    }
    at += char.length
  }
  return { plain, from }
}

const unfolded = (char: string): string =>
  /[\s\u0085\u2800]/u.test(char) && char !== '\ufeff'
    ? ' '
    : char
        .normalize('NFKC')
        .replaceAll(UNREAD, '')
        .replaceAll(/(?![0-9])\p{Nd}/gu, digitOf)
        .toLowerCase()

/** Every script has its ten digits in a row, beginning with its zero (Unicode, Numeric_Type=Decimal). */
function digitOf(char: string): string {
  const point = char.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1
  return String(value)
}
