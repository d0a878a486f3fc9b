/** Reads the text of a paragraph: tokens at their place in Claude's text, and the parts in front of the first line. */
import type { Mentions } from './mentions.ts'
import { readInline } from './inline-parser.ts'
import { quoteMark } from './line-start.ts'
import type { Paragraph } from './paragraph-lines.ts'
import { insert, type Part, type Rule, textOf } from './part.ts'
import type { Token } from './tokens.ts'

/** Why marks are opened at the start of a paragraph. */
export const ruleOf = ({ heading, isRest }: Paragraph): Rule =>
  isRest ? 'page end' : heading === 'bold' ? 'heading' : 'mark'

/** The parts before the text: the lead of the first line, and the marks that are open there. */
export function leadOf(paragraph: Paragraph): readonly Part[] {
  const { lines, opened } = paragraph
  const [first] = lines
  const marks = opened.map(({ open }) => open).join('')
  if (first === undefined || marks === '') return first?.lead ?? []
  // A backslash for the text would take the mark.
  const size = first.lead.length - (first.lead.at(-1)?.out === '\\' ? 1 : 0)
  const mark = insert(first.lead[size]?.from ?? first.at, marks, ruleOf(paragraph))
  return [...first.lead.slice(0, size), mark, ...first.lead.slice(size)]
}

export interface Text {
  /** Offsets are those of Claude's text. */
  readonly tokens: readonly Token[]
  /** The same tokens with offsets in the paragraph. */
  readonly raw: readonly Token[]
  /** No later text changes the tokens before this index. */
  readonly sure: number
}

/** @param coarse see {@link readInline} */
export function read(
  paragraph: Paragraph,
  growing: boolean,
  coarse: boolean,
  mentions: Mentions | undefined,
): Text {
  const { raw, opened, carriesOver, quote, hang, heading } = paragraph
  const lineStart = quoteMark(quote) + ' '.repeat(hang)
  const { tokens, sure } = readInline(raw, {
    growing,
    opened,
    carryOver: carriesOver,
    lineStart,
    coarse,
    mentions,
  })
  // The last line may yet become the header of a table.
  const line = raw.lastIndexOf('\n') + 1
  const settled = growing && raw.charAt(line) === '|' ? Math.min(sure, line) : sure
  const placed = place(paragraph, tokens)
  return {
    tokens: heading === 'bold' ? placed.map(withoutBold) : placed,
    raw: tokens,
    sure: tokens.findLastIndex(({ to }) => to <= settled),
  }
}

/** A mark inside the same mark is plain text in Discord: a bold heading needs no `**` in it. */
const withoutBold = (token: Token): Token =>
  token.kind === 'mark' && token.out === '**' ? { ...token, out: '', rule: 'heading' } : token

/** Moves the tokens to their offsets in Claude's text, and puts the lead of each line behind the break before it. */
function place({ lines, standsFor, hang }: Paragraph, tokens: readonly Token[]): readonly Token[] {
  if (standsFor !== undefined)
    return tokens.map((token, at) => ({
      ...token,
      ...standsFor,
      from: at === 0 ? standsFor.from : standsFor.to,
    }))
  let line = 0
  let start = 0
  const offset = (at: number): number => {
    while (line < lines.length - 1 && at > start + (lines[line]?.text.length ?? 0)) {
      start += (lines[line]?.text.length ?? 0) + 1
      line += 1
    }
    return (lines[line]?.at ?? 0) + at - start
  }
  return tokens.map((token) => {
    const from = offset(token.from)
    const isLineEnd = token.kind === 'break' && token.out.startsWith('\n') && token.rule === undefined
    const to = offset(token.to)
    if (!isLineEnd) return { ...token, from, to }
    const lead = lines[line]?.lead ?? []
    // What is open at a line end has to stay inside the item: a line at the edge would end it.
    const isLazy = hang > 0 && token.opens.length > 0 && !/\s$/.test(textOf(lead))
    const changed = lead.find(({ rule }) => rule !== undefined)?.rule ?? (isLazy ? 'list level' : undefined)
    const out = `\n${textOf(lead)}${isLazy ? ' '.repeat(hang) : ''}`
    return changed === undefined ? { ...token, from, to, out } : { ...token, from, to, out, rule: changed }
  })
}
