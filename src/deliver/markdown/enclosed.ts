/** Formulas and comments over several lines. Without an end they are text. */
import { isMath } from './escapes.ts'
import { headingOf, itemOf } from './lines.ts'
import type { Line } from './lines.ts'
import { textAt } from './lines.ts'

export interface Enclosed {
  readonly kind: 'enclosed'
  readonly end: '$$' | '\\]' | '-->'
  readonly quote: number
  lines: readonly Line[]
}

/** A longer one is text. */
const REACH = 1_500

/** The formula or comment that this line opens, if any. */
export function enclosedAt(line: Line): Enclosed | undefined {
  const { text, quote } = line
  const end = text.startsWith('$$')
    ? '$$'
    : text.startsWith('\\[')
      ? '\\]'
      : text.startsWith('<!--')
        ? '-->'
        : undefined
  return end === undefined ? undefined : { kind: 'enclosed', end, quote, lines: [line] }
}

const openingSize = { $$: 2, '\\]': 2, '-->': 4 } as const

/** Where the text after the closing sign begins in the last line; undefined without a closing sign. */
function endIn({ end, lines }: Enclosed): number | undefined {
  const last = lines.at(-1)
  const from = lines.length === 1 ? openingSize[end] : 0
  const at = last?.text.indexOf(end, from) ?? -1
  return at < 0 ? undefined : at + end.length
}

/**
 * `open`: more lines follow. `broken`: it is text. `ended`: its content, and the rest of the last line at offset `to` of
 * Claude's text.
 */
export type State =
  | { readonly kind: 'open' | 'broken' }
  | { readonly kind: 'ended'; readonly inner: string; readonly rest: string; readonly to: number }

export function stateOf(enclosed: Enclosed): State {
  const { end, lines, quote } = enclosed
  const last = lines.at(-1)
  const at = endIn(enclosed)
  if (last === undefined) return { kind: 'broken' }
  if (at === undefined) {
    const size = lines.reduce((sum, { text }) => sum + text.length, 0)
    const breaks =
      end !== '-->' &&
      (last.text === '' || (lines.length > 1 && (itemOf(last.text) ?? headingOf(last.text)) !== undefined))
    return { kind: size > REACH || breaks || last.quote !== quote ? 'broken' : 'open' }
  }
  const whole = lines.map(({ text }, index) =>
    index === lines.length - 1 ? text.slice(0, at - end.length) : text,
  )
  const inner = whole.join('\n').slice(openingSize[end]).trim()
  const rest = last.text.slice(at)
  const isFormula =
    /^[.,;\s]*$/.test(rest) && inner !== '' && !inner.includes('```') && (end === '$$' || isMath(inner))
  if (end !== '-->' && !isFormula) return { kind: 'broken' }
  return { kind: 'ended', inner, rest, to: textAt(last) + at }
}
