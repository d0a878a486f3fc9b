/** Reads a PNG file of 8 bits and four channels as strictly as a browser does, with Node's own inflate and checksum. */

import { crc32, inflateSync } from 'node:zlib'

export interface ReadPng {
  readonly width: number
  readonly height: number
  /** The colour of a pixel as #rrggbb; throws where one can see through it. */
  readonly at: (x: number, y: number) => string
}

/** Throws for whatever is not as the standard wants it. */
export function readPng(png: Uint8Array): ReadPng {
  const file = Buffer.from(png)
  if (file.toString('hex', 0, 8) !== '89504e470d0a1a0a') throw new Error('no PNG signature')
  const data: Buffer[] = []
  const types: string[] = []
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at)
    const type = file.toString('latin1', at + 4, at + 8)
    const part = file.subarray(at + 8, at + 8 + length)
    if (file.readUInt32BE(at + 8 + length) !== crc32(file.subarray(at + 4, at + 8 + length)))
      throw new Error(`wrong checksum of ${type}`)
    if (type === 'IDAT') data.push(part)
    if (types.at(-1) !== type) types.push(type)
    at += 12 + length
  }
  if (types.join(' ') !== 'IHDR IDAT IEND') throw new Error(`parts: ${types.join(' ')}`)
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
  if (file.toString('hex', 24, 29) !== '0806000000') throw new Error('not 8 bits in four channels')
  const pixels = unfiltered(inflateSync(Buffer.concat(data)), 4 * width, height)
  const at = (x: number, y: number): string => {
    const from = 4 * (y * width + x)
    if (pixels[from + 3] !== 255) throw new Error(`the pixel at ${x}, ${y} is not opaque`)
    return `#${pixels.toString('hex', from, from + 3)}`
  }
  return { width, height, at }
}

/** Takes back what each row was filtered with (W3C PNG, section 9.2). */
function unfiltered(rows: Buffer, row: number, height: number): Buffer {
  if (rows.length !== (row + 1) * height) throw new Error(`${rows.length} bytes of pixels`)
  const pixels = Buffer.alloc(row * height)
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (row + 1)] ?? 0
    for (let x = 0; x < row; x += 1) {
      const to = y * row + x
      const left = x < 4 ? 0 : (pixels[to - 4] ?? 0)
      const up = y === 0 ? 0 : (pixels[to - row] ?? 0)
      const corner = x < 4 || y === 0 ? 0 : (pixels[to - row - 4] ?? 0)
      pixels[to] = (rows[y * (row + 1) + 1 + x] ?? 0) + guess(filter, left, up, corner)
    }
  }
  return pixels
}

function guess(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0
    case 1:
      return left
    case 2:
      return up
    case 3:
      return Math.floor((left + up) / 2)
    case 4: {
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
      return a <= b && a <= c ? left : b <= c ? up : corner
    }
    default:
      throw new Error(`filter ${filter}`)
  }
}
