/** Appends a block of code to the page, and splits it where it is too long for one. */
import type { CodeBlock, FenceEnd } from './code-block.ts'
import { boundaryBefore, codePoints, isBlank } from './graphemes.ts'
import { quoteMark } from './line-start.ts'
import { bestCut, type Block, type Cut, cutsBetween, PAGE_ROOM, ranks } from './page.ts'
import { edit, insert, type Part, replace, same, sizeOf, textOf } from './part.ts'
import { breakPage, appendBlock } from './writer.ts'
import type { Writer } from './writer.ts'

/** Appends code to the page. While the block is `growing`, only code that fills whole pages is appended. */
export function paginateCode(writer: Writer, block: CodeBlock, growing: boolean, end?: FenceEnd): void {
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
      if (!isBlank(textOf(block.code))) appendBlock(writer, blockOf(block, block.code, end, growing))
      return
    }
    const part = block.code[count]
    const split = part === undefined ? undefined : splitAt(part, rest)
    const all = split === undefined ? block.code.slice(0, count) : [...block.code.slice(0, count), split[0]]
    if (writer.preview) {
      if (!isBlank(textOf(all))) appendBlock(writer, blockOf(block, all, undefined, true))
      writer.full = true
      return
    }
    const cut = bestCut<Inside>([
      ...cutsBetween(writer.page, block.gap),
      ...codeCuts(writer, block, count, all),
    ])
    const where = cut?.where ?? { parts: all }
    if ('block' in where) {
      breakPage(writer, where.block)
      continue
    }
    const kept = where.parts
    if (kept.length > 0) appendBlock(writer, blockOf(block, kept))
    continueAfter(block, kept, split)
    breakPage(writer)
  }
}

/** Makes `block` the rest after `kept`. */
function continueAfter(
  block: CodeBlock,
  kept: readonly Part[],
  split: readonly [Part, Part] | undefined,
): void {
  const isInPart = split !== undefined && kept.at(-1) === split[0]
  const next = isInPart ? [split[1], ...block.code.slice(kept.length)] : block.code.slice(kept.length)
  const at = next[0]?.from ?? kept.at(-1)?.to ?? 0
  // A very long language name is not repeated in full.
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

/** How many parts fit, and how many code points are left for the next. */
function fitting(code: readonly Part[], room: number): { readonly count: number; readonly rest: number } {
  let left = room
  for (const [count, { out }] of code.entries()) {
    const size = codePoints(out)
    if (size > left) return { count, rest: Math.max(0, left) }
    left -= size
  }
  return { count: code.length, rest: left }
}

/** Splits a part in two, never inside a grapheme, and never behind a backtick, which would join the fence after it. */
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

const closing = (block: CodeBlock): string => (block.hidden ? '```||' : '```')
