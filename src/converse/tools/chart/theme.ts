/** How every chart looks: a dark card of its own, which reads the same in Discord's dark and light themes. */

export const BACKGROUND = '#1e2128'
export const TITLE = '#f2f4f7'
export const LABEL = '#c3c9d4'
export const GRID = '#353a45'
export const ZERO_LINE = '#7b8494'

/**
 * One for each series or slice. Neighbours differ in lightness as well as in hue, so that they stay apart for people
 * who see red and green alike; each has a contrast of 4.5 : 1 or more with the background.
 */
export const SERIES = [
  '#4c9dff',
  '#ffbe5c',
  '#2fbf8f',
  '#cdb4ff',
  '#f2646f',
  '#7fe3f0',
  '#d96fa8',
  '#a3adba',
] as const

export const seriesColour = (at: number): string => SERIES[at % SERIES.length] ?? TITLE

/**
 * Discord shows a picture 550 px wide on a desktop and about 350 on a phone, so it is drawn twice as large, and text
 * is large for the canvas. All in pixels.
 */
export const WIDTH = 1_000
export const HEIGHT = 560
export const MARGIN = 34
export const TEXT = 21

/** The name that both font files have. */
export const FONT = 'Inter'
