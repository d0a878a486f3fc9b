/**
 * Carried marks: marks that stay open over several paragraphs. Discord ends a mark with its message, or with its list item,
 * so each paragraph opens and closes the mark itself. A block waits here until a later one closes the mark of the first.
 */
import { hiddenCode } from './code-block.ts'
import { paginateCode } from './paginate-code.ts'
import type { CodeBlock, FenceEnd } from './code-block.ts'
import { readInline } from './inline-parser.ts'
import type { Open } from './marks.ts'
import { mayCarry, openAfter } from './paragraph-lines.ts'
import { edit } from './part.ts'
import { paginateParagraph } from './paginate-paragraph.ts'
import type { Paragraph } from './paragraph-lines.ts'
import type { Writer } from './writer.ts'

export interface Waiting {
  readonly block: Paragraph | CodeBlock
  /** The fence that ends code. */
  readonly end?: FenceEnd | undefined
}

export interface CarriedMarks {
  /** The first of them opened the mark. */
  waiting: Waiting[]
  /** The marks that are open after the last of them, as long as they may still be closed. */
  open: readonly Open[]
}

export const noCarriedMarks = (): CarriedMarks => ({ waiting: [], open: [] })

/** An unclosed mark is a plain sign after so many blocks or characters. A spoiler may hide a longer text. */
const MOST = { mark: { blocks: 8, characters: 3_000 }, spoiler: { blocks: 16, characters: 6_000 } }

/** Appends a complete block to the page, or lets it wait. */
export function settle(carried: CarriedMarks, writer: Writer, block: Waiting['block'], end?: FenceEnd): void {
  const next = { block, end }
  if (carried.waiting.length === 0) {
    if (block.kind !== 'paragraph' || !mayCarry(block)) return append(writer, next, [])
    carried.waiting = [next]
    carried.open = openAfter({ ...block, carriesOver: true })
    return
  }
  carried.waiting.push(next)
  if (block.kind === 'paragraph') {
    carried.open = openAfter({ ...block, opened: carried.open })
    if (carried.open.length === 0) return appendAll(carried, writer)
  }
  const characters = carried.waiting.reduce((sum, one) => sum + lengthOf(one.block), 0)
  const most = carried.open.some(({ mark }) => mark === 'spoiler') ? MOST.spoiler : MOST.mark
  if (carried.waiting.length > most.blocks || characters > most.characters) giveUp(carried, writer)
}

const lengthOf = (block: Waiting['block']): number =>
  block.kind === 'paragraph' ? block.raw.length : block.code.reduce((sum, { out }) => sum + out.length, 0)

/** Appends all waiting blocks, each with the marks that are open in it. */
function appendAll(carried: CarriedMarks, writer: Writer): void {
  let open: readonly Open[] = []
  for (const [at, waiting] of carried.waiting.entries()) {
    const { block } = waiting
    if (at === 0 && block.kind === 'paragraph') block.carriesOver = true
    append(writer, waiting, open)
    if (block.kind === 'paragraph')
      open = openAfter({ ...block, opened: at === 0 ? block.opened : open, carriesOver: at === 0 })
  }
  carried.waiting = []
  carried.open = []
}

/** No block closed the mark. A spoiler still hides its own paragraph, because Claude meant to hide it. */
function giveUp(carried: CarriedMarks, writer: Writer): void {
  const [first, ...others] = carried.waiting
  if (first?.block.kind === 'paragraph') {
    first.block.carriesOver = carried.open.some(({ mark }) => mark === 'spoiler')
    append(writer, first, [])
  }
  carried.waiting = []
  carried.open = []
  for (const { block, end } of others) settle(carried, writer, block, end)
}

/** Appends everything that waits. A preview shows the mark as if a later block closed it. */
export function settleAll(carried: CarriedMarks, writer: Writer): void {
  if (carried.waiting.length > 0 && writer.preview) {
    const { open } = carried
    appendAll(carried, writer)
    carried.open = open
  }
  while (carried.waiting.length > 0) giveUp(carried, writer)
}

function append(writer: Writer, { block, end }: Waiting, open: readonly Open[]): void {
  if (block.kind === 'code') {
    paginateCode(writer, open.some(({ mark }) => mark === 'spoiler') ? hiddenCode(block) : block, false, end)
    return
  }
  if (open.length > 0) block.opened = open
  closeAtStart(block)
  paginateParagraph(writer, block, false)
}

/** A mark that closes before the first word is not opened in this paragraph: Discord would pair its signs with others. */
function closeAtStart(block: Paragraph): void {
  const { opened, raw, lines } = block
  const [line] = lines
  const sign = opened.at(-1)?.close ?? ''
  if (line === undefined || sign === '' || !raw.startsWith(sign)) return
  const [first] = readInline(raw, { opened, coarse: true }).tokens
  if (first === undefined || first.opens.length >= opened.length) return
  const text = line.text.slice(sign.length)
  const at = line.at + sign.length
  block.lines = [{ at, text, lead: [...line.lead, edit(line.at, at, '', 'mark')] }, ...lines.slice(1)]
  block.raw = raw.slice(sign.length)
  block.opened = opened.slice(0, -1)
}
