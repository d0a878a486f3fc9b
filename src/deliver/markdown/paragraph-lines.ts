/** Collects the lines of a paragraph, heading or list item. */
import { readInline } from './inline-parser.ts'
import type { Open } from './marks.ts'
import type { Gap } from './page.ts'
import type { Part, Rule } from './part.ts'

/** The text of a line, and what stands in front of it. */
export interface TextLine {
  readonly at: number
  text: string
  readonly lead: readonly Part[]
}

/** A paragraph, heading or list item that is still open. */
export interface Paragraph {
  readonly kind: 'paragraph'
  lines: TextLine[]
  /** The texts of the lines, joined by `\n`. */
  raw: string
  readonly quote: number
  /** See Block. */
  readonly indent: number | undefined
  /** Columns before the text of the list item that it is in; 0 outside of lists. */
  readonly hang: number
  /** A heading beyond the third level is written in bold. */
  heading: 'none' | 'heading' | 'bold'
  gap: Gap
  /** Marks that are open at its start: after a cut, or carried from the paragraph before. */
  opened: readonly Open[]
  /** It is the rest after a cut. */
  isRest: boolean
  /** Its unclosed mark is carried into the next paragraph. */
  carriesOver: boolean
  /** The text is generated. It replaces this stretch of Claude's text. */
  standsFor: { readonly from: number; readonly to: number; readonly rule: Rule } | undefined
  /** Edits behind the text, which remove what stands there. */
  tail: readonly Part[]
  /** The length at which to check again whether the page is full. */
  nextLook: number
}

const STRONG: Open = { mark: 'strong', open: '**', close: '**' }

export const startParagraph = (
  its: Pick<Paragraph, 'quote' | 'gap' | 'lines'> & Partial<Paragraph>,
): Paragraph => ({
  kind: 'paragraph',
  raw: its.lines.map(({ text }) => text).join('\n'),
  indent: 0,
  hang: 0,
  heading: 'none',
  opened: its.heading === 'bold' ? [STRONG] : [],
  isRest: false,
  carriesOver: false,
  standsFor: undefined,
  tail: [],
  nextLook: 0,
  ...its,
})

export const copyParagraph = (paragraph: Paragraph): Paragraph => ({
  ...paragraph,
  lines: paragraph.lines.map((line) => ({ ...line })),
})

export function addLine(paragraph: Paragraph, line: TextLine): void {
  paragraph.lines.push(line)
  paragraph.raw += `\n${line.text}`
}

export function addText(paragraph: Paragraph, text: string): void {
  const last = paragraph.lines.at(-1)
  if (last !== undefined) last.text += text
  paragraph.raw += text
}

/** Whether an unclosed mark of a paragraph may go on in the next one. */
export const mayCarry = (paragraph: Paragraph): boolean =>
  paragraph.heading === 'none' &&
  /\*\*|__|~~|\|\|/.test(paragraph.raw) &&
  readInline(paragraph.raw, { opened: paragraph.opened, coarse: true }).mayCarry

/** The marks that are open behind a paragraph. */
export const openAfter = ({ raw, opened, carriesOver }: Paragraph): readonly Open[] =>
  readInline(raw, { opened, carryOver: carriesOver, coarse: true }).tokens.at(-1)?.opens ?? opened
