/** What a file is, by its content: the kinds that Claude reads, and everything that is none of them. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inspect as inspectIn, type Inspected } from '../../src/converse/files/attachment-kind.ts'
import { FILES_TOGETHER, FILE_BYTES, IMAGE_BYTES, TEXT_BYTES } from '../../src/limits.ts'
import { base64, gif, jpeg, padded, pdf, png, webp } from '../fakes/files.ts'

const room = { ...FILES_TOGETHER, textBytes: TEXT_BYTES }
const inspect = (bytes: Uint8Array): Inspected => inspectIn(bytes, room)

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const outcomeOf = (inspected: Inspected): string => (inspected.ok ? inspected.kind : inspected.why)
const shown = (inspected: Inspected): string => (inspected.ok ? inspected.parts.join('') : inspected.why)

describe('a picture', () => {
  const kinds: [string, (width: number, height: number) => Uint8Array][] = [
    ['PNG', png],
    ['GIF', gif],
    ['JPEG', jpeg],
    ['WebP', webp.lossy],
    ['WebP', webp.lossless],
    ['WebP', webp.extended],
  ]

  test.each(kinds)('%s is told by its bytes and measured by its header', (kind, picture) => {
    expect(outcomeOf(inspect(picture(8_000, 1)))).toBe(kind)
    expect(outcomeOf(inspect(picture(1, 8_000)))).toBe(kind)
    expect(outcomeOf(inspect(picture(8_001, 1)))).toBe('file too large')
    expect(outcomeOf(inspect(picture(1, 8_001)))).toBe('file too large')
    expect(inspect(picture(300, 250))).toMatchObject({ tokens: 100, isCut: false })
    expect(inspect(picture(4_000, 4_000))).toMatchObject({ tokens: 1_600 })
  })

  test.each(kinds)('%s that is cut short is none', (_, picture) => {
    const whole = picture(640, 480)
    expect(outcomeOf(inspect(whole.subarray(0, 20)))).toBe('file of no known kind')
  })

  test('is none without a width or a height', () => {
    for (const picture of [png, gif, jpeg, webp.lossy]) {
      expect(outcomeOf(inspect(picture(0, 480)))).toBe('file of no known kind')
      expect(outcomeOf(inspect(picture(640, 0)))).toBe('file of no known kind')
    }
  })

  test('of every JPEG process is measured, and a table of Huffman codes is no frame', () => {
    for (const frame of [0xc0, 0xc1, 0xc2, 0xc9, 0xcf])
      expect(outcomeOf(inspect(jpeg(1, 1, frame)))).toBe('JPEG')
    for (const other of [0xc4, 0xc8, 0xcc])
      expect(outcomeOf(inspect(jpeg(1, 1, other)))).toBe('file of no known kind')
  })

  test('may be as large as Claude takes it, counted after encoding', () => {
    const largest = inspect(padded(png(), IMAGE_BYTES))
    expect(outcomeOf(largest)).toBe('PNG')
    expect(shown(largest)).toHaveLength(5_242_880)
    expect(outcomeOf(inspect(padded(png(), IMAGE_BYTES + 1)))).toBe('file too large')
  })
})

describe('a PDF', () => {
  test('is told by its beginning', () => {
    expect(inspect(pdf(2))).toMatchObject({ ok: true, kind: 'PDF', isCut: false, tokens: 4_000 })
  })

  test('of more than a hundred pages is refused, where they can be counted', () => {
    expect(outcomeOf(inspect(pdf(100)))).toBe('PDF')
    expect(outcomeOf(inspect(pdf(101)))).toBe('file with too many pages')
  })

  test('with a password is refused', () => {
    expect(outcomeOf(inspect(pdf(1, '/Encrypt 9 0 R')))).toBe('file locked')
    expect(outcomeOf(inspect(pdf(1, '/EncryptMetadata true')))).toBe('PDF')
  })

  test('is looked through to its end, and no page counts twice where it is read in pieces', () => {
    const seam = 1_048_575
    for (const at of [seam - 70, seam - 3, seam]) {
      const file = padded(pdf(0), 2 * seam)
      file.set(utf8('/Type /Page '.repeat(99)), 200)
      file.set(utf8('/Type /Page /Encrypts '), at)
      expect(outcomeOf(inspect(file))).toBe('PDF')
      file.set(utf8('/Type /Page '), 2 * seam - 12)
      expect(outcomeOf(inspect(file))).toBe('file with too many pages')
      file.set(utf8('/Encrypt 12 0 R'), at)
      expect(outcomeOf(inspect(file))).toBe('file locked')
    }
  })

  test('without visible pages is estimated by its size', () => {
    expect(inspect(padded(pdf(0), 950_000))).toMatchObject({ tokens: 20_000 })
  })
})

describe('a text', () => {
  test('is what is UTF-8, by whatever name', () => {
    for (const text of ['a', 'int main() {}\r\n', '{"a": 1}', 'naïve 😀 日本語', '<svg/>', 'PNG\n'])
      expect(inspect(utf8(text))).toMatchObject({ ok: true, kind: 'text', parts: [text], isCut: false })
  })

  test('may be UTF-16 with a mark, or UTF-8 with one, and loses the mark', () => {
    const text = 'Grüße, 😀\n'
    const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
    const little = Uint8Array.from([0xff, 0xfe, ...units.flatMap((unit) => [unit & 255, unit >> 8])])
    const big = Uint8Array.from([0xfe, 0xff, ...units.flatMap((unit) => [unit >> 8, unit & 255])])
    expect(shown(inspect(little))).toBe(text)
    expect(shown(inspect(big))).toBe(text)
    expect(shown(inspect(utf8(`\ufeff${text}`)))).toBe(text)
    expect(outcomeOf(inspect(little.subarray(0, -1)))).toBe('file of no known kind')
  })

  test.each([
    ['a zip', [0x50, 0x4b, 3, 4, 0, 0, 8, 0]],
    ['an executable', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]],
    ['Latin-1', [0x47, 0x72, 0xfc, 0xdf, 0x65]],
    ['half a character', [0x61, 0xf0, 0x9f, 0x98]],
    ['text with a zero byte', [0x61, 0, 0x62]],
    ['half a surrogate pair', [0xff, 0xfe, 0x3d, 0xd8, 0x61, 0]],
    // Claude would be shown these as Chinese.
    ['binary with the second byte of a mark', [0x41, 0xff, 0x4e, 0x2d, 0x65, 0x87]],
    ['binary with the second byte of the other mark', [0x41, 0xfe, 0x2d, 0x4e, 0x87, 0x65]],
    ['binary with the first byte of a mark', [0xfe, 0x41, 0x4e, 0x2d, 0x65, 0x87]],
    ['binary with the first byte of the other mark', [0xff, 0x41, 0x2d, 0x4e, 0x87, 0x65]],
  ])('is not %s', (_, bytes) => {
    expect(outcomeOf(inspect(Uint8Array.from(bytes)))).toBe('file of no known kind')
  })

  test.each(['', ' \n\t', '\ufeff'])('of nothing is empty: %j', (text) => {
    expect(outcomeOf(inspect(utf8(text)))).toBe('file empty')
  })

  test('that is long is cut between lines, and says so', () => {
    const line = `${'x'.repeat(99)}\n`
    const fits = inspect(utf8(line.repeat(TEXT_BYTES / 100)))
    expect(fits).toMatchObject({ isCut: false })
    const cut = inspect(utf8(`a${line.repeat(TEXT_BYTES / 100)}`))
    expect(cut).toMatchObject({ isCut: true, size: TEXT_BYTES + 1 })
    expect(shown(cut)).toBe(`a${line.repeat(TEXT_BYTES / 100 - 1)}`)
  })

  test('without lines is cut between characters', () => {
    const cut = shown(inspect(utf8('😀'.repeat(TEXT_BYTES / 4 + 5))))
    expect(cut).toBe('😀'.repeat(TEXT_BYTES / 4))
    expect(shown(inspect(utf8(`a${'😀'.repeat(TEXT_BYTES / 4 + 5)}`))).isWellFormed()).toBe(true)
  })
})

test('a file that is too large is not looked at', () => {
  expect(outcomeOf(inspect(padded(pdf(), FILE_BYTES)))).toBe('PDF')
  expect(outcomeOf(inspect(padded(pdf(), FILE_BYTES + 1)))).toBe('file too large')
})

test('whatever comes, it is read whole or refused, and what is kept is what came', () => {
  const magic = fc.constantFrom(png(), gif(), jpeg(), webp.lossy(), pdf(), utf8('text'), new Uint8Array())
  fc.assert(
    fc.property(magic, fc.uint8Array({ maxLength: 64 }), fc.nat(64), (begin, rest, keep) => {
      const file = Uint8Array.from([...begin.subarray(0, begin.length - (keep % 9)), ...rest])
      const inspected = inspect(file)
      const whole = ['file empty', 'file of no known kind', 'file too large', base64(file), textIn(file)]
      expect(whole).toContain(shown(inspected))
      expect(shown(inspected)).not.toBe('')
    }),
  )
})

function textIn(file: Uint8Array): string {
  const [first, second] = file
  const wide = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-16be'
  return new TextDecoder((first ?? 0) >= 0xfe ? wide : 'utf-8').decode(file)
}

test('a large file comes in parts that fit a row, and joined they are its base64', () => {
  const file = padded(pdf(), 3_000_000)
  file.fill(0xa5, 500)
  const inspected = inspect(file)
  if (!inspected.ok) throw new Error('it is a PDF')
  expect(inspected.parts.map(({ length }) => length)).toEqual([1_398_100, 1_398_100, 1_203_800])
  expect(inspected.parts.join('')).toBe(base64(file))
})
