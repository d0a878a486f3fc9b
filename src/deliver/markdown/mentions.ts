/** Whom Claude mentions: it knows people by a number in their conversation, and Discord by an id. */

import { isoTime } from '../../clock.ts'
import { partsOf } from './code-parts.ts'

/** The person of that number; undefined for a number that nobody has. */
export type Mentions = (number: number) => { readonly id: string; readonly name: string } | undefined

/** `<@2>` or `<@2 Sam>`. No id of Discord's is so short. */
const FORM = String.raw`<@(\d{1,6})(?: [^<>\n]{1,100})?>`
const AT = new RegExp(FORM, 'y')
const ALL = new RegExp(FORM, 'g')

/** The mention that stands at `at` of a text of Claude's. */
export function mentionAt(
  text: string,
  at: number,
): { readonly number: number; readonly to: number } | undefined {
  AT.lastIndex = at
  const found = AT.exec(text)
  return found === null ? undefined : { number: Number(found[1]), to: AT.lastIndex }
}

/** A text of Claude's for where Discord shows no mentions, as in a file: each is `@` and a name. Code stays as it is. */
export const namedInFile = (text: string, mentions: Mentions): string =>
  text.includes('<@')
    ? partsOf(text)
        .map((part) => (part.code ? part.text : named(part.text, mentions)))
        .join('')
    : text

/** The same for a cell of a table, which becomes code; times are told in UTC there. */
export const namedInCode = (cell: string, mentions: Mentions | undefined): string =>
  (mentions === undefined ? cell : named(cell, mentions)).replaceAll(
    /<t:(-?\d{1,13})(?::[a-zA-Z])?>/g,
    (whole, seconds: string) => isoTime(Number(seconds) * 1_000) ?? whole,
  )

const named = (text: string, mentions: Mentions): string =>
  text.replaceAll(ALL, (whole, number: string) => {
    const person = mentions(Number(number))
    return person === undefined || person.name === '' ? whole : `@${person.name}`
  })
