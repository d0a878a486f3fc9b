/** The lead of a line: its quote marks, margin and marker, with escapes for what Discord would misread. */
import { headingOf, textAt } from './lines.ts'
import type { Item, Line } from './lines.ts'
import type { placeItem } from './lists.ts'
import { edit, insert, same } from './part.ts'
import type { Part } from './part.ts'

/** Where the text of a line begins, and the parts before it. */
export interface Lead {
  readonly at: number
  readonly text: string
  readonly lead: readonly Part[]
}

/** Discord takes `>` for a quote only with a space behind it. */
function quoteLead({ at, quote, quoteMarks }: Line): readonly Part[] {
  if (quote === 0) return []
  if (/^ *> /.test(quoteMarks)) return [same(at, quoteMarks)]
  return [edit(at, at + quoteMarks.length, quoteMarks.replace(/>[ \t]?/, '> '), 'quote mark')]
}

/** @param shown columns at which a line of a list stands; undefined outside of lists */
function marginLead({ at, quoteMarks, margin }: Line, shown: number | undefined): readonly Part[] {
  const from = at + quoteMarks.length
  if (shown === undefined) return margin === '' ? [] : [same(from, margin)]
  const out = ' '.repeat(shown)
  const part = out === margin ? same(from, margin) : edit(from, from + margin.length, out, 'list level')
  return margin === '' && out === '' ? [] : [{ ...part, margin: true }]
}

/** A line without text. */
export const blankLead = ({ at, quote, quoteMarks, margin }: Line): Part => {
  const to = at + quoteMarks.length + margin.length
  const raw = quoteMarks + margin
  return quote === 0 || raw === '> ' ? same(at, raw) : edit(at, to, '> ', 'quote mark')
}

/** A line of a paragraph. */
export function textLead(line: Line, inList: boolean): Lead {
  const at = textAt(line)
  const { text } = line
  const lead = [...quoteLead(line), ...marginLead(line, inList ? line.indent : undefined)]
  const isMisread = looksLikeBlock(text) || (line.quote === 0 && /^>[ \t]/.test(text))
  return { at, text, lead: isMisread ? [...lead, insert(at, '\\', 'line start')] : lead }
}

/** Text that Discord takes for small print, a quote of everything below or a heading, though Markdown does not. */
const looksLikeBlock = (text: string): boolean =>
  /^(?:-#|>>>)(?:\s|$)/.test(text) || (/^#{1,3}[ \t]+\S/.test(text) && headingOf(text) === undefined)

/** The lead of a heading. Its signs are removed if Discord has no heading of that level. */
export function headingLead(line: Line, { level, start }: { level: number; start: number }): Lead {
  const at = textAt(line)
  const signs = line.text.slice(0, start)
  const sign = level > 3 ? edit(at, at + start, '', 'heading') : same(at, signs)
  return {
    at: at + start,
    text: line.text.slice(start),
    lead: [...quoteLead(line), ...marginLead(line, undefined), sign],
  }
}

/** The first line of a list item. */
export function itemLead(line: Line, item: Item, placed: ReturnType<typeof placeItem>): Lead {
  const at = textAt(line)
  const lead = [...quoteLead(line), ...marginLead(line, placed.shown)]
  if (placed.do === 'escape') {
    const digits = item.digits ?? ''
    return {
      at: at + digits.length,
      text: line.text.slice(digits.length),
      lead: [...lead, ...escapedNumber(at, digits)],
    }
  }
  const from = at + item.marker.length
  const marked = [...lead, same(at, item.marker)]
  const box = /^\[([ xX])\](?=[ \t]|$)/.exec(item.text)
  if (box !== null)
    return {
      at: from + 3,
      text: item.text.slice(3),
      lead: [...marked, edit(from, from + 3, box[1] === ' ' ? '☐' : '☑', 'task box')],
    }
  // A number behind the marker would open a list inside the item.
  const digits = /^(\d+)[.)](?=\s|$)/.exec(item.text)?.[1]
  // `- > 5 ms` compares.
  if (looksLikeBlock(item.text) || /^> *[\d$€£]/.test(item.text))
    return { at: from, text: item.text, lead: [...marked, insert(from, '\\', 'line start')] }
  return digits === undefined
    ? { at: from, text: item.text, lead: marked }
    : {
        at: from + digits.length,
        text: item.text.slice(digits.length),
        lead: [...marked, ...escapedNumber(from, digits)],
      }
}

/** A number that begins no list: a backslash before the point that follows it. */
export const escapedNumber = (at: number, digits: string): readonly Part[] => [
  same(at, digits),
  insert(at + digits.length, '\\', 'list number'),
]

/** The quote mark in front of each line. Discord has one level of quotes. */
export const quoteMark = (quote: number): string => '> '.repeat(Math.min(1, quote))
