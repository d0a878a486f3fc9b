/** Paints shapes into pixels, with soft edges: each pixel takes as much of a colour as the shape covers of it. */

import { type ColourTable, colourTable, mixed, numberOf, type Ink, SHADES } from './colour-table.ts'
import { outline } from './outline.ts'
import type { Colour } from './palette.ts'
import type { Drawing, Polygon, Shape } from './shape.ts'

/** A picture that comes into being band by band. */
export interface Painting {
  readonly width: number
  readonly height: number
  /** The colours that the pixels' numbers stand for, at most 256; complete when the last band is. */
  readonly colours: readonly Colour[]
  /** Some rows at a time: of each a zero, then the numbers of its pixels, as a PNG file wants them. */
  readonly bands: Iterable<Uint8Array<ArrayBuffer>>
}

/**
 * How many rows a band has. The runtime is slow to take back large buffers, and an isolate has 128 MB: with one for the
 * whole picture a hundred charts held some 300 MB.
 */
const BAND = 32

/** The drawing in pixels. What lies outside the canvas is cut off. */
export function paint({ width, height, shapes }: Drawing): Painting {
  const table = colourTable(shapes.map(inkOf))
  const outlined = shapes.map((shape) => {
    const polygons = outline(shape)
    return { polygons, ink: inkOf(shape), reach: reachOf(polygons, width, height) }
  })
  // A row of pixels behind a zero, and a row of their cover with what an edge gives to the right of the last pixel.
  const stride = width + 1
  function* bands(): Generator<Uint8Array<ArrayBuffer>> {
    const steps = new Float32Array(stride * BAND)
    for (let top = 0; top < height; top += BAND) {
      const bottom = Math.min(top + BAND, height)
      // A new one each time: the compressor may read it after the next band has begun.
      const rows = new Uint8Array(stride * (bottom - top))
      for (const { polygons, ink, reach } of outlined) {
        const band = {
          rows,
          steps,
          stride,
          from: Math.max(top, reach.top) - top,
          top,
          bottom: Math.min(bottom, reach.bottom) - top,
        }
        if (band.from >= band.bottom) continue
        for (const polygon of polygons) addEdges(band, polygon)
        fill(band, reach, table, ink)
      }
      yield rows
    }
  }
  return { width, height, colours: table.colours, bands: bands() }
}

const inkOf = (shape: Shape): Ink => ({
  colour: shape.colour,
  alpha: shape.kind === 'area' ? shape.alpha : 1,
})

interface Band {
  /** The row of the picture that is row 0 of the band. */
  readonly top: number
  /** The rows of the band that a shape can reach. */
  readonly from: number
  readonly bottom: number
  readonly stride: number
  readonly rows: Uint8Array
  /** How the cover of a pixel changes from one pixel to the next on its right; zero between two shapes. */
  readonly steps: Float32Array
}

interface Reach {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The pixels that polygons can reach. */
function reachOf(polygons: readonly Polygon[], width: number, height: number): Reach {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (const polygon of polygons) {
    for (let at = 0; at + 1 < polygon.length; at += 2) {
      const [x, y] = [polygon[at] ?? 0, polygon[at + 1] ?? 0]
      left = Math.min(left, x)
      top = Math.min(top, y)
      right = Math.max(right, x)
      bottom = Math.max(bottom, y)
    }
  }
  return {
    left: Math.max(0, Math.floor(left)),
    top: Math.max(0, Math.floor(top)),
    right: Math.min(width, Math.ceil(right)),
    bottom: Math.min(height, Math.ceil(bottom)),
  }
}

/** Puts the ink where the cover is, and sets the cover back to zero. */
function fill(band: Band, { left, right }: Reach, table: ColourTable, ink: Ink): void {
  const whole = ink.alpha === 1 ? numberOf(table, ink.colour) : undefined
  // Neighbours mostly are alike: what the last pixel became holds for the next one, too.
  let [lastBelow, lastShade, last] = [-1, -1, 0]
  for (let row = band.from; row < band.bottom; row += 1) {
    const start = row * band.stride
    let sum = 0
    for (let column = left; column < right; column += 1) {
      sum += band.steps[start + column] ?? 0
      const cover = Math.abs(sum)
      // Less than half a shade; asked first, as most of the pixels around letters are of this kind.
      if (cover * SHADES < 0.5) continue
      const shade = Math.round(Math.min(1, cover) * SHADES)
      if (shade === SHADES && whole !== undefined) {
        band.rows[start + 1 + column] = whole
        continue
      }
      const below = band.rows[start + 1 + column] ?? 0
      if (below !== lastBelow || shade !== lastShade) {
        last = numberOf(table, mixed(table.colours[below] ?? 0, ink, shade))
        lastBelow = below
        lastShade = shade
      }
      band.rows[start + 1 + column] = last
    }
    band.steps.fill(0, start + left, start + right + 1)
  }
}

function addEdges(band: Band, polygon: Polygon): void {
  let [x, y] = [polygon.at(-2) ?? 0, (polygon.at(-1) ?? 0) - band.top]
  for (let at = 0; at + 1 < polygon.length; at += 2) {
    const [nextX, nextY] = [polygon[at] ?? 0, (polygon[at + 1] ?? 0) - band.top]
    if (y < nextY) addEdge(band, x, y, nextX, nextY, 1)
    else if (y > nextY) addEdge(band, nextX, nextY, x, y, -1)
    x = nextX
    y = nextY
  }
}

/** Adds what lies to the right of an edge that goes down from (x0, y0) to (x1, y1), times `sign`. */
function addEdge(band: Band, x0: number, y0: number, x1: number, y1: number, sign: number): void {
  const slope = (x1 - x0) / (y1 - y0)
  const end = Math.min(y1, band.bottom)
  for (let y = Math.max(y0, band.from); y < end;) {
    const row = Math.floor(y)
    const nextY = Math.min(row + 1, end)
    addInRow(band, row, x0 + (y - y0) * slope, x0 + (nextY - y0) * slope, (nextY - y) * sign)
    y = nextY
  }
}

/** The piece of an edge inside one row of pixels, from `from` to `to` on the x axis, `rise` of the row high. */
function addInRow(band: Band, row: number, from: number, to: number, rise: number): void {
  const last = band.stride - 1
  const left = Math.max(0, Math.min(from, to, last))
  const right = Math.max(0, Math.min(Math.max(from, to), last))
  for (let x = left; ;) {
    const column = Math.min(Math.floor(x), last - 1)
    const nextX = Math.min(column + 1, right)
    // The share of the rise in this column of pixels; an upright edge has it all in one.
    const part = right > left ? (rise * (nextX - x)) / (right - left) : rise
    const before = (x + nextX) / 2 - column
    const at = row * band.stride + column
    band.steps[at] = (band.steps[at] ?? 0) + part * (1 - before)
    band.steps[at + 1] = (band.steps[at + 1] ?? 0) + part * before
    if (nextX >= right) return
    x = nextX
  }
}
