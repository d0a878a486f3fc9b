/** The head of every chart: title, what the values are, and the colours of the series. */

import { breakLines, fit, widthOf } from './letters.ts'
import { LABEL, seriesColour, TITLE } from './palette.ts'
import type { Shape } from './shape.ts'
import type { Chart } from './spec.ts'

/**
 * Discord shows a picture 550 px wide on a desktop and about 350 on a phone, so it is drawn twice as large, and text
 * is large for the canvas.
 */
export const WIDTH = 1_000
export const HEIGHT = 560
export const MARGIN = 34
export const TEXT = 21
const TITLE_SIZE = 30
const TITLE_LINE = 38
const LEGEND_LINE = 34
const CHIP = 18

export interface Head {
  readonly shapes: readonly Shape[]
  /** Where the chart proper may begin. */
  readonly bottom: number
}

export function headOf(chart: Chart): Head {
  const inner = WIDTH - 2 * MARGIN
  const shapes: Shape[] = []
  let bottom = MARGIN - 6
  const line = (text: string, height: number, size: number, colour: number): void => {
    bottom += height
    shapes.push({ kind: 'text', x: MARGIN, y: bottom - 0.3 * height, text, size, anchor: 'start', colour })
  }
  for (const text of breakLines(chart.title, TITLE_SIZE, inner, 2)) line(text, TITLE_LINE, TITLE_SIZE, TITLE)
  const several = chart.series.length > 1
  const name = chart.series[0]?.name ?? ''
  // A name that only repeats the title says nothing.
  const caption = [name === chart.title ? '' : name, chart.unit].filter((text) => text !== '').join(' · ')
  if (caption !== '' && !several) line(fit(caption, TEXT, inner), LEGEND_LINE, TEXT, LABEL)
  if (!several) return { shapes, bottom: bottom + 14 }

  const items = chart.series.map((series, at) => ({
    text: fit(series.name === '' ? String(at + 1) : series.name, TEXT, inner / 3 - 70),
    colour: seriesColour(at),
  }))
  // The unit follows the names, without a colour.
  const unit = chart.unit === '' ? [] : [{ text: chart.unit, colour: undefined }]
  let x = MARGIN
  bottom += 4 + LEGEND_LINE
  for (const { text, colour } of [...items, ...unit]) {
    const chip = colour === undefined ? 0 : CHIP + 10
    const width = chip + widthOf(text, TEXT)
    if (x > MARGIN && x + width > WIDTH - MARGIN) {
      x = MARGIN
      bottom += LEGEND_LINE
    }
    const y = bottom - 0.3 * LEGEND_LINE
    if (colour !== undefined)
      shapes.push({ kind: 'box', x, y: y - CHIP + 1.5, width: CHIP, height: CHIP, round: 'all', colour })
    shapes.push({ kind: 'text', x: x + chip, y, text, size: TEXT, anchor: 'start', colour: LABEL })
    x += width + 28
  }
  return { shapes, bottom: bottom + 14 }
}
