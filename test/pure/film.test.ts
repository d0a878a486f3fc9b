/** The film of the README: short and small enough, named there with words for readers who do not see it, and even in its pace. */

import { readFileSync, statSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { FILM, FRAME_MS, framesOf, LARGEST_FILM_BYTES } from '../pictures/film-frames.ts'

const path = `docs/images/${FILM}.webp`

test('it has less than 1 MB, lasts 15 to 25 seconds, and comes to rest', async () => {
  expect(statSync(path).size).toBeLessThan(LARGEST_FILM_BYTES)
  const { format, loop, delay = [] } = await sharp(path, { animated: true }).metadata()
  const seconds = delay.reduce((sum, ms) => sum + ms, 0) / 1_000
  expect(format).toBe('webp')
  expect(loop).toBeGreaterThan(0)
  expect(seconds).toBeGreaterThanOrEqual(15)
  expect(seconds).toBeLessThanOrEqual(25)
})

test('README.md shows it, says what is to be seen, and has a still picture for who wants no motion', () => {
  const readme = readFileSync('README.md', 'utf8')
  const [, alt = ''] = /<img src="docs\/images\/film\.webp" width="\d+" alt="([^"]*)">/.exec(readme) ?? []
  expect(alt.length).toBeGreaterThan(80)
  const still = /<source media="\(prefers-reduced-motion: reduce\)" srcset="([^"]+)">/.exec(readme)?.[1] ?? ''
  expect(statSync(still).size).toBeLessThan(LARGEST_FILM_BYTES / 10)
})

const shot = (at: number, what: string): { readonly at: number; readonly png: Buffer } => ({
  at,
  png: Buffer.from(what),
})
const told = (frames: ReturnType<typeof framesOf>): readonly (readonly [string, number])[] =>
  frames.map(({ png, ms }) => [png.toString(), ms])

test('frames come at a steady rate, and one that stands still is kept once', () => {
  const shots = [shot(50, 'a'), shot(120, 'lost'), shot(180, 'b'), shot(390, 'b'), shot(500, 'c')]
  expect(told(framesOf(shots, 0, 6 * FRAME_MS))).toEqual([
    ['a', 2 * FRAME_MS],
    ['b', 3 * FRAME_MS],
    ['c', FRAME_MS],
  ])
})

test('without a shot there is no frame', () => expect(framesOf([], 0, 1_000)).toEqual([]))
