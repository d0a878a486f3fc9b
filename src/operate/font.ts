/**
 * Makes the fonts of the charts: `node src/operate/font.ts` takes the letters that labels are written in out of Inter,
 * and writes down how wide they are. Needed only to change the font or to add characters.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Blob, Buffer as Shaped, Face, Font, shape } from 'harfbuzzjs'
import subsetFont from 'subset-font'

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
  [0x2190, 0x2199],
  [0x2206, 0x2206],
  [0x2211, 0x2212],
  [0x221a, 0x221a],
  [0x221e, 0x221e],
  [0x2248, 0x2248],
  [0x2260, 0x2260],
  [0x2264, 0x2265],
  [0x25a0, 0x25cf],
  [0x2605, 0x2606],
  [0x2660, 0x2667],
  [0x2713, 0x2717],
]

/** The whole fonts, and what the charts call them. */
const WEIGHTS = {
  medium: import.meta.resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf'),
  bold: import.meta.resolve('@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf'),
} as const

/** Without ligatures and alternates: "->" stays two signs, as it was written and measured. */
const FEATURES = ['kern', 'mark', 'mkmk', 'ccmp']
/** Names 16 and 17 tell that both weights are of one family. */
const NAMES = [16, 17]

const wanted = RANGES.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)),
).join('')
const target = (name: string): string => join(import.meta.dirname, '../converse/tools/chart', name)

/** A line for each letter that the font has: the letter, and its width in thousandths of the size. */
function widthsOf(file: Uint8Array): string {
  const face = new Face(new Blob(file))
  const font = new Font(face)
  // Copied: they lie in memory that grows, and so moves, while letters are shaped.
  const lines = Array.from(face.collectUnicodes()).map((code) => {
    const letter = String.fromCodePoint(code)
    const shaped = new Shaped()
    shaped.addText(letter)
    shaped.guessSegmentProperties()
    shape(font, shaped)
    const units = shaped.getGlyphInfosAndPositions().reduce((sum, { xAdvance = 0 }) => sum + xAdvance, 0)
    return `${letter}${Math.round((1_000 * units) / face.upem)}`
  })
  return lines.join('\n')
}

const widths: Record<string, string> = {}
for (const [name, whole] of Object.entries(WEIGHTS)) {
  const font = await subsetFont(readFileSync(fileURLToPath(whole)), wanted, {
    targetFormat: 'sfnt',
    keepFeatures: FEATURES,
    preserveNameIds: NAMES,
    noHinting: true,
  })
  writeFileSync(target(`inter-${name}.ttf`), font)
  widths[name] = widthsOf(font)
}
writeFileSync(target('letter-widths.json'), `${JSON.stringify(widths, undefined, 2)}\n`)
