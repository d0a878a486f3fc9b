/**
 * Reads the text of one paragraph and edits what Discord would misread, so that it shows what Claude meant.
 *
 * Problem: the text is shown while it grows, and may be cut anywhere. Chosen: our own linear scanner, which keeps every sign
 * in place and edits only what Discord would misread. Rejected: parsing Markdown and rendering it again, which loses
 * numbers, stars and tags where two parsers differ; marked and mdast, which have no half-open marks.
 */
import type { Mentions } from './mentions.ts'
import { findBrackets, shownLength } from './code-spans.ts'
import type { Brackets, CodeRange } from './code-spans.ts'
import { escape, shrug } from './escapes.ts'
import { boundaryBefore, GRAPHEME_REACH } from './graphemes.ts'
import { angle, namedCharacter } from './html-rules.ts'
import { address, footnote, link } from './link-rules.ts'
import { resolveMarkConflicts } from './mark-conflicts.ts'
import { delimiterAt } from './delimiter.ts'
import type { Open } from './marks.ts'
import { specialName } from './special-names.ts'
import { pairDelimiters } from './pair-delimiters.ts'
import { emitCode, emitCodeMark, emit, emitCodeSpan, emitWords } from './scan.ts'
import type { Scan } from './scan.ts'
import { tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'
import { mayCarryOver, openRest, openUnpaired } from './unclosed-marks.ts'

export interface ReadOptions {
  /** More of this paragraph follows: unclosed marks count as open, and half a link is left out. */
  readonly growing?: boolean
  /** Marks that are open where the text begins, outermost first. */
  readonly opened?: readonly Open[]
  /** Unclosed marks that may go on in the next paragraphs stay open. */
  readonly carryOver?: boolean
  /** Written after each line end: the quote mark of the lines. */
  readonly lineStart?: string
  /** The text will not be cut, so it need not be split into words. That takes a third of the time. */
  readonly coarse?: boolean
  /** Whom Claude may mention by a number. */
  readonly mentions?: Mentions | undefined
  /** In the text of a `link` Discord shows backslashes, and no links. */
  readonly inside?: 'link'
}

export interface Inline {
  readonly tokens: readonly Token[]
  /** A page may be cut before this offset: later text only decides whether marks before it are closed. */
  readonly sure: number
  /** An unclosed mark may go on in the next paragraphs. */
  readonly mayCarry: boolean
}

/** A `$` without a second one within this many characters is money. */
export const FORMULA_REACH = 300

/** Reads `source`, lines parted by `\n`, in time linear in its length; never throws. Offsets are those of `source`. */
export function readInline(source: string, options: ReadOptions = {}): Inline {
  const { growing = false, opened = [], carryOver = false, coarse = false } = options
  const { inside, lineStart = '', mentions } = options
  const ticks = opened.find(({ mark }) => mark === 'code')?.open.trim().length ?? 0
  const all = findBrackets(source, growing, ticks)
  const shown = growing ? source.slice(0, shownLength(source, all)) : source
  // The text that is held back may contain the half-open code.
  const brackets = shown.length === source.length ? all : findBrackets(shown, false, ticks)
  const scan: Scan = {
    source: shown,
    inside,
    brackets,
    lineStart,
    coarse,
    mentions,
    nodes: [],
    label: (text) => label(text, mentions),
  }
  const carried = brackets.code.get(-1)
  let at = carried === undefined ? 0 : codeSpan(scan, carried)
  while (at < shown.length) at = rules[shown.charAt(at)]?.(scan, at) ?? literal(scan, at)
  const row = scan.nodes.flatMap((node) => (node.kind === 'delimiter' ? [node.delimiter] : []))
  const waiting = pairDelimiters(shown, row, opened, growing)
  const reaching = waiting.filter(mayCarryOver)
  const openCode = brackets.openCode === undefined ? '' : shown.slice(Math.max(0, brackets.openCode))
  if (growing) openUnpaired(waiting, shown.length - FORMULA_REACH, openCode)
  else if (carryOver) for (const delimiter of reaching) openRest(delimiter)
  return {
    tokens: resolveMarkConflicts(tokensOf(scan, opened)),
    sure: growing ? sureLength(shown, brackets) : source.length,
    mayCarry: reaching.length > 0,
  }
}

const label = (text: string, mentions: Mentions | undefined): string =>
  readInline(text, { inside: 'link', coarse: true, mentions })
    .tokens.map(({ out }) => out)
    .join('')

function sureLength(shown: string, brackets: Brackets): number {
  const dollar = shown.lastIndexOf('$')
  const half = dollar >= 0 && dollar >= shown.length - FORMULA_REACH ? dollar : shown.length
  const tag = shown.lastIndexOf('<', shown.length)
  const openTag =
    tag >= 0 && tag >= shown.length - 2 * FORMULA_REACH && /^<[a-z]/i.test(shown.slice(tag)) ? tag : half
  return Math.min(
    boundaryBefore(shown, shown.length - GRAPHEME_REACH / 2),
    Math.max(0, brackets.openCode ?? shown.length),
    half,
    openTag,
  )
}

type Rule = (scan: Scan, at: number) => number | undefined

/** The rule for each sign. A rule that returns undefined leaves the sign as plain text. */
const rules: Readonly<Record<string, Rule>> = {
  '\\': escape,
  '¯': shrug,
  '`': backticks,
  '<': angle,
  '[': (scan, at) => footnote(scan, at) ?? link(scan, at, at),
  '!': (scan, at) => (scan.source.charAt(at + 1) === '[' ? link(scan, at, at + 1) : undefined),
  '*': delimiters,
  _: (scan, at) => specialName(scan, at) ?? delimiters(scan, at),
  '~': delimiters,
  '|': delimiters,
  $: formula,
  '&': namedCharacter,
  '\n': (scan, at) => emit(scan, 'break', at, at + 1, `\n${scan.lineStart}`),
  h: address,
  H: address,
}

/** Plain text up to the next sign that has a rule. */
function literal(scan: Scan, from: number): number {
  const plain = /[^\\¯`<[!*_~|$&\nhH]+/y
  plain.lastIndex = from + 1
  return emitWords(scan, from, from + 1 + (plain.exec(scan.source)?.[0].length ?? 0))
}

function backticks(scan: Scan, at: number): number {
  const range = scan.brackets.code.get(at)
  if (range !== undefined) return codeSpan(scan, range)
  let to = at
  while (scan.source.charAt(to) === '`') to += 1
  // Backticks that close nothing stay visible.
  for (let one = at; one < to; one += 1)
    emit(scan, 'word', one, one + 1, scan.inside === undefined ? '\\`' : '`', 'plain sign')
  return to
}

/**
 * Emits a code span. One with three backticks in or around it is written with fewer: Discord would open a code block at
 * them.
 */
function codeSpan(scan: Scan, { from, inner, outer, to }: CodeRange): number {
  const text = scan.source.slice(inner, outer)
  const isOpen = scan.brackets.openCode === from
  const size = from >= 0 ? inner - from : isOpen ? 1 : to - outer
  if (size <= 2 && !text.includes('```')) {
    const tick = '`'.repeat(size === 0 ? 1 : size)
    emitCodeMark(scan, Math.max(0, from), inner, 'open', { mark: 'code', open: tick, close: tick })
    emitCode(scan, inner, outer, undefined)
    if (!isOpen) emitCodeMark(scan, outer, to, 'close', { mark: 'code', open: tick, close: tick })
    return to
  }
  const padded = /^ [^]*[^ ][^]* $/.test(text)
  const start = inner + (padded ? 1 : 0)
  const end = Math.max(start, outer - (padded ? 1 : 0))
  const many = scan.source.slice(start, end).includes('`')
  const open: Open = many
    ? { mark: 'code', open: '`` ', close: ' ``' }
    : { mark: 'code', open: '`', close: '`' }
  emitCodeMark(scan, Math.max(0, from), start, 'open', open)
  emitCode(scan, start, end, 'code span')
  if (!isOpen) emitCodeMark(scan, end, to, 'close', open)
  return to
}

function delimiters(scan: Scan, at: number): number {
  const delimiter = delimiterAt(scan.source, at)
  scan.nodes.push({ kind: 'delimiter', delimiter })
  return delimiter.to
}

function formula(scan: Scan, at: number): number | undefined {
  const form = /\$\$([^$]{1,300})\$\$|\$((?![\s$])[^$\n]{0,299}[^\s$])\$(?![\w$])/y
  form.lastIndex = at
  const found = form.exec(scan.source)
  const inner = found?.[1] ?? found?.[2]
  if (found === null || inner === undefined || /[\w$\\]/.test(scan.source.charAt(at - 1)) || isMoney(inner))
    return undefined
  return emitCodeSpan(scan, inner, at, at + found[0].length, 'formula')
}

/** `$5 or 5$`: two prices with words between them are no formula. */
const isMoney = (inner: string): boolean => /^[\d.,]/.test(inner) && !/[\\^_=+<>{}]|^\d*[a-z]\b/.test(inner)
