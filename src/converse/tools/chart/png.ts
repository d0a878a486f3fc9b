/** Turns a chart's SVG into a PNG file, by resvg and the charts' own fonts. */

import { initWasm, Resvg } from '@resvg/resvg-wasm'
import program from '@resvg/resvg-wasm/index_bg.wasm'
import { FONT } from './theme.ts'
import bold from './inter-bold.ttf'
import medium from './inter-medium.ttf'

/** Once in an isolate: resvg refuses a second start. */
let ready: Promise<void> | undefined

/** Rejects for what is no SVG. Pictures that it refers to are not fetched. */
export async function toPng(svg: string): Promise<Uint8Array> {
  ready ??= initWasm(program)
  await ready
  const picture = new Resvg(svg, {
    font: { fontBuffers: [new Uint8Array(medium), new Uint8Array(bold)], defaultFontFamily: FONT },
  })
  try {
    const image = picture.render()
    try {
      return image.asPng()
    } finally {
      image.free()
    }
  } finally {
    // Nothing collects the memory of WebAssembly.
    picture.free()
  }
}
