/** Where the shapes of a chart are: all on the canvas, no text on another, values where the axis says. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layout } from '../../src/converse/tools/chart/layout.ts'
import { CAP_HEIGHT, widthOf } from '../../src/converse/tools/chart/letters.ts'
import { outline } from '../../src/converse/tools/chart/outline.ts'
import { SERIES } from '../../src/converse/tools/chart/palette.ts'
import type { Drawing, Shape } from '../../src/converse/tools/chart/shape.ts'
import type { Chart } from '../../src/converse/tools/chart/spec.ts'

const make = (partial: Partial<Chart> = {}): Chart => ({
  type: 'bar',
  title: 'Title',
  unit: '',
  labels: ['a', 'b', 'c'],
  series: [{ name: '', values: [1, 2, 3] }],
  ...partial,
})

type Text = Extract<Shape, { kind: 'text' }>
type Box = Extract<Shape, { kind: 'box' }>
const texts = ({ shapes }: Drawing): Text[] => shapes.filter((shape) => shape.kind === 'text')
const bars = ({ shapes }: Drawing): Box[] =>
  shapes.filter((shape) => shape.kind === 'box').filter(({ round }) => round !== 'none' && round !== 'all')
const written = (drawing: Drawing): string[] => texts(drawing).map(({ text }) => text)

const boxOf = ({ x, y, text, size, anchor }: Text) => {
  const width = widthOf(text, size)
  const left = x - { start: 0, middle: 0.5, end: 1 }[anchor] * width
  return { left, right: left + width, top: y - CAP_HEIGHT * size, bottom: y }
}

const anyLabel = fc
  .string({ unit: fc.constantFrom('a', 'W', 'i', 'Ö', 'g', '9', ' ', '-', 'Ж'), maxLength: 60 })
  .map((text) => text.replaceAll(/ +/g, ' ').trim())
const value = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.double({ min: 0, max: 1e-9, noNaN: true }),
  fc.constant(undefined),
)
const anyChart = fc
  .record({
    type: fc.constantFrom('bar', 'line', 'pie'),
    labels: fc.oneof(
      fc.array(anyLabel, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat({ max: 99 }).map(String), { minLength: 1, maxLength: 100 }),
      fc.array(anyLabel, { minLength: 1, maxLength: 100 }),
    ),
    count: fc.integer({ min: 1, max: 6 }),
    title: anyLabel,
    unit: anyLabel.map((text) => text.slice(0, 16)),
    name: anyLabel.map((text) => text.slice(0, 40)),
  } as const)
  .chain(({ count, name, ...rest }) =>
    fc
      .array(fc.array(value, { minLength: rest.labels.length, maxLength: rest.labels.length }), {
        minLength: rest.type === 'pie' ? 1 : count,
        maxLength: rest.type === 'pie' ? 1 : count,
      })
      .map((all): Chart => {
        const rows = all.map((values) =>
          values.map((one) => (rest.type === 'pie' ? Math.abs(one ?? 0) : one)),
        )
        // Charts without any value, and pies of nothing, are refused before.
        if (rows[0]) rows[0][0] = 7
        return { ...rest, series: rows.map((values) => ({ name, values })) }
      }),
  )

test('nothing lies outside the canvas', () => {
  fc.assert(
    fc.property(anyChart, fc.constantFrom('en', 'de'), (chart, language) => {
      const drawing = layout(chart, language)
      const numbers = drawing.shapes.flatMap((shape) => outline(shape).flat())
      const [xs, ys] = [0, 1].map((which) => numbers.filter((_, at) => at % 2 === which)) as [
        number[],
        number[],
      ]
      expect(xs.filter((x) => !(x >= 0 && x <= drawing.width))).toEqual([])
      expect(ys.filter((y) => !(y >= 0 && y <= drawing.height))).toEqual([])
    }),
  )
})

test('no text overlaps another', () => {
  fc.assert(
    fc.property(anyChart, fc.constantFrom('en', 'de'), (chart, language) => {
      const all = texts(layout(chart, language)).filter(({ text }) => text !== '')
      const boxes = all.map((text) => ({ ...boxOf(text), text: text.text }))
      const pairs = boxes.flatMap((a, at) => boxes.slice(0, at).map((b) => [a, b] as const))
      const overlapping = pairs.filter(
        ([a, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
      )
      expect(overlapping.map(([a, b]) => [a.text, b.text])).toEqual([])
    }),
  )
})

test('a picture is 1,000 pixels wide, and never too tall for a screen', () => {
  fc.assert(
    fc.property(anyChart, (chart) => {
      const { width, height } = layout(chart, 'en')
      expect(width).toBe(1_000)
      expect(height).toBeGreaterThanOrEqual(560)
      expect(height).toBeLessThanOrEqual(1_300)
    }),
  )
})

test('bars are as long as their values, from a common zero', () => {
  const [a, b, c, ...none] = bars(layout(make({ series: [{ name: '', values: [10, -5, 20] }] }), 'en'))
  expect(none).toEqual([])
  expect(a && b && c && [a.height / b.height, c.height / a.height]).toEqual([
    expect.closeTo(2, 6),
    expect.closeTo(2, 6),
  ])
  expect(a && a.y + a.height).toBeCloseTo(b?.y ?? 0, 6)
})

test('a gap and a zero have no bar, and only the zero is written', () => {
  const drawing = layout(make({ series: [{ name: '', values: [3.25, undefined, 0] }] }), 'en')
  expect(bars(drawing)).toHaveLength(1)
  expect(written(drawing)).toContain('3.25')
  // Once at its place, once at the axis.
  expect(written(drawing).filter((text) => text === '0')).toHaveLength(2)
})

test('a value a hair below zero has room for its text', () => {
  const drawing = layout(make({ series: [{ name: '', values: [7, -1e-12, 3] }] }), 'en')
  const [tiny, label] = ['−1E-12', 'b'].map((text) => texts(drawing).find((shape) => shape.text === text))
  expect(tiny && label && boxOf(tiny).bottom < boxOf(label).top).toBe(true)
})

test('a value too small to see still leaves a trace', () => {
  const [, small] = bars(layout(make({ series: [{ name: '', values: [1e6, 1, 5] }] }), 'en'))
  expect(small?.height).toBeGreaterThan(1)
})

test('long names lie beside their bars, all of them and whole', () => {
  const labels = [
    'TypeScript and JavaScript',
    'Python',
    'C and C++ (embedded)',
    'Haskell & friends',
    'Go',
    'Rust',
  ]
  const drawing = layout(make({ labels, series: [{ name: '', values: [6, 5, 4, 3, 2, 1] }] }), 'en')
  expect(written(drawing)).toEqual(expect.arrayContaining(labels))
  expect(bars(drawing).map(({ round }) => round)).toEqual(Array.from(labels, () => 'right'))
})

test('names that fit on two lines stand below their bars', () => {
  const labels = ['North America', 'Latin America', 'Europe', 'Middle East & Africa', 'Asia Pacific']
  const drawing = layout(make({ labels, series: [{ name: '', values: [5, 4, 3, 2, 1] }] }), 'en')
  expect(written(drawing)).toEqual(expect.arrayContaining(['Middle East &', 'Africa', 'North America']))
  expect(bars(drawing)[0]?.round).toBe('top')
})

test('dates are thinned out evenly instead', () => {
  const labels = Array.from({ length: 60 }, (_, at) => `${1 + (at % 30)} ${at < 30 ? 'April' : 'May'}`)
  const drawing = layout(
    make({ type: 'line', labels, series: [{ name: '', values: labels.map((_, at) => at) }] }),
    'en',
  )
  const shown = labels.flatMap((text, at) => (written(drawing).includes(text) ? [at] : []))
  const steps = new Set(shown.slice(1).map((at, before) => at - (shown[before] ?? 0)))
  expect(shown[0]).toBe(0)
  expect(steps.size).toBe(1)
  expect(shown.length).toBeGreaterThan(5)
})

test('a line breaks at a gap, and a value between two gaps is a dot', () => {
  const values = [1, 2, undefined, 3, undefined, ...Array.from({ length: 40 }, (_, at) => at)]
  const labels = values.map((_, at) => String(at))
  const { shapes } = layout(make({ type: 'line', labels, series: [{ name: '', values }] }), 'en')
  expect(shapes.filter(({ kind }) => kind === 'line')).toHaveLength(3)
  expect(shapes.filter(({ kind }) => kind === 'dot')).toHaveLength(1)
})

/** Of each number, how many are smaller. */
const order = (list: readonly number[]): readonly number[] =>
  list.map((one) => list.filter((other) => other < one).length)

test('the points of a line rise with their values, from end to end', () => {
  const values = [5, 1, 9, 3]
  const { shapes } = layout(
    make({ type: 'line', labels: ['a', 'b', 'c', 'd'], series: [{ name: '', values }] }),
    'en',
  )
  const line = shapes.find((shape) => shape.kind === 'line')
  const heights = line?.points.map(([, y]) => -y) ?? []
  expect(order(heights)).toEqual(order(values))
  expect(line?.points.map(([x]) => x)).toEqual(line?.points.map(([x]) => x).toSorted((a, b) => a - b))
})

test('the slices of a pie close the circle in proportion', () => {
  const { shapes } = layout(make({ type: 'pie', series: [{ name: '', values: [50, 25, 25] }] }), 'en')
  const slices = shapes.filter((shape) => shape.kind === 'slice')
  expect(slices.map(({ from, to }) => [from, to])).toEqual([
    [0, 0.5],
    [0.5, 0.75],
    [0.75, 1],
  ])
})

test('more slices than colours: the smallest become one', () => {
  const labels = Array.from({ length: 20 }, (_, at) => `Name ${at}`)
  const drawing = layout(
    make({ type: 'pie', labels, series: [{ name: '', values: labels.map((_, at) => at + 1) }] }),
    'de',
  )
  expect(drawing.shapes.filter(({ kind }) => kind === 'slice')).toHaveLength(SERIES.length)
  expect(written(drawing)).toContain('Andere (13)')
})

test('several series have a legend in the colours of their bars', () => {
  const series = ['one', 'two'].map((name) => ({ name, values: [1, 2, 3] }))
  const drawing = layout(make({ series }), 'en')
  const chips = drawing.shapes.filter((shape) => shape.kind === 'box').filter(({ round }) => round === 'all')
  expect(written(drawing)).toEqual(expect.arrayContaining(['one', 'two']))
  expect(chips.map(({ colour }) => colour)).toEqual([...new Set(bars(drawing).map(({ colour }) => colour))])
})
