/** A code block while its lines come in. */
import { closesFence, peel, readLine } from './lines.ts'
import type { Fence } from './lines.ts'
import type { CodeBlock } from './put-code.ts'

export interface OpenFence extends CodeBlock {
  /** Undefined for code that is only indented. */
  readonly fence: Fence | undefined
  readonly indent: number
  /** Blank lines that belong to indented code only if more of it follows. */
  pending: string
}

export const startCode = (its: Pick<OpenFence, 'fence' | 'indent' | 'quote' | 'gap'>): OpenFence => ({
  kind: 'code',
  language: its.fence?.language ?? '',
  text: '',
  pending: '',
  ...its,
})

/**
 * Reads a line inside of code: `more` was added to it, `closed` ends it, `over` says that it had ended before the line.
 * A line inside a quote that has no quote mark any more ends the code with the quote; one that is indented less than
 * the list item around it does not, though CommonMark says so: models forget to indent.
 */
export function addCodeLine(block: OpenFence, line: string, lineEnd: string): 'more' | 'closed' | 'over' {
  const read = readLine(line)
  const code = peel(line, block.quote, block.indent)
  if (block.fence === undefined) {
    if (read.text !== '' && (read.indent < 4 || read.quote !== block.quote)) return 'over'
    if (read.text === '') block.pending += '\n'
    else {
      block.text += block.pending + code + lineEnd
      block.pending = ''
    }
    return 'more'
  }
  if (read.quote < block.quote) return 'over'
  if (closesFence(code, block.fence)) return 'closed'
  block.text += code + lineEnd
  return 'more'
}
