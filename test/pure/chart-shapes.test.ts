/** Where the shapes of a chart are: bars, lines, areas and slices tell the values that the axis says. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseChart } from '../../src/converse/tools/chart/spec.ts'
import { svgOf } from '../../src/converse/tools/chart/svg.ts'
import { SERIES } from '../../src/converse/tools/chart/theme.ts'
import { readSvg, type ReadSvg, type SvgShape } from '../fakes/svg.ts'
import { drawn, written, marks } from '../fakes/drawn-chart.ts'

const strokes = ({ shapes }: ReadSvg, colour: string): SvgShape[] =>
  shapes.filter(({ stroke, fill }) => stroke === colour && fill === 'none')

const size = ({ top, bottom }: SvgShape): number => bottom - top

test('bars are as long as their values, from a common zero', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: -1_000, max: 1_000 }).filter((one) => Math.abs(one) > 20),
        { minLength: 5, maxLength: 20 },
      ),
      fc.boolean(),
      (values, lying) => {
        const labels = values.map((_, at) =>
          lying
            ? `A name that is far too long to stand below its bar, ${String.fromCharCode(65 + at)}`
            : `n${at}`,
        )
        const bars = marks(drawn({ labels, series: [{ name: '', values }] }))
        expect(bars).toHaveLength(values.length)
        const lengths = bars.map(({ left, right, top, bottom }) => (lying ? right - left : bottom - top))
        const perPixel = Math.max(...values.map(Math.abs)) / Math.max(...lengths)
        for (const [at, length] of lengths.entries())
          expect(Math.abs(length * perPixel - Math.abs(values[at] ?? 0))).toBeLessThan(perPixel)
        const zeros = bars.map(({ left, right, top, bottom }, at) => {
          const ahead = (values[at] ?? 0) > 0
          return lying ? (ahead ? left : right) : ahead ? bottom : top
        })
        expect(Math.max(...zeros) - Math.min(...zeros)).toBeLessThan(0.2)
      },
    ),
    { numRuns: 30 },
  )
})

test('a gap and a zero have no bar, and only the zero is written', () => {
  const chart = drawn({ series: [{ name: '', values: [3.25, undefined, 0] }] })
  expect(marks(chart)).toHaveLength(1)
  expect(written(chart)).toContain('3.25')
  // Once at its place, once at the axis.
  expect(written(chart).filter((text) => text === '0')).toHaveLength(2)
})

test('a value a hair below zero has room for its text', () => {
  const { texts } = drawn({ series: [{ name: '', values: [7, -1e-12, 3] }] })
  const [tiny, label] = ['−1E-12', 'b'].map((text) => texts.find((one) => one.text === text))
  expect(tiny && label && tiny.bottom < label.top).toBe(true)
})

test('a value too small to see still leaves a trace', () => {
  const [, small] = marks(drawn({ series: [{ name: '', values: [1e6, 1, 5] }] }))
  expect(small && size(small)).toBeGreaterThan(1)
})

test('a line breaks at a gap, and a value between two gaps is a dot', () => {
  const values = [1, 2, undefined, 3, undefined, ...Array.from({ length: 40 }, (_, at) => at)]
  const chart = drawn({ type: 'line', labels: values.map(String), series: [{ name: '', values }] })
  expect(marks(chart)).toHaveLength(1)
  const line = strokes(chart, SERIES[0])[0]
  expect(line?.points.length).toBeGreaterThan(40)
  // Nothing was drawn across the gap: no point of the line is near the lonely value.
  const dot = marks(chart)[0]
  const near = line?.points.filter(([x]) => dot !== undefined && Math.abs(x - (dot.left + dot.right) / 2) < 5)
  expect(new Set(near?.map(([x]) => x)).size).toBeLessThanOrEqual(1)
})

/** Of each number, how many are smaller. */
const order = (list: readonly number[]): readonly number[] =>
  list.map((one) => list.filter((other) => other < one).length)

test('the points of a line rise with their values, from end to end', () => {
  const values = [5, 1, 9, 3]
  const dots = marks(drawn({ type: 'line', labels: ['a', 'b', 'c', 'd'], series: [{ name: '', values }] }))
  expect(order(dots.map(({ top }) => -top))).toEqual(order(values))
  expect(dots.map(({ left }) => left)).toEqual(dots.map(({ left }) => left).toSorted((a, b) => a - b))
})

test('a value is as high as the ticks beside it say', () => {
  const chart = drawn({ type: 'line', series: [{ name: '', values: [0, 15, 30] }] })
  const heights = ['0', '10', '20', '30'].map((text) => {
    const tick = chart.texts.find((one) => one.text === text)
    return ((tick?.top ?? 0) + (tick?.bottom ?? 0)) / 2
  })
  const [zero = 0, ten = 0, twenty = 0, thirty = 0] = heights
  const dots = marks(chart).map(({ top, bottom }) => (top + bottom) / 2)
  expect(dots).toEqual([zero, (ten + twenty) / 2, thirty].map((y) => expect.closeTo(y, 0)))
})

test('the slices of a pie are as large as their shares', () => {
  const { shapes } = drawn({ type: 'donut', series: [{ name: '', values: [50, 25, 25] }] })
  const slices = shapes.filter(({ item }) => item !== undefined)
  expect(slices.map(({ fill }) => fill)).toEqual(SERIES.slice(0, 3))
  const [half, third] = slices
  // Clockwise from twelve o'clock: the first is the right half, the second the lower left quarter.
  expect(half?.points.slice(0, 2)).toEqual([half?.points[0], [half?.points[0]?.[0], expect.any(Number)]])
  expect(third?.points[1]?.[1]).toBeCloseTo(
    ((half?.points[0]?.[1] ?? 0) + (half?.points[1]?.[1] ?? 0)) / 2,
    0,
  )
})

test('more slices than colours: the smallest become one', () => {
  const labels = Array.from({ length: 20 }, (_, at) => `Name ${at}`)
  const chart = drawn(
    { type: 'pie', labels, series: [{ name: '', values: labels.map((_, at) => at + 1) }] },
    'de',
  )
  expect(chart.shapes.filter(({ item }) => item !== undefined)).toHaveLength(SERIES.length)
  expect(written(chart)).toContain('Andere (13)')
})

test('a stack is as long as its values together, each upon the one before, down for those below zero', () => {
  const series = [
    { name: 'one', values: [10, -4, 5] },
    { name: 'two', values: [20, -6, -5] },
  ]
  const [a, b, c, d, e, f] = marks(drawn({ series, stacked: true }))
  const sizes = [a, b, c, d, e, f].map((bar) => (bar === undefined ? 0 : size(bar)))
  const unit = (sizes[0] ?? 0) / 10
  expect(sizes.map((one) => one / unit)).toEqual([10, 4, 5, 20, 6, 5].map((one) => expect.closeTo(one, 0)))
  expect(d?.bottom).toBeCloseTo(a?.top ?? 0, 0)
  expect(e?.top).toBeCloseTo(b?.bottom ?? 0, 0)
  expect(f?.top).toBeCloseTo(c?.bottom ?? 0, 0)
  expect([a?.left, a?.right]).toEqual([d?.left, d?.right])
})

test('bars lie where that is asked for, however short their names are', () => {
  const bars = marks(drawn({ horizontal: true }))
  expect(new Set(bars.map(({ left }) => left)).size).toBe(1)
  expect(order(bars.map(({ right }) => right))).toEqual([0, 1, 2])
})

test('an area begins at zero, and stacked ones reach as far as their sum', () => {
  const series = [
    { name: 'one', values: [1_000, 1_010, 1_005] },
    { name: 'two', values: [500, 490, 480] },
  ]
  const ticks = (stacked: boolean): string[] => written(drawn({ type: 'area', series, stacked }))
  expect(ticks(false)).toEqual(expect.arrayContaining(['0', '1,500']))
  expect(ticks(true)).toEqual(expect.arrayContaining(['0', '1,500']))
  const { shapes } = drawn({ type: 'area', series, stacked: true })
  const [lower, upper] = SERIES.slice(0, 2).map((colour) =>
    shapes.find(({ stroke, fill }) => stroke === colour && fill === 'none'),
  )
  // The lower edge of the upper area is the upper edge of the lower one.
  const filled = shapes.filter(({ fill, points }) => fill === SERIES[1] && points.length > 4)
  expect(filled[0]?.bottom).toBeCloseTo(lower?.bottom ?? 0, 0)
  expect(upper && lower && upper.bottom < lower.top).toBe(true)
})

test('dates and numbers stand at their true distances', () => {
  const day = 86_400_000
  for (const kind of ['time', 'number'] as const) {
    const positions = { kind, values: [0, 1, 2, 10].map((one) => (kind === 'time' ? one * day : one)) }
    const labels = ['a', 'b', 'c', 'd']
    for (const type of ['line', 'area', 'scatter'] as const) {
      const dots = marks(drawn({ type, labels, positions, series: [{ name: '', values: [1, 2, 3, 4] }] }))
      const places = dots.map(({ left }) => left - (dots[0]?.left ?? 0))
      const unit = (places[3] ?? 0) / 10
      expect(places.map((one) => one / unit)).toEqual([0, 1, 2, 10].map((one) => expect.closeTo(one, 1)))
    }
  }
})

test.each([
  ['years', ['2019', '2024'], 'en', ['2019', '2020', '2024']],
  ['months', ['2024-01', '2024-09'], 'de', ['2024', 'Feb', 'Mär']],
  ['days', ['2024-02-27', '2024-03-03'], 'en', ['Feb 27', 'Feb 29', 'Mar']],
  ['hours', ['2024-05-03T22:00', '2024-05-04T03:00'], 'de', ['22:00', '4. Mai', '02:00']],
] as const)('%s are written as such', (_, [from, to], language, ticks) => {
  const parsed = parseChart({ type: 'line', x: [to, from], series: [{ values: [1, 2] }] })
  if (!parsed.ok) throw new Error(parsed.why)
  expect(written(readSvg(svgOf(parsed.chart, language)))).toEqual(expect.arrayContaining([...ticks]))
})
