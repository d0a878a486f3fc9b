/** The colours of one picture by number: with a byte for each pixel the file and the memory are a third of the size. */

import { BACKGROUND, type Colour } from './palette.ts'

/** What one byte can number. */
const MOST_COLOURS = 256

/** Soft edges have this many shades: more cannot be seen, but would not fit into the table. */
export const SHADES = 16

/** A colour with the share of it that is seen where it covers all; 1 hides what is below. */
export interface Ink {
  readonly colour: Colour
  readonly alpha: number
}

export interface ColourTable {
  /** At most 256; the place of a colour is its number. */
  readonly colours: Colour[]
  /** Of every colour that was asked for, also of those that another had to stand for. */
  readonly numbers: Map<Colour, number>
}

/**
 * A table that has the background as number 0 and every shade of the inks on it: a dozen inks leave room for some
 * of what comes of lines that cross.
 */
export function colourTable(inks: readonly Ink[]): ColourTable {
  const table: ColourTable = { colours: [], numbers: new Map() }
  numberOf(table, BACKGROUND)
  // Whole colours first: should the table ever be too small, it is soft edges that give way.
  for (let shade = SHADES; shade > 0; shade -= 1)
    for (const ink of inks) numberOf(table, mixed(BACKGROUND, ink, shade))
  return table
}

/** The number of a colour, which is new in the table while it has room, then that of the nearest one. */
export function numberOf({ colours, numbers }: ColourTable, colour: Colour): number {
  const known = numbers.get(colour)
  if (known !== undefined) return known
  const number = colours.length < MOST_COLOURS ? colours.push(colour) - 1 : nearest(colours, colour)
  numbers.set(colour, number)
  return number
}

/** What is seen where an ink covers `shade` sixteenths of a pixel that was of the colour `below`. */
export function mixed(below: Colour, { colour, alpha }: Ink, shade: number): Colour {
  const share = (shade / SHADES) * alpha
  const part = (shift: number): number => {
    const [from, to] = [(below >> shift) & 0xff, (colour >> shift) & 0xff]
    return Math.round(from + (to - from) * share) << shift
  }
  return part(16) | part(8) | part(0)
}

function nearest(colours: readonly Colour[], colour: Colour): number {
  let best = 0
  let least = Infinity
  for (let at = 0; at < colours.length; at += 1) {
    const far = distance(colours[at] ?? 0, colour)
    if (far < least) [best, least] = [at, far]
  }
  return best
}

const distance = (a: Colour, b: Colour): number =>
  Math.abs((a >> 16) - (b >> 16)) +
  Math.abs(((a >> 8) & 0xff) - ((b >> 8) & 0xff)) +
  Math.abs((a & 0xff) - (b & 0xff))
