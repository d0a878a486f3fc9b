/** One page while it is filled: its blocks, its size, and the best place to end it. */
import { MESSAGE_CODE_POINTS } from '../../limits.ts'
import { codePoints } from './graphemes.ts'
import { edit, sizeOf, textOf } from './part.ts'
import type { Part } from './part.ts'

/** Room on every page for a status line or a hint below the text, so that neither moves text to another page. */
const STATUS_ROOM = 120
export const PAGE_ROOM = MESSAGE_CODE_POINTS - STATUS_ROOM

/** The line ends and empty lines in front of a block. */
export interface Gap {
  readonly parts: readonly Part[]
  /** It contains an empty line. */
  readonly wide: boolean
}

/** A paragraph, heading, list item, block of code or table as it stands on a page. */
export interface Block {
  readonly gap: Gap
  readonly parts: readonly Part[]
  /** Columns of its first line's margin; undefined for blocks that stand at the left edge whatever is around them. */
  readonly indent: number | undefined
  /** It belongs to the next block: a heading, or a line that ends in a colon. A page should not end after it. */
  readonly sticky: boolean
}

export interface Page {
  readonly blocks: readonly Block[]
  readonly text: string
  /** Code points of `text` and of what stands above it. */
  readonly size: number
  /** Code points of what stands above the text, which is not Claude's. */
  readonly above: number
  /** The margin that is taken off every line: that of the block at the left edge. */
  readonly base: number
  /** The last `_`, if it marks nothing: by the index of its block and of its part in there. */
  readonly bare: readonly [number, number] | undefined
}

export const emptyPage: Page = { blocks: [], text: '', size: 0, above: 0, base: Infinity, bare: undefined }

/** An empty page with room above its text. */
export const emptyBelow = (above: number): Page => ({ ...emptyPage, size: above, above })

/** The parts of a block as they stand below the others on a page. */
function placed(page: Page, { gap, parts, indent }: Block): readonly Part[] {
  const base = Math.min(page.base, indent ?? Infinity)
  const own = base === 0 || indent === undefined ? parts : parts.map((part) => shifted(part, base))
  return page.blocks.length === 0 ? own : [...gap.parts, ...own]
}

const shifted = (part: Part, base: number): Part =>
  part.margin === true && part.out !== ''
    ? { ...edit(part.from, part.to, part.out.slice(base), 'list level'), margin: true }
    : part

/** Code points that a block would add to a page. */
export const blockSize = (page: Page, block: Block): number => sizeOf(placed(page, block))

export function addBlock(page: Page, block: Block): Page {
  const { bare, closed } = underscores(page, block)
  if (closed !== undefined) return addBlock(...escaped(page, block, closed))
  const added = textOf(placed(page, block))
  return {
    blocks: [...page.blocks, block],
    text: page.text + added,
    size: page.size + codePoints(added),
    above: page.above,
    base: Math.min(page.base, block.indent ?? Infinity),
    bare,
  }
}

type Place = NonNullable<Page['bare']>

/**
 * Discord pairs a lone `_` with the next one to italics if a word ends there, whatever stands between them: `a_b` in a
 * sentence and `for _, x` in the code below it. `closed` is a `_` that would be paired and must be escaped.
 */
function underscores(
  page: Page,
  { parts }: Block,
): { readonly bare: Place | undefined; readonly closed?: Place } {
  let { bare } = page
  for (const [at, part] of parts.entries()) {
    if (!part.out.includes('_')) continue
    if (part.bare === true) {
      bare = [page.blocks.length, at]
      continue
    }
    // Discord reads two of them as one sign, so the last of an odd run stands alone.
    for (const { index, 0: row } of part.out.matchAll(/(?<![\\_])_(?:__)*(?!_)/g)) {
      const next = part.out.charAt(index + row.length) || (parts[at + 1]?.out.charAt(0) ?? '')
      if (bare !== undefined && !/[A-Za-z0-9_]/.test(next)) return { bare, closed: bare }
      bare = undefined
    }
  }
  return { bare }
}

/** The page and the block to append, with a backslash before that `_`. */
function escaped(page: Page, block: Block, [at, part]: Place): [Page, Block] {
  const blocks = [...page.blocks, block].map((one, index) => {
    if (index !== at) return one
    const parts = one.parts.map((own, of) =>
      of === part ? edit(own.from, own.to, `\\${own.out}`, 'plain sign') : own,
    )
    return { ...one, parts }
  })
  return [pageOf(blocks.slice(0, -1), page.above), blocks.at(-1) ?? block]
}

const pageOf = (blocks: readonly Block[], above = 0): Page => blocks.reduce(addBlock, emptyBelow(above))

/** The page of the first `to` blocks. */
export const pageUpTo = (page: Page, to: number): Page =>
  to === page.blocks.length ? page : pageOf(page.blocks.slice(0, to), page.above)

/** The page of the blocks from `from` on. */
export const pageFrom = (page: Page, from: number): Page =>
  from === page.blocks.length ? emptyPage : pageOf(page.blocks.slice(from))

/** The parts of a page without the gap in front of its first block. */
export function partsOf(page: Page): readonly Part[] {
  let growing = emptyPage
  return page.blocks.flatMap((block) => {
    const parts = placed(growing, block)
    growing = { ...growing, blocks: [block], base: Math.min(growing.base, block.indent ?? Infinity) }
    return parts
  })
}

/** How good a place is for the end of a page, best first. */
export const ranks = { paragraph: 0, line: 1, sentence: 2, word: 3, grapheme: 4 } as const
export type Rank = (typeof ranks)[keyof typeof ranks]

/** A place where the page may end: before a block, or inside the block that is being added. */
export interface Cut<Where> {
  readonly rank: Rank
  /** Code points of the page that ends here. */
  readonly size: number
  readonly where: { readonly block: number } | Where
}

/** Which cuts are good enough on a page that is so full. The first row with a cut decides; its last cut is taken. */
const preferences: readonly { readonly rank: Rank; readonly full: number }[] = [
  { rank: ranks.paragraph, full: 0.7 },
  { rank: ranks.line, full: 0.5 },
  { rank: ranks.sentence, full: 0.5 },
  { rank: ranks.word, full: 0.5 },
  { rank: ranks.line, full: 0.15 },
  { rank: ranks.word, full: 0.02 },
  { rank: ranks.grapheme, full: 0 },
]

export function bestCut<Where>(cuts: readonly Cut<Where>[]): Cut<Where> | undefined {
  for (const { rank, full } of preferences) {
    const fits = cuts.filter(
      (cut) => cut.rank <= rank && cut.size >= full * PAGE_ROOM && cut.size <= PAGE_ROOM,
    )
    const best = fits.reduce<Cut<Where> | undefined>(
      (last, cut) => (last === undefined || cut.size >= last.size ? cut : last),
      undefined,
    )
    if (best !== undefined) return best
  }
  return undefined
}

/** The places between the blocks of a page, the last of them before a block that would follow with `gap`. */
export function cutsBetween(page: Page, gap: Gap): readonly Cut<never>[] {
  const cuts: Cut<never>[] = []
  let growing = emptyBelow(page.above)
  for (const [at, block] of [...page.blocks, undefined].entries()) {
    const wide = (block?.gap ?? gap).wide
    const rank = page.blocks[at - 1]?.sticky === true ? ranks.grapheme : wide ? ranks.paragraph : ranks.line
    if (at > 0) cuts.push({ rank, size: growing.size, where: { block: at } })
    if (block !== undefined) growing = addBlock(growing, block)
  }
  return cuts
}
