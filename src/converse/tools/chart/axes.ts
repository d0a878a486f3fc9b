/** The axes that bars and lines are drawn on: values with round ticks, and as many labels as there is room for. */

import type { Language } from '../../../sentences/sentences.ts'
import { breakLines, fit, widthOf } from './letters.ts'
import { tickText } from './number-text.ts'
import type { Scale } from './scale.ts'
import { GRID, LABEL, MARGIN, TEXT, WIDTH, ZERO_LINE } from './theme.ts'

/** Least distance of two labels in a row, in pixels. */
const GAP = 14
/** Longer labels are cut: they would leave room for few others. */
const WIDEST = 220

export const LOOK = { color: LABEL, fontSize: TEXT, fontWeight: 500, margin: 14 } as const

/** Space of the plot with its ticks and labels, in pixels from the picture's edges; `below` is for more beneath it. */
export const gridOf = (top: number, { left = MARGIN, right = MARGIN, below = 0 } = {}) =>
  ({
    left,
    right,
    top,
    bottom: MARGIN - 10 + below,
    // The labels of the axes lie within this space, too.
    outerBoundsMode: 'same',
    outerBoundsContain: 'axisLabel',
  }) as const

/** The space beside a plot on whose edges labels have their middle, so that the other half of them is seen. */
export function sidesOf(shown: readonly string[], scale: Scale, language: Language) {
  const half =
    Math.max(...shown.flatMap((label) => label.split('\n').map((line) => widthOf(line, TEXT)))) / 2 + 6
  return {
    left: Math.max(MARGIN, half - tickWidth(scale, language) - LOOK.margin),
    right: Math.max(MARGIN, half),
  }
}

/** The axis of the values, with exactly the ticks of `scale`. */
export function valueAxis(scale: Scale, language: Language) {
  const text = tickText(scale, language)
  const [low = 0, next = 1] = scale.ticks
  return {
    type: 'value',
    min: scale.low,
    max: scale.high,
    interval: next - low,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: GRID, width: 1 } },
    axisLabel: { ...LOOK, formatter: (value: number) => text(value) },
  } as const
}

/**
 * The axis of the labels; `shown` has what is written of each. `apart` is the distance from the plot, in pixels, where
 * something else needs room between.
 */
export function labelAxis(shown: readonly string[], interval: 'auto' | 0, apart = 0) {
  return {
    type: 'category' as const,
    data: [...shown],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: ZERO_LINE, width: 2 } },
    axisLabel: {
      ...LOOK,
      margin: LOOK.margin + apart,
      lineHeight: 26,
      // Where not all of them fit, every second, third, … is shown.
      interval,
    },
  }
}

/** Labels for an axis that shows only some of them. */
export const cutLabels = (labels: readonly string[]): readonly string[] =>
  labels.map((label) => fit(label, TEXT, WIDEST))

/** The labels on up to two lines each, of the width that each has beside the others; undefined where one does not fit. */
export function brokenLabels(
  labels: readonly string[],
  scale: Scale,
  language: Language,
): readonly string[] | undefined {
  const share = shareOf(labels.length, scale, language)
  const broken = labels.map((label) => breakLines(label, TEXT, share - GAP, 2))
  return broken.every((lines, at) => lines.join(' ') === labels[at])
    ? broken.map((lines) => lines.join('\n'))
    : undefined
}

/** The width that each of `count` labels has on an axis below the plot, in pixels. */
export const shareOf = (count: number, scale: Scale, language: Language): number =>
  (WIDTH - 2 * MARGIN - tickWidth(scale, language) - LOOK.margin) / count

function tickWidth(scale: Scale, language: Language): number {
  const text = tickText(scale, language)
  return Math.max(...scale.ticks.map((tick) => widthOf(text(tick), TEXT)))
}
