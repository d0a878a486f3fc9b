/** The scan of a paragraph: the nodes so far, and the functions with which a rule emits more. */
import type { Mentions } from './mentions.ts'
import type { Brackets } from './code-spans.ts'
import { boundaryBefore } from './graphemes.ts'
import type { Delimiter } from './delimiter.ts'
import type { Mark, Open } from './marks.ts'
import type { Rule } from './part.ts'
import type { Token } from './tokens.ts'

export type Node =
  | { readonly kind: 'token'; readonly token: Omit<Token, 'opens'> }
  | { readonly kind: 'delimiter'; readonly delimiter: Delimiter }
  /** Marks that are written otherwise than as a row of signs: tags, and the backticks of code. */
  | {
      readonly kind: 'open'
      readonly open: Open
      readonly from: number
      readonly to: number
      readonly out: string
    }
  | {
      readonly kind: 'close'
      readonly mark: Mark
      readonly from: number
      readonly to: number
      readonly out: string
    }

  /** The end of a tag that has become something else stands at this offset. */
  | { readonly kind: 'expect'; readonly name: string; readonly at: number }

export interface Scan {
  readonly source: string
  readonly inside: 'link' | undefined
  readonly brackets: Brackets
  readonly lineStart: string
  /** Text need not be parted into words. */
  readonly coarse: boolean
  /** Undefined where a mention is a text like any other. */
  readonly mentions: Mentions | undefined
  readonly nodes: Node[]
  /** A text as it stands in the label of a link. */
  readonly label: (text: string) => string
}

/** Words longer than this (Chinese, long file names) may be cut inside. */
const WORD_REACH = 64

/** Emits a token for `from`–`to`. Without a rule `out` is what stands there. */
export function emit(
  scan: Scan,
  kind: Token['kind'],
  from: number,
  to: number,
  out: string,
  rule?: Rule,
): number {
  const token = rule === undefined ? { kind, from, to, out } : { kind, from, to, out, rule }
  scan.nodes.push({ kind: 'token', token })
  return to
}

/** Emits a token with the source text of `from`–`to`. */
export const emitSource = (scan: Scan, kind: Token['kind'], from: number, to: number): number =>
  emit(scan, kind, from, to, scan.source.slice(from, to))

/** Emits text as words. A long word is split, but never inside a grapheme. */
export function emitWords(scan: Scan, start: number, end: number): number {
  const { source } = scan
  if (scan.coarse) return emitSource(scan, 'word', start, end)
  let from = start
  for (const [found] of source.slice(start, end).matchAll(/\S+\s*|\s+/g)) {
    const to = from + found.length
    while (to - from > WORD_REACH) {
      // A long address is best split behind a sign.
      const sign = /^[^]{8,32}(?<=[^\p{L}\p{M}\p{N}\p{Cf}\s])/u.exec(
        source.slice(from, from + WORD_REACH),
      )?.[0].length
      const boundary = boundaryBefore(source, from + (sign ?? WORD_REACH / 2))
      const cut = boundary > from ? boundary : from + WORD_REACH / 2
      from = emitSource(scan, 'word', from, cut)
    }
    from = emitSource(scan, 'word', from, to)
  }
  return end
}

export function emitCodeMark(scan: Scan, from: number, to: number, kind: 'open' | 'close', open: Open): void {
  const out = from === to ? '' : open[kind]
  if (kind === 'open') scan.nodes.push({ kind, open, from, to, out })
  else scan.nodes.push({ kind, mark: 'code', from, to, out })
}

/** Emits the text of a code span in pieces. A page may be cut between them. */
export function emitCode(scan: Scan, start: number, end: number, rule: Rule | undefined): void {
  const text = scan.source.slice(start, end)
  let from = start
  if (scan.coarse && rule === undefined && end > start && !text.includes('\n')) {
    emitSource(scan, 'code', start, end)
    return
  }
  for (const [part] of text.matchAll(/\n|[^\s]{1,40}[^\S\n]{0,24}|[^\S\n]{1,64}/g)) {
    const to = Math.min(end, Math.max(from + 1, boundaryBefore(scan.source, from + part.length)))
    const raw = scan.source.slice(from, to)
    if (raw === '\n') emit(scan, 'break', from, to, `\n${scan.lineStart}`)
    else if (rule === undefined) emitSource(scan, 'code', from, to)
    else if (raw === breakBackticks(raw)) emitSource(scan, 'code', from, to)
    else emit(scan, 'code', from, to, breakBackticks(raw), rule)
    from = to
  }
  if (from < end) emitSource(scan, 'code', from, end)
}

/** Discord ends code at any run of backticks: an invisible character breaks the run. */
const breakBackticks = (text: string): string => text.replace(/`(?=`)/g, '`\u200b')

/** Emits a short code span in place of `from`–`to`. It is never cut. */
export function emitCodeSpan(scan: Scan, inner: string, from: number, to: number, rule: Rule): number {
  const text = inner.trim().replace(/\s+/g, ' ')
  const [open, close] = text.includes('`') ? ['`` ', ' ``'] : ['`', '`']
  return emit(scan, 'solid', from, to, open + breakBackticks(text) + close, rule)
}
