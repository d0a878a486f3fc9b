/** `toPng` for Node, which gets its WebAssembly and its fonts from files. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

const ready = initWasm(readFileSync(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))))
const fontBuffers = ['inter-medium.ttf', 'inter-bold.ttf'].map((name) =>
  readFileSync(join(import.meta.dirname, '../../src/converse/tools/chart', name)),
)

export async function toPng(svg: string): Promise<Uint8Array> {
  await ready
  return new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter' } }).render().asPng()
}

/** Where the ink of a text is, in pixels: what resvg draws, as against what we count. */
export async function inkOf(
  text: string,
  size: number,
  weight: 'medium' | 'bold' = 'medium',
): Promise<{ readonly width: number; readonly height: number }> {
  await ready
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="200"><text x="20" y="100" font-family="Inter" font-size="${size}" font-weight="${weight === 'bold' ? 700 : 500}">${escaped}</text></svg>`
  const picture = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter' } })
  const box = picture.getBBox()
  picture.free()
  return { width: box?.width ?? 0, height: box?.height ?? 0 }
}
