/** The pictures in the docs: each scene has one, small enough, and the docs show it and say what is to be seen. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { INSPECTOR } from '../pictures/inspector-picture.ts'
import { REPORT } from '../pictures/report-picture.ts'
import { LARGEST_BYTES, scenes } from '../pictures/scenes.ts'
import { WEATHER } from '../pictures/weather-picture.ts'

const members = readFileSync('docs/members.md', 'utf8')
const reportPage = readFileSync('docs/report.md', 'utf8')
const shown = Array.from(members.matchAll(/<img src="images\/([\w-]+)\.png" width="\d+" alt="([^"]*)">/g))

const taken = [...scenes.map(({ name }) => name), REPORT, INSPECTOR, WEATHER]

test('each scene, the report, the inspector and the weather have a picture, and no picture is left of a scene that is gone', () =>
  expect(
    readdirSync('docs/images')
      .filter((name) => name.endsWith('.png'))
      .toSorted(),
  ).toEqual(taken.map((name) => `${name}.png`).toSorted()))

test('docs/report.md shows that of the report, and says what is to be seen', () => {
  const [, alt = ''] = /<img src="images\/report\.png" width="\d+" alt="([^"]*)">/.exec(reportPage) ?? []
  expect(alt.length).toBeGreaterThan(80)
})

test.each([INSPECTOR, WEATHER])('docs/playground.md shows the %s, and says what is to be seen', (name) => {
  const page = readFileSync('docs/playground.md', 'utf8')
  const [, alt = ''] =
    new RegExp(`<img src="images/${name}\\.png" width="\\d+" alt="([^"]*)">`).exec(page) ?? []
  expect(alt.length).toBeGreaterThan(80)
})

test('docs/members.md shows each once, and says what is to be seen', () => {
  expect(shown.map(([, name = '']) => name).toSorted()).toEqual(scenes.map(({ name }) => name).toSorted())
  for (const [, , alt = ''] of shown) expect(alt.length).toBeGreaterThan(80)
})

test.each(taken)('%s is a PNG and not too large', (name) => {
  const file = `docs/images/${name}.png`
  expect(readFileSync(file).subarray(0, 4).toString('latin1')).toBe('\u0089PNG')
  expect(statSync(file).size).toBeLessThanOrEqual(LARGEST_BYTES)
})
