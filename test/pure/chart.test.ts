/** The chart tool as Claude sees it: any input gives a picture and a text, or a sentence that says what to change. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chartTool } from '../../src/converse/tools/chart-tool.ts'
import { chart, type Drawn } from '../../src/converse/tools/chart.ts'
import { readPng } from '../fakes/png.ts'
import { toPng } from '../fakes/to-png.ts'

const wave = <T>(count: number, value: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => value(at))

const input = (partial: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'bar',
  title: 'Revenue',
  labels: ['Jan', 'Feb', 'Mar'],
  series: [{ name: 'Sales', values: [12, 8.5, 20] }],
  unit: '€',
  ...partial,
})

async function drawn(partial: Record<string, unknown> = {}): Promise<Extract<Drawn, { ok: true }>> {
  const result = await chart(input(partial), 'en', toPng)
  if (!result.ok) throw new Error(result.why)
  return result
}

const why = async (partial: Record<string, unknown>): Promise<string> => {
  const result = await chart(input(partial), 'en', toPng)
  return result.ok ? 'drawn' : result.why
}

const hundred = {
  labels: wave(100, (at) => at).map((at) => `2024-${at}`),
  series: wave(6, (at) => at).map((one) => ({
    name: `Series ${one}`,
    values: wave(100, (at) => 100 * Math.sin(at / 7 + one) + 30 * one),
  })),
}
const longNames = {
  labels: wave(30, (at) => at).map((at) => `Straße der langen Namen ${String.fromCharCode(65 + at)}`),
  series: [{ values: wave(30, (at) => ((at * 37) % 101) - 30) }],
}
const biggest: readonly (readonly [string, Record<string, unknown>])[] = [
  ['six lines of a hundred points', { type: 'line', ...hundred }],
  ['six hundred bars', { type: 'bar', ...hundred }],
  ['thirty long names', { type: 'bar', ...longNames }],
  [
    'six areas of four hundred points',
    {
      type: 'area',
      stacked: true,
      x: wave(400, (at) => at),
      series: wave(6, (one) => ({
        name: `Area ${one}`,
        values: wave(400, (at) => 150 + 100 * Math.sin(at / 7 + one)),
      })),
    },
  ],
  [
    'six clouds of four hundred points',
    {
      type: 'scatter',
      x: wave(400, (at) => at),
      series: wave(6, (one) => ({
        name: `Cloud ${one}`,
        values: wave(400, (at) => (at * 37 * (one + 3)) % 997),
      })),
    },
  ],
  [
    'a pie of a hundred slices',
    { type: 'pie', labels: hundred.labels, series: [{ values: wave(100, (at) => at) }] },
  ],
]

test('a chart is a whole PNG file with the colours of the background and of the bars', async () => {
  const { png } = await drawn()
  const picture = readPng(png)
  expect([picture.width, picture.height]).toEqual([1_000, 560])
  expect(picture.at(2, 2)).toBe('#1e2128')
  const low = wave(1_000, (x) => picture.at(x, 480))
  // A third of the width are bars.
  expect(low.filter((colour) => colour === '#4c9dff').length).toBeGreaterThan(200)
})

test('texts are drawn with the letters of the fonts', async () => {
  const [with_, without] = [await drawn({ title: 'Жö€ 12' }), await drawn({ title: '' })].map(({ png }) => {
    const picture = readPng(png)
    return wave(150, (x) => wave(40, (y) => picture.at(34 + x, 24 + y))).flat()
  })
  expect(with_?.filter((colour) => colour === '#f2f4f7').length).toBeGreaterThan(300)
  expect(without?.filter((colour) => colour === '#f2f4f7')).toEqual([])
})

test.each(biggest)('%s are below 500 KB, with a text that fits into a message', async (_, partial) => {
  const { png, text } = await drawn(partial)
  readPng(png)
  expect(png.length).toBeLessThan(500_000)
  expect(text.length).toBeLessThanOrEqual(1_900)
})

test.each([
  ['labels', { labels: wave(1_000_000, (at) => `label ${at}`) }],
  ['places', { type: 'line', x: wave(1_000_000, (at) => at) }],
  ['values', { series: [{ values: wave(1_000_000, (at) => at) }] }],
  ['series', { series: wave(1_000_000, () => 0).map(() => ({ values: [1, 2, 3] })) }],
  ['letters', { labels: ['a', 'b', '🍎x'.repeat(1_000_000)] }],
])('a million %s are answered without looking at each', async (_, partial) => {
  const start = process.threadCpuUsage()
  await chart(input(partial), 'en', toPng)
  const { user } = process.threadCpuUsage(start)
  expect(user / 1_000).toBeLessThan(2_000)
})

test('the same input gives the same bytes', async () => {
  expect((await drawn()).png).toEqual((await drawn()).png)
})

test('numbers are written as the member writes them', async () => {
  const values = { series: [{ values: [1234.5, 2, 3] }] }
  const [english, german] = [await chart(input(values), 'en', toPng), await chart(input(values), 'de', toPng)]
  expect(english.ok && english.text).toContain('1,234.5')
  expect(german.ok && german.text).toContain('1.234,5')
})

test.each([
  [
    'a type that is not known',
    { type: 'radar' },
    /"type" must be one of bar, line, area, scatter, pie, donut/,
  ],
  ['scatter without places', { type: 'scatter' }, /needs "x"/],
  ['bars at places', { x: [1, 2, 3] }, /"x" is for/],
  ['too many places', { type: 'line', x: wave(401, (at) => at) }, /401 entries in "x"; at most 400/],
  [
    'a date that is none',
    { type: 'line', x: ['2024-02-28', '2024-02-30', '2024-03-01'] },
    /all dates such as/,
  ],
  ['numbers among dates', { type: 'line', x: ['2024-02-28', 5, '2024-03-01'] }, /all numbers, or all dates/],
  ['a value too few for the places', { type: 'line', x: [1, 2] }, /3 values, but there are 2 entries in "x"/],
  [
    'a stacked area below zero',
    { type: 'area', stacked: true, series: [{ values: [1, -2, 3] }, { values: [1, 2, 3] }] },
    /negative values; use "line"/,
  ],
  [
    'a stacked area with a gap',
    { type: 'area', stacked: true, series: [{ values: [1, null, 3] }, { values: [1, 2, 3] }] },
    /cannot have gaps/,
  ],
  ['no labels', { labels: [] }, /at least one/],
  ['a label that is no text', { labels: ['a', {}, 'c'] }, /"labels" must be a text/],
  ['too many labels', { labels: wave(101, (at) => at) }, /101 labels; at most 100/],
  ['no series', { series: [] }, /"series" must be a list/],
  ['too many series', { series: wave(7, (at) => at).map(() => ({ values: [1, 2, 3] })) }, /at most 6/],
  ['a value too few', { series: [{ values: [1, 2] }] }, /Series 1 has 2 values, but there are 3 labels/],
  ['a value that is a text', { series: [{ values: [1, '2', 3] }] }, /Series 1, value 2 must be a finite/],
  ['a value beyond all bounds', { series: [{ values: [1, 2, 1e16] }] }, /value 3 must be a finite/],
  ['nothing but gaps', { series: [{ values: [null, null, null] }] }, /no value in any series/],
  [
    'a pie of two series',
    { type: 'pie', series: [{ values: [1, 2, 3] }, { values: [1, 2, 3] }] },
    /one series/,
  ],
  ['a pie with a negative slice', { type: 'pie', series: [{ values: [1, -2, 3] }] }, /negative/],
  ['a pie of nothing', { type: 'pie', series: [{ values: [0, null, 0] }] }, /above zero/],
  [
    'letters that the picture does not have',
    { labels: ['東京', 'b', 'c'] },
    /no letters for "東京".*show this instead:\n```\n.*東京/s,
  ],
])('%s is refused with what to change', async (_, partial, sentence) => {
  expect(await why(partial)).toMatch(sentence)
})

test('emoji, invisible characters and line breaks in texts do no harm', async () => {
  expect(await why({ title: '🎉 Party\n\u202eTime\u0000', labels: ['🍎 Apples', '1️⃣', '👩‍👩‍👧 Family'] })).toBe(
    'drawn',
  )
})

test('a fence in a label does not end the code block of the text', async () => {
  const { text } = await drawn({ title: '``` @everyone', labels: ['```js', '``', 'c'] })
  expect(text.match(/```/g)).toHaveLength(2)
  expect(text.startsWith('```\n') && text.endsWith('\n```')).toBe(true)
})

test('nothing that Claude could send makes it throw', async () => {
  const near = fc.record(
    {
      type: fc.constantFrom('bar', 'line', 'area', 'scatter', 'pie', 'donut', 3, null),
      x: fc.oneof(
        fc.array(fc.oneof(fc.double(), fc.constantFrom('2024', '2024-05-03'), fc.anything())),
        fc.anything(),
      ),
      stacked: fc.anything(),
      horizontal: fc.anything(),
      title: fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.anything()),
      labels: fc.oneof(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.anything()), { maxLength: 5 }),
        fc.anything(),
      ),
      series: fc.oneof(
        fc.array(fc.record({ name: fc.anything(), values: fc.array(fc.oneof(fc.double(), fc.anything())) })),
        fc.anything(),
      ),
      unit: fc.anything(),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fc.oneof(near, fc.anything()), async (raw) => {
      const result = await chart(raw, 'de', toPng)
      expect(result.ok ? readPng(result.png).width : /^\S.*\.$/s.test(result.why)).toBe(
        result.ok ? 1_000 : true,
      )
    }),
    { numRuns: 150 },
  )
})

test('the schema asks for what is read, and nothing else', () => {
  expect(Object.keys(Object(chartTool.schema['properties']))).toEqual([
    'type',
    'title',
    'labels',
    'x',
    'series',
    'unit',
    'x_title',
    'stacked',
    'horizontal',
  ])
  expect(chartTool.description).toMatch(/up to 100\).*up to 400\); up to 6 series/s)
})

test.each([
  ['its title', {}, 'Revenue'],
  [
    'the names of its series where it has no title',
    {
      title: '',
      series: [
        { name: 'Sales', values: [1, 2, 3] },
        { name: 'Costs', values: [3, 2, 1] },
      ],
    },
    'Sales, Costs',
  ],
  ['nothing where nothing is named', { title: '', series: [{ values: [1, 2, 3] }] }, ''],
])('the picture is described by %s', async (_, partial, about) => {
  expect((await drawn(partial)).about).toBe(about)
})

test('comes as text where the picture cannot be drawn', async () => {
  const result = await chart(input({ title: 'Rain' }), 'en', () => Promise.reject(new Error('no memory')))
  expect(result).toMatchObject({
    ok: false,
    why: expect.stringMatching(/^The picture could not be drawn\. .+\n[^]*Rain/),
  })
})
