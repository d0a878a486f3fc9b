/** Text as outlines: what can be written, how wide it is, and how it is cut or broken to fit. */

import { letters, outlines, UNITS_PER_EM } from './glyphs.ts'
import type { Point, Polygon } from './shape.ts'

const index: ReadonlyMap<string, string> = new Map(
  letters.map((letter) => [letter.charAt(0), letter.slice(1)]),
)

/** Height of a capital letter, as a share of the size of the text: what to centre text by. */
export const CAP_HEIGHT = 0.727

const ELLIPSIS = '…'

/** Typographic signs that have no letter of their own in the font, and what says the same. */
const STAND_INS: Readonly<Record<string, string>> = {
  '‑': '-',
  '‐': '-',
  '―': '—',
  '′': "'",
  '″': '"',
  '⁄': '/',
}

/**
 * `text` in characters that can be drawn. Emoji and other signs are left out, as the words beside them say enough;
 * undefined where letters or digits would be lost: a label with holes is worse than none.
 */
export function drawable(text: string): string | undefined {
  let drawn = ''
  for (const letter of text.normalize('NFC')) {
    if (index.has(letter)) drawn += letter
    else {
      const plain = /\s/u.test(letter) ? ' ' : (STAND_INS[letter] ?? letter.normalize('NFKC'))
      const kept = Array.from(plain)
        .filter((part) => index.has(part))
        .join('')
      if (kept === '' && /[\p{L}\p{N}]/u.test(letter)) return undefined
      drawn += kept
    }
  }
  drawn = drawn.replaceAll(/ +/g, ' ').trim()
  return drawn === '' && text.trim() !== '' ? undefined : drawn
}

/** Width in pixels at `size` pixels per em. */
export function widthOf(text: string, size: number): number {
  let units = 0
  for (const letter of text) units += Number.parseInt(index.get(letter) ?? '0', 10)
  return (units * size) / UNITS_PER_EM
}

/** The longest beginning of `text` that is at most `width` pixels wide, with an ellipsis where something is missing. */
export function fit(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text
  let kept = Array.from(text)
  while (kept.length > 0 && widthOf(kept.join('').trimEnd() + ELLIPSIS, size) > width)
    kept = kept.slice(0, -1)
  return kept.join('').trimEnd() + ELLIPSIS
}

/** `text` on at most `count` lines of `width` pixels, broken at spaces; what is too much ends in an ellipsis. */
export function breakLines(text: string, size: number, width: number, count: number): readonly string[] {
  const lines: string[] = []
  let rest = text
  while (rest !== '' && lines.length < count - 1 && widthOf(rest, size) > width) {
    let cut = rest.lastIndexOf(' ')
    while (cut > 0 && widthOf(rest.slice(0, cut), size) > width) cut = rest.lastIndexOf(' ', cut - 1)
    if (cut <= 0) break
    lines.push(rest.slice(0, cut))
    rest = rest.slice(cut + 1)
  }
  return rest === '' ? lines : [...lines, fit(rest, size, width)]
}

/** The outlines of `text` that starts at (x, y), as closed polygons. */
export function textContours(text: string, x: number, y: number, size: number): readonly Polygon[] {
  const scale = size / UNITS_PER_EM
  const contours: Polygon[] = []
  let pen = x
  for (const letter of text) {
    for (const contour of letterContours(letter)) {
      const placed: number[] = []
      for (let at = 0; at + 1 < contour.length; at += 2)
        placed.push(pen + (contour[at] ?? 0) * scale, y - (contour[at + 1] ?? 0) * scale)
      contours.push(placed)
    }
    pen += widthOf(letter, size)
  }
  return contours
}

/** Reading a letter takes as long as painting it, and a chart has few different ones. */
const known = new Map<string, readonly Polygon[]>()

/** The outlines of a letter in the font's units, y upwards. */
function letterContours(letter: string): readonly Polygon[] {
  const before = known.get(letter)
  if (before !== undefined) return before
  const [, ...parts] = (index.get(letter) ?? '').split(' ').map(Number)
  const contours: Polygon[] = []
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [number = 0, x = 0, y = 0] = parts.slice(at, at + 3)
    for (const contour of (outlines[number] ?? '').split('/')) contours.push(curve(contour, x, y).flat())
  }
  known.set(letter, contours)
  return contours
}

/** How many straight pieces stand for one curve: at 30 px per em the error stays below a fiftieth of a pixel. */
const PIECES = 4

/** The points of a TrueType contour: between two bending points in a row, a point of the curve lies half way. */
function curve(contour: string, x: number, y: number): readonly Point[] {
  const words = contour.split(' ')
  const points: { readonly at: Point; readonly bends: boolean }[] = []
  let [penX, penY] = [x, y]
  for (let at = 0; at + 1 < words.length; at += 2) {
    const word = words[at] ?? ''
    const bends = word.startsWith('~')
    penX += Number(bends ? word.slice(1) : word)
    penY += Number(words[at + 1])
    const point: Point = [penX, penY]
    const before = points.at(-1)
    if (bends && before?.bends === true) points.push({ at: middle(before.at, point), bends: false })
    points.push({ at: point, bends })
  }
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return []
  // The font's contours start on the curve; one that ends off it bends back to the start.
  const closed = last.bends ? [...points, first] : points
  const polygon: Point[] = []
  closed.forEach(({ at, bends }, number) => {
    const [from, to] = [closed[number - 1]?.at, closed[number + 1]?.at]
    if (!bends || from === undefined || to === undefined) polygon.push(at)
    else for (let piece = 1; piece < PIECES; piece += 1) polygon.push(bend(from, at, to, piece / PIECES))
  })
  return polygon
}

const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]

/** The point at `t` of the quadratic Bézier curve from `from` to `to`. */
function bend(from: Point, control: Point, to: Point, t: number): Point {
  const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t]
  return [a * from[0] + b * control[0] + c * to[0], a * from[1] + b * control[1] + c * to[1]]
}
