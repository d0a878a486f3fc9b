/** A block of code while its lines come in: what is code, and which line ends it. */
import { quoteMark } from './line-start.ts'
import { fenceEnd, fenceOf, marginWithin } from './lines.ts'
import type { Fence, Line } from './lines.ts'
import type { Gap } from './page.ts'
import { edit, type Part, replace, same, textOf } from './part.ts'

export interface CodeBlock {
  readonly kind: 'code'
  /** Undefined for indented code. */
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

/** Three backticks end a block in Discord anywhere, and a backslash does not escape them. An invisible character breaks them. */
export const breakFence = (code: string): string => code.replace(/``(?=`)/g, '``\u200b')

/** A code block. Code that ends within a line is closed on that line, so that its pages joined together are the code. */
export const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code}\`\`\``

/** @param raw the line that opens the block, without code; empty for indented code */
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

/** Adds a piece of code. The first piece of a line gets the quote mark. */
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

/** The same block inside a spoiler, with its pipes broken so that none ends the spoiler. */
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
 * Reads a line of code. A line without the quote mark ends the quote and the code. A line that is indented less than its
 * list item does not end the code, unlike in CommonMark: models forget to indent.
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
