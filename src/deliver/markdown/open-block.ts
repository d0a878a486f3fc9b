/** Opens the block that begins with a line: a paragraph, a heading, a list item, code, a table, a formula. */
import { addCode, addCodeLine, startCode } from './code-block.ts'
import { closeAsText, closeLeaf, gapBefore, lineBreak, lineEnd, openParagraph } from './blocks.ts'
import type { Blocks } from './blocks.ts'
import { enclosedAt, stateOf } from './enclosed.ts'
import type { Enclosed } from './enclosed.ts'
import { headingLead, itemLead, textLead } from './line-start.ts'
import type { Lead } from './line-start.ts'
import { fenceOf, headingOf, isRule, textAt } from './lines.ts'
import type { Fence, Item, Line } from './lines.ts'
import { afterText, contentOf, noList, placeItem } from './lists.ts'
import type { Gap } from './page.ts'
import { addLine, openAfter } from './paragraph-lines.ts'
import type { Paragraph } from './paragraph-lines.ts'
import { edit, insert, same } from './part.ts'
import { settle, settleAll } from './carried-marks.ts'
import { startTable } from './table-block.ts'
import { cellsOf, delimiterRow } from './table.ts'
import { addGap } from './writer.ts'

/** Appends a formula that has ended, as code. A comment is dropped. */
export function settleEnclosed(blocks: Blocks, enclosed: Enclosed): void {
  const state = stateOf(enclosed)
  const [first] = enclosed.lines
  if (first === undefined || state.kind === 'open') return
  blocks.leaf = undefined
  if (state.kind !== 'ended') return closeAsText(blocks, enclosed.lines)
  const gap = gapBefore(blocks, first.at)
  if (enclosed.end !== '-->') {
    const block = startCode(first, FORMULA, { gap, indent: 0, raw: '' })
    addCode(block, textAt(first), state.to, `${state.inner}\n`, true)
    settle(blocks.carried, blocks.writer, block, { from: state.to, raw: state.rest })
    return
  }
  if (state.rest.trim() === '') return
  const text = state.rest.trimStart()
  const at = state.to + state.rest.length - text.length
  openText(blocks, { ...first, at, quoteMarks: '', margin: '', text }, gap)
}

const FORMULA: Fence = { char: '`', size: 3, language: 'latex', code: '' }

/** Whether this line is a delimiter row. Then the line before it becomes the header of a table. */
export function opensTable(blocks: Blocks, line: Line): boolean {
  const { leaf, writer } = blocks
  if (leaf?.kind !== 'paragraph' || leaf.heading !== 'none' || leaf.quote !== line.quote) return false
  const last = leaf.lines.at(-1)
  // A table is a block of code, which nothing in a paragraph hides.
  if (blocks.carried.open.some(({ mark }) => mark === 'spoiler')) return false
  if (last === undefined || !last.text.includes('|') || !/^[\s|:-]+$/.test(line.text)) return false
  const cells = cellsOf(last.text)
  const aligns = delimiterRow(line.text, cells.length)
  if (aligns === undefined || leaf.opened.length > 0) return false
  if (last.text.includes('||') || leaf.lines.length > 1) {
    const open = openAfter({ ...leaf, carriesOver: true })
    if (open.some(({ mark }) => mark === 'spoiler')) return false
  }
  const from = last.lead[0]?.from ?? last.at
  leaf.lines = leaf.lines.slice(0, -1)
  leaf.raw = leaf.lines.map(({ text }) => text).join('\n')
  const isFirst = leaf.lines.length === 0
  if (isFirst) blocks.leaf = undefined
  else closeLeaf(blocks)
  settleAll(blocks.carried, writer)
  blocks.list = noList
  const gap = isFirst ? leaf.gap : { parts: [same(from - 1, '\n')], wide: false }
  const header = { cells, from, to: textAt(line) + line.text.length }
  blocks.leaf = startTable(header, aligns, { quote: line.quote, gap, mentions: writer.mentions })
  return true
}

/** Opens any block but list items and tables. */
export function openBlock(blocks: Blocks, line: Line): void {
  const { text } = line
  const heading = headingOf(text)
  const enclosed = blocks.writer.preview && !blocks.whole ? undefined : enclosedAt(line)
  const fence = openingFence(text)
  if (fence !== undefined) openFence(blocks, line, fence)
  else if (heading !== undefined) openHeading(blocks, line, heading)
  else if (isRule(text)) openRule(blocks, line)
  else if (enclosed !== undefined && blocks.whole && stateOf(enclosed).kind !== 'broken') {
    closeLeaf(blocks)
    blocks.leaf = enclosed
    settleEnclosed(blocks, enclosed)
  } else openText(blocks, line)
}

/** A line of a paragraph or of indented code. */
function openText(blocks: Blocks, line: Line, gap?: Gap): void {
  const { leaf } = blocks
  const isIndented = leaf?.kind !== 'paragraph' && line.indent >= contentOf(blocks.list, line) + 4
  if (isIndented && blocks.writer.gap.wide) return openIndented(blocks, line)
  blocks.list = afterText(blocks.list, line)
  openLine(blocks, textLead(line, blocks.list.levels.length > 0), line, gap)
}

/** The fence that a line opens. Pipes before it open a spoiler around the block. */
function openingFence(text: string): (Fence & { readonly hidden: boolean }) | undefined {
  const hidden = text.startsWith('||')
  const fence = fenceOf(hidden ? text.slice(2).trimStart() : text)
  return fence === undefined ? undefined : { ...fence, hidden }
}

function openFence(
  blocks: Blocks,
  line: Line,
  fence: Fence & { readonly hidden?: boolean },
  inside?: Gap,
): void {
  closeLeaf(blocks)
  const gap = inside ?? gapBefore(blocks, line.at)
  const from = textAt(line)
  const end = from + line.text.length
  const code = fence.code === '' ? end : from + line.text.indexOf(fence.code)
  const to = fence.code === '' ? end + lineEnd(blocks).length : code
  const raw = line.quoteMarks + line.margin + `${line.text}${lineEnd(blocks)}`.slice(0, to - from)
  const block = startCode(line, fence, { gap, indent: line.indent, hidden: fence.hidden ?? false, raw })
  if (fence.code !== '')
    addCode(block, code, end + lineEnd(blocks).length, fence.code + lineEnd(blocks), true)
  blocks.skip = !blocks.whole
  blocks.list = noList
  blocks.leaf = block
}

/** A fence behind words (`Run this: ```sh`). Its block begins on a new line. */
function fenceInside(
  blocks: Blocks,
  { text, at }: { readonly text: string; readonly at: number },
  line: Line,
): { readonly before: string; readonly line: Line; readonly fence: Fence; readonly gap: Gap } | undefined {
  const found = blocks.whole ? /^((?:[^`]|`(?!``))*?)([ \t]*)(`{3}([\w+#.-]*)\s*)$/.exec(text) : null
  if (found === null) return undefined
  const [, before = '', space = '', marks = '', word = ''] = found
  if (before.split('`').length % 2 === 0 || (word === '' && before !== '' && !before.endsWith(':')))
    return undefined
  const fence = fenceOf(marks)
  if (fence === undefined) return undefined
  const from = at + before.length + space.length
  const gap = { parts: [edit(from - space.length, from, '\n', 'fence')], wide: false }
  return { before, line: { ...line, at: from, quoteMarks: '', margin: '', text: marks }, fence, gap }
}

/** A line of a paragraph, up to a fence in it. */
function openLine(blocks: Blocks, lead: Lead, line: Line, gap: Gap | undefined): void {
  const { leaf } = blocks
  const inside = fenceInside(blocks, lead, line)
  const shown = inside === undefined ? lead : { ...lead, text: inside.before }
  if (leaf?.kind === 'paragraph' && gap === undefined) addLine(leaf, shown)
  else openParagraph(blocks, shown, line, gap ?? gapBefore(blocks, line.at))
  if (inside !== undefined) openFence(blocks, inside.line, inside.fence, inside.gap)
}

function openHeading(
  blocks: Blocks,
  line: Line,
  heading: { readonly level: number; readonly start: number },
): void {
  closeLeaf(blocks)
  blocks.list = afterText(blocks.list, line)
  const lead = headingLead(line, heading)
  const signs = blocks.whole ? /[ \t]+#+[ \t]*$|^#+[ \t]*$/.exec(lead.text)?.[0] : undefined
  const text = lead.text.slice(0, lead.text.length - (signs?.length ?? 0))
  openParagraph(
    blocks,
    { ...lead, text },
    line,
    gapBefore(blocks, line.at),
    heading.level > 3 ? 'bold' : 'heading',
  )
  if (signs !== undefined && blocks.leaf?.kind === 'paragraph')
    blocks.leaf.tail = [edit(lead.at + text.length, lead.at + lead.text.length, '', 'heading')]
}

const RULE = '──────────'

/** A rule between paragraphs. Directly under text it becomes an empty line. */
function openRule(blocks: Blocks, line: Line): void {
  const isUnderText = blocks.leaf?.kind === 'paragraph'
  closeLeaf(blocks)
  blocks.list = afterText(blocks.list, line)
  const from = textAt(line)
  const to = from + line.text.length
  if (isUnderText) {
    addGap(blocks.writer, lineBreak(blocks, line.at), false)
    addGap(blocks.writer, edit(line.at, to, line.quote > 0 ? '> ' : '', 'rule'), true)
    return
  }
  const { lead } = textLead(line, false)
  const gap = gapBefore(blocks, line.at)
  const text = { at: to, text: '', lead: [...lead, edit(from, to, RULE, 'rule')] }
  openParagraph(blocks, text, line, gap)
  closeLeaf(blocks)
}

/** Opens indented code. */
function openIndented(blocks: Blocks, line: Line): void {
  const indent = contentOf(blocks.list, line) + 4
  closeLeaf(blocks)
  const gap = gapBefore(blocks, line.at)
  blocks.leaf = startCode(line, undefined, { gap, indent, raw: '' })
  addCodeLine(blocks.leaf, line, lineEnd(blocks))
  blocks.list = noList
}

export function openItem(blocks: Blocks, line: Line, item: Item): void {
  closeLeaf(blocks)
  const { writer } = blocks
  const placed = placeItem(blocks.list, line, item, writer.gap.wide)
  blocks.list = placed.list
  if (placed.do === 'separate') addGap(writer, insert(line.at - 1, '\u200b', 'list end'), true)
  const shown = { ...line, indent: placed.shown }
  openLine(blocks, itemLead(line, item, placed), shown, gapBefore(blocks, line.at))
}

/** `===` under a single line makes it a heading. */
export function underlines(paragraph: Paragraph, line: Line): boolean {
  const [first] = paragraph.lines
  if (!/^={2,}\s*$/.test(line.text) || paragraph.lines.length !== 1 || first === undefined) return false
  if (paragraph.opened.length > 0 || first.lead.some(({ out }) => /\S/.test(out) && !out.startsWith('>')))
    return false
  paragraph.lines = [{ ...first, lead: [...first.lead, insert(first.at, '# ', 'heading')] }]
  paragraph.heading = 'heading'
  paragraph.tail = [edit(line.at - 1, textAt(line) + line.text.length, '', 'heading')]
  return true
}
