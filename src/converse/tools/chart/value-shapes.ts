/** A value written at the end of its bar, on a ground of its own, so that no line of the grid strikes it through. */

import { CAP_HEIGHT, widthOf } from './letters.ts'
import { BACKGROUND, TITLE } from './palette.ts'
import type { Shape } from './shape.ts'

const PADDING = 3
const ANCHORED = { start: 0, middle: 0.5, end: 1 } as const

export function valueShapes(
  place: Pick<Extract<Shape, { kind: 'text' }>, 'x' | 'y' | 'text' | 'size' | 'anchor'>,
): readonly Shape[] {
  const width = widthOf(place.text, place.size)
  const height = CAP_HEIGHT * place.size
  return [
    {
      kind: 'box',
      x: place.x - ANCHORED[place.anchor] * width - PADDING,
      y: place.y - height - PADDING,
      width: width + 2 * PADDING,
      height: height + 2 * PADDING,
      round: 'none',
      colour: BACKGROUND,
    },
    { kind: 'text', ...place, colour: TITLE },
  ]
}
