/** The pictures in the docs: each scene has one, small enough, and the docs show it and say what is to be seen. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LARGEST_BYTES, scenes } from '../pictures/scenes.ts'

const members = readFileSync('docs/members.md', 'utf8')
const shown = Array.from(members.matchAll(/<img src="images\/([\w-]+)\.png" width="\d+" alt="([^"]*)">/g))

test('each scene has a picture, and no picture is left of a scene that is gone', () =>
  expect(readdirSync('docs/images').toSorted()).toEqual(scenes.map(({ name }) => `${name}.png`).toSorted()))

test('docs/members.md shows each once, and says what is to be seen', () => {
  expect(shown.map(([, name = '']) => name).toSorted()).toEqual(scenes.map(({ name }) => name).toSorted())
  for (const [, , alt = ''] of shown) expect(alt.length).toBeGreaterThan(80)
})

test.each(scenes)('$name is a PNG and not too large', ({ name }) => {
  const file = `docs/images/${name}.png`
  expect(readFileSync(file).subarray(0, 4).toString('latin1')).toBe('\u0089PNG')
  expect(statSync(file).size).toBeLessThanOrEqual(LARGEST_BYTES)
})
