/** A block of code: its lines while they come in, and as many blocks as it takes on the pages. */
import { boundaryBefore, codePoints, isBlank } from './graphemes.ts'
import { fenceEnd, fenceOf, marginWithin } from './lines.ts'
import type { Fence, Line } from './lines.ts'
import { bestCut, cutsBetween, PAGE_ROOM, ranks } from './page.ts'
import type { Block, Cut, Gap } from './page.ts'
import { quoteMark } from './line-start.ts'
import { edit, insert, replace, same, sizeOf, textOf } from './part.ts'
import type { Part } from './part.ts'
import { endPage, put } from './writer.ts'
import type { Writer } from './writer.ts'

export interface CodeBlock {
  readonly kind: 'code'
  /** Undefined for code that is only indented. */
  readonly fence: Fence | undefined
  /** Columns of the margin that belong to the block and not to the code. */
  readonly indent: number
  readonly quote: number
  /** The block stands inside a spoiler. */
  readonly hidden: boolean
  gap: Gap
  /** The line that opens it, as it stands on the page. */
  opening: readonly Part[]
  code: Part[]
  /** Empty lines that belong to indented code only if more of it follows. */
  pending: Line[]
  /** Fences inside a block of Markdown that are open. */
  depth: number
}

/** Three backticks end a block in Discord wherever they stand, and nothing escapes them: an invisible character does. */
export const breakFence = (code: string): string => code.replace(/``(?=`)/g, '``\u200b')

/** Text of a code block. Code that ends within a line is closed on that line, so that its pages put together are the code. */
export const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code}\`\`\``

/** @param raw the line that opens the block, as far as it is no code; empty for code that is only indented */
export function startCode(
  line: Line,
  fence: Fence | undefined,
  its: Pick<CodeBlock, 'gap' | 'indent'> & {
    readonly hidden?: boolean
    readonly raw: string
  },
): CodeBlock {
  const { raw, hidden = false, ...rest } = its
  const block = { kind: 'code', fence, quote: line.quote, hidden, code: [], pending: [], depth: 0 } as const
  const sign = `${hidden ? '||' : ''}\`\`\`${fence?.language ?? ''}\n`
  const opening = [replace(line.at, raw, quoteMark(line.quote) + sign, 'fence')]
  return { ...block, code: [], pending: [], ...rest, opening }
}

/** Adds a piece of code; the first of a line brings its quote mark. */
export function addCode(
  block: CodeBlock,
  from: number,
  to: number,
  text: string,
  isLineStart: boolean,
): void {
  const before = block.code.at(-1)?.out ?? ''
  const joined = !isLineStart && before.endsWith('`') && text.startsWith('`') ? `\u200b${text}` : text
  const hidden = block.hidden ? joined.replace(/\|(?=\|)/g, '|\u200b') : joined
  const broken = breakFence(hidden)
  const mark = isLineStart ? quoteMark(block.quote) : ''
  const raw = broken === text && mark === '' && to - from === text.length
  block.code.push(raw ? same(from, text) : edit(from, to, mark + broken, 'fence'))
}

/** The same block inside a spoiler: no pipes of the code may end it. */
export function hiddenCode(block: CodeBlock): CodeBlock {
  const opening = block.opening.map((part) => ({
    ...part,
    out: part.out.replace('```', '||```'),
    rule: 'mark' as const,
  }))
  const code = block.code.map((part) => {
    const out = part.out.replace(/\|(?=\|)/g, '|\u200b')
    return out === part.out ? part : { ...part, out, rule: 'code span' as const }
  })
  return block.hidden ? block : { ...block, hidden: true, opening, code }
}

/** The fence that ends a block, as it stands in Claude's text. */
export interface FenceEnd {
  readonly from: number
  readonly raw: string
}

type Outcome =
  | { readonly kind: 'more' }
  /** It ends with this line, of which `rest` stands behind the fence; `to` is where that begins. */
  | { readonly kind: 'closed'; readonly rest: string; readonly to: number }
  /** It had ended before this line. */
  | { readonly kind: 'over' }

/**
 * Reads a line inside of code. A line inside a quote that has no quote mark any more ends the code with the quote; one
 * that is indented less than the list item around it does not, though CommonMark says so: models forget to indent.
 *
 * @param lineEnd empty where the line goes on
 */
export function addCodeLine(block: CodeBlock, line: Line, lineEnd: string): Outcome {
  const { fence, quote } = block
  const peeled = marginWithin(line.margin, block.indent)
  const from = line.at + line.quoteMarks.length + peeled
  const code = line.margin.slice(peeled) + line.text
  const to = from + code.length + lineEnd.length
  if (fence === undefined) {
    if (line.text !== '' && (line.indent < block.indent || line.quote !== quote)) return { kind: 'over' }
    if (line.text === '') block.pending.push(line)
    else {
      for (const { at, quoteMarks, margin } of block.pending) {
        const end = at + quoteMarks.length + margin.length + 1
        block.code.push(edit(at, end, `${quoteMark(quote)}\n`, 'fence'))
      }
      block.pending = []
      addCode(block, line.at, to, code + lineEnd, true)
    }
    return { kind: 'more' }
  }
  if (line.quote < quote) return { kind: 'over' }
  const end = line.indent - block.indent < 4 ? fenceEnd(line.text, fence) : undefined
  const isMarkdown = /^(?:md|markdown|mdx)$/i.test(fence.language)
  if (isMarkdown && end?.rest === '' && block.depth > 0) block.depth -= 1
  else if (isMarkdown && end?.rest === '' && leadsToCode(block)) block.depth += 1
  else if (end !== undefined)
    return { kind: 'closed', rest: end.rest, to: to - lineEnd.length - end.rest.length }
  else if (isMarkdown && opensInside(line.text, fence)) block.depth += 1
  addCode(block, line.at, to, code + lineEnd, true)
  return { kind: 'more' }
}

/** Whether a bare fence inside Markdown opens code rather than ends the Markdown: nothing, or a colon, stands before it. */
const leadsToCode = ({ code }: CodeBlock): boolean => /(?:^|[:：])\s*$/.test(textOf(code.slice(-4)).trim())

const opensInside = (text: string, outer: Fence): boolean => {
  const fence = fenceOf(text)
  return fence !== undefined && fence.char === outer.char && fence.size >= outer.size && /\w\s*$/.test(text)
}

const closing = (block: CodeBlock): string => (block.hidden ? '```||' : '```')

/** Puts code on the page; while the block is `growing` only what fills whole pages. */
export function putCode(writer: Writer, block: CodeBlock, growing: boolean, end?: FenceEnd): void {
  while (!writer.full) {
    const empty = blockOf(block, [])
    const room =
      PAGE_ROOM -
      writer.page.size -
      sizeOf(writer.page.blocks.length === 0 ? [] : block.gap.parts) -
      sizeOf(empty.parts) -
      8
    const { count, rest } = fitting(block.code, room)
    if (count === block.code.length) {
      if (growing && !writer.preview) return
      if (!isBlank(textOf(block.code))) put(writer, blockOf(block, block.code, end, growing))
      return
    }
    const part = block.code[count]
    const split = part === undefined ? undefined : splitAt(part, rest)
    const all = split === undefined ? block.code.slice(0, count) : [...block.code.slice(0, count), split[0]]
    if (writer.preview) {
      if (!isBlank(textOf(all))) put(writer, blockOf(block, all, undefined, true))
      writer.full = true
      return
    }
    const cut = bestCut<Inside>([
      ...cutsBetween(writer.page, block.gap),
      ...codeCuts(writer, block, count, all),
    ])
    const where = cut?.where ?? { parts: all }
    if ('block' in where) {
      endPage(writer, where.block)
      continue
    }
    const kept = where.parts
    if (kept.length > 0) put(writer, blockOf(block, kept))
    goOn(block, kept, split)
    endPage(writer)
  }
}

/** The block that is left when some parts are put. */
function goOn(block: CodeBlock, kept: readonly Part[], split: readonly [Part, Part] | undefined): void {
  const isInPart = split !== undefined && kept.at(-1) === split[0]
  const next = isInPart ? [split[1], ...block.code.slice(kept.length)] : block.code.slice(kept.length)
  const at = next[0]?.from ?? kept.at(-1)?.to ?? 0
  // A name that would fill half a page is not written again.
  const language = (block.fence?.language ?? '').slice(0, 40)
  const mark = quoteMark(block.quote)
  block.code = next
  block.gap = { parts: [], wide: false }
  block.opening = [
    insert(at, `${mark}${block.hidden ? '||' : ''}\`\`\`${language}\n${isInPart ? mark : ''}`, 'page end'),
  ]
}

interface Inside {
  readonly parts: readonly Part[]
}

/** How many parts fit, and how many code points of the next. */
function fitting(code: readonly Part[], room: number): { readonly count: number; readonly rest: number } {
  let left = room
  for (const [count, { out }] of code.entries()) {
    const size = codePoints(out)
    if (size > left) return { count, rest: Math.max(0, left) }
    left -= size
  }
  return { count: code.length, rest: left }
}

/** A part in two; never inside a grapheme, nor behind a backtick, which would be one with the fence behind it. */
function splitAt(part: Part, room: number): readonly [Part, Part] | undefined {
  let end = boundaryBefore(part.out, room)
  while (end > 0 && /[`\u200b]/.test(part.out.charAt(end - 1))) end -= 1
  if (end <= 0) return undefined
  const at = Math.min(part.to, part.from + end)
  const [head, tail] = [part.out.slice(0, end), part.out.slice(end)]
  return part.rule === undefined
    ? [same(part.from, head), same(at, tail)]
    : [edit(part.from, at, head, part.rule), edit(at, part.to, tail, part.rule)]
}

function codeCuts(
  writer: Writer,
  block: CodeBlock,
  count: number,
  all: readonly Part[],
): readonly Cut<Inside>[] {
  const line = block.code.slice(0, count).findLastIndex(({ out }) => out.endsWith('\n')) + 1
  return [
    { parts: block.code.slice(0, line), rank: ranks.line },
    { parts: all, rank: ranks.grapheme },
  ]
    .filter(({ parts }) => parts.length > 0 && !isBlank(textOf(parts)))
    .map(({ parts, rank }) => ({
      rank,
      where: { parts },
      size: writer.page.size + sizeOf(blockOf(block, parts).parts) + sizeOf(block.gap.parts),
    }))
}

/** The parts of a block as it stands on a page; the fence that ends it stands on a line of its own where the code does. */
function blockOf(block: CodeBlock, code: readonly Part[], end?: FenceEnd, growing = false): Block {
  const { gap, opening, quote } = block
  const last = code.at(-1)
  const at = last?.to ?? opening.at(-1)?.to ?? 0
  const endsLine = last === undefined || last.out.endsWith('\n')
  // Half a line of code that grows may end in a backtick; a line end there costs nothing.
  const mark = endsLine ? quoteMark(quote) : growing ? `\n${quoteMark(quote)}` : ''
  const close = mark + closing(block)
  const parts = [
    ...opening,
    ...code,
    end === undefined ? insert(at, close, 'page end') : replace(end.from, end.raw, close, 'fence'),
  ]
  return { gap, parts, indent: undefined, sticky: false }
}
