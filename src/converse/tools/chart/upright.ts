/** The plot with its values upwards and its labels below, for standing bars and for lines. */

import type { Language } from '../../../sentences.ts'
import { axisLabels, LABEL_LINE } from './axis-labels.ts'
import { HEIGHT, MARGIN, TEXT, WIDTH } from './frame.ts'
import { CAP_HEIGHT, widthOf } from './letters.ts'
import { tickText } from './number-text.ts'
import { GRID, LABEL, ZERO_LINE } from './palette.ts'
import { type Scale, shareOf } from './scale.ts'
import type { Shape } from './shape.ts'

export interface Upright {
  /** Grid, ticks and labels. */
  readonly shapes: readonly Shape[]
  /** The middle of label number `at`, and the height of a value. */
  readonly x: (at: number) => number
  readonly y: (value: number) => number
  /** Distance of two labels. */
  readonly share: number
}

export interface UprightWish {
  readonly labels: readonly string[]
  readonly scale: Scale
  readonly language: Language
  readonly top: number
  /** Bars have the axis cut into equal shares; the points of lines go from end to end. */
  readonly places: 'shares' | 'points'
  /** Space for texts above the highest and below the lowest value. */
  readonly above: number
  readonly below: number
}

export function upright({ labels, scale, language, top, places, above, below }: UprightWish): Upright {
  const text = tickText(scale, language)
  const left = leftOf(scale, language)
  const right = WIDTH - MARGIN
  const inset = places === 'points' ? 8 : 0
  const count = places === 'points' ? Math.max(1, labels.length - 1) : labels.length
  const share = (right - left - 2 * inset) / count
  const x = (at: number): number =>
    places === 'points'
      ? labels.length === 1
        ? (left + right) / 2
        : left + inset + at * share
      : left + (at + 0.5) * share

  const under = axisLabels(
    labels,
    labels.map((_, at) => x(at)),
    { left: MARGIN / 2, right: WIDTH - MARGIN / 2, share },
  )
  const bottom = HEIGHT - MARGIN + 8 - LABEL_LINE * under.lines
  const [high, low] = [top + above + TEXT / 2, bottom - below]
  const y = (value: number): number => low - shareOf(scale, value) * (low - high)
  const grid = scale.ticks.flatMap((tick): Shape[] => {
    const thick = tick === 0 ? 2 : 1
    const line = Math.round(y(tick)) - thick / 2
    return [
      {
        kind: 'box',
        x: left,
        y: Math.round(line),
        width: right - left,
        height: thick,
        round: 'none',
        colour: tick === 0 ? ZERO_LINE : GRID,
      },
      {
        kind: 'text',
        x: left - 12,
        y: y(tick) + (CAP_HEIGHT * TEXT) / 2,
        text: text(tick),
        size: TEXT,
        anchor: 'end',
        colour: LABEL,
      },
    ]
  })
  return { shapes: [...grid, ...under.at(bottom)], x, y, share }
}

/** Where the plot begins: right of the widest tick. */
export function leftOf(scale: Scale, language: Language): number {
  const text = tickText(scale, language)
  return MARGIN + Math.max(...scale.ticks.map((tick) => widthOf(text(tick), TEXT))) + 12
}

/** The share of the width that one of `count` labels would have. */
export const shareOfWidth = (scale: Scale, language: Language, count: number): number =>
  (WIDTH - MARGIN - leftOf(scale, language)) / count
