/**
 * Marks that reach over several paragraphs: Discord's end with a message, those of a list item with the item, so each
 * paragraph gets its own. Blocks wait here until it is known whether a mark of the first is closed in a later one.
 */
import { hiddenCode } from './code-block.ts'
import { paginateCode } from './paginate-code.ts'
import type { CodeBlock, FenceEnd } from './code-block.ts'
import { readInline } from './inline-parser.ts'
import type { Open } from './marks.ts'
import { mayReach, openAfter } from './paragraph-lines.ts'
import { edit } from './part.ts'
import { paginateParagraph } from './paginate-paragraph.ts'
import type { Paragraph } from './paragraph-lines.ts'
import type { Writer } from './writer.ts'

export interface Waiting {
  readonly block: Paragraph | CodeBlock
  /** The fence that ends code. */
  readonly end?: FenceEnd | undefined
}

export interface Reach {
  /** The first has the mark that is open. */
  waiting: Waiting[]
  /** What is open behind the last of them, if the mark reaches so far. */
  open: readonly Open[]
}

export const startReach = (): Reach => ({ waiting: [], open: [] })

/** A mark that is not closed within so many blocks and characters is a sign; a spoiler may hide a long text. */
const MOST = { mark: { blocks: 8, characters: 3_000 }, spoiler: { blocks: 16, characters: 6_000 } }

/** Puts a block that is complete on the page, or has it wait. */
export function settle(reach: Reach, writer: Writer, block: Waiting['block'], end?: FenceEnd): void {
  const next = { block, end }
  if (reach.waiting.length === 0) {
    if (block.kind !== 'paragraph' || !mayReach(block)) return put(writer, next, [])
    reach.waiting = [next]
    reach.open = openAfter({ ...block, reachesOver: true })
    return
  }
  reach.waiting.push(next)
  if (block.kind === 'paragraph') {
    reach.open = openAfter({ ...block, opened: reach.open })
    if (reach.open.length === 0) return putAll(reach, writer)
  }
  const characters = reach.waiting.reduce((sum, one) => sum + lengthOf(one.block), 0)
  const most = reach.open.some(({ mark }) => mark === 'spoiler') ? MOST.spoiler : MOST.mark
  if (reach.waiting.length > most.blocks || characters > most.characters) giveUp(reach, writer)
}

const lengthOf = (block: Waiting['block']): number =>
  block.kind === 'paragraph' ? block.raw.length : block.code.reduce((sum, { out }) => sum + out.length, 0)

/** Puts all that waits, each with the marks that are open in it. */
function putAll(reach: Reach, writer: Writer): void {
  let open: readonly Open[] = []
  for (const [at, waiting] of reach.waiting.entries()) {
    const { block } = waiting
    if (at === 0 && block.kind === 'paragraph') block.reachesOver = true
    put(writer, waiting, open)
    if (block.kind === 'paragraph')
      open = openAfter({ ...block, opened: at === 0 ? block.opened : open, reachesOver: at === 0 })
  }
  reach.waiting = []
  reach.open = []
}

/** Nothing closes the mark. A spoiler still hides its own paragraph: nobody may read what Claude meant to hide. */
function giveUp(reach: Reach, writer: Writer): void {
  const [first, ...others] = reach.waiting
  if (first?.block.kind === 'paragraph') {
    first.block.reachesOver = reach.open.some(({ mark }) => mark === 'spoiler')
    put(writer, first, [])
  }
  reach.waiting = []
  reach.open = []
  for (const { block, end } of others) settle(reach, writer, block, end)
}

/** Nothing may wait any longer. A preview shows the mark as if it were closed later. */
export function settleAll(reach: Reach, writer: Writer): void {
  if (reach.waiting.length > 0 && writer.preview) {
    const { open } = reach
    putAll(reach, writer)
    reach.open = open
  }
  while (reach.waiting.length > 0) giveUp(reach, writer)
}

function put(writer: Writer, { block, end }: Waiting, open: readonly Open[]): void {
  if (block.kind === 'code') {
    paginateCode(writer, open.some(({ mark }) => mark === 'spoiler') ? hiddenCode(block) : block, false, end)
    return
  }
  if (open.length > 0) block.opened = open
  closeAtStart(block)
  paginateParagraph(writer, block, false)
}

/** A mark that is closed before any word of the paragraph is not opened in it again: Discord would pair it otherwise. */
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
