/** What the reader of a paragraph has found so far, and how a find is noted. */
import type { Brackets, CodeRange } from './brackets.ts'
import type { Delimiter, Mark, Open } from './emphasis.ts'
import { boundaryBefore } from './graphemes.ts'
import type { Span } from './spell.ts'

type Node =
  | { readonly kind: 'span'; readonly span: Omit<Span, 'opens'> }
  | { readonly kind: 'delimiter'; readonly delimiter: Delimiter }
  | { readonly kind: 'open'; readonly open: Open }
  | { readonly kind: 'close'; readonly mark: Mark }

export interface Scan {
  readonly source: string
  readonly ghost: number
  readonly inside: 'link' | 'code' | undefined
  readonly brackets: Brackets
  readonly nodes: Node[]
}

/** Words longer than this (Chinese, long file names) may be cut inside. */
const WORD_REACH = 64
export function push(
  scan: Scan,
  kind: Span['kind'],
  text: string,
  from: number,
  to: number,
  code?: Span['code'],
): number {
  scan.nodes.push({
    kind: 'span',
    span: code === undefined ? { kind, text, from, to } : { kind, text, from, to, code },
  })
  return to
}

export const word = (scan: Scan, text: string, from: number, to: number): number =>
  push(scan, 'word', text, from, to)

/** Text as words; a word that is too long for that as pieces of it, none of which ends inside a grapheme. */
export function words(scan: Scan, start: number, end: number): void {
  const { source } = scan
  let from = start
  for (const [found] of source.slice(start, end).matchAll(/\S+\s*|\s+/g)) {
    const to = from + found.length
    while (to - from > WORD_REACH) {
      const boundary = boundaryBefore(source, from + WORD_REACH / 2)
      const cut = boundary > from ? boundary : from + WORD_REACH / 2
      from = word(scan, source.slice(from, cut), from, cut)
    }
    from = word(scan, source.slice(from, to), from, to)
  }
}

export function codeParts(scan: Scan, range: CodeRange, source: string): number {
  const raw = scan.source.slice(range.inner, range.outer).replace(/\n/g, ' ')
  const padded = /^ .*[^ ].* $/.test(raw)
  const start = range.inner + (padded ? 1 : 0)
  const inside = padded ? raw.slice(1, -1) : raw
  const tick = inside.includes('`') ? '``' : '`'
  const whole = { at: range.from, source, tick }
  const parts = inside.length > WORD_REACH ? (inside.match(/\S{1,40}\s{0,24}|\s{1,64}/g) ?? []) : [inside]
  let from = start
  for (const part of parts) {
    const boundary = Math.max(from + 1, boundaryBefore(scan.source, from + part.length))
    const to = Math.min(start + inside.length, part === parts.at(-1) ? start + inside.length : boundary)
    if (to > from)
      push(scan, 'code', breakBackticks(scan.source.slice(from, to).replace(/\n/g, ' ')), from, to, whole)
    from = to
  }
  return range.to
}

/** Discord ends code at a row of backticks, whatever opened it: an invisible character breaks the row. */
const breakBackticks = (text: string): string => text.replace(/`(?=`)/g, '`\u200b')

/** A short piece of code, never cut. */
export function verbatim(scan: Scan, from: number, inner: number, outer: number, to: number): number {
  const text = scan.source.slice(inner, outer).trim().replace(/\s+/g, ' ')
  const tick = text.includes('`') ? '``' : '`'
  return push(scan, 'code', breakBackticks(text), from, to, { at: from, source: '`', tick })
}

/** Characters that mean nothing here, `count` of them up to `to`, in spans that are short enough to be cut between. */
export function stray(char: string, count: number, to: number): readonly Omit<Span, 'opens'>[] {
  const spans: Omit<Span, 'opens'>[] = []
  for (let left = count; left > 0; left -= WORD_REACH) {
    const size = Math.min(WORD_REACH, left)
    spans.push({ kind: 'word', text: char.repeat(size), from: to - left, to: to - left + size })
  }
  return spans
}
