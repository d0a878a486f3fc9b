/** Reads a PNG file as strictly as a browser does, with Node's own inflate and checksum. */

import { crc32, inflateSync } from 'node:zlib'

export interface ReadPng {
  readonly width: number
  readonly height: number
  readonly colours: number
  /** The colour of a pixel as 0xRRGGBB. */
  readonly at: (x: number, y: number) => number
}

/** Throws for whatever is not as the standard wants it. */
export function readPng(png: Uint8Array): ReadPng {
  const file = Buffer.from(png)
  if (file.toString('hex', 0, 8) !== '89504e470d0a1a0a') throw new Error('no PNG signature')
  const parts = new Map<string, Buffer>()
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at)
    const type = file.toString('latin1', at + 4, at + 8)
    const data = file.subarray(at + 8, at + 8 + length)
    if (file.readUInt32BE(at + 8 + length) !== crc32(file.subarray(at + 4, at + 8 + length)))
      throw new Error(`wrong checksum of ${type}`)
    if (parts.has(type)) throw new Error(`two of ${type}`)
    parts.set(type, data)
    at += 12 + length
  }
  const order = [...parts.keys()].join(' ')
  if (order !== 'IHDR PLTE IDAT IEND') throw new Error(`parts: ${order}`)
  const [header, table, data] = [...parts.values()] as [Buffer, Buffer, Buffer]
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  if (header.toString('hex', 8) !== '0803000000') throw new Error('not 8 bits with a table')
  const colours = table.length / 3
  if (!Number.isInteger(colours) || colours < 1 || colours > 256) throw new Error(`${colours} colours`)
  const rows = inflateSync(data)
  if (rows.length !== (width + 1) * height) throw new Error(`${rows.length} bytes of pixels`)
  for (let y = 0; y < height; y += 1) {
    if (rows[y * (width + 1)] !== 0) throw new Error('an unknown filter')
  }
  const at = (x: number, y: number): number => {
    const number = rows[y * (width + 1) + 1 + x] ?? 0
    if (number >= colours) throw new Error(`colour ${number} is not in the table`)
    return table.readUIntBE(3 * number, 3)
  }
  return { width, height, colours, at }
}
