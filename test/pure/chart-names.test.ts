/** Names in charts are untrusted; the library keeps what it has measured in plain objects. */

import { expect, test } from 'vitest'
import { drawn, written } from '../fakes/drawn-chart.ts'

const NAMES = Object.getOwnPropertyNames(Object.prototype)

test('a chart with names that every object has changes no object outside itself', () => {
  expect(NAMES).toContain('__proto__')
  for (const type of ['bar', 'line', 'area', 'scatter', 'pie', 'donut'] as const) {
    for (const name of NAMES) {
      const series = [{ name, values: [1, 2, 3] }]
      // The second drawing finds what the first has measured.
      for (const labels of [
        [name, 'b', 'c'],
        ['a', name, 'c'],
      ]) {
        const chart = drawn({ type, title: name, xTitle: name, labels, series })
        expect(written(chart)).toContain(name)
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(NAMES)
        expect(Object.keys(Object)).toEqual([])
      }
    }
  }
})
