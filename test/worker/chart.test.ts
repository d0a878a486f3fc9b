/** Charts in workerd: its numbers, its compressor, its letters. */

import { expect, test } from 'vitest'
import { chart } from '../../src/converse/tools/chart.ts'

const input = {
  type: 'bar',
  title: 'Bevölkerung',
  labels: ['Köln', 'Łódź', 'Київ'],
  series: [{ values: [1_084_000, 655_000, 2_952_000] }],
  unit: 'Menschen',
}

test('a chart is drawn in workerd, and inflates to its size', async () => {
  const drawn = await chart(input, 'de')
  if (!drawn.ok) throw new Error(drawn.why)
  const view = new DataView(drawn.png.buffer)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const table = view.getUint32(33)
  const data = 33 + 12 + table
  const packed = drawn.png.slice(data + 8, data + 8 + view.getUint32(data))
  const rows = await new Response(
    new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')),
  ).arrayBuffer()
  expect([width, height, rows.byteLength]).toEqual([1_000, 560, 1_001 * 560])
  expect(drawn.png.length).toBeLessThan(30_000)
})

test('numbers in the text are German ones', async () => {
  const drawn = await chart(input, 'de')
  expect(drawn.ok && drawn.text).toContain('Köln 1,08 Mio. ')
})
