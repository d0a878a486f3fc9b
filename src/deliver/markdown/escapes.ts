/** Backslashes: Discord takes one before any sign for an escape and drops it, also in paths, patterns and faces. */
import { emit } from './scan.ts'
import type { Scan } from './scan.ts'

/** Discord shows this one as it is. */
const SHRUG = '¯\\_(ツ)_/¯'

export const shrug = (scan: Scan, at: number): number | undefined =>
  scan.source.startsWith(SHRUG, at) ? emit(scan, 'solid', at, at + SHRUG.length, SHRUG) : undefined

/** The longest formula within a line. */
const FORMULA_REACH = 300

export function escape(scan: Scan, at: number): number | undefined {
  const { source } = scan
  const next = source.charAt(at + 1)
  if (next === '\n' || (next === '' && scan.inside === undefined))
    return emit(scan, 'word', at, at + 1, next === '' ? '\\' : '', 'hard break')
  const formula = formulaAt(source, at)
  if (formula !== undefined) return emit(scan, 'solid', at, formula.to, formula.out, 'formula')
  if (next === '' || /\s/.test(next)) return undefined
  // Discord keeps a backslash before letters and digits. In a path with other backslashes, all are doubled.
  if (/[0-9A-Za-z]/.test(next))
    return scan.inside === undefined && /\\[^0-9A-Za-z\s]/.test(wordAt(source, at))
      ? emit(scan, 'word', at, at + 1, '\\\\', 'backslash')
      : undefined
  if (scan.inside !== undefined) return emit(scan, 'word', at, at + 2, next, 'backslash')
  // A spoiler ends at two pipes, also where the first is escaped.
  if (source.startsWith('||', at + 1)) return emit(scan, 'word', at, at + 2, '\\|\u200b', 'plain sign')
  const isSign = /[!-/:-@[-`{-~]/.test(next)
  if (!isSign || isLiteral(source, at)) return emit(scan, 'word', at, at + 1, '\\\\', 'backslash')
  return emit(scan, 'word', at, at + 2, `\\${next}`)
}

/** `\(x^2\)` or `\[x^2\]`, as code; words in escaped brackets are no formula. */
function formulaAt(source: string, at: number): { readonly to: number; readonly out: string } | undefined {
  const end = { '(': '\\)', '[': '\\]' }[source.charAt(at + 1)]
  if (end === undefined) return undefined
  const to = source.slice(at + 2, at + FORMULA_REACH).indexOf(end) + at + 2
  const inner = source
    .slice(at + 2, to)
    .trim()
    .replace(/\s+/g, ' ')
  if (to <= at + 2 || !isMath(inner) || inner.includes('`')) return undefined
  return { to: to + 2, out: `\`${inner}\`` }
}

/** A formula has signs of its own, or is a single letter or number; two words in a row are prose. */
export const isMath = (inner: string): boolean =>
  !/\]\(|https?:/.test(inner) &&
  (/\\[A-Za-z]|[\^=<>≤≥≠±×÷∑∫√]|\w_[\w{]|\w\s*[-+*/−]\s*\w/.test(inner) ||
    /^\s*[\p{L}\d]{1,2}(?:\s*[,;]\s*[\p{L}\d]{1,2})*\s*$/u.test(inner))

/** How far away the closing bracket may be. Searching the whole text each time would cost quadratic time. */
const BRACKET_REACH = 1_000

/** Whether the backslash is literal: in a path, a pattern, a TeX command or a face. */
function isLiteral(source: string, at: number): boolean {
  if (/\\[A-Za-z0-9]|^["'(]?[A-Za-z]:\\/.test(wordAt(source, at))) return true
  return source.charAt(at + 1) === '(' && !source.slice(at, at + BRACKET_REACH).includes('\\)')
}

/** The signs around an offset up to the next spaces. */
function wordAt(source: string, at: number): string {
  const start = at - (/\S*$/.exec(source.slice(Math.max(0, at - 200), at))?.[0].length ?? 0)
  return /^\S{0,400}/.exec(source.slice(start, start + 400))?.[0] ?? ''
}
