/** Where capital letters tell one question from another: "what does WHO do" is not "what does who do". */

/**
 * A text in lower case, but for what may mean something else then: words in quotes, words with a capital after their
 * first letter (`iPhone`, `GmbH`, `US`), and identifiers. Doing it twice changes nothing.
 *
 * @param text prose that is not in capitals throughout, or each of its words would keep them
 */
export function withoutIdleCapitals(text: string): string {
  let lower = ''
  let end = 0
  for (const { 0: quoted, index } of text.matchAll(QUOTED)) {
    lower += text.slice(end, index).replaceAll(WORD, lowered) + quoted
    end = index + quoted.length
  }
  return lower + text.slice(end).replaceAll(WORD, lowered)
}

/** At most this many characters, or one stray quotation mark would pair with another a page below. */
const QUOTED =
  /"[^"\n]{1,200}"|“[^“”\n]{1,200}”|„[^„“”\n]{1,200}[“”]|«[^«»\n]{1,200}»|»[^«»\n]{1,200}«|‹[^‹›\n]{1,200}›|[「『][^「」『』\n]{1,200}[」』]|(?<![\p{L}\p{N}])['‘][^'‘’\n]{1,200}['’](?![\p{L}\p{N}])/gu

const WORD = /\S+/gu

/** An identifier has a digit, an underscore, a slash, an `@`, or a bracket right behind a letter beside its letters. */
const IDENTIFIER = /[\p{N}_/\\@]|\p{L}\(/u

const CAPITAL_INSIDE = /[\p{L}\p{M}\p{N}]\p{Lu}/u

const lowered = (word: string): string => (isCased(word) ? word : word.toLowerCase())

const isCased = (word: string): boolean =>
  CAPITAL_INSIDE.test(word) || (IDENTIFIER.test(word) && /\p{L}/u.test(word))
