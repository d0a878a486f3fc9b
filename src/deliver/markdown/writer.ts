/** The finished pages and the page that is being filled. Here blocks are appended and pages end. */
import type { Mentions } from './mentions.ts'
import { isBlank } from './graphemes.ts'
import { addBlock, bestCut, cutsBetween, emptyBelow, pageFrom, pageUpTo } from './page.ts'
import type { Block, Gap, Page } from './page.ts'
import type { Part } from './part.ts'

export interface FinishedPage {
  readonly text: string
  readonly page: Page
}

interface OpenGap {
  parts: Part[]
  wide: boolean
}

/** The pages so far. A preview ends a page only where later text cannot change that; else it fills the page and stops. */
export interface Writer {
  readonly done: FinishedPage[]
  page: Page
  /** The line ends and empty lines since the last block. */
  gap: OpenGap
  readonly preview: boolean
  full: boolean
  /** Whom Claude may mention by a number. */
  readonly mentions: Mentions | undefined
}

const noGap = (): OpenGap => ({ parts: [], wide: false })

/** @param above code points of what stands above the text of the first page */
export const startWriter = (mentions?: Mentions, above = 0): Writer => ({
  done: [],
  page: emptyBelow(above),
  gap: noGap(),
  preview: false,
  full: false,
  mentions,
})

/** A copy that can be written on without changing the original. */
export const copyWriter = (writer: Writer, preview: boolean): Writer => ({
  ...writer,
  done: [...writer.done],
  gap: { ...writer.gap, parts: [...writer.gap.parts] },
  preview,
})

/** Adds a line end or an empty line to the gap before the next block. */
export function addGap({ gap }: Writer, part: Part, isEmptyLine: boolean): void {
  gap.parts.push(part)
  gap.wide ||= isEmptyLine
}

/** Takes the gap for a block that starts now. */
export function takeGap(writer: Writer): Gap {
  const { gap } = writer
  writer.gap = noGap()
  return gap
}

/** Appends a block to the page. The caller has checked that it fits. */
export function appendBlock(writer: Writer, block: Block): void {
  if (!writer.full) writer.page = addBlock(writer.page, block)
}

/** Ends the page before block `at`. The blocks after it begin the next page. */
export function breakPage(writer: Writer, at = writer.page.blocks.length): void {
  const page = finishedPage(pageUpTo(writer.page, at))
  const next = pageFrom(writer.page, at)
  if (!isBlank(page.text)) writer.done.push(page)
  writer.page = next
}

/** Ends the page at the best place between two blocks. */
export function breakPageBetweenBlocks(writer: Writer, gap: Gap): void {
  const cut = bestCut<never>(cutsBetween(writer.page, gap))
  breakPage(writer, cut?.where.block)
}

/** A page as it is sent. It is trimmed, as Discord would do itself. */
export function finishedPage(page: Page): FinishedPage {
  return { text: page.text.trim(), page }
}
