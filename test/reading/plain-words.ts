/** The words of a text, and what a plain reading says of each. */

export interface Word {
  readonly text: string
  readonly optional: boolean
  /** It must be shown, but anywhere and as often as need be: the head of a table that is too wide stands in each row. */
  readonly anywhere: boolean
  /** `maybe` where both are right. */
  readonly code: 'yes' | 'no' | 'maybe'
  readonly struck: 'yes' | 'no' | 'maybe'
  readonly quoted: boolean
  /** Whether it stands between two `||`, which CommonMark does not know: `yes` only in a plain pair in one paragraph. */
  readonly hidden: 'yes' | 'no' | 'maybe'
  /** What stands between it and the word before in the same text. */
  readonly before?: string
  /** It is the number of an item; `counted` is what it would be if the list were counted. */
  readonly item?: { readonly counted: string; readonly onlyOnes: boolean }
}

export interface PlainReading {
  readonly words: readonly Word[]
  /** The contents of code blocks, byte for byte. */
  readonly blocks: readonly string[]
  /** The contents of code in lines, outside of tables. */
  readonly codes: readonly string[]
}

export const WORD = /[\p{L}\p{N}\p{M}]+/gu

/** Exponents and indices, which a source writes between tags, as numbers of their own. */
export const smallDigitsApart = (text: string): string =>
  text.replaceAll(/[⁰¹²³⁴-⁹₀-₉]+/g, (digits) => ` ${digits.normalize('NFKC')} `)

export const wordsIn = (text: string): readonly string[] =>
  smallDigitsApart(text.replaceAll('\u200b', '')).match(WORD) ?? []
