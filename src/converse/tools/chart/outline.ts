/** Turns each shape into closed polygons, which is all that the rasteriser fills. */

import { textContours, widthOf } from './letters.ts'
import type { Point, Polygon, Shape } from './shape.ts'

/** How round a round corner is, in pixels. */
const CORNER = 5
/** Longest straight piece of an arc, in pixels: its bulge over the chord stays below a fiftieth of a pixel. */
const ARC_PIECE = 2

/** The polygons of a shape; where they overlap they are filled once, and a contour that turns back cuts a hole. */
export function outline(shape: Shape): readonly Polygon[] {
  switch (shape.kind) {
    case 'text': {
      const back = { start: 0, middle: 0.5, end: 1 }[shape.anchor] * widthOf(shape.text, shape.size)
      return textContours(shape.text, shape.x - back, shape.y, shape.size)
    }
    case 'box':
      return [box(shape).flat()]
    case 'line':
      return [stroke(shape.points, shape.width / 2).flat()]
    case 'area':
      return [shape.points.flat()]
    case 'dot':
      return [arc(shape.x, shape.y, shape.radius, 0, 1).flat()]
    case 'slice': {
      const { x, y, inner, outer, from, to } = shape
      return [[...arc(x, y, outer, from, to), ...arc(x, y, inner, from, to).toReversed()].flat()]
    }
  }
}

/** Points on a circle, both ends among them; angles in turns, clockwise from twelve o'clock. */
function arc(x: number, y: number, radius: number, from: number, to: number): readonly Point[] {
  const pieces = Math.max(1, Math.ceil((Math.abs(to - from) * 2 * Math.PI * radius) / ARC_PIECE))
  return Array.from({ length: pieces + 1 }, (_, piece) => {
    const angle = (from + ((to - from) * piece) / pieces) * 2 * Math.PI
    return [x + radius * Math.sin(angle), y - radius * Math.cos(angle)]
  })
}

const ROUND = { none: '', all: 'abcd', top: 'ab', right: 'bc', bottom: 'cd', left: 'da' } as const

function box({ x, y, width, height, round }: Extract<Shape, { kind: 'box' }>): readonly Point[] {
  const radius = Math.min(CORNER, width / 2, height / 2)
  const [right, bottom] = [x + width, y + height]
  const corner = (name: string, cornerX: number, cornerY: number, from: number): readonly Point[] =>
    ROUND[round].includes(name)
      ? arc(
          cornerX === x ? x + radius : right - radius,
          cornerY === y ? y + radius : bottom - radius,
          radius,
          from,
          from + 0.25,
        )
      : [[cornerX, cornerY]]
  return [
    ...corner('a', x, y, 0.75),
    ...corner('b', right, y, 0),
    ...corner('c', right, bottom, 0.25),
    ...corner('d', x, bottom, 0.5),
  ]
}

/**
 * The outline of a line with round ends and joins, `half` pixels to each side, as one polygon: there along one side
 * and back along the other. Joined from pieces it would show a bead at each joint, as their soft edges add up.
 */
function stroke(all: readonly Point[], half: number): readonly Point[] {
  const points = all.filter((point, at) => at === 0 || distance(point, all[at - 1] ?? point) > 1e-6)
  const [first] = points
  if (first === undefined) return []
  if (points.length === 1) return arc(first[0], first[1], half, 0, 1)
  // The way back is the same way with the ends exchanged, so both sides and both round ends come from one walk.
  const walk = [...points, ...points.slice(1, -1).toReversed()]
  return walk.flatMap((point, at) => {
    const before = walk.at(at - 1) ?? point
    const after = walk[(at + 1) % walk.length] ?? point
    return join(point, side(before, point), side(point, after), half)
  })
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** The angle, in turns from twelve o'clock, that lies to the left of the way from `a` to `b`. */
const side = (a: Point, b: Point): number => Math.atan2(b[0] - a[0], a[1] - b[1]) / (2 * Math.PI) - 0.25

/** The corner between two pieces, on the left side: an arc where the line turns away, through the point where it turns in. */
function join([x, y]: Point, from: number, to: number, half: number): readonly Point[] {
  const turn = to - from - Math.floor(to - from)
  if (turn <= 0.5 + 1e-9) return arc(x, y, half, from, from + turn)
  return [...arc(x, y, half, from, from), [x, y], ...arc(x, y, half, to, to)]
}
