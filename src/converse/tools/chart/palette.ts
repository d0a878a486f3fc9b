/** The colours of a chart: a dark card of its own, so that it reads the same in Discord's dark and light themes. */

/** A colour as 0xRRGGBB. */
export type Colour = number

export const BACKGROUND: Colour = 0x1e2128
export const TITLE: Colour = 0xf2f4f7
export const LABEL: Colour = 0xc3c9d4
export const GRID: Colour = 0x353a45
export const ZERO_LINE: Colour = 0x7b8494

/**
 * One for each series or slice. Neighbours differ in lightness as well as in hue, so that they stay apart for people
 * who see red and green alike; each has a contrast of 4.5 : 1 or more with the background.
 */
export const SERIES: readonly Colour[] = [
  0x4c9dff, 0xffbe5c, 0x2fbf8f, 0xcdb4ff, 0xf2646f, 0x7fe3f0, 0xd96fa8, 0xa3adba,
]

export const seriesColour = (at: number): Colour => SERIES[at % SERIES.length] ?? TITLE
