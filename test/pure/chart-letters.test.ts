/** Text in a chart: what can be written, how it is cut, and that the fonts draw it as wide as it is counted. */

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Blob, Face } from 'harfbuzzjs'
import { beforeAll, expect, test } from 'vitest'
import widths from '../../src/converse/tools/chart/letter-widths.json' with { type: 'json' }
import { breakLines, drawable, fit, widthOf } from '../../src/converse/tools/chart/letters.ts'
import { inkOf } from '../fakes/to-png.ts'

/** What the font files themselves say that they have. */
const has = { medium: new Set<string>(), bold: new Set<string>() }

beforeAll(() => {
  for (const weight of ['medium', 'bold'] as const) {
    const file = readFileSync(
      new URL(`../../src/converse/tools/chart/inter-${weight}.ttf`, import.meta.url).pathname,
    )
    const codes = Array.from(new Face(new Blob(file)).collectUnicodes())
    has[weight] = new Set(codes.map((code) => String.fromCodePoint(code)))
  }
})

test.each([
  ['Umsätze – „groß“ & 50 %', 'Umsätze – „groß“ & 50 %'],
  ['Łódź, İstanbul, Đà Nẵng', 'Łódź, İstanbul, Đà Nẵng'],
  ['Москва, Київ, Αθήνα', 'Москва, Київ, Αθήνα'],
  ['A\u0308pfel', 'Äpfel'],
  ['🍎 Apples 🍏', 'Apples'],
  ['2\u00a0000 €', '2 000 €'],
  ['ﬁ ㎏ ①', 'fi kg 1'],
  ['\u{1d400}\u0308', 'Ä'],
  ['⅐', '1/7'],
  ['▲ 5 ★ ✓', '▲ 5 ★ ✓'],
  ['', ''],
])('"%s" is drawn as "%s"', (text, drawn) => {
  expect(drawable(text)).toBe(drawn)
})

test.each(['東京', 'القاهرة', 'मुंबई', '🎉', 'Rust 東'])('"%s" cannot be drawn', (text) => {
  expect(drawable(text)).toBeUndefined()
})

/** Letters of all kinds, most of them ones that the fonts have: what is drawn for random code points is mostly nothing. */
const mixed = fc.string({
  unit: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...Array.from('aZ9äßŁжΩ€–…▲ ')) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('\u0308', '\u0301', '‑', '″', '\u00a0', 'ﬁ', '㎏', '①', '🍎', '\u200d'),
    },
    { weight: 1, arbitrary: fc.constantFrom('東', 'ع', 'म', '한', '\u{1d400}', 'Ⅷ', '٣') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 12,
})

test('the fonts have every letter of what can be drawn, in both weights', () => {
  fc.assert(
    fc.property(mixed, (text) => {
      for (const letter of drawable(text) ?? '') {
        expect(has.medium).toContain(letter)
        expect(has.bold).toContain(letter)
      }
    }),
  )
})

const lettersOf = (text: string): string => text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, '')

test('what can be drawn keeps every letter and digit, in their order', () => {
  fc.assert(
    fc.property(mixed, (text) => {
      const drawn = drawable(text)
      fc.pre(drawn !== undefined)
      expect(lettersOf(drawn)).toBe(lettersOf(text))
    }),
  )
})

test('what cannot be drawn has a letter or digit that the fonts lack, or nothing that they have', () => {
  fc.assert(
    fc.property(mixed, (text) => {
      fc.pre(drawable(text) === undefined)
      const letters = Array.from(text.normalize('NFKC'))
      const lacks = letters.some((letter) => /[\p{L}\p{N}]/u.test(letter) && !has.medium.has(letter))
      const none = letters.every((letter) => letter === ' ' || !has.medium.has(letter))
      expect(lacks || none).toBe(true)
    }),
  )
})

test('letters that the fonts have are drawn as they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...has.medium), maxLength: 20 }), (text) => {
      expect(drawable(text)).toBe(text.normalize('NFC').replaceAll(/ +/g, ' ').trim())
    }),
  )
})

test('every letter leaves ink, and none as the box of a missing one', async () => {
  const box = await inkOf('\u{10ffff}', 40)
  for (const weight of ['medium', 'bold'] as const) {
    const letters = widths[weight].split('\n').map((line) => Array.from(line)[0] ?? '')
    expect(new Set(letters)).toEqual(has[weight])
    const missing: string[] = []
    for (const letter of letters.filter((one) => one !== ' ')) {
      const ink = await inkOf(letter, 40, weight)
      if (ink.width < 1 || (ink.width === box.width && ink.height === box.height)) missing.push(letter)
    }
    expect(missing).toEqual([])
  }
})

test('text is as wide in the picture as it is counted', async () => {
  for (const weight of ['medium', 'bold'] as const)
    for (const text of ['Bevölkerung großer Städte', '1.234.567,89 €', 'Київ – Łódź', 'WWWiii…']) {
      const { width } = await inkOf(text, 40, weight)
      // Pairs of letters that are drawn closer together, and the space beside the first and the last one.
      expect(width / widthOf(text, 40, weight)).toBeGreaterThan(0.95)
      expect(width / widthOf(text, 40, weight)).toBeLessThanOrEqual(1.01)
    }
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
