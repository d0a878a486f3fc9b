/** Texts in the encodings of today's files, and bytes that are no text. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded } from '../../src/converse/files/documents/decode.ts'

const utf16 = (text: string, order: 'little' | 'big', mark = true): Uint8Array => {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  const all = mark ? [0xfe_ff, ...units] : units
  return Uint8Array.from(
    all.flatMap((unit) => (order === 'little' ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])),
  )
}

/** The characters of Windows-1252 by their bytes. */
const UPPER = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'
const windows1252 = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => {
    const at = letter === ' ' ? -1 : UPPER.indexOf(letter)
    return at < 0 ? letter.charCodeAt(0) : 0x80 + at
  })

describe('Windows-1252', () => {
  test.each([
    'Grüße',
    'Name;Preis\r\nKäse;3,50 €\r\nMüsli „bio“;2,00 €\r\n',
    'naïve – “quoted” … café',
    'Año',
  ])('is read with its signs beyond Latin-1: %j', (text) => {
    expect(decoded(windows1252(text))).toBe(text)
  })

  test('is not what another encoding would look like in it', () => {
    const russian = Uint8Array.of(
      0xd0,
      0xf3,
      0xf1,
      0xf1,
      0xea,
      0xe8,
      0xe9,
      0x20,
      0xf2,
      0xe5,
      0xea,
      0xf1,
      0xf2,
    )
    const japanese = Uint8Array.of(0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x83, 0x65, 0x83, 0x4c)
    expect([decoded(russian), decoded(japanese)]).toEqual([undefined, undefined])
  })
})

describe('UTF-16', () => {
  test('is read with its mark, and without one where zero bytes tell it', () => {
    const text = 'Name;Ort\r\nJürgen;Köln 😀\r\n'
    for (const order of ['little', 'big'] as const)
      for (const mark of [true, false]) expect(decoded(utf16(text, order, mark))).toBe(text)
  })

  test('that is cut in the middle of a character is no text', () => {
    expect(decoded(utf16('abc', 'little').subarray(0, -1))).toBeUndefined()
  })
})

test('bytes with control characters are no text, and a log with colours is', () => {
  expect(decoded(Uint8Array.of(1, 2, 3, 4, 0x41))).toBeUndefined()
  expect(decoded(new TextEncoder().encode('\u001b[31mred\u001b[0m\r\n'))).toBe('\u001b[31mred\u001b[0m\r\n')
})

test('what was encoded comes back, in each encoding', () => {
  const plain = fc.string({
    unit: fc.constantFrom(...Array.from('abc XYZ019;,.\n\täöüßéñ€„“–…')),
    minLength: 1,
  })
  fc.assert(
    fc.property(plain, (text) => {
      const long = `Some English words; and then: ${text} and so on.`
      expect(decoded(new TextEncoder().encode(long))).toBe(long)
      expect(decoded(utf16(long, 'little'))).toBe(long)
      expect(decoded(utf16(long, 'big', false))).toBe(long)
      const isNoise = /[^\0-\x7f]{4}/.test(long) || (long.match(/[^\0-\x7f]/g) ?? []).length * 2 > long.length
      const bytes = windows1252(long)
      // Two of its letters may be one of UTF-8: nobody can tell.
      const isOther =
        !new TextDecoder().decode(bytes).includes('\ufffd') && bytes.some((byte) => byte >= 0x80)
      expect(isOther || decoded(bytes) === (isNoise ? undefined : long)).toBe(true)
    }),
  )
})

test('random bytes never throw, and many of them are never taken for text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(['string', 'undefined']).toContain(typeof decoded(bytes))
    }),
    { numRuns: 1_000 },
  )
  fc.assert(
    fc.property(fc.noBias(fc.uint8Array({ minLength: 256, maxLength: 600 })), (bytes) => {
      expect(decoded(bytes)).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})
