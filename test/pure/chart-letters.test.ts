/** Text in a chart: what can be written, how it is cut, and that its outlines are closed and of the right size. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { letters } from '../../src/converse/tools/chart/glyphs.ts'
import {
  breakLines,
  CAP_HEIGHT,
  drawable,
  fit,
  textContours,
  widthOf,
} from '../../src/converse/tools/chart/letters.ts'

test.each([
  ['Umsätze – „groß“ & 50 %', 'Umsätze – „groß“ & 50 %'],
  ['Łódź, İstanbul, Đà Nẵng', 'Łódź, İstanbul, Đà Nẵng'],
  ['Москва, Київ, Αθήνα', 'Москва, Київ, Αθήνα'],
  ['A\u0308pfel', 'Äpfel'],
  ['🍎 Apples 🍏', 'Apples'],
  ['2\u00a0000 €', '2 000 €'],
  ['ﬁ ㎏ ①', 'fi kg 1'],
  ['e\u0301\u0323\u0331', 'ẹ\u0301'.normalize('NFC').replaceAll(/\p{M}/gu, '')],
  ['', ''],
])('"%s" is drawn as "%s"', (text, drawn) => {
  expect(drawable(text)).toBe(drawn)
})

test.each(['東京', 'القاهرة', 'मुंबई', '🎉', 'Rust 東'])('"%s" cannot be drawn', (text) => {
  expect(drawable(text)).toBeUndefined()
})

test('what is drawable has all its letters', () => {
  const has = new Set(letters.map((letter) => letter.charAt(0)))
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const letter of drawable(text) ?? '') expect(has).toContain(letter)
    }),
  )
})

const text = fc.string({ unit: fc.constantFrom('a', 'W', 'i', ' ', 'Ö', '-'), maxLength: 80 })

test('what is fitted is no wider than it may be, and is left alone where it fits', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 30, max: 900 }), (words, width) => {
      const fitted = fit(words, 21, width)
      expect(widthOf(fitted, 21)).toBeLessThanOrEqual(width)
      const whole = widthOf(words, 21) <= width
      expect(whole ? fitted === words : fitted.endsWith('…') && words.startsWith(fitted.slice(0, -1))).toBe(
        true,
      )
    }),
  )
})

test('broken lines fit, are few enough, and lose no word unless an ellipsis says so', () => {
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 30, max: 900 }),
      fc.integer({ min: 1, max: 3 }),
      (raw, width, count) => {
        const words = raw.replaceAll(/ +/g, ' ').trim()
        const lines = breakLines(words, 21, width, count)
        expect(lines.length).toBeLessThanOrEqual(count)
        for (const line of lines) expect(widthOf(line, 21)).toBeLessThanOrEqual(width)
        const joined = lines.join(' ')
        expect(joined === words || (joined.endsWith('…') && words.startsWith(joined.slice(0, -1)))).toBe(true)
      },
    ),
  )
})

test('every letter of the font has outlines of three points or more, between its bounds', () => {
  const wrong = letters.filter((letter) => {
    const contours = textContours(letter.charAt(0), 0, 0, 100)
    const inside = contours
      .flat()
      .every((value, at) => (at % 2 === 0 ? value > -60 && value < 200 : value > -130 && value < 60))
    return contours.length === 0 || contours.some(({ length }) => length < 6) || !inside
  })
  expect(wrong.map((letter) => letter.charAt(0))).toEqual([' '])
})

test('a capital stands on the line and is as high as it is said to be', () => {
  const heights = textContours('H', 0, 0, 100)
    .flat()
    .filter((_, at) => at % 2 === 1)
  expect(Math.max(...heights)).toBe(0)
  expect(-Math.min(...heights) / 100).toBeCloseTo(CAP_HEIGHT, 2)
})
