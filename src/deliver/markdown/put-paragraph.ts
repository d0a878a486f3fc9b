/** Puts a paragraph, heading or list item on the page, and cuts it where the reader minds it least. */
import { codePoints, isBlank } from './graphemes.ts'
import { readInline } from './inline-parser.ts'
import type { Open } from './marks.ts'
import { bestCut, blockSize, cutsBetween, PAGE_ROOM, ranks } from './page.ts'
import type { Block, Cut, Rank } from './page.ts'
import { edit, insert, textOf } from './part.ts'
import type { Part, Rule } from './part.ts'
import { escapedNumber, quoteMark } from './line-start.ts'
import type { Paragraph } from './paragraph.ts'
import type { Token } from './tokens.ts'
import { endPage, put } from './writer.ts'
import type { Writer } from './writer.ts'

/**
 * Puts a paragraph on the page. One that is `growing` stays open, unless the page is full: then its first part is put
 * and `paragraph` becomes the rest.
 */
export function putParagraph(writer: Writer, paragraph: Paragraph, growing: boolean): void {
  let coarse = writer.preview || !growing
  while (!writer.full) {
    const text = read(paragraph, growing, coarse)
    const fit = fitTokens(writer, paragraph, text, growing)
    if (fit.over && coarse) {
      coarse = false
      continue
    }
    if (!fit.over) {
      if (growing && !writer.preview) return
      const parts = [
        ...leadOf(paragraph),
        ...closed(text.tokens, text.tokens.length, paragraph, ruleOf({ ...paragraph, isRest: false })),
        ...paragraph.tail,
      ]
      // A mark alone on its line shows nothing.
      const words = text.tokens.filter(({ kind }) => kind !== 'mark')
      if (!isBlank(textOf([...(paragraph.lines[0]?.lead ?? []), ...words])))
        put(writer, blockOf(paragraph, parts))
      return
    }
    if (writer.preview) {
      const last = fit.cuts.at(-1)
      if (last !== undefined)
        put(writer, blockOf(paragraph, cutAt(paragraph, text.tokens, last.where.tokens)))
      writer.full = true
      return
    }
    const cut = bestCut<Inside>([...cutsBetween(writer.page, paragraph.gap), ...fit.cuts])
    // No token is longer than a page, so that on an empty one there always is a cut.
    if (cut === undefined) endPage(writer)
    else if ('block' in cut.where) endPage(writer, cut.where.block)
    else {
      put(writer, { ...blockOf(paragraph, cutAt(paragraph, text.tokens, cut.where.tokens)), sticky: false })
      endPage(writer)
      if (!carryOn(paragraph, text, cut.where.tokens)) return
    }
  }
}

const blockOf = (paragraph: Paragraph, parts: readonly Part[]): Block => ({
  gap: paragraph.gap,
  parts,
  indent: paragraph.indent,
  sticky: paragraph.heading !== 'none' || introduces(paragraph.raw),
})

/** Whether a paragraph announces what follows. */
const introduces = (raw: string): boolean => raw.length < 200 && /:[*_\s]*$/.test(raw)

/** Why marks are opened at the start of a paragraph. */
const ruleOf = ({ heading, isRest }: Paragraph): Rule =>
  isRest ? 'page end' : heading === 'bold' ? 'heading' : 'mark'

/** What stands before the first line: its own lead, and the marks that are open there. */
function leadOf(paragraph: Paragraph): readonly Part[] {
  const { lines, opened } = paragraph
  const [first] = lines
  const marks = opened.map(({ open }) => open).join('')
  if (first === undefined || marks === '') return first?.lead ?? []
  // A backslash for the text would take the mark.
  const size = first.lead.length - (first.lead.at(-1)?.out === '\\' ? 1 : 0)
  const mark = insert(first.lead[size]?.from ?? first.at, marks, ruleOf(paragraph))
  return [...first.lead.slice(0, size), mark, ...first.lead.slice(size)]
}

interface Text {
  /** Offsets are those of Claude's text. */
  readonly tokens: readonly Token[]
  /** The same with their offsets in the paragraph. */
  readonly raw: readonly Token[]
  readonly sure: number
}

function read(paragraph: Paragraph, growing: boolean, coarse: boolean): Text {
  const { raw, opened, reachesOver, quote, hang, heading } = paragraph
  const lineStart = quoteMark(quote) + ' '.repeat(hang)
  const { tokens, sure } = readInline(raw, { growing, opened, reachOver: reachesOver, lineStart, coarse })
  // The last line may yet become the header of a table.
  const line = raw.lastIndexOf('\n') + 1
  const settled = growing && raw.charAt(line) === '|' ? Math.min(sure, line) : sure
  const placed = place(paragraph, tokens)
  return {
    tokens: heading === 'bold' ? placed.map(withoutBold) : placed,
    raw: tokens,
    sure: tokens.findLastIndex(({ to }) => to <= settled),
  }
}

/** A mark inside itself is no mark in Discord. */
const withoutBold = (token: Token): Token =>
  token.kind === 'mark' && token.out === '**' ? { ...token, out: '', rule: 'heading' } : token

/** Tokens with their offsets in Claude's text; the end of a line brings what stands in front of the next. */
function place({ lines, standsFor, hang }: Paragraph, tokens: readonly Token[]): readonly Token[] {
  if (standsFor !== undefined)
    return tokens.map((token, at) => ({
      ...token,
      ...standsFor,
      from: at === 0 ? standsFor.from : standsFor.to,
    }))
  let line = 0
  let start = 0
  const offset = (at: number): number => {
    while (line < lines.length - 1 && at > start + (lines[line]?.text.length ?? 0)) {
      start += (lines[line]?.text.length ?? 0) + 1
      line += 1
    }
    return (lines[line]?.at ?? 0) + at - start
  }
  return tokens.map((token) => {
    const from = offset(token.from)
    const isLineEnd = token.kind === 'break' && token.out.startsWith('\n') && token.rule === undefined
    const to = offset(token.to)
    if (!isLineEnd) return { ...token, from, to }
    const lead = lines[line]?.lead ?? []
    // What is open at a line end has to stay inside the item: a line at the edge would end it.
    const isLazy = hang > 0 && token.opens.length > 0 && !/\s$/.test(textOf(lead))
    const changed = lead.find(({ rule }) => rule !== undefined)?.rule ?? (isLazy ? 'list level' : undefined)
    const out = `\n${textOf(lead)}${isLazy ? ' '.repeat(hang) : ''}`
    return changed === undefined ? { ...token, from, to, out } : { ...token, from, to, out, rule: changed }
  })
}

interface Inside {
  /** So many tokens stand before the cut. */
  readonly tokens: number
}

interface Fit {
  readonly over: boolean
  readonly cuts: readonly (Cut<Inside> & { readonly where: Inside })[]
}

/** Counts the tokens as far as the page goes, and notes where it could be cut. */
function fitTokens(writer: Writer, paragraph: Paragraph, { tokens, sure }: Text, growing: boolean): Fit {
  const { page } = writer
  let size = page.size + blockSize(page, blockOf(paragraph, leadOf(paragraph)))
  const last = new Map<Rank, Cut<Inside> & { readonly where: Inside }>()
  for (const [at, token] of tokens.entries()) {
    size += codePoints(token.out)
    if (growing && at > sure && !writer.preview) break
    const end = size + closers(token.opens).length
    if (end > PAGE_ROOM)
      return { over: true, cuts: Array.from(last.values()).toSorted((a, b) => a.size - b.size) }
    const next = tokens[at + 1]
    if (next !== undefined && mayCut(token, next)) {
      const rank = rankAfter(token, next)
      last.set(rank, { rank, size: end, where: { tokens: at + 1 } })
    }
  }
  return { over: false, cuts: [] }
}

const closers = (opens: readonly Open[]): string =>
  opens
    .toReversed()
    .map(({ close }) => close)
    .join('')

/**
 * A page may end between two tokens, but not behind a mark that opens nor before one that closes, and not behind a lone
 * `_`: at the end of a message Discord would pair it with an earlier one.
 */
const mayCut = (token: Token, next: Token): boolean =>
  token.kind !== 'mark' &&
  token.bare !== true &&
  !(next.kind === 'mark' && next.opens.length < token.opens.length)

function rankAfter(token: Token, next: Token): Rank {
  if (token.kind === 'break' || next.kind === 'break') return ranks.line
  if (/[.!?…]["'”’)\]*_]*\s+$/.test(token.out) || /[。！？]["”’」』）]*$/.test(token.out))
    return ranks.sentence
  return /\s$/.test(token.out) || /[，、；：]$/.test(token.out) ? ranks.word : ranks.grapheme
}

/** The first tokens, with all marks closed that are open behind them; Discord closes none directly after a space. */
function closed(tokens: readonly Token[], count: number, { opened }: Paragraph, rule: Rule): readonly Part[] {
  const parts: Part[] = tokens.slice(0, count)
  const opens = tokens[count - 1]?.opens ?? opened
  const end = parts.at(-1)
  if (opens.length === 0 || end === undefined) return parts
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const part = parts[at]
    if (part === undefined || part.out === '') continue
    const kept = part.out.trimEnd()
    if (kept !== part.out) parts[at] = edit(part.from, part.to, kept, rule)
    if (kept !== '') break
  }
  // Two pairs of pipes with nothing between them would hide, and end at, what follows.
  const inner = parts.findLastIndex(({ out }) => out.trim() !== '')
  const mark = opens.at(-1)
  if (mark !== undefined && parts[inner]?.out === mark.open && tokens[inner]?.kind === 'mark') {
    const { from, to } = parts[inner]
    parts[inner] = edit(from, to, '', rule)
    return [...parts, insert(end.to, closers(opens.slice(0, -1)), rule)]
  }
  return [...parts, insert(end.to, closers(opens), rule)]
}

const cutAt = (paragraph: Paragraph, tokens: readonly Token[], count: number): readonly Part[] => [
  ...leadOf(paragraph),
  ...closed(tokens, count, paragraph, 'page end'),
]

/** Makes `paragraph` the rest after a cut, its open marks written again; false when nothing is left. */
function carryOn(paragraph: Paragraph, { tokens, raw }: Text, from: number): boolean {
  const next = tokens.findIndex(({ kind, out }, at) => at >= from && kind !== 'break' && out.trim() !== '')
  const start = raw[next]?.from
  if (start === undefined) return false
  let before = 0
  let at = 0
  for (; before + (paragraph.lines[at]?.text.length ?? 0) < start; at += 1)
    before += (paragraph.lines[at]?.text.length ?? 0) + 1
  const line = paragraph.lines[at]
  if (line === undefined) return false
  const text = line.text.slice(start - before)
  const offset = line.at + start - before
  const mark = quoteMark(paragraph.quote)
  paragraph.opened = tokens[next - 1]?.opens ?? []
  paragraph.isRest = true
  const quoted = mark === '' ? [] : [insert(offset, mark, 'page end')]
  const first = paragraph.opened.length > 0 ? [] : tamed(text, offset)
  const length = (first.at(-1)?.to ?? offset) - offset
  paragraph.lines = [
    { at: offset + length, text: text.slice(length), lead: [...quoted, ...first] },
    ...paragraph.lines.slice(at + 1),
  ]
  paragraph.raw = paragraph.lines.map((one) => one.text).join('\n')
  paragraph.gap = { parts: [], wide: false }
  paragraph.nextLook = 0
  if (paragraph.standsFor !== undefined)
    paragraph.standsFor = { ...paragraph.standsFor, from: paragraph.standsFor.to }
  return true
}

/** Text that Discord, at the start of a message, would take for a heading, a list, a quote or small print. */
function tamed(text: string, at: number): readonly Part[] {
  if (/^(?:#{1,3}(?:\s|$)|-#(?:\s|$)|[-*](?:\s|$)|>)/.test(text)) return [insert(at, '\\', 'line start')]
  const digits = /^(\d+)[.)](?=\s|$)/.exec(text)?.[1]
  return digits === undefined ? [] : escapedNumber(at, digits)
}

/** Whether it is worth reading a growing paragraph again to see if it still fits; a look costs its whole length. */
export function mayBeFull(writer: Writer, paragraph: Paragraph): boolean {
  const { length } = paragraph.raw
  if (writer.page.size + length < PAGE_ROOM || length < paragraph.nextLook) return false
  paragraph.nextLook = length + Math.max(48, length >> 5)
  return true
}
