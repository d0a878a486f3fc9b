/** A chart in characters: aligned, within one message, whatever is in it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Chart, parseChart } from '../../src/converse/tools/chart/spec.ts'
import { textChart } from '../../src/converse/tools/chart/text-chart.ts'

const make = (partial: Partial<Chart> = {}): Chart => ({
  type: 'bar',
  title: 'Fruit',
  unit: 'kg',
  xTitle: '',
  stacked: false,
  horizontal: false,
  labels: ['Apples', 'Pears', 'Figs'],
  series: [{ name: '', values: [8, 4, 0.5] }],
  ...partial,
})

test('bars stand in line, to an eighth of a column', () => {
  expect(textChart(make(), 'en')).toBe(`\`\`\`
Fruit · kg
Apples   8 ████████████████████████
Pears    4 ████████████
Figs   0.5 █▌
\`\`\``)
})

test('bars of negative values reach to the left of a common zero', () => {
  const text = textChart(make({ series: [{ name: '', values: [-2, 6, undefined] }] }), 'en')
  expect(text).toBe(`\`\`\`
Fruit · kg
Apples −2 ██████
Pears   6       ██████████████████
Figs    –
\`\`\``)
})

test('several series stand under their label', () => {
  const series = ['2024', '2025'].map((name, at) => ({ name, values: [4 - 2 * at, 2, 1] }))
  expect(textChart(make({ series }), 'en').split('\n').slice(2, 4)).toEqual([
    'Apples      2024 4 ████████████████████████',
    '            2025 2 ████████████',
  ])
})

test('a pie has shares', () => {
  expect(textChart(make({ type: 'pie' }), 'en')).toContain('Apples  8 (64.0%) ████████████████████████')
})

test('a long development is one row of small columns with its bounds', () => {
  const values = Array.from({ length: 40 }, (_, at) => at)
  const chart = make({
    type: 'line',
    labels: values.map((at) => `day ${at}`),
    series: [{ name: 'Visits', values }],
  })
  expect(textChart(chart, 'en')).toBe(`\`\`\`
Fruit · kg
day 0 … day 39
▁▁▁▂▂▂▂▂▂▃▃▃▃▃▄▄▄▄▄▄▅▅▅▅▅▅▆▆▆▆▆▇▇▇▇▇▇███
Visits: 0 … 39
\`\`\``)
})

test('names of any script are kept, and long ones cut between letters that people see', () => {
  const text = textChart(make({ labels: ['東京', '👩‍👩‍👧'.repeat(20), 'é'.repeat(60)] }), 'en')
  expect(text).toContain('東京')
  expect(text).toContain(`${'👩‍👩‍👧'.repeat(10)}…`)
  expect(text).toContain(`${'é'.repeat(21)}…`)
})

const label = fc.string({ unit: fc.constantFrom('`', 'a', '世', '👍', ' ', '\n', '@', '█'), maxLength: 70 })
const anyValues = (count: number) =>
  fc.array(fc.oneof(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.constant(null)), {
    minLength: count,
    maxLength: count,
  })
const anyInput = fc
  .record({
    type: fc.constantFrom('bar', 'line'),
    title: fc.string({ unit: fc.constantFrom('`', 'x', '世', '👍'), maxLength: 200 }),
    unit: label,
    labels: fc.array(label, { minLength: 1, maxLength: 100 }),
    count: fc.integer({ min: 1, max: 6 }),
  })
  .chain(({ count, ...rest }) =>
    fc
      .array(fc.record({ name: label, values: anyValues(rest.labels.length) }), {
        minLength: count,
        maxLength: count,
      })
      .map((series) => ({ ...rest, series })),
  )

test('no chart is longer than a message, or breaks out of its code block', () => {
  fc.assert(
    fc.property(anyInput, (raw) => {
      const parsed = parseChart(raw)
      // Nothing but gaps.
      fc.pre(parsed.ok)
      const text = textChart(parsed.chart, 'de')
      expect(text.length).toBeLessThanOrEqual(1_900)
      expect(text.match(/```/g)).toHaveLength(2)
    }),
  )
})
