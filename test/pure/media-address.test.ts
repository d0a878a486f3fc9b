/** Where a picture is fetched smaller: at Discord's own address alone, and with its sides in proportion. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallerAddress } from '../../src/converse/files/media-address.ts'
import { attachment } from '../build.ts'

const BASE = 'https://media.discordapp.net'
const PATH = '/ephemeral-attachments/222/1111/a.jpg'
const photo = (mediaUrl = `${BASE}${PATH}?ex=1&is=2&hm=3&`, width = 4_000, height = 3_000) =>
  attachment({ mediaUrl, pixels: { width, height } })

test('it is the proxy address with a format and two sides', () => {
  const asked = '?ex=1&is=2&hm=3&format=webp&width=2000&height=1500'
  expect(smallerAddress(photo(), undefined, BASE)).toBe(`${BASE}${PATH}${asked}`)
  expect(smallerAddress(photo(`${BASE}${PATH}?ex=1&is=2&hm=3`), undefined, BASE)).toBe(
    `${BASE}${PATH}${asked}`,
  )
  expect(smallerAddress(photo(`${BASE}${PATH}`), undefined, BASE)).toBe(
    `${BASE}${PATH}?format=webp&width=2000&height=1500`,
  )
})

test('it is nowhere where Discord names none, or another host, or no size', () => {
  expect(smallerAddress(photo(''), undefined, BASE)).toBeUndefined()
  expect(
    smallerAddress(photo(`https://media.discordapp.net.evil.example${PATH}`), undefined, BASE),
  ).toBeUndefined()
  expect(smallerAddress(photo(`https://cdn.discordapp.com${PATH}`), undefined, BASE)).toBeUndefined()
  expect(
    smallerAddress(photo(`${BASE}/external/x/https/evil.example/a.jpg`), undefined, BASE),
  ).toBeUndefined()
  expect(smallerAddress(attachment({ mediaUrl: `${BASE}${PATH}` }), undefined, BASE)).toBeUndefined()
})

test('the sides keep their proportion, fit, and never grow', () => {
  const side = fc.integer({ min: 1, max: 30_000 })
  fc.assert(
    fc.property(side, side, (width, height) => {
      const address = new URL(smallerAddress(photo(undefined, width, height), undefined, BASE) ?? '')
      const [w, h] = ['width', 'height'].map((name) => Number(address.searchParams.get(name)))
      if (w === undefined || h === undefined) throw new Error('there are two')
      expect(Math.max(w, h)).toBe(Math.min(2_000, Math.max(width, height)))
      const scale = Math.max(w, h) / Math.max(width, height)
      expect(Math.abs(w - width * scale)).toBeLessThanOrEqual(1)
      expect(Math.abs(h - height * scale)).toBeLessThanOrEqual(1)
    }),
  )
})
