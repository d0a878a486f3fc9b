/** Finds where the code spans and square brackets of a paragraph end, before the inline parser reads it. */
import { tagNamed } from './html.ts'

/** A code span: `from`–`to` with its backticks, `inner`–`outer` without. */
export interface CodeRange {
  readonly from: number
  readonly inner: number
  readonly outer: number
  readonly to: number
}

export interface Brackets {
  readonly code: ReadonlyMap<number, CodeRange>
  /** Offset of each `[` → offset of its `]`. */
  readonly pairs: ReadonlyMap<number, number>
  /** Offsets of `[` without a `]`. */
  readonly lone: readonly number[]
  /** Where the last code span starts if nothing closes it (only in growing text). */
  readonly openCode: number | undefined
  /** End of the last code span; what comes before it is not half-open. */
  readonly lastCode: number
}

/** An unclosed code span, link or tag that is longer than this is plain text. */
const PATIENCE = 400
const COMMENT_PATIENCE = 2_000

/**
 * One pass over the paragraph; `growing` text may end in a code span that is still open.
 *
 * @param opened the backticks of a code span in which the text begins; its range then starts at -1
 */
export function findBrackets(source: string, growing: boolean, opened: number): Brackets {
  const runs = backtickRuns(source)
  const code = new Map<number, CodeRange>()
  const pairs = new Map<number, number>()
  const stack: number[] = []
  let openCode: number | undefined
  let lastCode = 0
  const step = /\\[\s\S]|`+|\[|\]/g
  if (opened > 0) {
    const outer = nextRun(runs, opened, 0)
    const range =
      outer === undefined ? openRange(source, -1, 0) : { from: -1, inner: 0, outer, to: outer + opened }
    if (outer === undefined) openCode = -1
    code.set(-1, range)
    lastCode = range.to
    step.lastIndex = range.to
  }
  for (let found = step.exec(source); found !== null; found = step.exec(source)) {
    const [mark] = found
    const from = found.index
    if (mark === '[') stack.push(from)
    else if (mark === ']') {
      const open = stack.pop()
      if (open !== undefined) pairs.set(open, from)
    } else if (mark.startsWith('`')) {
      const inner = from + mark.length
      const outer = nextRun(runs, mark.length, inner)
      if (outer === undefined && !(growing && source.length - from < PATIENCE)) continue
      const range =
        outer === undefined ? openRange(source, from, inner) : { from, inner, outer, to: outer + mark.length }
      if (outer === undefined) openCode = from
      code.set(from, range)
      lastCode = range.to
      step.lastIndex = range.to
    }
  }
  return { code, pairs, lone: stack, openCode, lastCode }
}

const openRange = (source: string, from: number, inner: number): CodeRange => {
  // Backticks at the very end may be the first of those that close it.
  let outer = source.length
  while (outer > inner && source.charAt(outer - 1) === '`') outer -= 1
  return { from, inner, outer, to: source.length }
}

interface Runs {
  readonly at: number[]
  next: number
}

function backtickRuns(source: string): Map<number, Runs> {
  const runs = new Map<number, Runs>()
  for (const found of source.matchAll(/`+/g)) {
    const size = found[0].length
    const known = runs.get(size) ?? { at: [], next: 0 }
    known.at.push(found.index)
    runs.set(size, known)
  }
  return runs
}

/** The first run of exactly `size` backticks at or after `from`. Callers pass a growing `from`, so it never looks back. */
function nextRun(runs: Map<number, Runs>, size: number, from: number): number | undefined {
  const known = runs.get(size)
  if (known === undefined) return undefined
  while ((known.at[known.next] ?? Infinity) < from) known.next += 1
  return known.at[known.next]
}

/** How much of a growing paragraph can be shown. An incomplete link, tag, mention or mark at its end is held back. */
export function shownLength(source: string, brackets: Brackets): number {
  if (brackets.openCode !== undefined) {
    const range = brackets.code.get(brackets.openCode)
    return range === undefined || source.slice(range.inner, range.outer).trim() === ''
      ? Math.max(0, brackets.openCode)
      : source.length
  }
  const ends = [halfLink(source, brackets), halfTag(source), halfMark(source)]
  return Math.min(source.length, ...ends.filter((end) => end >= brackets.lastCode))
}

function halfLink(source: string, brackets: Brackets): number {
  let from = brackets.lone.find((at) => source.length - at < PATIENCE) ?? source.length
  for (const [open, close] of brackets.pairs) {
    if (source.length - close > 2 * PATIENCE) continue
    const rest = source.slice(close + 1)
    if (rest === '' || (rest.startsWith('(') && !/[)\n]/.test(rest))) from = Math.min(from, open)
  }
  return source.charAt(from - 1) === '!' ? from - 1 : from
}

function halfTag(source: string): number {
  const comment = source.lastIndexOf('<!--')
  if (comment >= 0 && source.length - comment < COMMENT_PATIENCE && !source.includes('-->', comment))
    return comment
  const from = source.lastIndexOf('<')
  if (from < 0 || source.length - from > PATIENCE) return source.length
  const body = source.slice(from + 1)
  if (body === '') return from
  const name = /^\/?([a-z][a-z0-9]*)\s[^>\n]*$/i.exec(body)?.[1]
  const half = name === undefined ? /^[@#:/!a-z][^\s>]*$/i.test(body) : tagNamed(name) !== undefined
  return half || /^\/[\w -]+:?\d*$|^@\d{1,6} [^<>\n]{0,100}$/.test(body) ? from : source.length
}

function halfMark(source: string): number {
  const tail = source.slice(-PATIENCE)
  const half = /(?:\b|^|(?<=[^\w]))__\w{1,40}$|[*_~|\\$]+$|&[#\w]{0,8}$|¯[\\_(ツ)/]{0,7}$/.exec(tail)
  return half === null ? source.length : source.length - tail.length + half.index
}
