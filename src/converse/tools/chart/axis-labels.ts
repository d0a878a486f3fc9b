/** The labels under an axis: on up to two lines where all fit, else only every second, third, … so that none overlap. */

import { TEXT } from './frame.ts'
import { breakLines, fit, widthOf } from './letters.ts'
import { LABEL } from './palette.ts'
import type { Shape } from './shape.ts'

export const LABEL_LINE = 26
const GAP = 14
/** Longer ones are cut: they would leave room for few others. */
const WIDEST = 260

export interface AxisLabels {
  readonly lines: number
  /** The shapes, for an axis at `y`. */
  readonly at: (y: number) => readonly Shape[]
}

/** The labels broken into lines of their share of the axis, or undefined where one does not fit in two. */
export function brokenLabels(
  labels: readonly string[],
  share: number,
): readonly (readonly string[])[] | undefined {
  const broken = labels.map((label) => breakLines(label, TEXT, share - GAP, 2))
  return broken.every((lines, at) => lines.join(' ') === labels[at]) ? broken : undefined
}

/** Labels with their middle at `centres` (rising), kept between `left` and `right`; `share` is the distance of two. */
export function axisLabels(
  labels: readonly string[],
  centres: readonly number[],
  { left, right, share }: { readonly left: number; readonly right: number; readonly share: number },
): AxisLabels {
  const broken = brokenLabels(labels, share)
  const texts = broken ?? labels.map((label) => [fit(label, TEXT, WIDEST)])
  const boxes = texts.map((lines, at) => {
    const half = Math.max(...lines.map((line) => widthOf(line, TEXT) / 2), 0)
    const centre = Math.min(Math.max(centres[at] ?? left, left + half), right - half)
    return { lines, centre, from: centre - half, to: centre + half }
  })
  let every = 1
  const shown = () => boxes.filter((_, at) => at % every === 0)
  while (every < boxes.length && !apart(shown())) every += 1
  const kept = shown()
  return {
    lines: Math.max(1, ...kept.map(({ lines }) => lines.length)),
    at: (y) =>
      kept.flatMap(({ lines, centre }) =>
        lines.map((text, line) => ({
          kind: 'text',
          x: centre,
          y: y + LABEL_LINE * (line + 1) + 2,
          text,
          size: TEXT,
          anchor: 'middle',
          colour: LABEL,
        })),
      ),
  }
}

const apart = (boxes: readonly { readonly from: number; readonly to: number }[]): boolean =>
  boxes.every((box, at) => at === 0 || box.from >= (boxes[at - 1]?.to ?? 0) + GAP)
