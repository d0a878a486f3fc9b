/** The parts of a message: stretches of Claude's text as they are, and the named edits between them. */
import { codePoints } from './graphemes.ts'

/** Why a part differs from Claude's text. Every edit has one of these names. Everything else is sent byte for byte. */
export const rules = {
  'plain sign': 'Discord would take the sign for a mark, hide it and restyle the words around it.',
  backslash: 'Discord would drop a backslash that is part of a path or of a pattern.',
  'hard break': 'A backslash at the end of a line only breaks it, and Discord would show it.',
  'line start': 'Discord would take the start of the line for a heading, small print, a quote or a list.',
  'list number': 'Discord counts a list on from its first number and ignores the numbers of the other items.',
  'list end':
    'Discord goes on with a list over blank lines, and gives the first kind of marker to all items.',
  'list level': 'Discord opens a level for spaces alone, and trims the start of a message.',
  'quote mark': 'Discord takes `>` for a quote only with a space behind it.',
  heading: 'Discord knows three levels of headings, each written with `#`.',
  rule: 'Discord knows no rules between paragraphs.',
  'task box': 'Discord knows no boxes to tick.',
  table: 'Discord knows no tables.',
  formula: 'Discord knows no formulas.',
  footnote: 'Discord knows no footnotes.',
  image: 'Discord shows no images inside a text.',
  link: 'Discord would show the brackets of the link, hide its target, or read on into the next sentence.',
  tag: 'Discord knows no HTML.',
  entity: 'Discord knows no names for characters.',
  mention: 'Discord knows people by their ids, and Claude by the numbers of a conversation.',
  fence: 'Discord ends code at any three backticks, and knows no words behind a fence.',
  'code span': 'Discord would end the code, or the mark around it, inside the code.',
  mark: 'Discord would close the mark at another place, take two marks for one, or end it with the paragraph.',
  'page end': 'What is open where a message ends is closed there and opened again in the next one.',
} as const

export type Rule = keyof typeof rules

/** A stretch of Claude's text, and the text in the message that replaces it. Without a rule both are the same. */
export interface Part {
  /** Offsets into Claude's text, in UTF-16 units. */
  readonly from: number
  readonly to: number
  readonly out: string
  readonly rule?: Rule
  /** A lone `_` that marks nothing. */
  readonly bare?: true
  /** The indent of a line of a list. A page that begins inside the list removes it. */
  readonly margin?: true
}

export const same = (from: number, out: string): Part => ({ from, to: from + out.length, out })

export const edit = (from: number, to: number, out: string, rule: Rule): Part => ({ from, to, out, rule })

/** `raw` at an offset, replaced by `out`. It is an edit only if the two differ. */
export const replace = (from: number, raw: string, out: string, rule: Rule): Part =>
  raw === out ? same(from, raw) : edit(from, from + raw.length, out, rule)

/** Text that is added at an offset. */
export const insert = (at: number, out: string, rule: Rule): Part => edit(at, at, out, rule)

export const textOf = (parts: readonly Part[]): string => parts.map(({ out }) => out).join('')

/** Code points, the unit of Discord's limit. */
export const sizeOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, { out }) => sum + codePoints(out), 0)
