/** Painting: a pixel takes exactly as much of a colour as the shape covers, and the file says what was painted. */

import { expect, test } from 'vitest'
import { BACKGROUND, LABEL, SERIES, TITLE } from '../../src/converse/tools/chart/palette.ts'
import { encodePng } from '../../src/converse/tools/chart/png.ts'
import { paint } from '../../src/converse/tools/chart/raster.ts'
import type { Shape } from '../../src/converse/tools/chart/shape.ts'
import { type ReadPng, readPng } from '../fakes/png.ts'

const picture = async (...shapes: readonly Shape[]): Promise<ReadPng> =>
  readPng(await encodePng(paint({ width: 100, height: 80, shapes })))

const box = (x: number, y: number, width: number, height: number): Shape => ({
  kind: 'box',
  x,
  y,
  width,
  height,
  round: 'none',
  colour: 0xffffff,
})

/** How much of a pixel is white, from 0 to 1, as its red says. */
const white = (read: ReadPng, x: number, y: number): number =>
  ((read.at(x, y) >> 16) - (BACKGROUND >> 16)) / (0xff - (BACKGROUND >> 16))

const whiteIn = (read: ReadPng): number => {
  let sum = 0
  for (let y = 0; y < read.height; y += 1) for (let x = 0; x < read.width; x += 1) sum += white(read, x, y)
  return sum
}

test('nothing but background where nothing is', async () => {
  const read = await picture()
  expect([read.colours, read.at(0, 0), read.at(99, 79)]).toEqual([1, BACKGROUND, BACKGROUND])
})

test('a box fills its pixels and no others', async () => {
  const read = await picture(box(10, 20, 30, 40))
  expect([read.at(10, 20), read.at(39, 59)]).toEqual([0xffffff, 0xffffff])
  expect([read.at(9, 20), read.at(40, 59), read.at(10, 19), read.at(39, 60)]).toEqual([
    BACKGROUND,
    BACKGROUND,
    BACKGROUND,
    BACKGROUND,
  ])
  expect(whiteIn(read)).toBeCloseTo(30 * 40, 6)
})

test('half a pixel is half as light, a quarter a quarter', async () => {
  const read = await picture(box(10.5, 20.5, 30, 10))
  expect(white(read, 20, 20)).toBeCloseTo(0.5, 2)
  expect(white(read, 10, 25)).toBeCloseTo(0.5, 2)
  expect(white(read, 10, 20)).toBeCloseTo(0.25, 2)
  expect(white(read, 20, 25)).toBe(1)
})

test('a dot is as large as its radius says', async () => {
  const read = await picture({ kind: 'dot', x: 50.3, y: 40.7, radius: 20, colour: 0xffffff })
  expect(whiteIn(read) / (Math.PI * 20 * 20)).toBeCloseTo(1, 2)
})

test('a ring is open in the middle', async () => {
  const ring = {
    kind: 'slice',
    x: 50,
    y: 40,
    inner: 20,
    outer: 35,
    from: 0,
    to: 1,
    colour: 0xffffff,
  } as const
  const read = await picture(ring)
  expect([white(read, 50, 40), white(read, 50, 12), white(read, 50, 66)]).toEqual([0, 1, 1])
  expect(whiteIn(read) / (Math.PI * (35 * 35 - 20 * 20))).toBeCloseTo(1, 2)
})

const along = (points: readonly (readonly [number, number])[]): Shape => ({
  kind: 'line',
  points,
  width: 4,
  colour: 0xffffff,
})

test('a line is as thick in every direction, and shows no beads at its joints', async () => {
  const whole = await picture(
    along([
      [10, 10],
      [90, 70],
    ]),
  )
  const joined = await picture(
    along(Array.from({ length: 81 }, (_, at) => [10 + at, 10 + at * 0.75] as const)),
  )
  // 100 long, 4 thick, and half a circle at each end.
  expect(whiteIn(whole) / (400 + Math.PI * 4)).toBeCloseTo(1, 2)
  let worst = 0
  for (let y = 0; y < 80; y += 1)
    for (let x = 0; x < 100; x += 1)
      worst = Math.max(worst, Math.abs(white(joined, x, y) - white(whole, x, y)))
  expect(worst).toBeLessThanOrEqual(0.08)
})

test('what reaches over the edge of the canvas is cut off', async () => {
  const read = await picture(box(-50, -50, 70, 300), box(90, 10, 500, 20), box(200, 200, 5, 5))
  expect([white(read, 0, 0), white(read, 19, 79), white(read, 20, 40), white(read, 99, 15)]).toEqual([
    1, 1, 0, 1,
  ])
  expect(whiteIn(read)).toBeCloseTo(20 * 80 + 10 * 20, 6)
})

test('a later shape covers an earlier one', async () => {
  const read = await picture(box(0, 0, 50, 50), { ...box(10, 10, 10, 10), colour: 0x123456 })
  expect([read.at(5, 5), read.at(15, 15)]).toEqual([0xffffff, 0x123456])
})

test('more colours than a table takes: those of the shapes stay, and soft edges come near', async () => {
  const strips = Array.from({ length: 40 }, (_, at): Shape => ({
    ...box(2 * at, 0, 2, 60),
    colour: at * 0x060504,
  }))
  const edges = Array.from({ length: 16 }, (_, at) => box(0, 2 * at + 0.1 + at / 16, 80, 0.5))
  const read = await picture(...strips, ...edges)
  expect(read.colours).toBe(256)
  expect(strips.map((_, at) => read.at(2 * at, 50))).toEqual(strips.map(({ colour }) => colour))
  // The fifth edge lies wholly in row 8 and covers half of it.
  const half = strips.map(({ colour }) => [16, 8, 0].map((shift) => (((colour >> shift) & 0xff) + 0xff) / 2))
  const far = half.map((wanted, at) => distance(read.at(2 * at, 8), wanted))
  expect(Math.max(...far)).toBeLessThan(40)
})

/** The largest difference of a channel. */
const distance = (colour: number, wanted: readonly number[]): number =>
  Math.max(...[16, 8, 0].map((shift, at) => Math.abs(((colour >> shift) & 0xff) - (wanted[at] ?? 0))))

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: number): number {
  const [red = 0, green = 0, blue = 0] = [16, 8, 0].map((shift) => {
    const share = ((colour >> shift) & 0xff) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast of two colours, from 1 to 21, by the same standard. */
function contrast(a: number, b: number): number {
  const [dark = 0, bright = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (bright + 0.05) / (dark + 0.05)
}

test.each([...SERIES, LABEL, TITLE])('colour %d stands out from the background', (colour) => {
  expect(contrast(colour, BACKGROUND)).toBeGreaterThan(4.5)
})

test('neighbouring series differ in lightness, too', () => {
  const steps = SERIES.slice(1).map((colour, at) => contrast(colour, SERIES[at] ?? 0))
  expect(Math.min(...steps)).toBeGreaterThan(1.2)
})
