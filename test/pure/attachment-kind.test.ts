/** What a file is, by its content: the kinds that Claude reads, and everything that is none of them. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inspect as inspectIn, type Inspected } from '../../src/converse/files/attachment-kind.ts'
import { decoded } from '../../src/converse/files/documents/decode.ts'
import { FILES_TOGETHER, FILE_BYTES, IMAGE_BYTES, TEXT_BYTES } from '../../src/limits.ts'
import { base64, gif, jpeg, padded, pdf, png, webp } from '../fakes/files.ts'

const room = { ...FILES_TOGETHER, textBytes: TEXT_BYTES }
const inspect = (bytes: Uint8Array): Promise<Inspected> => inspectIn(bytes, room)

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

  test.each(kinds)('%s is told by its bytes and measured by its header', async (kind, picture) => {
    expect(outcomeOf(await inspect(picture(8_000, 1)))).toBe(kind)
    expect(outcomeOf(await inspect(picture(1, 8_000)))).toBe(kind)
    expect(outcomeOf(await inspect(picture(8_001, 1)))).toBe('file too large')
    expect(outcomeOf(await inspect(picture(1, 8_001)))).toBe('file too large')
    expect(await inspect(picture(300, 250))).toMatchObject({ tokens: 100, isCut: false })
    expect(await inspect(picture(4_000, 4_000))).toMatchObject({ tokens: 1_600 })
  })

  test.each(kinds)('%s that is cut short is none', async (_, picture) => {
    const whole = picture(640, 480)
    expect(outcomeOf(await inspect(whole.subarray(0, 20)))).toBe('file damaged')
  })

  test('is none without a width or a height', async () => {
    for (const picture of [png, gif, jpeg, webp.lossy]) {
      expect(outcomeOf(await inspect(picture(0, 480)))).toBe('file damaged')
      expect(outcomeOf(await inspect(picture(640, 0)))).toBe('file damaged')
    }
  })

  test('of every JPEG process is measured, and a table of Huffman codes is no frame', async () => {
    for (const frame of [0xc0, 0xc1, 0xc2, 0xc9, 0xcf])
      expect(outcomeOf(await inspect(jpeg(1, 1, frame)))).toBe('JPEG')
    for (const other of [0xc4, 0xc8, 0xcc])
      expect(outcomeOf(await inspect(jpeg(1, 1, other)))).toBe('file damaged')
  })

  test('may be as large as Claude takes it, counted after encoding', async () => {
    const largest = await inspect(padded(png(), IMAGE_BYTES))
    expect(outcomeOf(largest)).toBe('PNG')
    expect(shown(largest)).toHaveLength(5_242_880)
    expect(outcomeOf(await inspect(padded(png(), IMAGE_BYTES + 1)))).toBe('file too large')
  })
})

describe('a PDF', () => {
  test('is told by its beginning', async () => {
    expect(await inspect(pdf(2))).toMatchObject({ ok: true, kind: 'PDF', isCut: false, tokens: 4_000 })
  })

  test('of more than a hundred pages is refused, where they can be counted', async () => {
    expect(outcomeOf(await inspect(pdf(100)))).toBe('PDF')
    expect(outcomeOf(await inspect(pdf(101)))).toBe('file with too many pages')
  })

  test('with a password is refused', async () => {
    expect(outcomeOf(await inspect(pdf(1, '/Encrypt 9 0 R')))).toBe('file locked')
    expect(outcomeOf(await inspect(pdf(1, '/EncryptMetadata true')))).toBe('PDF')
  })

  test('is looked through to its end, and no page counts twice where it is read in pieces', async () => {
    const seam = 1_048_575
    for (const at of [seam - 70, seam - 3, seam]) {
      const file = padded(pdf(0), 2 * seam)
      file.set(utf8('/Type /Page '.repeat(99)), 200)
      file.set(utf8('/Type /Page /Encrypts '), at)
      expect(outcomeOf(await inspect(file))).toBe('PDF')
      file.set(utf8('/Type /Page '), 2 * seam - 12)
      expect(outcomeOf(await inspect(file))).toBe('file with too many pages')
      file.set(utf8('/Encrypt 12 0 R'), at)
      expect(outcomeOf(await inspect(file))).toBe('file locked')
    }
  })

  test('without visible pages is estimated by its size', async () => {
    expect(await inspect(padded(pdf(0), 950_000))).toMatchObject({ tokens: 20_000 })
  })
})

describe('a text', () => {
  test('is what is UTF-8, by whatever name', async () => {
    for (const text of ['a', 'int main() {}\r\n', '{"a": 1}', 'naïve 😀 日本語', '<svg/>', 'PNG\n'])
      expect(await inspect(utf8(text))).toMatchObject({ ok: true, kind: 'text', parts: [text], isCut: false })
  })

  test('may be UTF-16 with a mark, or UTF-8 with one, and loses the mark', async () => {
    const text = 'Grüße, 😀\n'
    const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
    const little = Uint8Array.from([0xff, 0xfe, ...units.flatMap((unit) => [unit & 255, unit >> 8])])
    const big = Uint8Array.from([0xfe, 0xff, ...units.flatMap((unit) => [unit >> 8, unit & 255])])
    expect(shown(await inspect(little))).toBe(text)
    expect(shown(await inspect(big))).toBe(text)
    expect(shown(await inspect(utf8(`\ufeff${text}`)))).toBe(text)
    expect(outcomeOf(await inspect(little.subarray(0, -1)))).toBe('file of no known kind')
  })

  test.each([
    ['an executable', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]],
    ['half a character', [0x61, 0xf0, 0x9f, 0x98]],
    ['text with a zero byte', [0x61, 0, 0x62]],
    ['half a surrogate pair', [0xff, 0xfe, 0x3d, 0xd8, 0x61, 0]],
  ])('is not %s', async (_, bytes) => {
    expect(outcomeOf(await inspect(Uint8Array.from(bytes)))).toBe('file of no known kind')
  })

  test.each(['', ' \n\t', '\ufeff'])('of nothing is empty: %j', async (text) => {
    expect(outcomeOf(await inspect(utf8(text)))).toBe('file empty')
  })

  test('that is long is cut between lines, and says so', async () => {
    const line = `${'x'.repeat(99)}\n`
    const fits = await inspect(utf8(line.repeat(TEXT_BYTES / 100)))
    expect(fits).toMatchObject({ isCut: false })
    const cut = await inspect(utf8(`a${line.repeat(TEXT_BYTES / 100)}`))
    expect(cut).toMatchObject({ isCut: true, size: TEXT_BYTES + 1 })
    expect(shown(cut)).toBe(`a${line.repeat(TEXT_BYTES / 100 - 1)}`)
  })

  test('without lines is cut between characters', async () => {
    const cut = shown(await inspect(utf8('😀'.repeat(TEXT_BYTES / 4 + 5))))
    expect(cut).toBe('😀'.repeat(TEXT_BYTES / 4))
    expect(shown(await inspect(utf8(`a${'😀'.repeat(TEXT_BYTES / 4 + 5)}`))).isWellFormed()).toBe(true)
  })
})

test('a file that is too large is not looked at', async () => {
  expect(outcomeOf(await inspect(padded(pdf(), FILE_BYTES)))).toBe('PDF')
  expect(outcomeOf(await inspect(padded(pdf(), FILE_BYTES + 1)))).toBe('file too large')
})

test('whatever comes, it is read whole or refused, and what is kept is what came', async () => {
  const magic = fc.constantFrom(png(), gif(), jpeg(), webp.lossy(), pdf(), utf8('text'), new Uint8Array())
  await fc.assert(
    fc.asyncProperty(magic, fc.uint8Array({ maxLength: 64 }), fc.nat(64), async (begin, rest, keep) => {
      const file = Uint8Array.from([...begin.subarray(0, begin.length - (keep % 9)), ...rest])
      const inspected = await inspect(file)
      const refused = ['empty', 'of no known kind', 'too large', 'damaged', 'locked'].map(
        (why) => `file ${why}`,
      )
      const whole = inspected.ok ? [base64(file), decoded(file)] : refused
      expect(whole).toContain(shown(inspected))
    }),
  )
})

test('a large file comes in parts that fit a row, and joined they are its base64', async () => {
  const file = padded(pdf(), 3_000_000)
  file.fill(0xa5, 500)
  const inspected = await inspect(file)
  if (!inspected.ok) throw new Error('it is a PDF')
  expect(inspected.parts.map(({ length }) => length)).toEqual([1_398_100, 1_398_100, 1_203_800])
  expect(inspected.parts.join('')).toBe(base64(file))
})
