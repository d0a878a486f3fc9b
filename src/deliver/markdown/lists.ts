/** Places list items so that Discord shows what was written: it numbers items itself, and all take the first item's kind. */
import type { Item } from './lines.ts'

/** A level of the list that is open. */
interface Level {
  /** Columns of its items in Claude's text. */
  readonly indent: number
  /** Columns before the text of its items. */
  readonly content: number
  /** Columns before its items as they are shown: the same for all of them, for Discord nests by a single space. */
  readonly shown: number
  readonly isNumbered: boolean
  /** The number that Discord gives the next item. */
  readonly next: number
}

/** The open levels, outermost first. */
export interface List {
  readonly quote: number
  readonly levels: readonly Level[]
}

export const noList: List = { quote: 0, levels: [] }

/**
 * How to show an item as it is written. `escape`: a backslash behind the number makes the line plain text. `separate`: an
 * invisible character in the empty line before it ends the list.
 */
interface Placed {
  readonly list: List
  readonly do: 'nothing' | 'escape' | 'separate'
  /** Columns to stand at. */
  readonly shown: number
}

/** @param afterGap an empty line stands before the item */
export function placeItem(
  list: List,
  at: { readonly quote: number; readonly indent: number },
  item: Item,
  afterGap: boolean,
): Placed {
  const { indent } = at
  const open = list.quote === at.quote ? list.levels : []
  const outer = open.filter((level) => level.indent <= indent + 1)
  const isNumbered = item.digits !== undefined
  const fitting = siblingOf(outer, indent, isNumbered)
  if (item.digits !== undefined && isNoListNumber(item.digits, item.text, item.marker))
    return escaped(at, outer)
  const sibling = fitting ?? outer.findLast((level) => level.indent >= indent - 1)
  const parents = outer.slice(0, sibling === undefined ? outer.length : outer.indexOf(sibling))
  const number = Number(item.digits ?? 0)
  const content = indent + item.marker.length
  const fresh = (kept: readonly Level[], shown: number): Placed => ({
    list: { quote: at.quote, levels: [...kept, { indent, content, shown, isNumbered, next: number + 1 }] },
    do: 'nothing',
    shown,
  })
  const parent = parents.at(-1)
  if (sibling === undefined)
    return fresh(parents, parent === undefined ? indent : parent.shown + Math.max(2, indent - parent.indent))
  if (sibling.isNumbered !== isNumbered) {
    if (afterGap && indent === 0) return { ...fresh([], 0), do: 'separate' }
    if (isNumbered) return escaped(at, outer)
    // Below a number a bullet is meant to belong to it; Discord would count one beside the numbers inside it.
    const inside = open.slice(open.indexOf(sibling) + 1)
    const end = inside.findIndex((level) => !level.isNumbered)
    const above = [sibling, ...inside.slice(0, end < 0 ? inside.length : end)]
    return fresh([...parents, ...above], (above.at(-1) ?? sibling).shown + NESTED)
  }
  if (isNumbered && number !== sibling.next) return escaped(at, outer)
  const next = { ...sibling, next: sibling.next + 1 }
  return { list: { quote: at.quote, levels: [...parents, next] }, do: 'nothing', shown: sibling.shown }
}

const NESTED = 3

/** The level at the item's margin that has its kind. */
const siblingOf = (open: readonly Level[], indent: number, isNumbered: boolean): Level | undefined =>
  open.findLast((level) => level.indent >= indent - 1 && level.isNumbered === isNumbered)

/** The line becomes plain text and ends its level. Numbers directly below it become plain text too, so that all look alike. */
function escaped(at: { readonly quote: number; readonly indent: number }, open: readonly Level[]): Placed {
  const { quote, levels } = afterText({ quote: at.quote, levels: open }, at)
  const none = { indent: at.indent, content: at.indent, shown: at.indent, isNumbered: true, next: Number.NaN }
  return { list: { quote, levels: [...levels, none] }, do: 'escape', shown: at.indent }
}

/** The list after a line that is no item: what is not indented below an item ends its level. */
export const afterText = (
  list: List,
  { quote, indent }: { readonly quote: number; readonly indent: number },
): List =>
  list.quote === quote
    ? { quote, levels: list.levels.filter((level) => level.indent < indent) }
    : { quote, levels: [] }

/** Columns before the text of the item around a line. */
export const contentOf = (
  list: List,
  { quote, indent }: { readonly quote: number; readonly indent: number },
): number =>
  (list.quote === quote ? list.levels.findLast((level) => level.indent < indent)?.content : undefined) ?? 0

/** Months as they stand behind a day with a point: German, Danish, Norwegian, Icelandic, Finnish, Czech, Slovak, Estonian. */
const MONTHS = new Set(
  (
    'januar jänner februar feber märz april mai juni juli august september oktober november dezember ' +
    'marts mars maj desember december janúar febrúar apríl maí júní júlí ágúst október nóvember ' +
    'tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta ' +
    'marraskuuta joulukuuta ledna února března dubna května června července srpna září října listopadu prosince ' +
    'januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra ' +
    'jaanuar veebruar märts aprill juuni juuli oktoober detsember'
  ).split(' '),
)

/** A year, the day of a date, a number with zeros in front, or one that is longer than a list's. */
const isNoListNumber = (digits: string, text: string, marker: string): boolean =>
  digits.length > 3 ||
  String(Number(digits)) !== digits ||
  (marker.includes('.') && MONTHS.has(/^\p{L}+/u.exec(text)?.[0].toLowerCase() ?? ''))
