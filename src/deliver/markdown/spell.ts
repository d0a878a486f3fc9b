/** Writes the spans of a paragraph as Discord reads them: marks opened and closed, line starts made harmless. */
import type { Mark, Open } from './emphasis.ts'
import { codePoints } from './graphemes.ts'

/** The smallest part of a paragraph that a page may end after. */
export interface Span {
  /** `word`: text with the spaces after it. `solid`: never cut (link, mention, emoji). `code`: a part of a code span. */
  readonly kind: 'word' | 'solid' | 'code' | 'break'
  readonly text: string
  /** Where it stands in the source of its paragraph. */
  readonly from: number
  readonly to: number
  readonly opens: readonly Open[]
  /** For code: which code span it belongs to, by the offset of its start, and the backticks that open it there. */
  readonly code?: { readonly at: number; readonly source: string; readonly tick: string }
}

const marks = {
  strong: '**',
  em: '*',
  underline: '__',
  strike: '~~',
  spoiler: '||',
} satisfies Record<Mark, string>

/** A half-written paragraph; `text()` of it is always whole. */
interface Pen {
  out: string
  /** Code points of `out`. */
  size: number
  opens: readonly Open[]
  code: Span['code'] | undefined
  lineStart: boolean
  closed: boolean
}

export const takePen = (lineStart = true): Pen => ({
  out: '',
  size: 0,
  opens: [],
  code: undefined,
  lineStart,
  closed: false,
})

export function write(pen: Pen, span: Span): void {
  if (pen.code !== undefined && pen.code.at !== span.code?.at) leaveCode(pen)
  if (span.kind === 'break') {
    changeMarks(
      pen,
      pen.opens.filter((open) => span.opens.includes(open)),
    )
    if (pen.out === '') return
    put(pen, '\n')
    pen.lineStart = true
    return
  }
  changeMarks(pen, span.opens)
  if (span.code !== undefined && pen.code === undefined) {
    // Behind another backtick this one would belong to the same row.
    if (pen.out.endsWith('`')) put(pen, '\u200b')
    pen.code = span.code
    put(pen, span.code.tick + (span.code.tick.length > 1 ? ' ' : ''))
  }
  // Two parts of one code span, each with a backtick at their joint, would make the row that ends it.
  if (span.kind === 'code' && pen.out.endsWith('`') && span.text.startsWith('`')) put(pen, '\u200b')
  put(pen, pen.lineStart && span.kind === 'word' ? tameLineStart(span.text) : span.text)
  pen.lineStart = false
  pen.closed = false
}

/** What is written so far, with everything that is open closed. */
export function text(pen: Pen): string {
  const copy = { ...pen }
  if (copy.code !== undefined) leaveCode(copy)
  changeMarks(copy, [])
  return copy.out.replace(/[ \t]+$/gm, '')
}

/** Code points of `text(pen)`, or some more: trailing spaces are counted. */
export function sizeClosed(pen: Pen): number {
  let size = pen.size + (pen.code === undefined ? 0 : pen.code.tick.length + 1)
  for (const { mark } of pen.opens) size += marks[mark].length
  return size
}

/** `spans` in one go. */
export function spell(spans: readonly Span[]): string {
  const pen = takePen()
  for (const span of spans) write(pen, span)
  return text(pen)
}

function put(pen: Pen, piece: string): void {
  pen.out += piece
  pen.size += codePoints(piece)
}

function leaveCode(pen: Pen): void {
  if (pen.code === undefined) return
  put(pen, (pen.code.tick.length > 1 ? ' ' : '') + pen.code.tick)
  pen.code = undefined
  pen.closed = true
}

function changeMarks(pen: Pen, opens: readonly Open[]): void {
  if (opens === pen.opens || (opens.length === 0 && pen.opens.length === 0)) return
  const wanted = distinct(opens)
  let same = 0
  while (same < wanted.length && wanted[same]?.mark === pen.opens[same]?.mark) same += 1
  const closing = pen.opens.slice(same)
  if (closing.length > 0) {
    // Discord, like Markdown, closes nothing directly after a space.
    const spaces = spacesAtEnd(pen.out)
    pen.out = pen.out.slice(0, pen.out.length - spaces.length)
    pen.out +=
      closing
        .toReversed()
        .map(({ mark }) => marks[mark])
        .join('') + spaces
    pen.size += closing.reduce((sum, { mark }) => sum + marks[mark].length, 0)
    pen.closed = spaces === ''
  }
  for (const { mark } of wanted.slice(same)) {
    // `**a**` and `*b*` side by side would read as one row of stars: an invisible character parts them.
    if (pen.closed && pen.out.endsWith(marks[mark].charAt(0))) put(pen, '\u200b')
    put(pen, marks[mark])
    pen.closed = false
  }
  pen.opens = wanted
}

function spacesAtEnd(out: string): string {
  let from = out.length
  while (out.charAt(from - 1) === ' ' || out.charAt(from - 1) === '\t') from -= 1
  return out.slice(from)
}

/** A mark inside itself is no mark in Discord. */
const distinct = (opens: readonly Open[]): readonly Open[] =>
  opens.filter(({ mark }, at) => opens.findIndex((other) => other.mark === mark) === at)

/** Text that Discord, at the start of a line, would take for a heading, a list, a quote or small print. */
const tameLineStart = (word: string): string =>
  word.replace(/^(?=#{1,3}(?:\s|$)|-#(?:\s|$)|-(?:\s|$)|>)/, '\\').replace(/^(\d{1,9})\.(?=\s|$)/, '$1\\.')
