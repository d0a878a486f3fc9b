/**
 * Takes the letters that charts are drawn with out of a TrueType font and writes them as `tools/chart/glyphs.ts`:
 * `node src/operate/glyphs.ts Inter_500Medium.ttf`. Needed only to change the font or to add characters.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A tenth of a pixel in the largest title, so that nobody sees the rounding, and digits saved in each coordinate. */
const UNITS_PER_EM = 512

/** First and last code points of what labels are written in: European Latin with Vietnamese, Greek, Cyrillic, signs. */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x17f],
  [0x1a0, 0x1a1],
  [0x1af, 0x1b0],
  [0x218, 0x21b],
  [0x386, 0x3ce],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x1e9e, 0x1ef9],
  [0x2013, 0x2014],
  [0x2018, 0x201e],
  [0x2020, 0x2022],
  [0x2026, 0x2026],
  [0x2030, 0x2030],
  [0x2039, 0x203a],
  [0x2070, 0x2070],
  [0x2074, 0x2079],
  [0x2080, 0x2089],
  [0x20a9, 0x20ac],
  [0x20b4, 0x20bf],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
  [0x2190, 0x2193],
  [0x2206, 0x2206],
  [0x2211, 0x2212],
  [0x221a, 0x221a],
  [0x221e, 0x221e],
  [0x2248, 0x2248],
  [0x2260, 0x2260],
  [0x2264, 0x2265],
]

/** A simple glyph's contours as text, or a composed one's parts: an accent and its letter are stored once each. */
type Glyph = string | readonly { readonly glyph: number; readonly x: number; readonly y: number }[]

/** The tables of a TrueType file that hold outlines, as the OpenType specification 1.9 lays them out. */
function openFont(file: Buffer) {
  const tables = new Map<string, number>()
  for (let at = 0; at < file.readUInt16BE(4); at += 1) {
    const record = 12 + 16 * at
    tables.set(file.toString('latin1', record, record + 4), file.readUInt32BE(record + 8))
  }
  const table = (tag: string): number => {
    const offset = tables.get(tag)
    if (offset === undefined) throw new Error(`The font has no table "${tag}": is it a TrueType file?`)
    return offset
  }
  const scale = UNITS_PER_EM / file.readUInt16BE(table('head') + 18)
  const long = file.readInt16BE(table('head') + 50) === 1
  const advances = file.readUInt16BE(table('hhea') + 34)

  const start = (glyph: number): number =>
    long ? file.readUInt32BE(table('loca') + 4 * glyph) : 2 * file.readUInt16BE(table('loca') + 2 * glyph)
  const advance = (glyph: number): number =>
    file.readUInt16BE(table('hmtx') + 4 * Math.min(glyph, advances - 1)) * scale

  function glyphAt(index: number): Glyph {
    if (start(index) === start(index + 1)) return ''
    const at = table('glyf') + start(index)
    return file.readInt16BE(at) < 0 ? parts(at + 10) : contours(at)
  }

  function parts(from: number): Glyph {
    const found = []
    for (let at = from, more = true; more;) {
      const flags = file.readUInt16BE(at)
      const words = (flags & 1) !== 0
      // The offset is a pair of points to join instead of a distance, or the part is turned: fonts rarely do either.
      if ((flags & 2) === 0 || (flags & 0xc8) !== 0) throw new Error('A composed glyph is not a plain sum.')
      found.push({
        glyph: file.readUInt16BE(at + 2),
        x: (words ? file.readInt16BE(at + 4) : file.readInt8(at + 4)) * scale,
        y: (words ? file.readInt16BE(at + 6) : file.readInt8(at + 5)) * scale,
      })
      at += words ? 8 : 6
      more = (flags & 0x20) !== 0
    }
    return found
  }

  function contours(at: number): string {
    const count = file.readInt16BE(at)
    const ends = Array.from({ length: count }, (_, contour) => file.readUInt16BE(at + 10 + 2 * contour))
    const points = (ends.at(-1) ?? -1) + 1
    let byte = at + 10 + 2 * count
    byte += 2 + file.readUInt16BE(byte)
    const flags: number[] = []
    while (flags.length < points) {
      const flag = file.readUInt8(byte)
      const times = (flag & 8) === 0 ? 1 : 1 + file.readUInt8(byte + 1)
      byte += (flag & 8) === 0 ? 1 : 2
      for (let again = 0; again < times; again += 1) flags.push(flag)
    }
    const axis = (short: number, same: number): number[] => {
      let value = 0
      return flags.map((flag) => {
        if ((flag & short) !== 0) {
          value += (flag & same) === 0 ? -file.readUInt8(byte) : file.readUInt8(byte)
          byte += 1
        } else if ((flag & same) === 0) {
          value += file.readInt16BE(byte)
          byte += 2
        }
        return Math.round(value * scale)
      })
    }
    const xs = axis(2, 16)
    const ys = axis(4, 32)
    return ends
      .map((end, contour) => {
        const words: string[] = []
        let [penX, penY] = [0, 0]
        for (let point = contour === 0 ? 0 : (ends[contour - 1] ?? 0) + 1; point <= end; point += 1) {
          const [x, y] = [xs[point] ?? 0, ys[point] ?? 0]
          words.push(`${((flags[point] ?? 0) & 1) === 0 ? '~' : ''}${x - penX} ${y - penY}`)
          penX = x
          penY = y
        }
        return words.join(' ')
      })
      .join('/')
  }

  /** Character to glyph by the table's segments (cmap format 4), which hold all of the basic plane. */
  function glyphOf(code: number): number {
    const cmap = table('cmap')
    const at = Array.from({ length: file.readUInt16BE(cmap + 2) }, (_, record) => record)
      .map((record) => cmap + file.readUInt32BE(cmap + 4 + 8 * record + 4))
      .find((offset) => file.readUInt16BE(offset) === 4)
    if (at === undefined) throw new Error('The font maps no characters in format 4.')
    const segments = file.readUInt16BE(at + 6)
    for (let segment = 0; segment < segments; segment += 2) {
      if (file.readUInt16BE(at + 14 + segment) < code) continue
      const first = file.readUInt16BE(at + 16 + segments + segment)
      if (first > code) return 0
      const delta = file.readUInt16BE(at + 16 + 2 * segments + segment)
      const rangeAt = at + 16 + 3 * segments + segment
      const range = file.readUInt16BE(rangeAt)
      if (range === 0) return (code + delta) & 0xffff
      const found = file.readUInt16BE(rangeAt + range + 2 * (code - first))
      return found === 0 ? 0 : (found + delta) & 0xffff
    }
    return 0
  }

  return { advance, glyphAt, glyphOf }
}

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('Say which font: node src/operate/glyphs.ts FILE.ttf')
const font = openFont(readFileSync(path))
const outlines: string[] = []
const numbers = new Map<number, number>()

/** The number of a simple glyph in the list to write; parts of parts are laid flat. */
function flat(glyph: number, x: number, y: number): string {
  const shape = font.glyphAt(glyph)
  if (typeof shape !== 'string') return shape.map((part) => flat(part.glyph, x + part.x, y + part.y)).join('')
  if (shape === '') return ''
  const number = numbers.get(glyph) ?? outlines.push(shape) - 1
  numbers.set(glyph, number)
  return ` ${number} ${Math.round(x)} ${Math.round(y)}`
}

const letters: string[] = []
for (const [first, last] of RANGES) {
  for (let code = first; code <= last; code += 1) {
    const glyph = font.glyphOf(code)
    if (glyph === 0) continue
    letters.push(`${String.fromCodePoint(code)}${Math.round(font.advance(glyph))}${flat(glyph, 0, 0)}`)
  }
}

const quoted = (text: string): string =>
  text.includes("'") ? `"${text.replace(/["\\]/g, '\\$&')}"` : `'${text.replaceAll('\\', '\\\\')}'`
const listed = (texts: readonly string[]): string => texts.map((text) => `  ${quoted(text)},\n`).join('')
writeFileSync(
  fileURLToPath(new URL('../converse/tools/chart/glyphs.ts', import.meta.url).href),
  `/** The letters that charts are drawn with; written by \`src/operate/glyphs.ts\`, do not edit. */

// Outlines taken from Inter Medium 4.001, Copyright 2016 The Inter Project Authors (https://github.com/rsms/inter),
// under the SIL Open Font License 1.1, whose text is in OFL.txt beside this file. That licence goes on to hold for them.

export const UNITS_PER_EM = ${UNITS_PER_EM}

/** Contours parted by \`/\`; steps "x y" from point to point, y upwards; \`~\` marks a point that only bends the curve. */
export const outlines: readonly string[] = [
${listed(outlines)}]

/** A character, its advance, and for each of its outlines the number and the offset "x y". */
export const letters: readonly string[] = [
${listed(letters)}]
`,
)
