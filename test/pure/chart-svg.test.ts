/** Where the shapes of a chart are: all on the canvas, no text on another, values where the axis says. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Chart, parseChart, TYPES } from '../../src/converse/tools/chart/spec.ts'
import { svgOf } from '../../src/converse/tools/chart/svg.ts'
import { LABEL, SERIES } from '../../src/converse/tools/chart/theme.ts'
import { readSvg, type ReadSvg, type SvgShape } from '../fakes/svg.ts'

const make = (partial: Partial<Chart> = {}): Chart => ({
  type: 'bar',
  title: 'Title',
  unit: '',
  xTitle: '',
  stacked: false,
  horizontal: false,
  labels: ['a', 'b', 'c'],
  series: [{ name: '', values: [1, 2, 3] }],
  ...partial,
})
const drawn = (partial: Partial<Chart> = {}, language: 'en' | 'de' = 'en'): ReadSvg =>
  readSvg(svgOf(make(partial), language))

const written = ({ texts }: ReadSvg): string[] => texts.map(({ text }) => text)
/** What stands for values, in the order of the values: bars, dots or slices. */
const marks = ({ shapes }: ReadSvg): SvgShape[] =>
  shapes
    .filter(({ item, fill }) => item !== undefined && fill !== 'none' && fill !== 'transparent')
    .toSorted((a, b) => (a.series ?? 0) - (b.series ?? 0) || (a.item ?? 0) - (b.item ?? 0))
const strokes = ({ shapes }: ReadSvg, colour: string): SvgShape[] =>
  shapes.filter(({ stroke, fill }) => stroke === colour && fill === 'none')
const size = ({ top, bottom }: SvgShape): number => bottom - top

const anyLabel = fc
  .string({ unit: fc.constantFrom('a', 'W', 'i', 'Ö', 'g', '9', ' ', '-', 'Ж', '<', '&'), maxLength: 60 })
  .map((text) => text.replaceAll(/ +/g, ' ').trim())
const value = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.double({ min: 0, max: 1e-9, noNaN: true }),
  fc.constant(undefined),
)
const minute = 60_000
/** Near each other or far apart, also all at one place. */
const anyPlaces = fc.oneof(
  fc.record({
    kind: fc.constant('number'),
    values: fc.array(
      value.map((one) => one ?? 0),
      { minLength: 100, maxLength: 100 },
    ),
  } as const),
  fc
    .record({
      from: fc.integer({ min: -2e7, max: 6e7 }),
      step: fc.constantFrom(0, 1, 30, 1_440, 43_200, 525_600),
      gaps: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 100, maxLength: 100 }),
    })
    .map(({ from, step, gaps }) => {
      let at = from
      return { kind: 'time' as const, values: gaps.map((gap) => minute * (at += gap * step)) }
    }),
)
const anyChart = fc
  .record({
    type: fc.constantFrom(...TYPES),
    stacked: fc.boolean(),
    horizontal: fc.boolean(),
    places: fc.option(anyPlaces, { nil: undefined }),
    labels: fc.oneof(
      fc.array(anyLabel, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat({ max: 99 }).map(String), { minLength: 1, maxLength: 100 }),
      fc.array(anyLabel, { minLength: 1, maxLength: 100 }),
    ),
    rows: fc.array(fc.array(value, { minLength: 100, maxLength: 100 }), { minLength: 1, maxLength: 6 }),
    title: anyLabel,
    unit: anyLabel.map((text) => text.slice(0, 24)),
    name: anyLabel.map((text) => text.slice(0, 40)),
  } as const)
  .map(({ type, stacked, places, rows, name, ...rest }): Chart => {
    const count = rest.labels.length
    const isPie = type === 'pie' || type === 'donut'
    const whole = isPie || (type === 'area' && stacked)
    const series = rows.slice(0, isPie ? 1 : 6).map((row) => ({
      name,
      // Charts without any value, and those that could only be shown wrongly, are refused before.
      values: [7, ...row.slice(1, count).map((one) => (whole ? Math.abs(one ?? 0) : one))],
    }))
    const placed = places !== undefined && (type === 'line' || type === 'area' || type === 'scatter')
    const positions = placed
      ? { ...places, values: places.values.slice(0, count).toSorted((a, b) => a - b) }
      : type === 'scatter'
        ? { kind: 'number' as const, values: rest.labels.map((_, at) => at) }
        : undefined
    return { ...rest, type, positions, series, stacked: stacked && series.length > 1, xTitle: name }
  })

test('nothing lies outside the canvas, which is 1,000 pixels wide and never too tall for a screen', () => {
  fc.assert(
    fc.property(anyChart, fc.constantFrom('en', 'de'), (chart, language) => {
      const { width, height, texts, shapes } = readSvg(svgOf(chart, language))
      expect(width).toBe(1_000)
      expect(height).toBeGreaterThanOrEqual(560)
      expect(height).toBeLessThanOrEqual(1_300)
      // Half a pixel is what coordinates are rounded to.
      const outside = [...texts.filter(({ text }) => text !== ''), ...shapes].filter(
        ({ left, right, top, bottom }) =>
          !(left >= -0.5 && right <= width + 0.5 && top >= -0.5 && bottom <= height + 0.5),
      )
      expect(outside).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test('no text overlaps another', () => {
  fc.assert(
    fc.property(anyChart, fc.constantFrom('en', 'de'), (chart, language) => {
      const all = readSvg(svgOf(chart, language)).texts.filter(({ text }) => text !== '')
      const pairs = all.flatMap((a, at) => all.slice(0, at).map((b) => [a, b] as const))
      const overlapping = pairs.filter(
        ([a, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
      )
      expect(overlapping).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test('texts are written as they are, whatever they look like to a reader of SVG', () => {
  const hostile = [
    '</text><script>alert(1)</script>',
    '{a|b}',
    '{b}: {c}',
    '&amp;&lt;',
    '"\'>',
    '%s ${1} {0}',
  ]
  const series = [{ name: '<b>one</b>', values: hostile.map((_, at) => at + 1) }]
  const twice = [...series, { name: '{name|two}', values: hostile.map(() => 2) }]
  for (const chart of [
    { labels: hostile, series, title: '<image href="https://evil.example/x.png"/>' },
    { type: 'line', labels: hostile, series: twice, unit: '{value} ]]>' },
    { type: 'pie', labels: hostile, series, title: '<!-- ' },
  ] satisfies Partial<Chart>[]) {
    const words = written(drawn(chart))
    const wanted = [
      chart.title ?? 'Title',
      ...(chart.type === 'line' ? ['{name|two}'] : ['{a|b}', '{b}: {c}']),
    ]
    expect(words).toEqual(expect.arrayContaining(wanted))
  }
})

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

test('long names lie beside their bars, all of them and whole', () => {
  const labels = [
    'TypeScript and JavaScript',
    'Python',
    'C and C++ (embedded)',
    'Haskell & friends',
    'Go',
    'Rust',
  ]
  const chart = drawn({ labels, series: [{ name: '', values: [6, 5, 4, 3, 2, 1] }] })
  expect(written(chart)).toEqual(expect.arrayContaining(labels))
  const bars = marks(chart)
  expect(new Set(bars.map(({ left }) => Math.round(left))).size).toBe(1)
  // In the order of the labels, from the top.
  expect(bars.map(({ top }) => top)).toEqual(bars.map(({ top }) => top).toSorted((a, b) => a - b))
  const rows = labels.map((label) => chart.texts.find(({ text }) => text === label))
  for (const [at, row] of rows.entries()) expect(row?.top).toBeGreaterThan(bars[at]?.top ?? Infinity)
})

test('names that fit on two lines stand below their bars', () => {
  const labels = ['North America', 'Latin America', 'Europe', 'Middle East & Africa', 'Asia Pacific']
  const chart = drawn({ labels, series: [{ name: '', values: [5, 4, 3, 2, 1] }] })
  expect(written(chart)).toEqual(expect.arrayContaining(['Middle East &', 'Africa', 'North America']))
  expect(new Set(marks(chart).map(({ bottom }) => Math.round(bottom))).size).toBe(1)
})

test('dates are thinned out evenly instead', () => {
  const labels = Array.from({ length: 60 }, (_, at) => `${1 + (at % 30)} ${at < 30 ? 'April' : 'May'}`)
  const words = written(
    drawn({ type: 'line', labels, series: [{ name: '', values: labels.map((_, at) => at) }] }),
  )
  const shown = labels.flatMap((text, at) => (words.includes(text) ? [at] : []))
  const steps = new Set(shown.slice(1).map((at, before) => at - (shown[before] ?? 0)))
  expect(shown[0]).toBe(0)
  expect(steps.size).toBe(1)
  expect(shown.length).toBeGreaterThan(5)
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

test('several series have a legend in the colours of their bars', () => {
  const series = ['one', 'two', ''].map((name) => ({ name, values: [10, 20, 30] }))
  const chart = drawn({ series })
  const names = ['one', 'two', '3'].map((name) =>
    chart.texts.find(({ text, colour, left }) => text === name && colour === LABEL && left > 34),
  )
  const bars = marks(chart)
  for (const [at, name] of names.entries()) {
    const chip = chart.shapes.find(
      ({ item, right, top, fill }) =>
        item === undefined &&
        fill !== 'none' &&
        name !== undefined &&
        right < name.left &&
        name.left - right < 20 &&
        top < name.bottom &&
        top > name.top - 20 &&
        fill.startsWith('#'),
    )
    expect(chip?.fill).toBe(SERIES[at])
    expect(bars.find(({ series: one }) => one === at)?.fill).toBe(SERIES[at])
  }
})

/** The SVG without the names that ECharts numbers. */
const same = (svg: string): string => svg.replaceAll(/zr\d+-\w+\d+|zr\d+-cls-\d+/g, '')

test('the same chart gives the same picture, whatever was drawn between', () => {
  fc.assert(
    fc.property(anyChart, anyChart, (chart, other) => {
      const first = same(svgOf(chart, 'en'))
      svgOf(other, 'de')
      expect(same(svgOf(chart, 'en'))).toBe(first)
    }),
    { numRuns: 15 },
  )
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
