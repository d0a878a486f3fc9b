/** The picture of any chart: all on the canvas, no text on another, every text as it was written. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Chart, TYPES } from '../../src/converse/tools/chart/spec.ts'
import { svgOf } from '../../src/converse/tools/chart/svg.ts'
import { LABEL, SERIES } from '../../src/converse/tools/chart/theme.ts'
import { readSvg } from '../fakes/svg.ts'
import { drawn, written, marks } from '../fakes/drawn-chart.ts'

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
