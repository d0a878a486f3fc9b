/** Writes a picture as a PNG file (W3C PNG, third edition), deflated by the platform. */

import type { Painting } from './raster.ts'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Bit depth 8, colour type 3 (a table), and the only compression, filter and interlace methods in use. */
const TABLE_8 = [8, 3, 0, 0, 0]

/**
 * The bytes of the file. The zero before each row is its filter: none, as numbers of colours have no differences that
 * mean anything.
 */
export async function encodePng({ width, height, colours, bands }: Painting): Promise<Uint8Array> {
  const data = await deflate(bands)
  // Only now are the colours complete.
  const table = colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff])
  return joined([
    Uint8Array.from(SIGNATURE),
    pngPart('IHDR', Uint8Array.from([...bigEndian(width), ...bigEndian(height), ...TABLE_8])),
    pngPart('PLTE', Uint8Array.from(table)),
    pngPart('IDAT', data),
    pngPart('IEND', new Uint8Array()),
  ])
}

async function deflate(pieces: Iterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> {
  const { readable, writable } = new CompressionStream('deflate')
  const writer = writable.getWriter()
  const write = async (): Promise<void> => {
    for (const piece of pieces) await writer.write(piece)
    await writer.close()
  }
  // Read while writing: the stream takes no more than what is read.
  const [bytes] = await Promise.all([new Response(readable).arrayBuffer(), write()])
  return new Uint8Array(bytes)
}

/** Length, four letters of type, data, and the checksum over type and data. */
function pngPart(type: string, data: Uint8Array): Uint8Array {
  const body = joined([Uint8Array.from(type, (letter) => letter.charCodeAt(0)), data])
  return joined([bigEndian(data.length), body, bigEndian(crc32(body))])
}

const bigEndian = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 0 ? rest >>> 1 : (rest >>> 1) ^ 0xedb88320
  return rest
})

/** The checksum of PNG's annex D (CRC-32 of ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}
