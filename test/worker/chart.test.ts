/** Charts in workerd: its numbers, its WebAssembly, its fonts. */

import { expect, test } from 'vitest'
import { chart } from '../../src/converse/tools/chart.ts'
import { toPng } from '../../src/converse/tools/chart/png.ts'

const input = {
  type: 'bar',
  title: 'Bevölkerung',
  labels: ['Köln', 'Łódź', 'Київ'],
  series: [{ values: [1_084_000, 655_000, 2_952_000] }],
  unit: 'Menschen',
}

test('a chart is drawn in workerd, the same each time, with numbers in German', async () => {
  const drawn = await chart(input, 'de', toPng)
  if (!drawn.ok) throw new Error(drawn.why)
  const view = new DataView(drawn.png.buffer, drawn.png.byteOffset)
  expect([view.getUint32(0), view.getUint32(16), view.getUint32(20)]).toEqual([0x89504e47, 1_000, 560])
  expect(drawn.png.length).toBeGreaterThan(15_000)
  expect(drawn.text).toContain('Köln 1,08 Mio. ')
  const again = await chart(input, 'de', toPng)
  expect(again.ok && again.png).toEqual(drawn.png)
})

test('charts that are drawn at the same time do not disturb each other', async () => {
  const titles = ['One', 'Two', 'Three', 'One']
  const drawn = await Promise.all(titles.map((title) => chart({ ...input, title }, 'en', toPng)))
  const [one, two, , four] = drawn.map((result) => result.ok && result.png)
  expect(one).toEqual(four)
  expect(one).not.toEqual(two)
})
