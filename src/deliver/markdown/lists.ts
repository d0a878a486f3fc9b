/** Where list items stand: which list each belongs to, how deep, and which number it shows. */
import type { Item, Line } from './lines.ts'

/** A list that is open: where its markers stand and which number comes next. */
export interface Level {
  readonly quote: number
  readonly indent: number
  readonly style: string
  readonly next: number
}

/** What is written before an item, and how deep the item stands. */
export interface Marker {
  readonly lead: string
  readonly depth: number
}

/** Lists deeper than this look the same. */
export const LIST_DEPTH = 6

/**
 * The lists that are open after `item`. An item counts as nested from two columns on, less than CommonMark asks for
 * below a number: that is how models indent, and what Discord takes.
 */
export function placeItem(
  levels: readonly Level[],
  line: Line,
  item: Item,
): { readonly levels: readonly Level[]; readonly marker: Marker } {
  const around = levels.filter((level) => level.quote === line.quote)
  const parents = around.filter((level) => level.indent + 2 <= line.indent)
  const sibling = around[parents.length]
  const goesOn = sibling?.style === item.style && sibling.indent < line.indent + 2
  const number = item.number !== undefined && goesOn ? sibling.next : (item.number ?? 0)
  const level = { quote: line.quote, indent: line.indent, style: item.style, next: number + 1 }
  return {
    levels: [...levels.filter(({ quote }) => quote < line.quote), ...parents, level],
    marker: { lead: item.number === undefined ? '- ' : `${number}. `, depth: parents.length },
  }
}

/** The lists that a block indented like `line` still belongs to. */
export const levelsAround = (levels: readonly Level[], line: Line): readonly Level[] =>
  levels.filter(
    ({ quote, indent }) => quote < line.quote || (quote === line.quote && line.indent >= indent + 2),
  )
