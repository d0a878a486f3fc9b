/** Says what a single line of Markdown opens: a fence, a heading, a rule, a list item, a table. */

/** A line without its quote marks and indentation. */
export interface Line {
  readonly quote: number
  /** Columns of indentation, a tab up to the next multiple of four. */
  readonly indent: number
  readonly text: string
}

/** Deeper quotes than this look the same: Discord knows one level, we write the others as `>` inside it. */
const QUOTE_DEPTH = 4

export function readLine(line: string): Line {
  const quotes = /^(?:[ \t]*>[ ]?)+/.exec(line)?.[0] ?? ''
  const quote = Math.min(QUOTE_DEPTH, quotes.split('>').length - 1)
  const rest = line.slice(quotes.length)
  const text = rest.trimStart()
  return { quote, indent: indentOf(rest.slice(0, rest.length - text.length)), text: text.trimEnd() }
}

function indentOf(space: string): number {
  let column = 0
  for (const char of space) column += char === '\t' ? 4 - (column % 4) : 1
  return column
}

/** Takes up to `quote` quote marks and up to `indent` columns off a line of code. */
export function peel(line: string, quote: number, indent: number): string {
  let rest = line
  for (let level = 0; level < quote; level += 1) rest = rest.replace(/^[ \t]{0,3}> ?/, '')
  let at = 0
  for (let column = 0; column < indent && /[ \t]/.test(rest.charAt(at)); at += 1)
    column += rest.charAt(at) === '\t' ? 4 : 1
  return rest.slice(at)
}

export interface Fence {
  readonly char: string
  readonly size: number
  /** Empty when there is none, or none that Discord would take. */
  readonly language: string
}

export function fenceOf(text: string): Fence | undefined {
  const found = /^(`{3,})([^`]*)$|^(~{3,})(.*)$/.exec(text)
  if (found === null) return undefined
  const mark = found[1] ?? found[3] ?? ''
  const word = (found[2] ?? found[4] ?? '').trim().split(/[\s{,:]/, 1)[0] ?? ''
  return {
    char: mark.charAt(0),
    size: mark.length,
    language: /^[a-z0-9_+.#-]{1,30}$/i.test(word) ? word : '',
  }
}

export function closesFence(line: string, fence: Fence): boolean {
  const text = line.trim()
  return text.length >= fence.size && text === fence.char.repeat(text.length) && !/^(?: {4}|\t)/.test(line)
}

export function headingOf(text: string): { readonly level: number; readonly title: string } | undefined {
  const found = /^(#{1,6})(?:[ \t]+(.*))?$/.exec(text)
  if (found === null) return undefined
  return { level: (found[1] ?? '').length, title: (found[2] ?? '').replace(/(?:^|[ \t]+)#+$/, '') }
}

export const isRule = (text: string): boolean =>
  /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(text)

/** What makes the line before it a heading. */
export function underlineLevel(text: string): 1 | 2 | undefined {
  if (/^={2,}$/.test(text)) return 1
  return /^-{3,}$/.test(text) ? 2 : undefined
}

export interface Item {
  /** Undefined for a bullet. */
  readonly number: number | undefined
  /** The character that tells one list from the next. */
  readonly style: string
  readonly text: string
  /** Columns from the marker to the text. */
  readonly width: number
}

export function itemOf(text: string): Item | undefined {
  const found = /^(?:([-*+])|(\d{1,9})([.)]))(?:([ \t]+)(.*))?$/.exec(text)
  if (found === null) return undefined
  const [, bullet, digits, dot, space = ' ', rest = ''] = found
  const number = digits === undefined ? undefined : Number(digits)
  const style = bullet ?? dot ?? ''
  return {
    number,
    style,
    text: rest,
    width: (bullet ?? `${digits}.`).length + (space.length > 4 ? 1 : space.length),
  }
}

/** A box to tick in front of a list item's text. */
export const tickBoxes = (text: string): string =>
  text.replace(/^\[([ xX])\](?=[ \t]|$)/, (_, tick: string) => (tick === ' ' ? '☐' : '☑'))

/** How a block formula ends, if this line opens one. */
export function formulaEnd(text: string): '$$' | '\\]' | undefined {
  if (text.startsWith('$$')) return '$$'
  return text.startsWith('\\[') ? '\\]' : undefined
}

/** The start of a line that may still turn out to be markup: it is not shown before the line says what it is. */
export const mayBecomeMarkup = (text: string): boolean =>
  /^(?:[-*+_=~`|$:.\s]*|#{1,6}\s*|-#?|\d{1,9}[.)]?|[-*+]\s+\[?[ xX]?\]?|\[\^[^\]]*\]?|[`~]{3,}.*|\\\[?|\|(?!\|).*)$/.test(
    text,
  )
