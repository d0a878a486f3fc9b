/**
 * Reads one paragraph of Markdown into spans that Discord can show: what Discord lacks becomes the nearest thing it has.
 *
 * Problem: the paragraph is shown while it grows, and cut anywhere. Chosen: a scanner of our own, linear, that knows
 * where in the source each span stands and what is half-open. Rejected: marked 18 (15.7 KB gzip, no offsets, nothing on
 * half-open marks, overflows the stack on deep quotes) and mdast-util-from-markdown with gfm (24.7 KB, the same).
 * Price: rare corners of CommonMark (reference links, entities beyond the common ones) stay as they were written.
 */
import { findBrackets, shownLength } from './brackets.ts'
import type { Brackets } from './brackets.ts'
import { isDunder } from './dunder.ts'
import { delimiterAt, openUnpaired, pairDelimiters } from './emphasis.ts'
import { flatten } from './flatten.ts'
import { boundaryBefore, GRAPHEME_REACH } from './graphemes.ts'
import { entity, tagNamed } from './html.ts'
import { bareLink, linkAt, linkText } from './links.ts'
import { codeParts, push, stray, verbatim, word, words } from './scan.ts'
import type { Scan } from './scan.ts'
import { spell } from './spell.ts'
import type { Span } from './spell.ts'

export interface ReadOptions {
  /** More of this paragraph is to come: marks that wait for their closer count as open, half a link is left out. */
  readonly growing?: boolean
  /** So many characters at the start are marks of ours, written again after a cut: where they pair with nothing, they vanish. */
  readonly ghost?: number
  /** Inside the text of a `link` Discord shows escapes, and no links; inside a `code` block it shows everything as it is. */
  readonly inside?: 'link' | 'code'
}

interface Paragraph {
  readonly spans: readonly Span[]
  /** Offset up to which later text can change nothing but whether a mark is ever closed: a page may be cut before it. */
  readonly sure: number
}

/** A link longer than this is written as plain text: it would not fit on a page whole. */
const SOLID_REACH = 1_200
/** A formula that is still open after this many characters is taken for money. */
const FORMULA_REACH = 300

/** Reads `source`, lines parted by `\n`, in time linear in its length; never throws. */
export function readParagraph(source: string, options: ReadOptions = {}): Paragraph {
  const { growing = false, ghost = 0, inside } = options
  const whole = findBrackets(source, growing, ghost)
  const shown = growing ? source.slice(0, shownLength(source, whole)) : source
  const brackets = shown.length === source.length ? whole : findBrackets(shown, growing, ghost)
  const scan: Scan = { source: shown, ghost, inside, brackets, nodes: [] }
  for (let at = 0; at < shown.length;) {
    const next = rules[shown.charAt(at)]?.(scan, at)
    at = next ?? literal(scan, at)
  }
  const row = scan.nodes.flatMap((node) => (node.kind === 'delimiter' ? [node.delimiter] : []))
  const waiting = pairDelimiters(row)
  if (growing) openUnpaired(waiting, shown.length - FORMULA_REACH)
  return { spans: flatten(scan), sure: growing ? sureLength(shown, brackets) : source.length }
}

function sureLength(shown: string, brackets: Brackets): number {
  const dollar = shown.lastIndexOf('$')
  const half = dollar >= 0 && dollar >= shown.length - FORMULA_REACH ? dollar : shown.length
  return Math.min(
    boundaryBefore(shown, shown.length - GRAPHEME_REACH / 2),
    brackets.openCode ?? shown.length,
    half,
  )
}

type Rule = (scan: Scan, at: number) => number | undefined

/** What to do at a character; a rule that returns nothing leaves it as plain text. */
const rules: Readonly<Record<string, Rule>> = {
  '\\': escape,
  '`': codeSpan,
  '<': angle,
  '[': (scan, at) => footnote(scan, at) ?? link(scan, at, at),
  ']': (scan, at) =>
    scan.source.charAt(at + 1) === '(' && scan.inside === undefined
      ? word(scan, ']\\(', at, at + 2)
      : undefined,
  '!': (scan, at) => (scan.source.charAt(at + 1) === '[' ? link(scan, at, at + 1) : undefined),
  '*': delimiters,
  _: (scan, at) => dunder(scan, at) ?? delimiters(scan, at),
  '~': delimiters,
  '|': delimiters,
  $: formula,
  '&': namedCharacter,
  '\n': (scan, at) => push(scan, 'break', '', at, at + 1),
  h: url,
}

/** Plain text up to the next character that has a rule. */
function literal(scan: Scan, from: number): number {
  const plain = /[^\\`<[\]!*_~|$&\nh]+/y
  plain.lastIndex = from + 1
  const to = from + 1 + (plain.exec(scan.source)?.[0].length ?? 0)
  words(scan, from, to)
  return to
}

function escape(scan: Scan, at: number): number | undefined {
  const formulaEnd = { '(': '\\)', '[': '\\]' }[scan.source.charAt(at + 1)]
  if (formulaEnd !== undefined) {
    const end = scan.source.indexOf(formulaEnd, at + 2)
    if (end > at + 2 && end - at < FORMULA_REACH) return verbatim(scan, at, at + 2, end, end + 2)
  }
  const next = scan.source.charAt(at + 1)
  if (next === '\n') return push(scan, 'break', '', at, at + 2)
  if (/[!-/:-@[-`{-~]/.test(next))
    return word(scan, scan.inside === undefined ? `\\${next}` : next, at, at + 2)
  return undefined
}

function codeSpan(scan: Scan, at: number): number {
  const range = scan.brackets.code.get(at)
  if (range !== undefined) return codeParts(scan, range, scan.source.slice(range.from, range.inner))
  let to = at
  while (scan.source.charAt(to) === '`') to += 1
  // Backticks that close nothing: those of ours vanish, the others stay visible.
  const count = to - Math.max(at, Math.min(to, scan.ghost))
  for (const span of stray(scan.inside === undefined ? '\\`' : '`', count, to))
    scan.nodes.push({ kind: 'span', span })
  return to
}

function angle(scan: Scan, at: number): number | undefined {
  const { source } = scan
  if (source.startsWith('<!--', at)) {
    const end = source.indexOf('-->', at + 4)
    return end < 0 ? undefined : end + 3
  }
  const known =
    /<(?:@[!&]?\d{1,20}|#\d{1,20}|a?:\w{1,32}:\d{1,20}|t:-?\d{1,13}(?::[a-zA-Z])?|\/[^\n<>:]{1,100}:\d{1,20}|id:\w{1,20})>|<https?:\/\/[^\s<>]{1,1200}>/y
  known.lastIndex = at
  const solid = known.exec(source)?.[0]
  if (solid !== undefined) return push(scan, 'solid', solid, at, at + solid.length)
  const mail = /<(?:mailto:)?([\w.+-]{1,64}@[\w.-]{1,128})>/y
  mail.lastIndex = at
  const address = mail.exec(source)
  if (address !== null) return push(scan, 'solid', address[1] ?? '', at, at + address[0].length)
  return htmlTag(scan, at)
}

function htmlTag(scan: Scan, at: number): number | undefined {
  const form = /<(\/?)([a-z][a-z0-9]{0,11})(\s[^<>]{0,400})?\/?>/iy
  form.lastIndex = at
  const found = form.exec(scan.source)
  const tag = tagNamed(found?.[2] ?? '')
  if (found === null || tag === undefined) return undefined
  const to = at + found[0].length
  const closing = found[1] === '/'
  switch (tag.kind) {
    case 'mark':
      scan.nodes.push(
        closing
          ? { kind: 'close', mark: tag.mark }
          : { kind: 'open', open: { mark: tag.mark, source: found[0] } },
      )
      return to
    case 'break':
      return push(scan, 'break', '', at, to)
    case 'code': {
      const end = scan.source.indexOf(`</${found[2] ?? ''}>`, to)
      if (closing || end < to || end - to > FORMULA_REACH) return to
      return end === to ? end : verbatim(scan, at, to, end, end)
    }
    case 'link': {
      const end = scan.source.indexOf('</a>', to)
      const href = /href\s*=\s*["']([^"'\s]*)["']/i.exec(found[3] ?? '')?.[1]
      if (closing || href === undefined || end < 0 || end - to > FORMULA_REACH) return to
      return linkSpan(scan, scan.source.slice(to, end), href, at, end + 4)
    }
    case 'image': {
      const [src, alt] = ['src', 'alt'].map(
        (name) => new RegExp(`${name}\\s*=\\s*["']([^"']*)["']`, 'i').exec(found[3] ?? '')?.[1],
      )
      return src === undefined ? to : linkSpan(scan, alt ?? '', src, at, to)
    }
    case 'nothing':
      return to
  }
}

function footnote(scan: Scan, at: number): number | undefined {
  const form = /\[\^([^\]\s]{1,40})\]/y
  form.lastIndex = at
  const found = form.exec(scan.source)
  return found === null ? undefined : word(scan, `[${found[1] ?? ''}]`, at, at + found[0].length)
}

/** A link whose `[` is at `open`; `from` is one less for an image. */
function link(scan: Scan, from: number, open: number): number | undefined {
  const close = scan.brackets.pairs.get(open)
  const found = close === undefined || scan.inside === 'link' ? undefined : linkAt(scan.source, close + 1)
  if (close === undefined || found === undefined) return undefined
  return linkSpan(scan, scan.source.slice(open + 1, close), found.url, from, found.to)
}

function linkSpan(scan: Scan, label: string, target: string, from: number, to: number): number {
  const name = spell(readParagraph(label, { inside: 'link' }).spans).replace(/\s+/g, ' ')
  const written = scan.inside === 'code' ? `${name} (${target})` : linkText(name, target)
  if (written.length <= SOLID_REACH) return push(scan, 'solid', written, from, to)
  words({ ...scan, source: scan.source.replace(/\n/g, ' ') }, from, to)
  return to
}

function url(scan: Scan, at: number): number | undefined {
  if (scan.inside === 'link') return undefined
  const found = bareLink(scan.source, at)
  return found === undefined || found.length > SOLID_REACH
    ? undefined
    : push(scan, 'solid', found, at, at + found.length)
}

/** `__init__` is a name, though Markdown would make it bold. */
function dunder(scan: Scan, at: number): number | undefined {
  const name = isDunder(scan.source, at)
  if (name === undefined) return undefined
  return word(scan, scan.inside === undefined ? name.replace(/_/g, '\\_') : name, at, at + name.length)
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
  const edge = found[1] === undefined ? 1 : 2
  return verbatim(scan, at, at + edge, at + found[0].length - edge, at + found[0].length)
}

/** `$5 or 5$`: between two prices stand words, not signs. */
const isMoney = (inner: string): boolean => /^[\d.,]/.test(inner) && !/[\\^_=+<>{}]|^\d*[a-z]\b/.test(inner)

function namedCharacter(scan: Scan, at: number): number | undefined {
  const form = /&(#?\w{1,8});/y
  form.lastIndex = at
  const found = form.exec(scan.source)
  const char = entity(found?.[1] ?? '')
  if (found === null || char === undefined) return undefined
  return word(
    scan,
    /[*_~|`\\<>]/.test(char) && scan.inside === undefined ? `\\${char}` : char,
    at,
    at + found[0].length,
  )
}
